"""Which tables a change was about, so that what is kept in memory of the others stays.

`store_version` counts every change of the store; here stands, by table, at which count it was last
changed. Both are written in the transaction of the change itself, so that no reader sees one
without the other.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from matcher.store.columns import METADATA
from matcher.store.own_tables import store_version

table_versions = sa.Table(
    "table_versions",
    METADATA,
    # A table's name, or ``EVERYTHING``.
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("counter", sa.BigInteger, nullable=False),
)
# Stands for every table: a restored store, or a change of which nobody said what it was about.
EVERYTHING = "*"
_TOUCHED = "jobbsmak_touched"


@dataclass(frozen=True, slots=True)
class TableVersions:
    """At which count of the store each table was last changed; ``counter`` is the store's."""

    counter: int
    of_table: dict[str, int] = field(default_factory=dict)

    def of(self, tables: Collection[str]) -> int:
        """The latest change of any of ``tables``.

        >>> versions = TableVersions(9, {"placements": 7, "outcomes": 9})
        >>> versions.of(["placements"]), versions.of(["placements", "outcomes"])
        (7, 9)

        Where the store was counted up and no table was named, all of them may be others.

        >>> TableVersions(10, {"placements": 7}).of(["placements"])
        10
        """
        known = self.of_table
        if max(known.values(), default=0) < self.counter:
            return self.counter
        return max(known.get(EVERYTHING, 0), *(known.get(table, 0) for table in tables))


def read_table_versions(connection: sa.Connection) -> TableVersions:
    """The versions as ``connection`` sees them."""
    counter: int = connection.execute(sa.select(store_version.c.counter)).scalar_one()
    if _TOUCHED in connection.info:
        counter -= 1  # a writer's own count, which says nothing yet
    rows = connection.execute(sa.select(table_versions.c.name, table_versions.c.counter))
    return TableVersions(counter, {row.name: row.counter for row in rows})


@contextmanager
def noting_tables(connection: sa.Connection) -> Iterator[None]:
    """What is changed on ``connection`` meanwhile is written down, table by table, at the end.

    The store's counter has been counted up before. A statement that does not tell which table it
    changes counts for every one.
    """
    touched: set[str] = set()
    connection.info[_TOUCHED] = touched

    def note(
        _connection: Any, _cursor: Any, said: str, _values: Any, context: Any, _m: bool
    ) -> None:
        table = _changed_by(context.compiled, said)
        if table is not None:
            touched.add(table)

    sa.event.listen(connection, "before_cursor_execute", note)
    try:
        yield
        if connection.in_transaction():
            _write(connection, touched)
    finally:
        connection.info.pop(_TOUCHED, None)


def has_changed(connection: sa.Connection) -> bool:
    """Whether the transaction of ``connection`` has changed anything yet."""
    return bool(connection.info.get(_TOUCHED))


def mark_everything(connection: sa.Connection) -> None:
    """Say that every table may be another one, at the store's present count."""
    _write(connection, {EVERYTHING})


def _changed_by(compiled: Any, said: str) -> str | None:
    statement = None if compiled is None else compiled.statement
    if isinstance(statement, sa.sql.dml.UpdateBase):
        named = statement.entity_description["table"]
        return EVERYTHING if named is store_version else str(named.name)
    return None if said.lstrip().upper().startswith("SELECT") else EVERYTHING


def _write(connection: sa.Connection, touched: Collection[str]) -> None:
    latest = sa.select(sa.func.max(table_versions.c.counter)).scalar_subquery()
    counter, last = connection.execute(sa.select(store_version.c.counter, latest)).one()
    # Somebody counted up and named no table: what they changed is not known.
    names = {*touched, *([EVERYTHING] if (last or 0) < counter - 1 else [])}
    if touched:
        connection.execute(table_versions.delete().where(table_versions.c.name.in_(names)))
        connection.execute(
            table_versions.insert(), [{"name": n, "counter": counter} for n in sorted(names)]
        )
