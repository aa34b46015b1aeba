"""Accounts: who may sign in, as what, and for which office."""

from dataclasses import asdict, dataclass, field
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import BadInput, Conflict, NotFound
from matcher.store.own_tables import ACCOUNT_ROLES, LANGUAGES, accounts
from matcher.store.tables import offices


@dataclass(frozen=True, slots=True)
class Account:
    """An account; ``office_id`` is None for administrators and for nobody else."""

    name: str
    role: Role
    password_hash: str = field(repr=False)
    created_on: date
    office_id: str | None = None
    language: str = "nb"

    @property
    def viewer(self) -> Viewer:
        """The person whom workflows act for."""
        return Viewer(self.name, self.role, self.office_id)


def read_account(connection: sa.Connection, name: str) -> Account | None:
    """The account of that name, or None."""
    row = connection.execute(sa.select(accounts).where(accounts.c.name == name)).one_or_none()
    return None if row is None else _account(row)


def read_accounts(connection: sa.Connection) -> tuple[Account, ...]:
    """Every account, by name."""
    return tuple(
        sorted(map(_account, connection.execute(sa.select(accounts))), key=lambda a: a.name)
    )


def _account(row: sa.Row[tuple[object, ...]]) -> Account:
    known = dict(row._mapping)
    return Account(**{**known, "role": Role(known["role"])})


def add_account(connection: sa.Connection, account: Account) -> None:
    """Keep a new account.

    BadInput where role, office and language do not fit together, NotFound for an office that is
    not there, Conflict where the name is taken.
    """
    _refuse_misfits(account)
    if account.office_id is not None:
        _refuse_unknown_office(connection, account.office_id)
    if read_account(connection, account.name) is not None:
        raise Conflict(f'There is an account "{account.name}" already; choose another name.')
    connection.execute(accounts.insert().values(**asdict(account) | {"role": account.role.value}))


def _refuse_misfits(account: Account) -> None:
    if account.role not in ACCOUNT_ROLES:
        raise BadInput(f"An account's role is one of {', '.join(ACCOUNT_ROLES)}.")
    if (account.role is Role.ADMINISTRATOR) != (account.office_id is None):
        raise BadInput("An administrator belongs to no office; everybody else needs one.")
    if account.language not in LANGUAGES:
        raise BadInput(f"An account's language is one of {', '.join(LANGUAGES)}.")


def _refuse_unknown_office(connection: sa.Connection, office_id: str) -> None:
    known = sa.select(offices.c.office_id).where(offices.c.office_id == office_id)
    if connection.execute(known).scalar() is None:
        raise NotFound(f'There is no office "{office_id}"; import it first (offices.csv).')


def set_password_hash(connection: sa.Connection, name: str, password_hash: str) -> None:
    """Change an account's password; NotFound where there is no such account."""
    _change(connection, name, password_hash=password_hash)


def set_language(connection: sa.Connection, name: str, language: str) -> None:
    """Change the language of an account's pages; NotFound where there is no such account."""
    if language not in LANGUAGES:
        raise BadInput(f"An account's language is one of {', '.join(LANGUAGES)}.")
    _change(connection, name, language=language)


def _change(connection: sa.Connection, name: str, **values: str) -> None:
    changed = connection.execute(accounts.update().where(accounts.c.name == name).values(**values))
    if changed.rowcount == 0:
        raise NotFound(f'There is no account "{name}".')
