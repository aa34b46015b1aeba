"""Removes people from every table, by the list in ``personal_data``; within ``writing``.

What stays is about nobody: counts over many, and audit rows whose key is gone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.day_order import Kind
from matcher.store import tables as t
from matcher.store.audit import append_notes, destroy_key
from matcher.store.columns import METADATA
from matcher.store.engine import require_alone
from matcher.store.mentions import Named, take_out
from matcher.store.model_registry import read_versions
from matcher.store.moments import to_store
from matcher.store.personal_data import (
    BY_TABLE,
    HELD,
    NAMED_IN,
    Held,
    is_named_in,
    rows_of,
    table_of,
)
from matcher.store.trail import Note
from matcher.store.trust_tables import audit_keys, erasures
from matcher.store.upserting import IDS_A_STATEMENT, batches

# Under which name the audit log has it, whoever asked for it.
PAGE = "erase"


@dataclass(frozen=True, slots=True)
class Removed:
    """Rows removed and rows written anew, by table; the models that had learned from somebody."""

    rows: dict[str, int]
    texts: dict[str, int]
    models: tuple[str, ...]


def count_rows(connection: sa.Connection, participant_ids: Collection[str]) -> dict[str, int]:
    """How many rows of each table are about them, in the order of the list."""
    counts = {held.table: _count(connection, held, participant_ids) for held in HELD}
    counts |= {name: len(naming_rows(connection, name, participant_ids)) for name in NAMED_IN}
    return {name: count for name, count in counts.items() if count}


def remove_people(
    connection: sa.Connection, participant_ids: Collection[str], viewer: Viewer, now: datetime
) -> Removed:
    """Remove everything about them, and note that so many were erased, not who.

    The audit log is told first, while they have keys to be told by. Every row goes with what refers
    to it; then their names are taken out of what was written about something else. Only within
    ``writing_alone``: what another writes meanwhile would stay.
    """
    require_alone(connection)
    append_notes(connection, _told(participant_ids, viewer), to_store(now))
    rows = count_rows(connection, participant_ids)
    named = named_as(connection, participant_ids)
    models = learned_from(connection, participant_ids)
    for name in NAMED_IN:
        _remove_naming(connection, name, participant_ids)
    for table in reversed(METADATA.sorted_tables):
        held = BY_TABLE.get(table.name)
        if held is not None and table is not audit_keys:
            _remove(connection, held, participant_ids)
    for participant_id in participant_ids:
        destroy_key(connection, participant_id)
    texts = take_out(connection, named)
    _note(connection, len(participant_ids), models, viewer.name, now)
    return Removed(rows, texts, models)


def erasures_so_far(connection: sa.Connection) -> int:
    """A number that grows with each erasure.

    What was read of a person before may be written in a later transaction where it is the same.
    """
    return connection.execute(sa.select(sa.func.max(erasures.c.id))).scalar() or 0


def learned_from(connection: sa.Connection, participant_ids: Collection[str]) -> tuple[str, ...]:
    """The models that were made when an outcome of one of them was known, the newest first.

    Rather one too many than one too few: a model whose data began later is named too.
    """
    known_on = _first_known(connection, participant_ids)
    if known_on is None:
        return ()
    return tuple(
        made.version
        for made in read_versions(connection)
        if date.fromisoformat(made.manifest.get("as_of", date.max.isoformat())) >= known_on
    )


def erased_models(connection: sa.Connection) -> dict[str, int]:
    """Every model that learned from somebody who is erased by now, and from how many erasures."""
    counts: dict[str, int] = {}
    for models in connection.execute(sa.select(erasures.c.models)).scalars():
        for version in models:
            counts[version] = counts.get(version, 0) + 1
    return counts


def _told(participant_ids: Collection[str], viewer: Viewer) -> list[Note]:
    return [
        Note(viewer.name, viewer.role.value, viewer.office_id, "erase", True, PAGE, each)
        for each in participant_ids
    ]


def _first_known(connection: sa.Connection, participant_ids: Collection[str]) -> date | None:
    """The day from which a night could have learned from one of them: without a report, never."""
    p, o = t.placements.c, t.outcomes.c
    first = sa.select(sa.func.min(o.reported_on)).join(
        t.placements, p.placement_id == o.placement_id
    )
    days = [
        connection.execute(first.where(p.participant_id.in_(part))).scalar()
        for part in _parts(participant_ids)
    ]
    return min((day for day in days if day is not None), default=None)


def _count(connection: sa.Connection, held: Held, participant_ids: Collection[str]) -> int:
    return sum(
        connection.execute(
            sa.select(sa.func.count()).select_from(table_of(held)).where(rows_of(held, part))
        ).scalar_one()
        for part in _parts(participant_ids)
    )


def _remove(connection: sa.Connection, held: Held, participant_ids: Collection[str]) -> None:
    for part in _parts(participant_ids):
        connection.execute(table_of(held).delete().where(rows_of(held, part)))


def _parts(ids: Collection[str]) -> Iterable[Sequence[str]]:
    return batches(list(ids), IDS_A_STATEMENT)


def naming_rows(
    connection: sa.Connection, table: str, participant_ids: Collection[str]
) -> list[dict[str, object]]:
    """The rows of ``table`` in which one of them is named, or something of theirs."""
    rows = connection.execute(sa.select(METADATA.tables[table])).mappings().all()
    ids = _ids_of(connection, participant_ids) if rows else set()
    return [dict(row) for row in rows if is_named_in(row[NAMED_IN[table]], ids)]


def _remove_naming(connection: sa.Connection, name: str, participant_ids: Collection[str]) -> None:
    table = METADATA.tables[name]
    for row in naming_rows(connection, name, participant_ids):
        same = [column == row[column.name] for column in table.primary_key]
        connection.execute(table.delete().where(*same))


def _ids_of(connection: sa.Connection, participant_ids: Collection[str]) -> set[str]:
    """Their numbers, and those of what is theirs, as a key or an answer has them."""
    calls = [f"{Kind.RING}:{each}" for each in _keys(connection, "call_requests", participant_ids)]
    placements = _placements(connection, participant_ids)
    requests = _keys(connection, "requests", participant_ids)
    return {*participant_ids, *placements, *requests, *calls}


def _placements(connection: sa.Connection, participant_ids: Collection[str]) -> list[str]:
    return _keys(connection, "placements", participant_ids)


def _keys(connection: sa.Connection, table: str, participant_ids: Collection[str]) -> list[str]:
    held = BY_TABLE[table]
    (key,) = table_of(held).primary_key
    return [
        each
        for part in _parts(participant_ids)
        for each in connection.execute(sa.select(key).where(rows_of(held, part))).scalars()
    ]


def named_as(connection: sa.Connection, participant_ids: Collection[str]) -> Named:
    """What they are called wherever somebody wrote of them."""
    p = t.participants.c
    people = [
        row
        for part in _parts(participant_ids)
        for row in connection.execute(
            sa.select(p.name, p.phone, p.email).where(p.participant_id.in_(part))
        )
    ]
    return Named(
        names=[row.name for row in people if row.name],
        phones=[row.phone for row in people if row.phone],
        addresses=[row.email for row in people if row.email],
        numbers=[*participant_ids, *_placements(connection, participant_ids)],
    )


def _note(
    connection: sa.Connection, people: int, models: tuple[str, ...], by: str, now: datetime
) -> None:
    row = {"erased_at": to_store(now), "erased_by": by, "models": list(models)}
    if people:
        connection.execute(erasures.insert(), [row] * people)
