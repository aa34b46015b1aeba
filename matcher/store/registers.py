"""Imported registers: postal codes, and official titles and names of occupations."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from matcher.places.register import PostalCode
from matcher.store.own_tables import occupation_names, occupation_titles, postal_codes
from matcher.store.upserting import BATCH, batches, upsert_statement


@dataclass(frozen=True, slots=True)
class OccupationTitle:
    """A title of an occupation, and the register that has it."""

    code: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class OccupationName:
    """An occupation's official names, and the register that has them."""

    code: str
    name_nb: str | None
    name_en: str | None
    source: str


def upsert_postal_codes(connection: sa.Connection, codes: Iterable[PostalCode]) -> int:
    """Add or replace postal codes; how many were given."""
    return _upsert(connection, postal_codes, [asdict(code) for code in codes])


def add_titles(connection: sa.Connection, titles: Iterable[OccupationTitle]) -> int:
    """Add titles, each once; how many were given."""
    return _upsert(connection, occupation_titles, [asdict(title) for title in titles])


def add_names(connection: sa.Connection, names: Iterable[OccupationName]) -> int:
    """Add or replace official names; how many were given."""
    return _upsert(connection, occupation_names, [asdict(name) for name in names])


def _upsert(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> int:
    if rows:
        statement = upsert_statement(connection.dialect.name, table, list(rows[0]))
        for batch in batches(rows, BATCH):
            connection.execute(statement, list(batch))
    return len(rows)


def read_titles(connection: sa.Connection) -> tuple[OccupationTitle, ...]:
    """Every imported title, by code, title and source."""
    rows = connection.execute(sa.select(occupation_titles))
    return tuple(sorted((OccupationTitle(*row) for row in rows), key=_title_key))


def _title_key(title: OccupationTitle) -> tuple[str, str, str]:
    return (title.code, title.title, title.source)


def read_names(connection: sa.Connection) -> tuple[OccupationName, ...]:
    """Every imported official name, by code."""
    rows = connection.execute(sa.select(occupation_names))
    return tuple(sorted((OccupationName(*row) for row in rows), key=lambda name: name.code))
