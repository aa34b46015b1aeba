"""Attempts to sign in, kept as keyed digests: enough to slow guessing, and nobody's data.

The rules are in `matcher.workflows.throttle`; here is only what they count.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from matcher.store.moments import from_store, to_store
from matcher.store.trust_tables import sign_in_attempts as attempts


def lock_attempts(connection: sa.Connection, digests: Iterable[str]) -> None:
    """Let one attempt at a time count those before it, for the same name or address.

    SQLite has one writer anyway; PostgreSQL holds a lock for each digest until the end.
    """
    if connection.dialect.name != "postgresql":
        return
    for number in sorted(int(digest[:15], 16) for digest in set(digests)):
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def failures_of_name(
    connection: sa.Connection, name_digest: str, since: datetime
) -> list[datetime]:
    """When a name failed since a moment and since it last succeeded, the oldest first."""
    named = attempts.c.name_digest == name_digest
    last = sa.select(sa.func.max(attempts.c.id)).where(named, attempts.c.succeeded)
    after_success = attempts.c.id > sa.func.coalesce(last.scalar_subquery(), 0)
    return _moments(connection, since, named, after_success)


def failures_of_address(
    connection: sa.Connection, address_digest: str, since: datetime
) -> list[datetime]:
    """When attempts from an address failed since a moment, the oldest first."""
    return _moments(connection, since, attempts.c.address_digest == address_digest)


def _moments(
    connection: sa.Connection, since: datetime, *which: sa.ColumnElement[bool]
) -> list[datetime]:
    asked = (
        sa.select(attempts.c.tried_at)
        .where(*which, attempts.c.tried_at > to_store(since), ~attempts.c.succeeded)
        .order_by(attempts.c.tried_at)
    )
    return [from_store(moment) for moment in connection.scalars(asked)]


def add_attempt(
    connection: sa.Connection, name_digest: str, address_digest: str, now: datetime
) -> int:
    """Keep an attempt as failed until it is known to succeed; answers its number."""
    kept = connection.execute(
        attempts.insert()
        .values(
            tried_at=to_store(now),
            name_digest=name_digest,
            address_digest=address_digest,
            succeeded=False,
        )
        .returning(attempts.c.id)
    )
    number: int = kept.scalar_one()
    return number


def note_success(connection: sa.Connection, number: int, name_digest: str) -> None:
    """Keep that an attempt succeeded, under the name by which its browser is known from now on."""
    done = attempts.update().where(attempts.c.id == number)
    connection.execute(done.values(succeeded=True, name_digest=name_digest))


def forget_attempts(connection: sa.Connection, before: datetime) -> int:
    """Remove what no rule counts any longer; answers how many."""
    done = connection.execute(attempts.delete().where(attempts.c.tried_at < to_store(before)))
    return done.rowcount


def forget_failures_of(connection: sa.Connection, name_digest: str) -> None:
    """Let a name start afresh, as when its password was set anew."""
    connection.execute(attempts.delete().where(attempts.c.name_digest == name_digest))
