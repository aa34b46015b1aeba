"""Accounts: who may sign in, as what, and for which office."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import BadInput, Conflict, NotFound
from matcher.store.own_tables import ACCOUNT_ROLES, LANGUAGES, accounts
from matcher.store.tables import employers, offices
from matcher.store.trust_tables import closed_accounts

NOT_OF_AN_OFFICE = (
    "A name and a telephone number are kept of advisers and leaders only: they are whom employers"
    " ring. An employer's people write their own name when they accept the invitation."
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account; advisers and leaders have an office, an employer's people their employer.

    ``person_name`` and ``phone`` are what employers and participants see of an office's people.
    """

    name: str
    role: Role
    password_hash: str = field(repr=False)
    created_on: date
    office_id: str | None = None
    language: str = "nb"
    employer_id: str | None = None
    person_name: str | None = None
    phone: str | None = None

    @property
    def viewer(self) -> Viewer:
        """The person whom workflows act for."""
        return Viewer(self.name, self.role, self.office_id, self.employer_id)


def read_account(connection: sa.Connection, name: str) -> Account | None:
    """The account of that name, or None."""
    row = connection.execute(sa.select(accounts).where(accounts.c.name == name)).one_or_none()
    return None if row is None else account_of_row(row)


def read_accounts(connection: sa.Connection) -> tuple[Account, ...]:
    """Every account, by name."""
    return tuple(
        sorted(map(account_of_row, connection.execute(sa.select(accounts))), key=lambda a: a.name)
    )


def read_accounts_of(connection: sa.Connection, employer_id: str) -> tuple[Account, ...]:
    """The accounts of an employer's people, closed ones too, by name."""
    theirs = sa.select(accounts).where(accounts.c.employer_id == employer_id)
    return tuple(map(account_of_row, connection.execute(theirs.order_by(accounts.c.name))))


def account_of_row(row: sa.Row[Any]) -> Account:
    """The account in a row that has the accounts' columns, perhaps among others."""
    known = {column.name: row._mapping[column.name] for column in accounts.columns}
    return Account(**{**known, "role": Role(known["role"])})


def read_open_account(connection: sa.Connection, name: str) -> Account | None:
    """The account of that name, or None where there is none or it is closed."""
    return None if name in read_closed(connection) else read_account(connection, name)


def read_closed(connection: sa.Connection) -> frozenset[str]:
    """The names of the accounts that are closed."""
    return frozenset(connection.scalars(sa.select(closed_accounts.c.account)))


def close_account(connection: sa.Connection, name: str, closed_on: date, closed_by: str) -> None:
    """Let nobody sign in as ``name`` any more, and forget the number; NotFound, or Conflict where
    it is closed.
    """
    if read_account(connection, name) is None:
        raise NotFound(f'There is no account "{name}".')
    if name in read_closed(connection):
        raise Conflict(f'The account "{name}" is closed already.')
    connection.execute(
        closed_accounts.insert().values(account=name, closed_on=closed_on, closed_by=closed_by)
    )
    _change(connection, name, phone=None)


def reopen_account(connection: sa.Connection, name: str) -> None:
    """Let ``name`` sign in again; NotFound where no such account is closed."""
    done = connection.execute(closed_accounts.delete().where(closed_accounts.c.account == name))
    if done.rowcount == 0:
        raise NotFound(f'There is no closed account "{name}".')


def add_account(connection: sa.Connection, account: Account) -> None:
    """Keep a new account.

    BadInput where role, office and language do not fit together, NotFound for an office or an
    employer that is not there, Conflict where the name is taken.
    """
    _refuse_misfits(account)
    if account.office_id is not None:
        _refuse_unknown_office(connection, account.office_id)
    if account.employer_id is not None:
        _refuse_unknown_employer(connection, account.employer_id)
    if read_account(connection, account.name) is not None:
        raise Conflict(f'There is an account "{account.name}" already; choose another name.')
    connection.execute(accounts.insert().values(**asdict(account) | {"role": account.role.value}))


def _refuse_misfits(account: Account) -> None:
    if account.role not in ACCOUNT_ROLES:
        raise BadInput(f"An account's role is one of {', '.join(ACCOUNT_ROLES)}.")
    if (account.role in (Role.ADVISER, Role.LEADER)) != (account.office_id is not None):
        raise BadInput("Advisers and leaders need an office; nobody else belongs to one.")
    if (account.role is Role.EMPLOYER) != (account.employer_id is not None):
        raise BadInput("An employer's account needs its employer; nobody else belongs to one.")
    if account.office_id is None and (account.person_name or account.phone):
        raise BadInput(NOT_OF_AN_OFFICE)
    if account.language not in LANGUAGES:
        raise BadInput(f"An account's language is one of {', '.join(LANGUAGES)}.")


def _refuse_unknown_office(connection: sa.Connection, office_id: str) -> None:
    known = sa.select(offices.c.office_id).where(offices.c.office_id == office_id)
    if connection.execute(known).scalar() is None:
        raise NotFound(f'There is no office "{office_id}"; import it first (offices.csv).')


def _refuse_unknown_employer(connection: sa.Connection, employer_id: str) -> None:
    known = sa.select(employers.c.employer_id).where(employers.c.employer_id == employer_id)
    if connection.execute(known).scalar() is None:
        raise NotFound(f'There is no employer "{employer_id}"; import it first (employers.csv).')


def set_password_hash(connection: sa.Connection, name: str, password_hash: str) -> None:
    """Change an account's password; NotFound where there is no such account."""
    _change(connection, name, password_hash=password_hash)


def set_language(connection: sa.Connection, name: str, language: str) -> None:
    """Change the language of an account's pages; NotFound where there is no such account."""
    if language not in LANGUAGES:
        raise BadInput(f"An account's language is one of {', '.join(LANGUAGES)}.")
    _change(connection, name, language=language)


def set_contact(connection: sa.Connection, name: str, **values: str | None) -> None:
    """Change what an office's person is called (``person_name``) or the number (``phone``).

    NotFound where there is no such account, BadInput where it belongs to no office.
    """
    account = read_account(connection, name)
    if account is not None and account.office_id is None:
        raise BadInput(NOT_OF_AN_OFFICE)
    _change(connection, name, **values)


def _change(connection: sa.Connection, name: str, **values: str | None) -> None:
    changed = connection.execute(accounts.update().where(accounts.c.name == name).values(**values))
    if changed.rowcount == 0:
        raise NotFound(f'There is no account "{name}".')
