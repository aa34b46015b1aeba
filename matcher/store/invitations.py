"""Invitations of somebody at an employer to make an account; the pages sign their ids.

One that was used, withdrawn or is too old opens nothing; which of them, ``Invitation`` says.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from matcher.store.employer_tables import invitations
from matcher.store.moments import from_store, to_store

ID_BYTES = 12


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation; ``account`` and ``person`` are of whoever used it."""

    id: str
    employer_id: str
    office_id: str | None
    email: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    used_at: datetime | None = None
    withdrawn_at: datetime | None = None
    account: str | None = None
    person: str | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it may be used at a moment."""
        return self.used_at is None and self.withdrawn_at is None and now < self.expires_at


def add_invitation(
    connection: sa.Connection,
    employer_id: str,
    office_id: str | None,
    email: str,
    *,
    made_by: str,
    now: datetime,
    expires_at: datetime,
) -> Invitation:
    """Keep a new invitation."""
    made = Invitation(
        secrets.token_urlsafe(ID_BYTES), employer_id, office_id, email, now, made_by, expires_at
    )
    connection.execute(
        invitations.insert().values(
            id=made.id,
            employer_id=employer_id,
            office_id=office_id,
            email=email,
            made_at=to_store(now),
            made_by=made_by,
            expires_at=to_store(expires_at),
        )
    )
    return made


def read_invitation(connection: sa.Connection, invitation_id: str) -> Invitation | None:
    """The invitation with this id, held or not; None where there is none."""
    found = _read(connection, invitations.c.id == invitation_id)
    return found[0] if found else None


def read_invitations_of(connection: sa.Connection, employer_id: str) -> tuple[Invitation, ...]:
    """Every invitation to an employer, the latest first."""
    return _read(connection, invitations.c.employer_id == employer_id)


def use_invitation(connection: sa.Connection, invitation_id: str, now: datetime) -> bool:
    """Use it up; False where it could not be used any more, as by whoever was a moment later."""
    held = _unused(invitation_id) & (invitations.c.expires_at > to_store(now))
    used = invitations.update().where(held).values(used_at=to_store(now))
    return connection.execute(used).rowcount == 1


def note_account_made(
    connection: sa.Connection, invitation_id: str, account: str, person: str
) -> None:
    """Keep which account an invitation led to, and what the person is called."""
    which = invitations.update().where(invitations.c.id == invitation_id)
    connection.execute(which.values(account=account, person=person))


def withdraw_invitation(connection: sa.Connection, invitation_id: str, now: datetime) -> bool:
    """Let nobody use it from now on; False where it was used or withdrawn already."""
    changed = invitations.update().where(_unused(invitation_id))
    return connection.execute(changed.values(withdrawn_at=to_store(now))).rowcount == 1


def _unused(invitation_id: str) -> sa.ColumnElement[bool]:
    c = invitations.c
    return (c.id == invitation_id) & c.used_at.is_(None) & c.withdrawn_at.is_(None)


def _read(connection: sa.Connection, which: sa.ColumnElement[bool]) -> tuple[Invitation, ...]:
    asked = sa.select(invitations).where(which)
    rows = connection.execute(asked.order_by(invitations.c.made_at.desc(), invitations.c.id))
    return tuple(map(_invitation, rows))


def _invitation(row: sa.Row[Any]) -> Invitation:
    moments = ("made_at", "expires_at", "used_at", "withdrawn_at")
    known = {name: row._mapping[name] for name in Invitation.__slots__}
    zoned = {name: from_store(known[name]) for name in moments if known[name] is not None}
    return Invitation(**{**known, **zoned})
