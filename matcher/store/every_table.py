"""Every table of the store, and how many rows each holds: for copies, which must miss nothing."""

import sqlalchemy as sa

import matcher.store.day_tables
import matcher.store.employer_tables
import matcher.store.feed_tables
import matcher.store.learning_tables
import matcher.store.life_tables
import matcher.store.own_tables
import matcher.store.plan_tables
import matcher.store.table_versions
import matcher.store.tables
import matcher.store.trust_tables  # noqa: F401  (all fill METADATA)
from matcher.store.columns import METADATA
from matcher.store.own_tables import store_version
from matcher.store.table_versions import table_versions
from matcher.store.trust_tables import audit_head

__all__ = ["METADATA", "REVISION_TABLE", "holds_nothing", "row_counts", "tables_found"]

REVISION_TABLE = "alembic_version"
# Rows that every store has from its beginning, so that one without others is empty.
_FROM_THE_START = frozenset(
    {REVISION_TABLE, store_version.name, table_versions.name, audit_head.name}
)


def tables_found(connection: sa.Connection) -> tuple[str, ...]:
    """The program's tables that this store has, by name; tables of other programs are no matter."""
    known = {*METADATA.tables, REVISION_TABLE}
    return tuple(sorted(known & set(sa.inspect(connection).get_table_names())))


def row_counts(connection: sa.Connection) -> dict[str, int]:
    """How many rows each of the program's tables holds now."""
    return {
        name: connection.execute(
            sa.select(sa.func.count()).select_from(sa.table(name))
        ).scalar_one()
        for name in tables_found(connection)
    }


def holds_nothing(rows: dict[str, int]) -> bool:
    """Whether a store with so many rows is empty.

    >>> holds_nothing({"alembic_version": 1, "store_version": 1, "offices": 0})
    True
    >>> holds_nothing({"offices": 1})
    False
    """
    return not any(count for name, count in rows.items() if name not in _FROM_THE_START)
