"""Sessions of signed-in people: begun, found, used and revoked; the cookie's id is never kept.

A session is named by the digest of the random id in the browser's cookie, so that whoever reads
the store cannot sign in with what they find. All moments are in Coordinated Universal Time.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from matcher.store.accounts import Account, account_of_row
from matcher.store.moments import from_store, to_store
from matcher.store.own_tables import accounts
from matcher.store.sign_in_links import end_links_of
from matcher.store.trust_tables import closed_accounts, sessions


@dataclass(frozen=True, slots=True)
class Session:
    """A session of an open account; ``account`` is as the store has it now."""

    account: Account
    used_at: datetime
    ends_at: datetime
    revoked: bool


def add_session(
    connection: sa.Connection, digest: str, account: str, now: datetime, ends_at: datetime
) -> None:
    """Keep that somebody signed in."""
    moments = {"began_at": now, "used_at": now, "ends_at": ends_at}
    kept = {name: to_store(moment) for name, moment in moments.items()}
    connection.execute(sessions.insert().values(digest=digest, account=account, **kept))


def read_session(connection: sa.Connection, digest: str) -> Session | None:
    """The session of that digest, or None where there is none or its account is closed."""
    asked = (
        sa.select(accounts, sessions.c.used_at, sessions.c.ends_at, sessions.c.revoked_at)
        .join_from(sessions, accounts, sessions.c.account == accounts.c.name)
        .outerjoin(closed_accounts, closed_accounts.c.account == accounts.c.name)
        .where(sessions.c.digest == digest, closed_accounts.c.account.is_(None))
    )
    row = connection.execute(asked).one_or_none()
    if row is None:
        return None
    return Session(
        account_of_row(row),
        from_store(row.used_at),
        from_store(row.ends_at),
        row.revoked_at is not None,
    )


def note_use(connection: sa.Connection, digest: str, now: datetime) -> None:
    """Keep when a session was used last."""
    used = sessions.update().where(sessions.c.digest == digest)
    connection.execute(used.values(used_at=to_store(now)))


def revoke_session(connection: sa.Connection, digest: str, now: datetime) -> None:
    """End one session; one that has ended stays as it is."""
    _revoke(connection, now, sessions.c.digest == digest)


def revoke_sessions_of(connection: sa.Connection, account: str, now: datetime) -> int:
    """End every session of an account; answers how many could still have been used.

    No link that was sent before begins a new one.
    """
    end_links_of(connection, account, now)
    return _revoke(connection, now, sessions.c.account == account)


def forget_sessions(connection: sa.Connection, before: datetime) -> int:
    """Remove the sessions that ended before a moment; answers how many."""
    done = connection.execute(sessions.delete().where(sessions.c.ends_at < to_store(before)))
    return done.rowcount


def _revoke(connection: sa.Connection, now: datetime, which: sa.ColumnElement[bool]) -> int:
    open_ones = which & sessions.c.revoked_at.is_(None) & (sessions.c.ends_at > to_store(now))
    done = connection.execute(sessions.update().where(open_ones).values(revoked_at=to_store(now)))
    return done.rowcount
