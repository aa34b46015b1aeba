"""How often each token was used in each minute, and what its writes were answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from matcher.store.employer_tables import api_usage, idempotency_keys
from matcher.store.moments import from_store, to_store


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What stands under an idempotency key; ``status`` is None while the first call works."""

    request_digest: str
    status: int | None
    body: Any
    made_at: datetime


def add_calls(
    connection: sa.Connection, token_id: str, minute: datetime, calls: int, most: int
) -> int:
    """Count up to ``calls`` more in a minute, never above ``most``; how many were counted before.

    Whoever gets an answer of ``most`` has none left.
    """
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {"token_id": token_id, "minute": to_store(minute), "count": calls}
    adding = insert(api_usage).values(row)
    added = connection.execute(
        adding.on_conflict_do_update(
            index_elements=[api_usage.c.token_id, api_usage.c.minute],
            set_={"count": api_usage.c.count + calls},
            where=api_usage.c.count + calls <= most,
        ).returning(api_usage.c.count)
    ).scalar()
    return most if added is None else int(added) - calls


def claim_key(
    connection: sa.Connection, token_id: str, key: str, digest: str, now: datetime
) -> KeptAnswer | None:
    """Take a key for a write that begins; what stands there already, where somebody was first."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {"token_id": token_id, "key": key, "request_digest": digest, "made_at": to_store(now)}
    taking = insert(idempotency_keys).values(row).on_conflict_do_nothing()
    if connection.execute(taking.returning(idempotency_keys.c.key)).first() is not None:
        return None
    c = idempotency_keys.c
    asked = sa.select(c.request_digest, c.status, c.body, c.made_at)
    kept = connection.execute(asked.where(_is(token_id, key))).one()
    return KeptAnswer(kept.request_digest, kept.status, kept.body, from_store(kept.made_at))


def take_over_key(
    connection: sa.Connection, token_id: str, key: str, since: datetime, now: datetime
) -> bool:
    """Take the key of a write that began at ``since`` and never ended; False where one was first"""
    c = idempotency_keys.c
    stuck = _is(token_id, key) & c.status.is_(None) & (c.made_at == to_store(since))
    taken = idempotency_keys.update().where(stuck).values(made_at=to_store(now))
    return connection.execute(taken).rowcount == 1


def keep_answer(connection: sa.Connection, token_id: str, key: str, status: int, body: Any) -> None:
    """Keep what a write was answered."""
    which = idempotency_keys.update().where(_is(token_id, key))
    connection.execute(which.values(status=status, body=body))


def release_key(connection: sa.Connection, token_id: str, key: str) -> None:
    """The write changed nothing: the key may be used again."""
    unanswered = _is(token_id, key) & idempotency_keys.c.status.is_(None)
    connection.execute(idempotency_keys.delete().where(unanswered))


def forget_calls(connection: sa.Connection, before: datetime) -> int:
    """Remove keys and counts from before a moment; how many rows."""
    at = to_store(before)
    kept = connection.execute(idempotency_keys.delete().where(idempotency_keys.c.made_at < at))
    counted = connection.execute(api_usage.delete().where(api_usage.c.minute < at))
    return kept.rowcount + counted.rowcount


def _is(token_id: str, key: str) -> sa.ColumnElement[bool]:
    c = idempotency_keys.c
    return (c.token_id == token_id) & (c.key == key)
