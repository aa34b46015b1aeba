"""An employer's openings, mentors and pauses, read for those who may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Mentor, Opening
from matcher.domain.errors import NotFound
from matcher.domain.placements import OPEN_STATUSES, Placement
from matcher.domain.stops import Stop, StopReason
from matcher.store import tables as t
from matcher.store.employer_tables import opening_posts, stops
from matcher.store.own_tables import postal_codes
from matcher.store.reading_market import read_all, read_openings


@dataclass(frozen=True, slots=True)
class Workplace:
    """An employer with its mentors and openings, in the order of their ids."""

    employer: Employer
    mentors: tuple[Mentor, ...]
    openings: tuple[Opening, ...]


def read_workplace(connection: sa.Connection, viewer: Viewer, employer_id: str) -> Workplace:
    """The employer; NotFound where ``viewer`` may not see it or there is none."""
    found: tuple[Employer, ...] = ()
    if viewer.sees_employer(employer_id):
        found = read_all(connection, Employer, t.employers.c.employer_id == employer_id)
    if not found:
        raise NotFound(f'There is no employer "{employer_id}".')
    return Workplace(
        found[0],
        read_all(connection, Mentor, t.mentors.c.employer_id == employer_id),
        read_openings(connection, t.openings.c.employer_id == employer_id),
    )


def read_own_opening(
    connection: sa.Connection, viewer: Viewer, employer_id: str, opening_id: str
) -> Opening:
    """One opening of the employer; NotFound where ``viewer`` may not see it or it is another's."""
    found: tuple[Opening, ...] = ()
    if viewer.sees_employer(employer_id):
        found = read_openings(
            connection,
            t.openings.c.employer_id == employer_id,
            t.openings.c.opening_id == opening_id,
        )
    if not found:
        raise NotFound(f'There is no opening "{opening_id}".')
    return found[0]


def read_open_placements(connection: sa.Connection, employer_id: str) -> tuple[Placement, ...]:
    """Placements in the employer's openings that take up a place or will; for counting only."""
    own = sa.select(t.openings.c.opening_id).where(t.openings.c.employer_id == employer_id)
    return read_all(
        connection,
        Placement,
        t.placements.c.opening_id.in_(own),
        t.placements.c.status.in_([status.value for status in OPEN_STATUSES]),
    )


def read_last_posted(connection: sa.Connection, employer_id: str) -> str | None:
    """The id of the opening that the employer posted last; None where all were imported."""
    return connection.execute(
        sa.select(opening_posts.c.opening_id)
        .join(t.openings, t.openings.c.opening_id == opening_posts.c.opening_id)
        .where(t.openings.c.employer_id == employer_id)
        .order_by(opening_posts.c.posted_at.desc(), opening_posts.c.opening_id)
        .limit(1)
    ).scalar()


def read_place_name(connection: sa.Connection, postal_code: str) -> str | None:
    """What the imported register calls the place of a postal code."""
    known = sa.select(postal_codes.c.place).where(postal_codes.c.postal_code == postal_code)
    return connection.execute(known).scalar()


def read_positions(
    connection: sa.Connection, codes: Sequence[str]
) -> dict[str, tuple[float, float]]:
    """Where the postal ``codes`` are, as ``locate`` takes it; those that the register knows."""
    columns = postal_codes.c
    rows = connection.execute(
        sa.select(columns.postal_code, columns.lat, columns.lon)
        .where(columns.postal_code.in_(codes))
        .where(columns.lat.is_not(None), columns.lon.is_not(None))
    )
    return {code: (lat, lon) for code, lat, lon in rows}


def read_pauses(connection: sa.Connection, employer_id: str) -> tuple[Stop, ...]:
    """The pauses of single openings of the employer that nobody has lifted."""
    own = sa.select(t.openings.c.opening_id).where(t.openings.c.employer_id == employer_id)
    columns = stops.c
    paused = columns.reason == StopReason.PAUSED.value
    stands = columns.lifted_on.is_(None)
    return read_all(connection, Stop, paused, stands, columns.opening_id.in_(own))


def read_pause_ids(connection: sa.Connection, opening_id: str) -> tuple[int, ...]:
    """The numbers of the pauses of one opening that nobody has lifted."""
    columns = stops.c
    known = sa.select(columns.id).where(
        columns.opening_id == opening_id,
        columns.reason == StopReason.PAUSED.value,
        columns.lifted_on.is_(None),
    )
    return tuple(connection.execute(known).scalars())
