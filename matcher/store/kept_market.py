"""The market in memory: a table is read again when it changed, and of it only what is new is made.

What stayed the same stays the very same object, so that whoever works with the market can tell
what changed without comparing it.
"""

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

import sqlalchemy as sa

from matcher.domain.dismissals import Dismissal
from matcher.domain.interview import InterviewFact
from matcher.domain.market import Market
from matcher.store.codec import decode_rows
from matcher.store.reading_market import (
    CONTRACT,
    in_key_order,
    read_all,
    read_market,
    read_postal_codes,
    read_stops,
    rows_of,
)
from matcher.store.table_versions import TableVersions, has_changed, read_table_versions

_SMALL: dict[str, type] = {"dismissals": Dismissal, "facts": InterviewFact}
_TABLES: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in (*CONTRACT, "dismissals", "postal_codes", "stops")},
    "openings": ("openings", "opening_mentors"),
    "facts": ("interview_facts",),
}

_Row = Sequence[Any]
_Rows = dict[str, dict[_Row, Any]]


class KeptMarket:
    """The market of one store as it was last read. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._market = Market()
        self._version: dict[str, int] = {}
        self._rows: _Rows = {}

    def read(self, connection: sa.Connection) -> Market:
        """As ``read_market``. What ``connection`` itself has changed is never kept."""
        if has_changed(connection):
            return read_market(connection)
        versions = read_table_versions(connection)
        with self._lock:
            return self._at(connection, versions)

    def _at(self, connection: sa.Connection, versions: TableVersions) -> Market:
        read: dict[str, Any] = {}
        rows = dict(self._rows)
        now = {name: versions.of(tables) for name, tables in _TABLES.items()}
        for name in (name for name, version in now.items() if self._version.get(name) != version):
            found = self._read(connection, name, rows)
            if found is not getattr(self._market, name):
                read[name] = found
        if read:
            self._market = replace(self._market, **read)
        # Only when all could be read: what failed is tried again.
        self._version, self._rows = now, rows
        return self._market

    def _read(self, connection: sa.Connection, name: str, rows: _Rows) -> Any:
        before = getattr(self._market, name)
        if name in CONTRACT:
            return self._read_rows(connection, name, rows)
        found: Any = _read_small(connection, name)
        return before if found == before else found

    def _read_rows(self, connection: sa.Connection, name: str, rows: _Rows) -> tuple[Any, ...]:
        kind, before = CONTRACT[name], rows.get(name, {})
        found: dict[_Row, Any] = dict.fromkeys(rows_of(connection, kind))
        fresh = [row for row in found if row not in before]
        if not fresh and len(found) == len(before):
            known: tuple[Any, ...] = getattr(self._market, name)
            return known
        found.update((row, before[row]) for row in found if row in before)
        found.update(zip(fresh, decode_rows(kind, fresh), strict=True))
        rows[name] = found
        return in_key_order(kind, found.values())


def _read_small(connection: sa.Connection, name: str) -> Any:
    if name == "stops":
        return read_stops(connection)
    return read_all(connection, _SMALL[name]) if name in _SMALL else read_postal_codes(connection)
