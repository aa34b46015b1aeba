"""Puts rows of the file contract into their tables: new ones added, changed ones replaced.

Rows that are the same already are not touched, so that doing it twice changes nothing.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from matcher.domain.employers import Opening
from matcher.domain.market import Market
from matcher.domain.participants import Experience
from matcher.domain.placements import Placement
from matcher.store import tables as t
from matcher.store.codec import encoder
from matcher.store.reading_market import CONTRACT, KEYS, TABLE_OF, read_all, read_openings

# Rows a statement; what one holds in memory stays small, and both drivers are fast from here.
BATCH = 5_000
# SQLite takes 32 766 parameters a statement, PostgreSQL 65 535.
IDS_A_STATEMENT = 10_000

# Known to the program only; a file neither gives nor takes it away.
_NOT_IN_FILES = {"proposed_on"}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows were new, changed, or the same as they were."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


def upsert_market(connection: sa.Connection, market: Market) -> None:
    """Every table of the file contract from ``market``, in an order that keeps references whole."""
    for name in CONTRACT:
        upsert_rows(connection, name, getattr(market, name))


def upsert_rows(connection: sa.Connection, table: str, rows: Sequence[Any]) -> Counts:
    """Make the rows of ``table`` (``offices`` ... ``outcomes``) that have the keys of ``rows`` so.

    What they refer to must be there; Conflict from ``writing`` where it is not.
    """
    kind = CONTRACT[table]
    if not rows:
        return Counts()
    before = _stored(connection, kind)
    key = attrgetter(*KEYS.get(kind, (fields(kind)[0].name,)))
    new = [row for row in rows if key(row) not in before]
    changed = [row for row in rows if before.get(key(row), row) != row]
    if kind is Placement:
        _close(connection, [row.placement_id for row in changed])
    _write(connection, kind, [*new, *changed])
    return Counts(len(new), len(changed), len(rows) - len(new) - len(changed))


def _stored(connection: sa.Connection, kind: type) -> dict[Any, Any]:
    key = attrgetter(*KEYS.get(kind, (fields(kind)[0].name,)))
    found: Iterable[Any] = (
        read_openings(connection) if kind is Opening else read_all(connection, kind)
    )
    if kind is Placement:
        found = (replace(placement, proposed_on=None) for placement in found)
    return {key(row): row for row in found}


def _close(connection: sa.Connection, placement_ids: Sequence[str]) -> None:
    # Two placements may swap their purposes: with all of them closed first, no step between
    # breaks the rule of one open placement for a purpose.
    for batch in batches(placement_ids, IDS_A_STATEMENT):
        connection.execute(
            t.placements.update()
            .where(t.placements.c.placement_id.in_(batch))
            .values(status="cancelled", version=t.placements.c.version + 1)
        )


def _write(connection: sa.Connection, kind: type, rows: Sequence[Any]) -> None:
    if kind is Opening:
        _write_openings(connection, rows)
        return
    names = [field.name for field in fields(kind) if field.name not in _NOT_IN_FILES]
    encode = encoder(kind, names)
    if kind is Experience:
        encode = _with_digest(encode)
    _upsert(connection, TABLE_OF[kind], map(encode, rows))


def _with_digest(encode: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    return lambda row: {**encode(row), "digest": experience_digest(row.text, row.ended)}


def experience_digest(text: str, ended: date | None) -> str:
    """What tells a participant's experiences apart in the store: same text and end, same digest."""
    named = f"{'' if ended is None else ended.isoformat()}\n{text}"
    return hashlib.sha256(named.encode()).hexdigest()


def _write_openings(connection: sa.Connection, openings: Sequence[Opening]) -> None:
    encode = encoder(Opening, [field.name for field in fields(Opening) if field.name != "mentors"])
    _upsert(
        connection,
        t.openings,
        ({**encode(row), "mentors_known": row.mentors is not None} for row in openings),
    )
    for ids in batches([row.opening_id for row in openings], IDS_A_STATEMENT):
        connection.execute(
            t.opening_mentors.delete().where(t.opening_mentors.c.opening_id.in_(ids))
        )
    links = [
        {"opening_id": row.opening_id, "mentor_id": mentor_id, "position": position}
        for row in openings
        for position, mentor_id in enumerate(row.mentors or ())
    ]
    _upsert(connection, t.opening_mentors, links)


def _upsert(
    connection: sa.Connection, table: sa.Table, parameters: Iterable[dict[str, Any]]
) -> None:
    listed = list(parameters)
    if not listed:
        return
    statement = upsert_statement(connection.dialect.name, table, list(listed[0]))
    for batch in batches(listed, BATCH):
        connection.execute(statement, batch)


def upsert_statement(dialect: str, table: sa.Table, names: Sequence[str]) -> Any:
    """INSERT ... ON CONFLICT DO UPDATE of the columns ``names``, for either database."""
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    key = [column.name for column in table.primary_key]
    others = [name for name in names if name not in key]
    if not others:
        return insert.on_conflict_do_nothing(index_elements=key)
    return insert.on_conflict_do_update(
        index_elements=key, set_={name: insert.excluded[name] for name in others}
    )


def batches(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    """``items`` in parts of at most ``size``.

    >>> list(batches("abcde", 2))
    ['ab', 'cd', 'e']
    """
    return (items[start : start + size] for start in range(0, len(items), size))
