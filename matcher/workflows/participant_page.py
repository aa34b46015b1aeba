"""Use case: everything an adviser sees about one participant beside the suggestions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine

from matcher.domain.access import Viewer
from matcher.domain.dismissals import Dismissal
from matcher.domain.employers import Employer, Opening
from matcher.domain.errors import NotFound
from matcher.domain.participants import Experience, Participant, Wish
from matcher.domain.placements import Placement, PlacementStatus
from matcher.eligibility.occupied import has_lapsed, status_as_of
from matcher.store import tables as t
from matcher.store.engine import reading
from matcher.store.readers import (
    read_all,
    read_dismissals_of,
    read_experiences,
    read_openings,
    read_participant,
    read_placements_of,
    read_wishes,
)

# So many occupations are offered for a wish: one that was taken, and five others.
ALTERNATIVES = 6

Resolve = Callable[[str], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class WishRead:
    """A wish and how it is understood; ``codes`` are the likely occupations, best first.

    ``chosen`` says that a person picked the occupation, rather than the program from the text.
    """

    wish: Wish
    code: str | None
    chosen: bool
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class At:
    """An opening and whose it is, as a line about a placement or a no needs them."""

    opening: Opening
    employer: Employer | None


@dataclass(frozen=True, slots=True)
class ParticipantPage:
    """The participant, and what was done so far; ``at`` is by opening id.

    ``open_placements`` are proposed, accepted or running today, ``past`` the others, newest first.
    """

    participant: Participant
    wishes: tuple[WishRead, ...]
    experiences: tuple[Experience, ...]
    open_placements: tuple[Placement, ...]
    past: tuple[Placement, ...]
    dismissals: tuple[Dismissal, ...]
    at: dict[str, At]


def participant_page(
    engine: Engine, viewer: Viewer, participant_id: str, *, today: date, resolve: Resolve
) -> ParticipantPage:
    """One participant; NotFound where there is none that ``viewer`` may see."""
    with reading(engine) as connection:
        participant = read_participant(connection, viewer, participant_id)
        wishes = read_wishes(connection, viewer, participant_id)
        experiences = read_experiences(connection, viewer, participant_id)
        placements = [
            replace(placement, status=status_as_of(placement, today))
            for placement in read_placements_of(connection, viewer, participant_id)
        ]
        noes = read_dismissals_of(connection, viewer, participant_id)
        standing = tuple(no for no in noes if no.holds(today))
        named = {p.opening_id for p in placements} | {no.opening_id for no in standing}
        at = _places(connection, named)
    open_now = tuple(p for p in placements if takes_up_a_place(p, today))
    past = (p for p in placements if p.status is PlacementStatus.ENDED)
    return ParticipantPage(
        participant=participant,
        wishes=tuple(understand(wish, resolve) for wish in wishes),
        experiences=tuple(sorted(experiences, key=lambda e: e.ended or date.max, reverse=True)),
        open_placements=open_now,
        past=tuple(sorted(past, key=lambda p: p.ended or p.starts or date.min, reverse=True)),
        dismissals=standing,
        at=at,
    )


def find_wish(
    engine: Engine, viewer: Viewer, participant_id: str, rank: int, *, resolve: Resolve
) -> WishRead:
    """One wish; NotFound where there is none of that rank, or the participant is not visible."""
    with reading(engine) as connection:
        for wish in read_wishes(connection, viewer, participant_id):
            if wish.rank == rank:
                return understand(wish, resolve)
    raise NotFound(f'The participant "{participant_id}" has no wish number {rank}.')


def understand(wish: Wish, resolve: Resolve) -> WishRead:
    """How ``wish`` is understood: as a person said, else as ``resolve`` reads its text."""
    codes = tuple(dict.fromkeys(match.code for match in resolve(wish.text)))[:ALTERNATIVES]
    first = codes[0] if codes else None
    return WishRead(wish, wish.occupation or first, wish.occupation is not None, codes)


def takes_up_a_place(placement: Placement, today: date) -> bool:
    """Whether the placement is proposed (and not lapsed), accepted or running on ``today``."""
    status = status_as_of(placement, today)
    if status is PlacementStatus.PROPOSED:
        return not has_lapsed(placement, today)
    return status in (PlacementStatus.ACCEPTED, PlacementStatus.RUNNING)


def _places(connection: Connection, opening_ids: set[str]) -> dict[str, At]:
    openings = read_openings(connection, t.openings.c.opening_id.in_(sorted(opening_ids)))
    owners = sorted({opening.employer_id for opening in openings})
    employers = read_all(connection, Employer, t.employers.c.employer_id.in_(owners))
    by_id = {employer.employer_id: employer for employer in employers}
    return {o.opening_id: At(o, by_id.get(o.employer_id)) for o in openings}
