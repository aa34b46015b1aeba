"""Openings and mentors as an employer gives them: read for those who may, added, changed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Mentor, Opening, OpeningStatus
from matcher.domain.errors import NotFound
from matcher.domain.placements import OPEN_STATUSES, Placement
from matcher.domain.stops import Stop, StopReason
from matcher.store import tables as t
from matcher.store.codec import encoder
from matcher.store.employer_tables import opening_posts, stops
from matcher.store.moments import to_store
from matcher.store.own_tables import postal_codes
from matcher.store.reading_market import read_all, read_openings

# Without letters and digits that are taken for one another; it is read out on the phone.
ID_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
ID_LENGTH = 6
_OWN_COLUMNS = [field.name for field in fields(Opening) if field.name != "mentors"]


@dataclass(frozen=True, slots=True)
class Workplace:
    """An employer with its mentors and openings, in the order of their ids."""

    employer: Employer
    mentors: tuple[Mentor, ...]
    openings: tuple[Opening, ...]


def read_workplace(connection: sa.Connection, viewer: Viewer, employer_id: str) -> Workplace:
    """The employer; NotFound where ``viewer`` may not see it or there is none."""
    found = ()
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
    return read_all(connection, Stop, columns.lifted_on.is_(None), columns.opening_id.in_(own))


def read_pause_ids(connection: sa.Connection, opening_id: str) -> tuple[int, ...]:
    """The numbers of the pauses of one opening that nobody has lifted."""
    columns = stops.c
    known = sa.select(columns.id).where(
        columns.opening_id == opening_id,
        columns.reason == StopReason.PAUSED.value,
        columns.lifted_on.is_(None),
    )
    return tuple(connection.execute(known).scalars())


def new_id(prefix: str, taken: Sequence[str] = ()) -> str:
    """A short id that nobody can guess and that tells nothing, as ``O-7K3QX9``."""
    while True:
        found = f"{prefix}-" + "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))
        if found not in taken:
            return found


def add_opening(
    connection: sa.Connection,
    opening: Opening,
    *,
    posted_by: str,
    now: datetime,
    copied_from: str | None = None,
) -> None:
    """Keep a new opening, and who posted it; Conflict from ``writing`` where the id is taken."""
    connection.execute(t.openings.insert().values(_row(opening)))
    _link_mentors(connection, opening)
    connection.execute(
        opening_posts.insert().values(
            opening_id=opening.opening_id,
            posted_at=to_store(now),
            posted_by=posted_by,
            copied_from=copied_from,
        )
    )


def replace_opening(connection: sa.Connection, opening: Opening) -> None:
    """Make the opening of that id so."""
    same = t.openings.c.opening_id == opening.opening_id
    connection.execute(t.openings.update().where(same).values(_row(opening)))
    linked = t.opening_mentors.c.opening_id == opening.opening_id
    connection.execute(t.opening_mentors.delete().where(linked))
    _link_mentors(connection, opening)


def add_mentor(connection: sa.Connection, employer_id: str, name: str) -> str:
    """A mentor for one person at a time, of whom nothing more is known yet; the id."""
    ids = connection.execute(sa.select(t.mentors.c.mentor_id)).scalars().all()
    mentor = Mentor(new_id("M", ids), employer_id, name, capacity=1)
    row = encoder(Mentor, [field.name for field in fields(Mentor)])(mentor)
    connection.execute(t.mentors.insert().values(row))
    return mentor.mentor_id


def set_status(connection: sa.Connection, opening_id: str, status: OpeningStatus) -> None:
    """Say whether an opening takes people."""
    same = t.openings.c.opening_id == opening_id
    connection.execute(t.openings.update().where(same).values(status=status.value))


def set_paused_until(connection: sa.Connection, employer_id: str, until: date | None) -> None:
    """The last day on which the employer takes nobody; None: it takes people."""
    same = t.employers.c.employer_id == employer_id
    connection.execute(t.employers.update().where(same).values(paused_until=until))


def _row(opening: Opening) -> dict[str, object]:
    known = opening.mentors is not None
    return {**encoder(Opening, _OWN_COLUMNS)(opening), "mentors_known": known}


def _link_mentors(connection: sa.Connection, opening: Opening) -> None:
    links = [
        {"opening_id": opening.opening_id, "mentor_id": mentor_id, "position": position}
        for position, mentor_id in enumerate(opening.mentors or ())
    ]
    if links:
        connection.execute(t.opening_mentors.insert(), links)
