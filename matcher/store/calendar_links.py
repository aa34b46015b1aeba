"""Who may read an account's calendar by a secret address: one secret each, only its digest kept.

The calendar of a closed account is nobody's.
"""

from datetime import date

import sqlalchemy as sa

from matcher.store.day_tables import calendar_links
from matcher.store.trust_tables import closed_accounts
from matcher.store.upserting import upsert_statement


def set_calendar_digest(connection: sa.Connection, account: str, digest: str, today: date) -> None:
    """Let whoever has the secret of ``digest`` read, and nobody who had an earlier one."""
    row = {"account": account, "digest": digest, "made_on": today}
    statement = upsert_statement(connection.dialect.name, calendar_links, list(row))
    connection.execute(statement, [row])


def withdraw_calendar(connection: sa.Connection, account: str) -> bool:
    """Let nobody read from now on; False where nobody could."""
    gone = connection.execute(calendar_links.delete().where(calendar_links.c.account == account))
    return gone.rowcount == 1


def calendar_made_on(connection: sa.Connection, account: str) -> date | None:
    """When the account's secret was made; None where it has none."""
    made: date | None = connection.execute(
        sa.select(calendar_links.c.made_on).where(calendar_links.c.account == account)
    ).scalar()
    return made


def account_of_calendar(connection: sa.Connection, digest: str) -> str | None:
    """Whose calendar the secret of ``digest`` opens; None where it opens none."""
    c = calendar_links.c
    closed = sa.select(closed_accounts.c.account).where(closed_accounts.c.account == c.account)
    name: str | None = connection.execute(
        sa.select(c.account).where(c.digest == digest, ~closed.exists())
    ).scalar()
    return name
