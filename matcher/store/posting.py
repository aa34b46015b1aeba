"""Openings and mentors as an employer gives them: added and changed; whose, callers ask."""

import secrets
from collections.abc import Collection
from dataclasses import fields
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.employers import Mentor, Opening, OpeningStatus
from matcher.store import tables as t
from matcher.store.codec import encoder
from matcher.store.employer_tables import opening_posts
from matcher.store.moments import to_store

# Without letters and digits that are taken for one another; it is read out on the phone.
ID_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
ID_LENGTH = 6
_OWN_COLUMNS = [field.name for field in fields(Opening) if field.name != "mentors"]


def new_id(prefix: str, taken: Collection[str] = ()) -> str:
    """A short id that nobody can guess and that tells nothing, as ``O-7K3QX9``."""
    while True:
        found = f"{prefix}-" + "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))
        if found not in taken:
            return found


def free_id(connection: sa.Connection, key: sa.Column[str], wanted: str) -> str:
    """``wanted``, or another id of its kind where it is taken."""
    found = wanted
    while connection.execute(sa.select(key).where(key == found)).first() is not None:
        found = new_id(wanted.partition("-")[0])
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
    mentor_id = free_id(connection, t.mentors.c.mentor_id, new_id("M"))
    mentor = Mentor(mentor_id, employer_id, name, capacity=1)
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
