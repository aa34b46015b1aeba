"""Use case: an adviser's participants, those who need a placement first.

Only people in the programme on the day are listed; the others are counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import sqlalchemy as sa
from sqlalchemy import Engine

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Office, Opening
from matcher.domain.participants import Participant, Wish, in_programme
from matcher.domain.placements import (
    OPEN_STATUSES,
    Placement,
    PlacementStatus,
    has_lapsed,
    status_as_of,
)
from matcher.store import tables as t
from matcher.store.engine import reading
from matcher.store.readers import read_all, read_openings, read_participants_of_office


class Standing(IntEnum):
    """Where a participant stands; the order is the order of the list."""

    NEEDS = 0
    PROPOSED = 1
    PLACED = 2


@dataclass(frozen=True, slots=True)
class Case:
    """One line: the participant, the first wish, and the placement that is open, if any.

    ``idle_since`` is the first day without a placement, None while placed or where unknown.
    """

    participant: Participant
    standing: Standing
    wish: Wish | None = None
    placement: Placement | None = None
    opening: Opening | None = None
    employer: Employer | None = None
    idle_since: date | None = None


@dataclass(frozen=True, slots=True)
class Caseload:
    """The lines to show, and how many stand behind each view."""

    office: Office
    cases: tuple[Case, ...]
    mine: bool
    count_mine: int
    count_office: int
    count_left: int


def caseload(engine: Engine, viewer: Viewer, *, today: date, mine: bool) -> Caseload:
    """The viewer's own participants (``mine``) or the whole office's.

    NotFound where the viewer belongs to no office.
    """
    office_id = viewer.office_id or ""
    with reading(engine) as connection:
        everybody = read_participants_of_office(connection, viewer, office_id)
        (office,) = read_all(connection, Office, t.offices.c.office_id == office_id)
        # Of those who have left, nothing but their number is shown.
        ends = t.participants.c.programme_end
        here = sa.select(t.participants.c.participant_id).where(
            t.participants.c.office_id == office_id, ends.is_(None) | (ends >= today)
        )
        wishes = read_all(connection, Wish, t.wishes.c.participant_id.in_(here))
        placements = read_all(connection, Placement, t.placements.c.participant_id.in_(here))
        openings = read_openings(connection, t.openings.c.opening_id.in_(_open_ids(placements)))
        employers = read_all(connection, Employer)
    active = [person for person in everybody if in_programme(person, today)]
    own = [person for person in active if person.adviser == viewer.name]
    file = _File(wishes, placements, openings, employers, today)
    return Caseload(
        office=office,
        cases=tuple(sorted(map(file.case, own if mine else active), key=_urgency)),
        mine=mine,
        count_mine=len(own),
        count_office=len(active),
        count_left=len(everybody) - len(active),
    )


def open_placement(placements: Iterable[Placement], today: date) -> Placement | None:
    """The placement that counts: a running one before an accepted, before a proposed."""
    live = [
        (OPEN_STATUSES.index(status), placement)
        for placement in placements
        if (status := status_as_of(placement, today)) in OPEN_STATUSES
        and not (status is PlacementStatus.PROPOSED and has_lapsed(placement, today))
    ]
    return max(live, key=lambda pair: pair[0])[1] if live else None


def _open_ids(placements: Iterable[Placement]) -> list[str]:
    never = (PlacementStatus.CANCELLED,)
    return sorted({p.opening_id for p in placements if p.status not in never and p.ended is None})


class _File:
    """The office's rows by participant."""

    def __init__(
        self,
        wishes: Iterable[Wish],
        placements: Iterable[Placement],
        openings: Iterable[Opening],
        employers: Iterable[Employer],
        today: date,
    ) -> None:
        self._today = today
        self._wish: dict[str, Wish] = {}
        for wish in wishes:  # sorted by rank: the first stays
            self._wish.setdefault(wish.participant_id, wish)
        self._placements: dict[str, list[Placement]] = {}
        for placement in placements:
            self._placements.setdefault(placement.participant_id, []).append(placement)
        self._openings = {opening.opening_id: opening for opening in openings}
        self._employers = {employer.employer_id: employer for employer in employers}

    def case(self, person: Participant) -> Case:
        placements = self._placements.get(person.participant_id, [])
        placement = open_placement(placements, self._today)
        opening = self._openings.get(placement.opening_id) if placement else None
        standing = _standing(placement, self._today)
        return Case(
            participant=person,
            standing=standing,
            wish=self._wish.get(person.participant_id),
            placement=placement,
            opening=opening,
            employer=self._employers.get(opening.employer_id) if opening else None,
            idle_since=(
                None
                if standing is Standing.PLACED
                else _idle_since(person, placements, self._today)
            ),
        )


def _standing(placement: Placement | None, today: date) -> Standing:
    if placement is None:
        return Standing.NEEDS
    proposed = status_as_of(placement, today) is PlacementStatus.PROPOSED
    return Standing.PROPOSED if proposed else Standing.PLACED


def _idle_since(person: Participant, placements: Iterable[Placement], today: date) -> date | None:
    ends = [
        placement.ended or placement.planned_end
        for placement in placements
        if status_as_of(placement, today) is PlacementStatus.ENDED
    ]
    known = [day for day in (*ends, person.programme_start) if day is not None and day <= today]
    return max(known, default=None)


def _urgency(case: Case) -> tuple[int, date, str]:
    until = case.placement.planned_end if case.placement else None
    when = until if case.standing is Standing.PLACED else case.idle_since
    return (case.standing, when or date.min, case.participant.participant_id)
