"""What an office's report is made of, read in sets: the number of queries never grows with it."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Office, Sector
from matcher.domain.errors import NotFound
from matcher.domain.outcomes import NextStep, Outcome, Reporter
from matcher.domain.participants import Participant, PartOfWeek
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Track
from matcher.domain.week import WeekActivity
from matcher.store import tables as t
from matcher.store.codec import decode_rows
from matcher.store.day_tables import week_activities
from matcher.store.life_tables import report_links
from matcher.store.reading_market import read_all
from matcher.store.reports import with_zone
from matcher.store.trail import note_refused


@dataclass(frozen=True, slots=True)
class LinkSent:
    """A link to a form: whose, on which day it was made, and on which day it was answered."""

    placement_id: str
    reporter: Reporter
    made_on: date
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Workplace:
    """What a report needs to know of an opening."""

    opening_id: str
    sector: Sector | None
    schedule: tuple[PartOfWeek, ...]


@dataclass(frozen=True, slots=True)
class OfficeHistory:
    """What touches a period: an office's people, their placements, and what is said of those.

    Of the people only what a report counts by is read: adviser, track, group and programme.
    ``outcomes`` and ``links`` are about placements that have ended; ``workplaces`` by opening.
    """

    office: Office
    participants: tuple[Participant, ...]
    placements: tuple[Placement, ...]
    outcomes: tuple[Outcome, ...]
    workplaces: dict[str, Workplace]
    links: tuple[LinkSent, ...]
    activities: tuple[WeekActivity, ...] = ()


@dataclass(frozen=True, slots=True)
class _Person:
    """A participant without name, address or needs."""

    participant_id: str
    office_id: str
    adviser: str | None
    track: Track | None
    audit_group: str | None
    programme_start: date | None
    programme_end: date | None
    programme_outcome: NextStep | None


def read_office_history(
    connection: sa.Connection, viewer: Viewer, office_id: str, first: date, last: date
) -> OfficeHistory:
    """The office between two days, both included; NotFound where ``viewer`` may not see it."""
    offices = read_all(connection, Office, t.offices.c.office_id == office_id)
    if not offices or not viewer.sees_office(office_id):
        note_refused(connection, viewer)
        raise NotFound(f'There is no office "{office_id}" whose participants you may see.')
    here = t.placements.c.participant_id.in_(
        sa.select(t.participants.c.participant_id).where(t.participants.c.office_id == office_id)
    )
    over = sa.func.coalesce(t.placements.c.ended, t.placements.c.planned_end)
    touching = here & _overlaps(t.placements.c.starts, over, first, last)
    is_over = touching & (t.placements.c.status == PlacementStatus.ENDED.value)
    ended = sa.select(t.placements.c.placement_id).where(is_over)
    return OfficeHistory(
        office=offices[0],
        participants=_people(connection, office_id, touching, first, last),
        placements=read_all(connection, Placement, touching),
        outcomes=read_all(connection, Outcome, t.outcomes.c.placement_id.in_(ended)),
        workplaces=_workplaces(connection, touching),
        links=_links(connection, ended),
        activities=_activities(connection, office_id, first, last),
    )


def _overlaps(
    begins: sa.ColumnElement[Any], ends: sa.ColumnElement[Any], first: date, last: date
) -> sa.ColumnElement[bool]:
    """Something touches the period where an unknown end, or beginning, may lie anywhere."""
    return (ends.is_(None) | (ends >= first)) & (begins.is_(None) | (begins <= last))


def _people(
    connection: sa.Connection,
    office_id: str,
    placed: sa.ColumnElement[bool],
    first: date,
    last: date,
) -> tuple[Participant, ...]:
    c = t.participants.c
    in_programme = _overlaps(c.programme_start, c.programme_end, first, last)
    rows = connection.execute(
        sa.select(*(c[field.name] for field in fields(_Person))).where(
            c.office_id == office_id,
            in_programme
            | c.participant_id.in_(sa.select(t.placements.c.participant_id).where(placed)),
        )
    )
    names = [field.name for field in fields(_Person)]
    people = (
        Participant(**{name: getattr(person, name) for name in names})
        for person in decode_rows(_Person, rows)
    )
    # Sorted here, for databases order text in their own ways.
    return tuple(sorted(people, key=lambda person: person.participant_id))


def _workplaces(connection: sa.Connection, placed: sa.ColumnElement[bool]) -> dict[str, Workplace]:
    rows = connection.execute(
        sa.select(t.openings.c.opening_id, t.employers.c.sector, t.openings.c.schedule)
        .join(t.employers, t.employers.c.employer_id == t.openings.c.employer_id)
        .where(t.openings.c.opening_id.in_(sa.select(t.placements.c.opening_id).where(placed)))
    )
    return {place.opening_id: place for place in decode_rows(Workplace, rows)}


def _links(connection: sa.Connection, placements: sa.Select[tuple[str]]) -> tuple[LinkSent, ...]:
    c = report_links.c
    rows = connection.execute(
        sa.select(c.placement_id, c.reporter, c.made_at, c.answered_at)
        .where(c.placement_id.in_(placements))
        .order_by(c.id)
    )
    return tuple(
        LinkSent(
            row.placement_id,
            Reporter(row.reporter),
            with_zone(row.made_at).date(),
            None if row.answered_at is None else with_zone(row.answered_at).date(),
        )
        for row in rows
    )


def _activities(
    connection: sa.Connection, office_id: str, first: date, last: date
) -> tuple[WeekActivity, ...]:
    c = week_activities.c
    rows = connection.execute(
        sa.select(*(c[field.name] for field in fields(WeekActivity)))
        .join(t.participants, t.participants.c.participant_id == c.participant_id)
        .where(t.participants.c.office_id == office_id, _overlaps(c.starts, c.ends, first, last))
        .order_by(c.id)
    )
    return decode_rows(WeekActivity, rows)
