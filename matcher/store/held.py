"""Everything that the store holds about one participant, by the list in ``personal_data``."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from matcher.store import tables as t
from matcher.store.erasing import naming_rows
from matcher.store.personal_data import HELD, NAMED_IN, Held, rows_of, table_of

Row = Mapping[str, Any]

# How it goes with a mentor is reckoned from many people, and is the mentor's.
ABOUT_THE_MENTOR = "mentor_"


def read_held(connection: sa.Connection, participant_id: str) -> dict[str, tuple[Row, ...]]:
    """The rows of every table that is disclosed, with every column, by their key.

    Where a row names an opening, what it is called and whose it is stand beside.
    """
    places = _places(connection)
    found = {
        held.table: tuple(_readable(row, places) for row in _rows(connection, held, participant_id))
        for held in HELD
        if held.disclosed
    }
    for name in NAMED_IN:
        found[name] = tuple(naming_rows(connection, name, [participant_id]))
    return found


def _rows(connection: sa.Connection, held: Held, participant_id: str) -> list[Row]:
    table = table_of(held)
    chosen = sa.select(table).where(rows_of(held, [participant_id])).order_by(*table.primary_key)
    return [dict(row) for row in connection.execute(chosen).mappings()]


def _readable(row: Row, places: Mapping[str, tuple[str | None, str | None]]) -> Row:
    told = dict(row)
    if "features" in told:
        told["features"] = {
            name: number
            for name, number in told["features"].items()
            if not name.startswith(ABOUT_THE_MENTOR)
        }
    if "opening_id" in told:
        told["opening_title"], told["employer_name"] = places[told["opening_id"]]
    return told


def _places(connection: sa.Connection) -> dict[str, tuple[str | None, str | None]]:
    o, e = t.openings.c, t.employers.c
    rows = connection.execute(
        sa.select(o.opening_id, o.title, e.name).join(t.employers, e.employer_id == o.employer_id)
    )
    return {row.opening_id: (row.title, row.name) for row in rows}
