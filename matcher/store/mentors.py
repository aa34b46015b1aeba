"""Mentors as their employer gives them: with what matching does not look at, added and changed."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date

import sqlalchemy as sa

from matcher.domain.employers import Mentor
from matcher.domain.errors import NotFound
from matcher.domain.placements import OPEN_STATUSES, Placement
from matcher.domain.stops import StopReason
from matcher.store import tables as t
from matcher.store.codec import encoder
from matcher.store.employer_tables import mentor_details, stops
from matcher.store.reading_market import read_all
from matcher.store.stops import StopRow, read_stop_rows

_MENTOR_COLUMNS = [field.name for field in fields(Mentor)]


@dataclass(frozen=True, slots=True)
class MentorDetails:
    """What is known of a mentor beside matching.

    ``confidential_by`` says who confirmed: ``mentor`` or ``employer``.
    """

    hours_per_month: int | None = None
    confidential_on: date | None = None
    confidential_by: str | None = None
    email: str | None = None
    phone: str | None = None


def read_details(
    connection: sa.Connection, mentor_ids: Collection[str]
) -> Mapping[str, MentorDetails]:
    """By mentor id; whoever nothing is known of is not there."""
    columns = [mentor_details.c[field.name] for field in fields(MentorDetails)]
    rows = connection.execute(
        sa.select(mentor_details.c.mentor_id, *columns).where(
            mentor_details.c.mentor_id.in_(sorted(mentor_ids))
        )
    )
    return {row[0]: MentorDetails(*row[1:]) for row in rows}


def read_own_mentor(connection: sa.Connection, employer_id: str, mentor_id: str) -> Mentor:
    """One mentor of the employer; NotFound for another's. Who may see it was asked before."""
    c = t.mentors.c
    found = read_all(connection, Mentor, c.employer_id == employer_id, c.mentor_id == mentor_id)
    if not found:
        raise NotFound(f'There is no mentor "{mentor_id}".')
    return found[0]


def read_absences(
    connection: sa.Connection, mentor_ids: Collection[str], today: date
) -> tuple[StopRow, ...]:
    """Pauses and absences that nobody lifted, and that are not over on ``today``."""
    c = stops.c
    return read_stop_rows(
        connection,
        c.mentor_id.in_(sorted(mentor_ids)),
        c.lifted_on.is_(None),
        sa.or_(c.ends.is_(None), c.ends >= today),
    )


def read_absence(connection: sa.Connection, mentor_id: str, stop_id: int) -> StopRow:
    """One absence of the mentor; NotFound where it is another's."""
    found = read_stop_rows(connection, stops.c.mentor_id == mentor_id, stops.c.id == stop_id)
    if not found:
        raise NotFound(f"There is no absence {stop_id} of this mentor.")
    return found[0]


def read_mentor_pauses(connection: sa.Connection, mentor_id: str) -> tuple[StopRow, ...]:
    """The pauses of a mentor that nobody has lifted."""
    c = stops.c
    paused = c.reason == StopReason.PAUSED.value
    return read_stop_rows(connection, c.mentor_id == mentor_id, c.lifted_on.is_(None), paused)


def read_placements_with(
    connection: sa.Connection, mentor_ids: Collection[str]
) -> tuple[Placement, ...]:
    """Open placements with any of the mentors, wherever they are; for counting only."""
    return read_all(
        connection,
        Placement,
        t.placements.c.mentor_id.in_(sorted(mentor_ids)),
        t.placements.c.status.in_([status.value for status in OPEN_STATUSES]),
    )


def put_mentor(connection: sa.Connection, mentor: Mentor, details: MentorDetails) -> None:
    """Keep a mentor, new or known, and what is known beside."""
    row = encoder(Mentor, _MENTOR_COLUMNS)(mentor)
    same = t.mentors.c.mentor_id == mentor.mentor_id
    if not connection.execute(t.mentors.update().where(same).values(row)).rowcount:
        connection.execute(t.mentors.insert().values(row))
    beside = asdict(details)
    known = mentor_details.c.mentor_id == mentor.mentor_id
    if not connection.execute(mentor_details.update().where(known).values(beside)).rowcount:
        connection.execute(mentor_details.insert().values(mentor_id=mentor.mentor_id, **beside))
