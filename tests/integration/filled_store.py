"""A store with rows in every table, also in those that come later: for copies and migrations."""

import re
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from matcher.domain.access import OPERATOR
from matcher.store.columns import METADATA
from matcher.store.engine import writing
from matcher.store.every_table import row_counts, tables_found
from matcher.store.trail import note_person
from matcher.store.writers import upsert_market
from tests.integration.learning_stores import made_up_market

_WORDS = re.compile(r"^(\w+) IN \('([^']*)'")
_LEAST = re.compile(r"^(\w+) >= (-?\d+)")

# What comes after something else in the same row.
ORDERED = {"week_activities.to_minute": 60}
# Where one of several names whose the row is, the others are empty.
EMPTY = {
    "accounts.employer_id", "stops.opening_id", "stops.mentor_id", "api_tokens.employer_id",
}  # fmt: skip


def fill(engine: sa.Engine) -> dict[str, int]:
    """A made-up municipality, and a row in each table that it leaves empty; the rows by table."""
    with writing(engine) as connection:
        upsert_market(connection, made_up_market())
        note_person(connection, OPERATOR, made_up_market().participants[0].participant_id)
    with writing(engine) as connection:  # the audit log has its own hand by now
        for table in METADATA.sorted_tables:
            if connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 0:
                connection.execute(table.insert().values(_row(connection, table)))
    with engine.connect() as connection:
        return row_counts(connection)


def contents(engine: sa.Engine) -> dict[str, dict[str, list[str]]]:
    """Every table's columns, each with its values in the order of the rows."""
    found: dict[str, dict[str, list[str]]] = {}
    with engine.connect() as connection:
        for name in tables_found(connection):
            rows = connection.execute(sa.text(f"SELECT * FROM {name}")).mappings().all()
            ordered = sorted(rows, key=lambda row: repr(tuple(row.values())))
            columns = ordered[0].keys() if ordered else ()
            found[name] = {column: [repr(row[column]) for row in ordered] for column in columns}
    return found


def _row(connection: sa.Connection, table: sa.Table) -> dict[str, Any]:
    """A row that every constraint lets through."""
    words, least = _vocabulary(table)
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name == "id" and isinstance(column.type, sa.Integer):
            row["id"] = 1
        elif str(column) in EMPTY:
            row[column.name] = None
        elif column.foreign_keys:
            target = next(iter(column.foreign_keys)).column
            row[column.name] = connection.execute(sa.select(target).limit(1)).scalar_one()
        else:
            known = ORDERED.get(str(column), words.get(column.name, least.get(column.name)))
            row[column.name] = known if known is not None else _plain(column)
    return row


def _vocabulary(table: sa.Table) -> tuple[dict[str, str], dict[str, int]]:
    words: dict[str, str] = {}
    least: dict[str, int] = {}
    checks = [each for column in table.columns for each in column.constraints]
    for check in checks:
        text = str(check.sqltext)
        if found := _WORDS.match(text):
            words[found[1]] = found[2]
        elif found := _LEAST.match(text):
            least[found[1]] = int(found[2])
    return words, least


def _plain(column: "sa.Column[Any]") -> Any:
    """Something of the column's type; the kinds with fewer values stand before the wider ones."""
    kinds: tuple[tuple[type, Any], ...] = (
        (sa.Boolean, True),
        (sa.DateTime, datetime(2025, 9, 1, 12, 30, 15)),
        (sa.Date, date(2025, 9, 1)),
        (sa.JSON, {"ord": ["æøå", 1, None]}),
        (sa.Integer, 1),
        (sa.Double, 0.5),
        (sa.Text, "Ærlig\ttale\n\\. \"x\""),
    )  # fmt: skip
    return next(value for kind, value in kinds if isinstance(column.type, kind))
