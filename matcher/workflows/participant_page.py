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
from matcher.domain.placements import Placement, PlacementStatus, has_lapsed, status_as_of
from matcher.occupations import catalogue, nearness_matrix
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

# So many other occupations are offered for a wish.
ALTERNATIVES = 5
# "Kitchen or warehouse" means both: whatever is nearly as likely as the first is meant too.
MEANT_TOO = 0.9
# What is less than half as likely as the first is noise; work that is near the first is not.
WORTH_OFFERING = 0.5

Resolve = Callable[[str], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class WishRead:
    """A wish and how it is understood: ``means`` it does, ``others`` it may mean, best first.

    ``chosen`` says that a person picked the occupation, rather than the program from the text.
    """

    wish: Wish
    means: tuple[str, ...]
    chosen: bool
    others: tuple[str, ...]


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
    scores: dict[str, float] = {}
    for match in resolve(wish.text):
        scores.setdefault(match.code, match.score)
    best = max(scores.values(), default=0.0)
    read = tuple(code for code, score in scores.items() if score >= MEANT_TOO * best)
    means = read if wish.occupation is None else (wish.occupation,)
    likely = [code for code, score in scores.items() if score >= WORTH_OFFERING * best]
    others = dict.fromkeys((*likely, *(_near(means[0]) if means else ())))
    offered = tuple(code for code in others if code not in means)[:ALTERNATIVES]
    return WishRead(wish, means, wish.occupation is not None, offered)


def _near(code: str) -> list[str]:
    """The occupations nearest to ``code`` in the catalogue, the nearest first."""
    known = sorted(catalogue().by_code)
    near = nearness_matrix([code], known)[0]
    order = sorted(range(len(known)), key=lambda i: (-near[i], known[i]))
    return [known[i] for i in order[: 2 * ALTERNATIVES]]


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
