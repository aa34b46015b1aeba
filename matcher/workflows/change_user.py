"""Use case: an account's password is set anew, the account is closed, opened again or linked.

Whoever runs these stands at the server's command line; a person changes only their own password.
Each change stands in the audit log with the name of the account.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from matcher.domain.access import OPERATOR, Viewer
from matcher.domain.errors import Conflict, FormRefused, NotFound
from matcher.store.accounts import (
    Account,
    close_account,
    read_account,
    read_accounts,
    read_closed,
    reopen_account,
    set_password_hash,
)
from matcher.store.engine import reading, writing
from matcher.store.identities import link_identity, unlink_identities
from matcher.store.sessions import revoke_sessions_of
from matcher.store.trail import note_account
from matcher.workflows.passwords import check_password, fault_of
from matcher.workflows.sign_in import hash_password, sign_in
from matcher.workflows.throttle import Attempt


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """An account and whether it may be used."""

    account: Account
    closed: bool


def list_users(engine: Engine) -> Sequence[ListedAccount]:
    """Every account, by name."""
    with reading(engine) as connection:
        closed = read_closed(connection)
        return [ListedAccount(each, each.name in closed) for each in read_accounts(connection)]


def check_open_user(engine: Engine, name: str) -> None:
    """NotFound or Conflict where no such account is open; before anybody types a password."""
    with reading(engine) as connection:
        _check_open(connection, name)


def set_password(
    engine: Engine, name: str, password: str, *, now: datetime, by: Viewer = OPERATOR
) -> None:
    """Give an account another password and end its sessions (``user password``).

    BadInput for a password that may not be chosen; NotFound, or Conflict for a closed account.
    """
    check_password(password, name)
    password_hash = hash_password(password)
    with writing(engine) as connection:
        _check_open(connection, name)
        set_password_hash(connection, name, password_hash)
        revoke_sessions_of(connection, name, now)
        note_account(connection, by, name)


def change_own_password(
    engine: Engine, attempt: Attempt, form: Mapping[str, str], *, now: datetime
) -> None:
    """Change the password of whoever typed the current one, and end every session of theirs.

    ``form`` holds ``new`` and ``again``. FormRefused with the name of what is wrong by field:
    ``wrong`` or ``missing``, a ``PasswordFault``, or ``differs``. TooManyAttempts as when signing
    in.
    """
    problems = _problems_of_new(attempt.name, form)
    if not attempt.password:
        problems["current"] = "missing"
    own = None if problems else sign_in(engine, attempt, now)
    if own is None:
        raise FormRefused(problems or {"current": "wrong"})
    set_password(engine, attempt.name, form["new"], now=now, by=own.account.viewer)


def choose_own_password(
    engine: Engine, viewer: Viewer, form: Mapping[str, str], *, now: datetime
) -> None:
    """Set the password of whoever has just come in by a link in their own mail, as after
    forgetting it; FormRefused as ``change_own_password``, but for the current one.
    """
    problems = _problems_of_new(viewer.name, form)
    if problems:
        raise FormRefused(problems)
    set_password(engine, viewer.name, form["new"], now=now, by=viewer)


def _problems_of_new(name: str, form: Mapping[str, str]) -> dict[str, str]:
    new = form.get("new", "")
    fault = fault_of(new, name)
    if fault is not None:
        return {"new": fault.value}
    return {} if new == form.get("again", "") else {"again": "differs"}


def close_user(engine: Engine, name: str, *, by: str, today: date, now: datetime) -> int:
    """Close an account and end its sessions (``user close``); answers how many were open.

    What the person did stays under the name, and the name is never given to somebody else.
    """
    with writing(engine) as connection:
        close_account(connection, name, today, by)
        ended = revoke_sessions_of(connection, name, now)
        note_account(connection, OPERATOR, name)
    return ended


def reopen_user(engine: Engine, name: str) -> None:
    """Open a closed account again (``user reopen``)."""
    with writing(engine) as connection:
        reopen_account(connection, name)
        note_account(connection, OPERATOR, name)


def link_user(engine: Engine, name: str, issuer: str, subject: str) -> None:
    """Link an account to a person of the organisation's own sign-in (``user link``)."""
    with writing(engine) as connection:
        _check_open(connection, name)
        link_identity(connection, issuer, subject, name)
        note_account(connection, OPERATOR, name)


def unlink_user(engine: Engine, name: str, *, now: datetime) -> int:
    """Forget whom an account is linked to, and end its sessions; answers how many links."""
    with writing(engine) as connection:
        _check_open(connection, name)
        revoke_sessions_of(connection, name, now)
        links = unlink_identities(connection, name)
        note_account(connection, OPERATOR, name)
    return links


def _check_open(connection: Connection, name: str) -> None:
    if read_account(connection, name) is None:
        raise NotFound(f'There is no account "{name}".')
    if name in read_closed(connection):
        raise Conflict(f'The account "{name}" is closed; run "jobbsmak user reopen {name}" first.')
