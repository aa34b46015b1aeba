"""Use case: an account is added (``user add``)."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Engine

from matcher.domain.access import OPERATOR, Role
from matcher.domain.errors import BadInput, Conflict
from matcher.store.engine import reading, writing
from matcher.store.readers import Account, read_account
from matcher.store.trail import note_account
from matcher.store.writers import add_account
from matcher.workflows.passwords import check_password
from matcher.workflows.sign_in import hash_password, unknowable_hash
from matcher.workflows.staff_contact import check_contact
from matcher.workflows.workplace.invitations import email_of

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
    employer_id: str | None = None,
    contact: Mapping[str, str] | None = None,
) -> None:
    """Keep a new account with its password's hash.

    Without a password the account opens only through the organisation's own sign-in, an
    employer's by a link in a mail to ``name``. ``contact`` may hold ``person_name`` and ``phone``.
    BadInput for a password or a number that may not be kept or a role that does not fit the office
    and the employer, NotFound for an office or an employer that is not there, Conflict where the
    name is taken.
    """
    if role is Role.EMPLOYER:
        name = _address(name)
    check_new_user(engine, name)
    if password is not None:
        check_password(password, name)
    password_hash = unknowable_hash() if password is None else hash_password(password)
    known = check_contact(contact or {})
    account = Account(
        name, role, password_hash, today, office_id, employer_id=employer_id,
        person_name=known.get("person_name"), phone=known.get("phone"),
    )  # fmt: skip
    with writing(engine) as connection:
        add_account(connection, account)
        note_account(connection, OPERATOR, name)


def _address(name: str) -> str:
    email = email_of(name)
    if email is None:
        raise BadInput("An employer's people sign in with their e-mail address; give that.")
    return email
