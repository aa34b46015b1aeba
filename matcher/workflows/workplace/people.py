"""Use cases: who at an employer may sign in, as the office sees it; closed and opened again."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import NotFound
from matcher.store.accounts import (
    close_account,
    read_account,
    read_accounts_of,
    read_closed,
    reopen_account,
)
from matcher.store.engine import appending, reading
from matcher.store.invitations import Invitation, read_invitations_of
from matcher.store.sessions import revoke_sessions_of
from matcher.store.trail import note_account
from matcher.workflows.workplace.invitations import office_of
from matcher.workflows.workplace.named import seen_employer


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at an employer who has an account; ``name`` as they wrote it, where they did."""

    email: str
    name: str | None
    since: date
    closed: bool


@dataclass(frozen=True, slots=True)
class People:
    """Everybody at an employer who has an account, and who may still make one."""

    people: tuple[Person, ...]
    waiting: tuple[Invitation, ...]


def people_of(engine: sa.Engine, viewer: Viewer, employer_id: str, *, now: datetime) -> People:
    """Who at an employer may sign in; NotFound for an employer that ``viewer`` may not see."""
    with reading(engine) as connection:
        seen_employer(connection, viewer, employer_id)
        accounts = read_accounts_of(connection, employer_id)
        closed = read_closed(connection)
        invited = read_invitations_of(connection, employer_id)
    names = {each.account: each.person for each in invited if each.account}
    return People(
        tuple(
            Person(each.name, names.get(each.name), each.created_on, each.name in closed)
            for each in accounts
        ),
        tuple(each for each in invited if each.holds(now)),
    )


def close_person(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    email: str,
    *,
    today: date,
    now: datetime,
) -> None:
    """Sign somebody at an employer out everywhere, and let them in no more.

    NotFound where the account is not that employer's, or ``viewer`` belongs to no office;
    Conflict where it is closed already.
    """
    with appending(engine) as connection:
        _check_theirs(connection, viewer, employer_id, email)
        close_account(connection, email, today, viewer.name)
        revoke_sessions_of(connection, email, now)
        note_account(connection, viewer, email)


def reopen_person(engine: sa.Engine, viewer: Viewer, employer_id: str, email: str) -> None:
    """Let somebody at an employer in again, as before; NotFound as ``close_person``."""
    with appending(engine) as connection:
        _check_theirs(connection, viewer, employer_id, email)
        reopen_account(connection, email)
        note_account(connection, viewer, email)


def _check_theirs(connection: sa.Connection, viewer: Viewer, employer_id: str, email: str) -> None:
    office_of(viewer)
    seen_employer(connection, viewer, employer_id)
    account = read_account(connection, email)
    if account is None or account.role is not Role.EMPLOYER or account.employer_id != employer_id:
        raise NotFound("There is no such account at this employer.")
