"""What fills the weeks: kept activities, and placements with their opening's hours.

Always on behalf of a viewer: only the office sees them, for a treatment is a private matter.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import Conflict, NotFound
from matcher.domain.participants import Participant, PartOfWeek
from matcher.domain.placements import Placement
from matcher.domain.week import WeekActivity
from matcher.store import tables as t
from matcher.store.codec import decode_rows, encoder
from matcher.store.day_tables import week_activities
from matcher.store.reading_market import read_all
from matcher.store.reading_people import read_participant
from matcher.store.trail import note_listed, note_refused

_PLACEMENT = [field.name for field in fields(Placement)]
_ACTIVITY = [field.name for field in fields(WeekActivity)]
_GIVEN = [name for name in _ACTIVITY if name != "id"]
_SAME = [name for name in _GIVEN if name != "participant_id"]


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement, and what its opening says of hours; ``absent`` where nobody ever came."""

    placement: Placement
    hours: float | None
    schedule: tuple[PartOfWeek, ...]
    title: str | None
    employer: str | None
    absent: bool


@dataclass(frozen=True, slots=True)
class PersonWeeks:
    """One participant and all that fills, or filled, the weeks."""

    participant: Participant
    placed: tuple[Placed, ...]
    activities: tuple[WeekActivity, ...]


@dataclass(frozen=True, slots=True)
class _Opening:
    opening_id: str
    hours: float | None
    schedule: tuple[PartOfWeek, ...]


def read_weeks_of(connection: sa.Connection, viewer: Viewer, participant_id: str) -> PersonWeeks:
    """One participant's; NotFound where there is none that ``viewer`` may see. Three queries."""
    participant = read_participant(connection, viewer, participant_id)
    return PersonWeeks(
        participant,
        _placed(connection, t.placements.c.participant_id == participant_id),
        _activities(connection, week_activities.c.participant_id == participant_id),
    )


def read_weeks_of_office(
    connection: sa.Connection,
    viewer: Viewer,
    office_id: str,
    *,
    today: date,
    adviser: str | None = None,
) -> tuple[PersonWeeks, ...]:
    """Those whose programme has not ended by ``today``, by id; of one ``adviser`` or of all.

    Three queries, and nothing of those who left. NotFound for another's office.
    """
    if not viewer.sees_office(office_id):
        note_refused(connection, viewer)
        raise NotFound(f'There is no office "{office_id}" whose participants you may see.')
    columns = t.participants.c
    still = sa.and_(
        columns.office_id == office_id,
        sa.or_(columns.programme_end.is_(None), columns.programme_end >= today),
        sa.true() if adviser is None else columns.adviser == adviser,
    )
    people = read_all(connection, Participant, still)
    note_listed(connection, viewer, (person.participant_id for person in people))
    here = sa.select(columns.participant_id).where(still)
    placed: dict[str, list[Placed]] = {person.participant_id: [] for person in people}
    regular: dict[str, list[WeekActivity]] = {person.participant_id: [] for person in people}
    for each in _placed(connection, t.placements.c.participant_id.in_(here)):
        placed[each.placement.participant_id].append(each)
    for activity in _activities(connection, week_activities.c.participant_id.in_(here)):
        regular[activity.participant_id].append(activity)
    return tuple(
        PersonWeeks(one, tuple(placed[one.participant_id]), tuple(regular[one.participant_id]))
        for one in people
    )


def add_activities(
    connection: sa.Connection, viewer: Viewer, activities: tuple[WeekActivity, ...]
) -> int:
    """Keep those that are not kept already (a form sent twice); how many were new.

    All are of one participant; NotFound where ``viewer`` may not see that one.
    """
    if not activities:
        return 0
    participant_id = activities[0].participant_id
    read_participant(connection, viewer, participant_id)
    _lock(connection, participant_id)
    known = _activities(connection, week_activities.c.participant_id == participant_id)
    standing = {_told(each) for each in known}
    new = [each for each in activities if _told(each) not in standing]
    encode = encoder(WeekActivity, _GIVEN)
    if new:
        connection.execute(week_activities.insert(), [encode(each) for each in new])
    return len(new)


def remove_activities(
    connection: sa.Connection, viewer: Viewer, participant_id: str, ids: tuple[int, ...]
) -> int:
    """Take away what was never meant; how many there were. NotFound as ``add_activities``."""
    read_participant(connection, viewer, participant_id)
    return connection.execute(week_activities.delete().where(*_these(participant_id, ids))).rowcount


def end_activities(
    connection: sa.Connection,
    viewer: Viewer,
    participant_id: str,
    ids: tuple[int, ...],
    last: date,
) -> int:
    """Let them end on ``last``; the weeks before stay as they were. How many were changed.

    NotFound as ``add_activities``; Conflict where one begins after ``last``.
    """
    read_participant(connection, viewer, participant_id)
    columns = week_activities.c
    these = (*_these(participant_id, ids), sa.or_(columns.ends.is_(None), columns.ends > last))
    later = connection.execute(
        sa.select(columns.id).where(*these, columns.starts > last).limit(1)
    ).first()
    if later is not None:
        raise Conflict("It has not begun on that day; it can only be removed.")
    return connection.execute(week_activities.update().where(*these).values(ends=last)).rowcount


def _lock(connection: sa.Connection, participant_id: str) -> None:
    """The same form sent twice at once waits here for the other; SQLite has one writer anyway."""
    columns = t.participants.c
    person = sa.select(columns.participant_id).where(columns.participant_id == participant_id)
    connection.execute(person.with_for_update())


def _these(participant_id: str, ids: tuple[int, ...]) -> tuple[sa.ColumnElement[bool], ...]:
    return (week_activities.c.participant_id == participant_id, week_activities.c.id.in_(ids))


def _told(each: WeekActivity) -> tuple[Any, ...]:
    return tuple(getattr(each, name) for name in _SAME)


def _activities(
    connection: sa.Connection, *where: sa.ColumnElement[bool]
) -> tuple[WeekActivity, ...]:
    columns = week_activities.c
    rows = connection.execute(
        sa.select(*(columns[name] for name in _ACTIVITY)).where(*where).order_by(columns.id)
    )
    return decode_rows(WeekActivity, rows)


def _placed(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> tuple[Placed, ...]:
    """Sorted here, for databases order text in their own ways."""
    at, o = t.placements.c, t.openings.c
    said = t.outcomes.c
    absent = sa.exists().where(said.placement_id == at.placement_id, said.showed_up.is_(False))
    rows = connection.execute(
        sa.select(
            *(at[name] for name in _PLACEMENT),
            *(o.opening_id, o.hours_per_week, o.schedule, o.title, t.employers.c.name, absent),
        )
        .join(t.openings, o.opening_id == at.opening_id)
        .join(t.employers, t.employers.c.employer_id == o.employer_id)
        .where(*where)
    ).all()
    wide = len(_PLACEMENT)
    placements = decode_rows(Placement, [row[:wide] for row in rows])
    openings = decode_rows(_Opening, [row[wide : wide + 3] for row in rows])
    found = (
        Placed(placement, opening.hours, opening.schedule, row[-3], row[-2], bool(row[-1]))
        for placement, opening, row in zip(placements, openings, rows, strict=True)
    )
    return tuple(sorted(found, key=lambda each: each.placement.placement_id))
