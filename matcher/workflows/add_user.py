"""Use case: an account is added (``user add``)."""

from datetime import date

from sqlalchemy import Engine

from matcher.domain.access import Role
from matcher.domain.errors import BadInput, Conflict
from matcher.store.engine import reading, writing
from matcher.store.readers import Account, read_account
from matcher.store.writers import add_account
from matcher.workflows.sign_in import hash_password

SHORTEST_PASSWORD = 10
LONGEST_NAME = 80


def check_new_user(engine: Engine, name: str) -> None:
    """Refuse a name before anybody types a password: BadInput or Conflict."""
    if not name.strip() or name != name.strip() or len(name) > LONGEST_NAME:
        raise BadInput(f"A sign-in name has 1 to {LONGEST_NAME} characters and no outer spaces.")
    with reading(engine) as connection:
        if read_account(connection, name) is not None:
            raise Conflict(f'There is an account "{name}" already; choose another name.')


def add_user(
    engine: Engine, name: str, office_id: str | None, role: Role, password: str, *, today: date
) -> None:
    """Keep a new account with its password's hash.

    BadInput for a short password or a role that does not fit the office, NotFound for an office
    that is not there, Conflict where the name is taken.
    """
    check_new_user(engine, name)
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput(f"The password is too short; use {SHORTEST_PASSWORD} characters or more.")
    with writing(engine) as connection:
        add_account(connection, Account(name, role, hash_password(password), today, office_id))
