"""Who an account is at the organisation's own sign-in: an issuer and its name for the person."""

import sqlalchemy as sa

from matcher.domain.errors import Conflict
from matcher.store.accounts import Account, account_of_row
from matcher.store.own_tables import accounts
from matcher.store.trust_tables import closed_accounts, identities


def account_of_identity(connection: sa.Connection, issuer: str, subject: str) -> Account | None:
    """The open account that is linked to a person of an issuer, or None."""
    asked = (
        sa.select(accounts)
        .join_from(identities, accounts, identities.c.account == accounts.c.name)
        .outerjoin(closed_accounts, closed_accounts.c.account == accounts.c.name)
        .where(identities.c.issuer == issuer, identities.c.subject == subject)
        .where(closed_accounts.c.account.is_(None))
    )
    row = connection.execute(asked).one_or_none()
    return None if row is None else account_of_row(row)


def is_linked(connection: sa.Connection, issuer: str, account: str) -> bool:
    """Whether an account is linked to anybody at an issuer."""
    asked = sa.select(identities.c.subject).where(
        identities.c.issuer == issuer, identities.c.account == account
    )
    return connection.execute(asked).first() is not None


def link_identity(connection: sa.Connection, issuer: str, subject: str, account: str) -> None:
    """Link a person of an issuer to an account; Conflict where either is linked already."""
    taken = sa.select(identities.c.account).where(
        identities.c.issuer == issuer,
        (identities.c.subject == subject) | (identities.c.account == account),
    )
    if connection.execute(taken).first() is not None:
        raise Conflict(
            f'"{account}" or that person is linked already; run "jobbsmak user unlink {account}".'
        )
    connection.execute(identities.insert().values(issuer=issuer, subject=subject, account=account))


def unlink_identities(connection: sa.Connection, account: str) -> int:
    """Forget every link of an account; answers how many there were."""
    done = connection.execute(identities.delete().where(identities.c.account == account))
    return done.rowcount
