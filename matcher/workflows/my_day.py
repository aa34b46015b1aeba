"""Use case: what needs an adviser now, each matter once, in order; what is off the list stays off.

Everything is read in sets, so that the number of questions to the store never grows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.day_order import in_order, without_marked
from matcher.domain.errors import NotFound
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.store import tables as t
from matcher.store.day_marks import DayMark, read_marks
from matcher.store.day_reading import (
    read_asked,
    read_day_placements,
    read_versions,
    read_workplaces,
)
from matcher.store.day_requests import read_answers, read_consents_due
from matcher.store.engine import reading
from matcher.store.follow_ups import read_rungs
from matcher.store.readers import read_all
from matcher.store.trail import note_listed
from matcher.workflows.day_lines import DayFile, DayLine, day_lines
from matcher.workflows.day_requests import ANSWERS_BACK, CONSENT_AHEAD, DayRequests
from matcher.workflows.employer_promises import promises_due
from matcher.workflows.follow_up_due import gather
from matcher.workflows.week_gaps import gaps
from matcher.workflows.work_calls import CALLS_BACK
from matcher.workflows.workplace.call_requests import calls_asked

_TALKED_ABOUT = (PlacementStatus.ACCEPTED, PlacementStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class MyDay:
    """The lines in order, and those that are off the list with their marks, the latest first.

    ``workplaces`` are the title and the employer's name by opening, ``versions`` by placement.
    ``followed`` is how many of them are in the programme; ``has_own``: whether anybody is the
    viewer's own, in the programme or not.
    """

    lines: tuple[DayLine, ...]
    off: tuple[tuple[DayLine, DayMark], ...]
    workplaces: dict[str, tuple[str | None, str | None]]
    versions: dict[str, int]
    followed: int
    mine: bool
    has_own: bool


def my_day(
    engine: sa.Engine,
    viewer: Viewer,
    *,
    today: date,
    mine: bool | None = None,
    most: int | None = None,
) -> MyDay:
    """The day of the viewer's own people (``mine``), or of the office's; own where there are any.

    Names are read for the first ``most`` lines. NotFound where the viewer belongs to no office.
    """
    office_id = viewer.office_id
    if office_id is None or not viewer.sees_office(office_id):
        raise NotFound("An administrator belongs to no office, and follows nobody up.")
    with reading(engine) as connection:
        has_own = _has_own(connection, viewer)
        only_own = has_own if mine is None else mine
        file = _read(connection, viewer, office_id, today=today, mine=only_own)
        marks = read_marks(connection, viewer.name, today)
        found = day_lines(file)
        lines = in_order(without_marked(found, marks), today)
        off = list(
            {each.key: (each, marks[each.key]) for each in found if each.key in marks}.values()
        )
        seen = [*lines[:most], *(line for line, _ in off)]
        placements = [line.placement for line in seen if line.placement is not None]
        workplaces = read_workplaces(connection, sorted({p.opening_id for p in placements}))
        versions = read_versions(connection, sorted({p.placement_id for p in placements}))
    return MyDay(
        lines=lines,
        off=tuple(sorted(off, key=lambda pair: (pair[1].marked_on, pair[0].key), reverse=True)),
        workplaces=workplaces,
        versions=versions,
        followed=len(file.gaps),
        mine=only_own,
        has_own=has_own,
    )


def _has_own(connection: sa.Connection, viewer: Viewer) -> bool:
    c = t.participants.c
    own = sa.select(c.participant_id).where(
        c.office_id == viewer.office_id, c.adviser == viewer.name
    )
    return connection.execute(own.limit(1)).first() is not None


def _read(
    connection: sa.Connection, viewer: Viewer, office_id: str, *, today: date, mine: bool
) -> DayFile:
    adviser = viewer.name if mine else None
    found = gaps(connection, viewer, today=today, mine=mine)
    since = today - CALLS_BACK
    placements, outcomes = read_day_placements(connection, office_id, adviser, since)
    asked = _requests(connection, viewer, office_id, today=today, mine=mine)
    people = {gap.participant_id: gap.participant for gap in found}
    people |= _others(connection, [*placements, *(p for _, p in asked.answers)], people)
    note_listed(connection, viewer, people)
    ids = [each.placement_id for each in placements]
    talked_about = [p for p in placements if p.status in _TALKED_ABOUT]
    rungs = read_rungs(connection, ids)
    open_rungs = [
        p
        for p in placements
        if p.status not in _TALKED_ABOUT
        and p.placement_id in rungs
        and rungs[p.placement_id].settled_on is None
    ]
    return DayFile(
        today=today,
        people=people,
        placements=placements,
        outcomes=outcomes,
        followed=gather(connection, [*talked_about, *open_rungs], people),
        gaps=found,
        promises=promises_due(connection, viewer, today=today, mine=mine),
        asked=frozenset(read_asked(connection, ids, today)),
        rungs=rungs,
        requests=asked,
    )


def _requests(
    connection: sa.Connection, viewer: Viewer, office_id: str, *, today: date, mine: bool
) -> DayRequests:
    adviser = viewer.name if mine else None
    return DayRequests(
        answers=read_answers(connection, office_id, adviser, today - ANSWERS_BACK),
        consents=read_consents_due(
            connection, office_id, adviser, today=today, ahead=CONSENT_AHEAD
        ),
        calls=calls_asked(connection, viewer, mine=mine),
    )


def _others(
    connection: sa.Connection, placements: Iterable[Placement], known: dict[str, Participant]
) -> dict[str, Participant]:
    """Those who have left the programme, or are not in it yet, and still are asked about."""
    missing = sorted({p.participant_id for p in placements} - known.keys())
    found = read_all(connection, Participant, t.participants.c.participant_id.in_(missing))
    return {each.participant_id: each for each in found}
