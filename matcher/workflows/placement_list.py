"""Use case: an adviser's placements, those that wait for a word first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum

import sqlalchemy as sa
from sqlalchemy import Engine

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Office, Opening
from matcher.domain.life import KeptPlacement
from matcher.domain.outcomes import Outcome, latest_reports
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus, status_as_of
from matcher.store import tables as t
from matcher.store.engine import reading
from matcher.store.readers import (
    read_all,
    read_openings,
    read_participants_of_office,
    read_placements_of_office,
)
from matcher.workflows.placement_page import lapsed

# What is over for longer is found at the participant.
LATELY = timedelta(days=30)


class Where(IntEnum):
    """Where a placement stands; the order is that of the list, what asks for a word first."""

    TO_START = 0
    OVERDUE = 1
    PROPOSED = 2
    ACCEPTED = 3
    RUNNING = 4
    LAPSED = 5
    ENDED = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One placement of the list; ``came`` is False after a no-show."""

    where: Where
    placement: Placement
    version: int
    participant: Participant
    opening: Opening
    employer: Employer | None
    came: bool = True


@dataclass(frozen=True, slots=True)
class PlacementList:
    """The lines to show, and how many stand behind each view."""

    office: Office
    lines: tuple[Line, ...]
    mine: bool
    count_mine: int
    count_office: int


def placement_list(engine: Engine, viewer: Viewer, *, today: date, mine: bool) -> PlacementList:
    """The placements of the viewer's own participants (``mine``) or of the whole office's.

    NotFound where the viewer belongs to no office.
    """
    office_id = viewer.office_id or ""
    with reading(engine) as connection:
        people = read_participants_of_office(connection, viewer, office_id)
        (office,) = read_all(connection, Office, t.offices.c.office_id == office_id)
        kept = [
            (where, each)
            for each in read_placements_of_office(connection, viewer, office_id, _may_stand(today))
            if (where := where_it_stands(each.placement, today)) is not None
        ]
        ids = sorted({each.placement.opening_id for _, each in kept})
        openings = read_openings(connection, t.openings.c.opening_id.in_(ids))
        employers = read_all(connection, Employer)
        ended = [k.placement.placement_id for where, k in kept if where is Where.ENDED]
        reports = read_all(connection, Outcome, t.outcomes.c.placement_id.in_(ended))
    lines = _Lines(people, openings, employers, reports, today)
    everything = [lines.line(*each) for each in kept]
    own = [line for line in everything if line.participant.adviser == viewer.name]
    return PlacementList(
        office=office,
        lines=tuple(sorted(own if mine else everything, key=_urgency)),
        mine=mine,
        count_mine=len(own),
        count_office=len(everything),
    )


def _may_stand(today: date) -> sa.ColumnElement[bool]:
    """All that ``where_it_stands`` can have a part for; what was over long ago is not read."""
    c = t.placements.c
    over = sa.func.coalesce(c.ended, c.planned_end)
    return sa.or_(c.status != PlacementStatus.ENDED.value, over >= today - LATELY)


def where_it_stands(placement: Placement, today: date) -> Where | None:
    """Which part of the list a placement belongs to; None where it is over for long, or was off.

    >>> from matcher.domain.purposes import Purpose
    >>> p = Placement("L1", "P1", "O1", Purpose.TASTE, PlacementStatus.ACCEPTED,
    ...               starts=date(2026, 1, 5))
    >>> where_it_stands(p, date(2026, 1, 4)).name, where_it_stands(p, date(2026, 1, 5)).name
    ('ACCEPTED', 'TO_START')
    """
    status = status_as_of(placement, today)
    if status is PlacementStatus.ENDED:
        over = placement.ended or placement.planned_end
        return Where.ENDED if over is not None and over >= today - LATELY else None
    if status is PlacementStatus.CANCELLED:
        return None
    if status is PlacementStatus.RUNNING:
        late = placement.planned_end is not None and placement.planned_end < today
        return Where.OVERDUE if late else Where.RUNNING
    return _not_begun(placement, today)


def _not_begun(placement: Placement, today: date) -> Where | None:
    if lapsed(placement, today):
        since = placement.proposed_on or placement.starts or today
        return Where.LAPSED if since >= today - 2 * LATELY else None
    if placement.starts is not None and placement.starts <= today:
        return Where.TO_START
    proposed = placement.status is PlacementStatus.PROPOSED
    return Where.PROPOSED if proposed else Where.ACCEPTED


class _Lines:
    """The office's rows by id."""

    def __init__(
        self,
        people: Iterable[Participant],
        openings: Iterable[Opening],
        employers: Iterable[Employer],
        reports: Iterable[Outcome],
        today: date,
    ) -> None:
        self._today = today
        self._people = {person.participant_id: person for person in people}
        self._openings = {opening.opening_id: opening for opening in openings}
        self._employers = {employer.employer_id: employer for employer in employers}
        self._no_shows = {
            report.placement_id
            for report in latest_reports(reports, today).values()
            if report.showed_up is False
        }

    def line(self, where: Where, kept: KeptPlacement) -> Line:
        known = kept.placement
        opening = self._openings[known.opening_id]
        return Line(
            where=where,
            placement=replace(known, status=status_as_of(known, self._today)),
            version=kept.version,
            participant=self._people[known.participant_id],
            opening=opening,
            employer=self._employers.get(opening.employer_id),
            came=known.placement_id not in self._no_shows,
        )


def _urgency(line: Line) -> tuple[int, int, str]:
    placement = line.placement
    starts = (placement.starts or date.max).toordinal()
    ends = (placement.planned_end or date.max).toordinal()
    over = (placement.ended or placement.planned_end or date.min).toordinal()
    when = {
        Where.OVERDUE: ends,
        Where.RUNNING: ends,
        Where.LAPSED: -starts,
        Where.ENDED: -over,  # the latest first
    }.get(line.where, starts)
    return (line.where, when, placement.placement_id)
