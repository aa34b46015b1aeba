"""What an office's report is made of, read in sets: the number of queries never grows with it."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Office, Sector
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.store import tables as t
from matcher.store.day_tables import week_activities
from matcher.store.life_tables import report_links
from matcher.store.reading_market import read_all
from matcher.store.reading_people import read_participants_of_office
from matcher.store.reports import with_zone


@dataclass(frozen=True, slots=True)
class LinkSent:
    """A link to a form: whose, on which day it was made, and on which day it was answered."""

    placement_id: str
    reporter: Reporter
    made_on: date
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class OfficeHistory:
    """An office's people; its placements that touch a period; what is said of those that ended.

    ``sectors`` is by opening, for the openings of those placements; ``activities`` are whose, and
    from which day to which, the rest of the week's content is.
    """

    office: Office
    participants: tuple[Participant, ...]
    placements: tuple[Placement, ...]
    outcomes: tuple[Outcome, ...]
    sectors: dict[str, Sector | None]
    links: tuple[LinkSent, ...]
    activities: tuple[tuple[str, tuple[date, date]], ...] = ()


def read_office_history(
    connection: sa.Connection, viewer: Viewer, office_id: str, first: date, last: date
) -> OfficeHistory:
    """The office between two days, both included; NotFound where ``viewer`` may not see it."""
    people = read_participants_of_office(connection, viewer, office_id)
    (office,) = read_all(connection, Office, t.offices.c.office_id == office_id)
    here = t.placements.c.participant_id.in_(
        sa.select(t.participants.c.participant_id).where(t.participants.c.office_id == office_id)
    )
    over = sa.func.coalesce(t.placements.c.ended, t.placements.c.planned_end)
    touching = sa.and_(
        here,
        sa.or_(over.is_(None), over >= first),
        sa.or_(t.placements.c.starts.is_(None), t.placements.c.starts <= last),
    )
    is_over = sa.and_(
        touching, over <= last, t.placements.c.status == PlacementStatus.ENDED.value
    )  # fmt: skip
    ended = sa.select(t.placements.c.placement_id).where(is_over)
    return OfficeHistory(
        office=office,
        participants=people,
        placements=read_all(connection, Placement, touching),
        outcomes=read_all(connection, Outcome, t.outcomes.c.placement_id.in_(ended)),
        sectors=_sectors(connection, sa.select(t.placements.c.opening_id).where(is_over)),
        links=_links(connection, ended),
        activities=_activities(connection, office_id, last),
    )


def _sectors(
    connection: sa.Connection, openings: sa.Select[tuple[str]]
) -> dict[str, Sector | None]:
    rows = connection.execute(
        sa.select(t.openings.c.opening_id, t.employers.c.sector)
        .join(t.employers, t.employers.c.employer_id == t.openings.c.employer_id)
        .where(t.openings.c.opening_id.in_(openings))
    )
    return {row.opening_id: Sector(row.sector) if row.sector else None for row in rows}


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
    connection: sa.Connection, office_id: str, last: date
) -> tuple[tuple[str, tuple[date, date]], ...]:
    c = week_activities.c
    rows = connection.execute(
        sa.select(c.participant_id, c.starts, c.ends)
        .join(t.participants, t.participants.c.participant_id == c.participant_id)
        .where(t.participants.c.office_id == office_id, c.starts <= last)
        .order_by(c.id)
    )
    return tuple((row.participant_id, (row.starts, row.ends or last)) for row in rows)
