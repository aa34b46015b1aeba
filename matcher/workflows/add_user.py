"""Use case: an account is added (``user add``)."""

import secrets
from datetime import date

from sqlalchemy import Engine

from matcher.domain.access import OPERATOR, Role
from matcher.domain.errors import BadInput, Conflict
from matcher.store.engine import reading, writing
from matcher.store.readers import Account, read_account
from matcher.store.trail import note_account
from matcher.store.writers import add_account
from matcher.workflows.passwords import check_password
from matcher.workflows.sign_in import hash_password

LONGEST_NAME = 80


def check_new_user(engine: Engine, name: str) -> None:
    """Refuse a name before anybody types a password: BadInput or Conflict."""
    if not name.strip() or name != name.strip() or len(name) > LONGEST_NAME:
        raise BadInput(f"A sign-in name has 1 to {LONGEST_NAME} characters and no outer spaces.")
    with reading(engine) as connection:
        if read_account(connection, name) is not None:
            raise Conflict(f'There is an account "{name}" already; choose another name.')


def add_user(
    engine: Engine,
    name: str,
    office_id: str | None,
    role: Role,
    password: str | None,
    *,
    today: date,
) -> None:
    """Keep a new account with its password's hash.

    Without a password the account opens only through the organisation's own sign-in. BadInput
    for a password that may not be chosen or a role that does not fit the office, NotFound for an
    office that is not there, Conflict where the name is taken.
    """
    check_new_user(engine, name)
    if password is not None:
        check_password(password, name)
    password_hash = hash_password(secrets.token_urlsafe(32) if password is None else password)
    with writing(engine) as connection:
        add_account(connection, Account(name, role, password_hash, today, office_id))
        note_account(connection, OPERATOR, name)
