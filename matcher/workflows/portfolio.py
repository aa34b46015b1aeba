"""Use case: everybody whom an adviser or an office follows, with what a table about them shows.

Everything is read in sets: the number of questions to the store does not grow with the people.
What is shown of it, and in which order, is said in ``portfolio_view``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from matcher.domain.access import Viewer
from matcher.domain.employers import Office
from matcher.domain.outcomes import Reporter
from matcher.domain.participants import in_programme
from matcher.domain.placements import PlacementStatus
from matcher.domain.week_strip import empty_since, is_empty
from matcher.store import tables as t
from matcher.store.engine import reading
from matcher.store.follow_ups import unsettled_rungs
from matcher.store.readers import read_all
from matcher.store.week import PersonWeeks, read_weeks_of_office
from matcher.workflows.caseload import open_placement
from matcher.workflows.follow_up_due import Followed, gather
from matcher.workflows.portfolio_line import (
    Line,
    Stand,
    ends_soon,
    is_reported_on,
    is_taste_done,
    next_due,
    stand_of,
)
from matcher.workflows.week_gaps import stays_of

_UNDER_WAY = (PlacementStatus.ACCEPTED, PlacementStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The lines by id, and how many people are in the programme for either view."""

    office: Office
    lines: tuple[Line, ...]
    mine: bool
    count_mine: int
    count_office: int
    advisers: tuple[str, ...]


def portfolio(
    engine: Engine,
    viewer: Viewer,
    *,
    today: date,
    mine: bool | None = None,
    away: bool = False,
) -> Portfolio:
    """The viewer's own participants (``mine``), or the office's; own ones where there are any.

    Those in the programme, or those who are ``away``. NotFound where the viewer has no office.
    """
    office_id = viewer.office_id or ""
    with reading(engine) as connection:
        # Since the first of all days: those who have left are read only where they are asked for.
        since = date.min if away else today
        everybody = read_weeks_of_office(connection, viewer, office_id, today=since)
        (office,) = read_all(connection, Office, t.offices.c.office_id == office_id)
        own = [each for each in everybody if each.participant.adviser == viewer.name]
        count_mine = _in_programme(own, today)
        only_own = count_mine > 0 if mine is None else mine
        asked = own if only_own else everybody
        shown = [each for each in asked if in_programme(each.participant, today) is not away]
        lines = _Lines(connection, office_id, shown, today)
    return Portfolio(
        office=office,
        lines=tuple(map(lines.line, shown)),
        mine=only_own,
        count_mine=count_mine,
        count_office=_in_programme(everybody, today),
        advisers=tuple(sorted({e.participant.adviser for e in everybody if e.participant.adviser})),
    )


def _in_programme(people: Iterable[PersonWeeks], today: date) -> int:
    return sum(in_programme(each.participant, today) for each in people)


class _Lines:
    """What the lines need besides the weeks; seven queries, however many people there are."""

    def __init__(
        self, connection: Connection, office_id: str, shown: Sequence[PersonWeeks], today: date
    ) -> None:
        self._today = today
        here = sa.select(t.participants.c.participant_id).where(
            t.participants.c.office_id == office_id
        )
        self._wish = _first_wishes(connection, here)
        self._reported = _reported(connection, here)
        self._followed = _followed(connection, shown)

    def line(self, found: PersonWeeks) -> Line:
        """One participant's line."""
        person, today = found.participant, self._today
        line = Line(
            person,
            Stand.AWAY,
            wish=self._wish.get(person.participant_id),
            tastes=sum(is_taste_done(each, today) for each in found.placed),
            open_reports=sum(
                is_reported_on(each.placement, today)
                and each.placement.placement_id not in self._reported
                for each in found.placed
            ),
        )
        return self._now(line, found) if in_programme(person, today) else line

    def _now(self, line: Line, found: PersonWeeks) -> Line:
        person, today = found.participant, self._today
        stays, regular = stays_of(found, today), found.activities
        empty = is_empty(person, stays, regular, today)
        placement = open_placement((each.placement for each in found.placed), today)
        return replace(
            line,
            stand=stand_of(placement, today),
            placed=next((each for each in found.placed if each.placement is placement), None),
            empty=empty,
            empty_since=empty_since(person, stays, regular, today) if empty else None,
            due=next_due(placement, self._followed.get(person.participant_id, ()), today),
            ends_soon=ends_soon(person, today),
        )


def _first_wishes(connection: Connection, here: sa.Select[tuple[str]]) -> dict[str, str]:
    """The text of everybody's first wish."""
    w = t.wishes.c
    rows = connection.execute(
        sa.select(w.participant_id, w.text)
        .where(w.participant_id.in_(here))
        .order_by(w.rank.desc())
    )
    return {row.participant_id: row.text for row in rows}  # the first one stays


def _reported(connection: Connection, here: sa.Select[tuple[str]]) -> frozenset[str]:
    """The placements of the office on which an adviser has reported."""
    said, at = t.outcomes.c, t.placements.c
    rows = connection.execute(
        sa.select(said.placement_id)
        .join(t.placements, at.placement_id == said.placement_id)
        .where(at.participant_id.in_(here), said.reporter == Reporter.ADVISER.value)
    )
    return frozenset(rows.scalars())


def _followed(connection: Connection, shown: Iterable[PersonWeeks]) -> Mapping[str, list[Followed]]:
    """The placements that may ask for a talk or a next rung, by participant."""
    rungs = {str(each) for each in connection.execute(unsettled_rungs()).scalars()}
    people = {each.participant.participant_id: each.participant for each in shown}
    asks = [
        placed.placement
        for each in shown
        for placed in each.placed
        if placed.placement.status in _UNDER_WAY or placed.placement.placement_id in rungs
    ]
    by_person: dict[str, list[Followed]] = {}
    for followed in gather(connection, asks, people):
        by_person.setdefault(followed.placement.participant_id, []).append(followed)
    return by_person
