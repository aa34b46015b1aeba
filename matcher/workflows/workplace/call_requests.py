"""Use case: somebody at an employer asked to be rung, and an adviser has rung them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import NotFound
from matcher.store import tables as t
from matcher.store.day_tables import employer_owners
from matcher.store.employer_tables import call_requests
from matcher.store.engine import appending
from matcher.store.moments import to_store


@dataclass(frozen=True, slots=True)
class CallAsked:
    """Who asks to be rung since when; ``who`` is the mentor, where it is one."""

    id: int
    employer_id: str
    employer: str | None
    phone: str | None
    who: str | None
    note: str | None
    asked_on: date


def calls_asked(connection: sa.Connection, viewer: Viewer, *, mine: bool) -> tuple[CallAsked, ...]:
    """Who waits to be rung, by whom: the first first.

    About a placement it is the participant's adviser (with ``mine``), or the office; else whoever
    looks after the employer, or, where nobody does, every adviser.
    """
    c, e = call_requests.c, t.employers.c
    rows = connection.execute(
        sa.select(
            c.id, c.employer_id, e.name, e.phone, t.mentors.c.name.label("who"), c.note, c.asked_at
        )
        .select_from(call_requests)
        .join(t.employers, e.employer_id == c.employer_id)
        .outerjoin(t.mentors, t.mentors.c.mentor_id == c.mentor_id)
        .where(c.settled_at.is_(None), _theirs(viewer, mine))
        .order_by(c.asked_at, c.id)
    )
    return tuple(
        CallAsked(
            row.id, row.employer_id, row.name, row.phone, row.who, row.note, row.asked_at.date()
        )
        for row in rows
    )


def settle_call(engine: sa.Engine, viewer: Viewer, call_id: int, *, now: datetime) -> None:
    """Note that they were rung, once; NotFound where nobody asked whom ``viewer`` may see."""
    c = call_requests.c
    with appending(engine) as connection:
        known = connection.execute(
            sa.select(c.id, c.employer_id).where(c.id == call_id, _theirs(viewer, mine=False))
        ).first()
        if known is None or not viewer.sees_employer(known.employer_id):
            raise NotFound(f"Nobody asked to be rung under the number {call_id}.")
        connection.execute(
            call_requests.update()
            .where(c.id == call_id, c.settled_at.is_(None))
            .values(settled_at=to_store(now), settled_by=viewer.name)
        )


def _theirs(viewer: Viewer, mine: bool) -> sa.ColumnElement[bool]:
    c = call_requests.c
    about = sa.and_(c.placement_id.is_not(None), c.placement_id.in_(_placements(viewer, mine)))
    owner = employer_owners.c
    owned = sa.exists().where(owner.employer_id == c.employer_id)
    own = sa.exists().where(owner.employer_id == c.employer_id, owner.account == viewer.name)
    theirs = sa.or_(own, ~owned) if mine else sa.true()
    return sa.or_(about, sa.and_(c.placement_id.is_(None), theirs))


def _placements(viewer: Viewer, mine: bool) -> sa.Select[Any]:
    person = t.participants.c
    here = sa.select(person.participant_id).where(person.office_id == viewer.office_id)
    if mine:
        here = here.where(person.adviser == viewer.name)
    return sa.select(t.placements.c.placement_id).where(t.placements.c.participant_id.in_(here))
