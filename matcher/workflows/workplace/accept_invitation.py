"""Use case: somebody at an employer opens an invitation and makes an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import Role
from matcher.domain.errors import Conflict, FormRefused
from matcher.store.accounts import Account, add_account, read_account
from matcher.store.engine import appending, reading
from matcher.store.invitations import (
    Invitation,
    note_account_made,
    read_invitation,
    use_invitation,
)
from matcher.store.tables import employers
from matcher.store.trail import note_account
from matcher.workflows.passwords import fault_of
from matcher.workflows.sign_in import hash_password, unknowable_hash

LONGEST_PERSON = 80


class Closed(StrEnum):
    """Why a link opens nothing."""

    BROKEN = "broken"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    USED = "used"


class LinkRefused(Conflict):
    """A link cannot be used; ``state`` says why."""

    def __init__(self, state: Closed) -> None:
        self.state = state
        super().__init__(f"This link cannot be used: {state}. Ask for a new one.")


@dataclass(frozen=True, slots=True)
class Invited:
    """What the page of an invitation shows."""

    employer: str | None
    email: str


def open_invitation(engine: sa.Engine, invitation_id: str | None, now: datetime) -> Invited:
    """Who is invited where (None: a signature not ours); LinkRefused where it does not hold."""
    with reading(engine) as connection:
        found = _held(connection, invitation_id, now)
        asked = sa.select(employers.c.name).where(employers.c.employer_id == found.employer_id)
        return Invited(connection.execute(asked).scalar(), found.email)


def accept_invitation(
    engine: sa.Engine,
    invitation_id: str | None,
    form: Mapping[str, str],
    *,
    language: str,
    today: date,
    now: datetime,
) -> Account:
    """Make the account of whoever was invited; without a password it opens by links alone.

    ``form`` holds ``person`` and ``password``. FormRefused with ``missing``, ``long`` or a
    ``PasswordFault``; LinkRefused as ``open_invitation``, also where somebody was first.
    """
    with reading(engine) as connection:
        invited = _held(connection, invitation_id, now)
    person = _checked(form, invited.email)
    password = form.get("password", "")
    account = Account(
        invited.email, Role.EMPLOYER,
        hash_password(password) if password else unknowable_hash(),
        today, language=language, employer_id=invited.employer_id,
    )  # fmt: skip
    with appending(engine) as connection:
        if not use_invitation(connection, invited.id, now):
            raise LinkRefused(_state(read_invitation(connection, invited.id), now) or Closed.USED)
        if read_account(connection, account.name) is not None:
            raise LinkRefused(Closed.USED)
        add_account(connection, account)
        note_account_made(connection, invited.id, account.name, person)
        note_account(connection, account.viewer, account.name)
    return account


def _checked(form: Mapping[str, str], email: str) -> str:
    person, password = form.get("person", "").strip(), form.get("password", "")
    problems: dict[str, str] = {}
    if not person:
        problems["person"] = "missing"
    elif len(person) > LONGEST_PERSON:
        problems["person"] = "long"
    fault = fault_of(password, email) if password else None
    if fault is not None:
        problems["password"] = fault.value
    if problems:
        raise FormRefused(problems)
    return person


def _held(connection: sa.Connection, invitation_id: str | None, now: datetime) -> Invitation:
    found = None if invitation_id is None else read_invitation(connection, invitation_id)
    state = _state(found, now)
    if found is None or state is not None:
        raise LinkRefused(state or Closed.BROKEN)
    return found


def _state(found: Invitation | None, now: datetime) -> Closed | None:
    if found is None:
        return Closed.BROKEN
    if found.used_at is not None:
        return Closed.USED
    if found.withdrawn_at is not None:
        return Closed.WITHDRAWN
    return None if now < found.expires_at else Closed.EXPIRED
