"""A placement with its version, and the history of who did what with it and when.

Steps themselves are taken in ``placement_life``; nothing else changes a placement's status.
"""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import NotFound
from matcher.domain.life import KeptPlacement, PlacementEvent, Step
from matcher.domain.placements import Placement
from matcher.domain.steps import event_day
from matcher.store import tables as t
from matcher.store.codec import decode_rows, encoder
from matcher.store.life_tables import placement_events
from matcher.store.trail import note_listed, note_person, note_refused

_PLACEMENT = [field.name for field in fields(Placement)]
_EVENT = [field.name for field in fields(PlacementEvent)]


def read_kept_placement(
    connection: sa.Connection, viewer: Viewer, placement_id: str
) -> KeptPlacement:
    """The placement as it is now; NotFound where there is none that ``viewer`` may see."""
    columns = t.placements.c
    row = connection.execute(
        _kept(t.participants.c.office_id)
        .join(t.participants, t.participants.c.participant_id == columns.participant_id)
        .where(columns.placement_id == placement_id)
    ).first()
    allowed = row is not None and viewer.sees_office(row.office_id)
    if row is not None:
        note_person(connection, viewer, row.participant_id, allowed=allowed)
    if row is None or not allowed:
        raise NotFound(f'There is no placement "{placement_id}" at your office.')
    return _kept_from(row)


def read_placements_of_office(
    connection: sa.Connection, viewer: Viewer, office_id: str, *where: sa.ColumnElement[bool]
) -> tuple[KeptPlacement, ...]:
    """The placements of the office's participants for which ``where`` holds, by id.

    NotFound for another's office.
    """
    if not viewer.sees_office(office_id):
        note_refused(connection, viewer)
        raise NotFound(f'There is no office "{office_id}" whose participants you may see.')
    here = sa.select(t.participants.c.participant_id).where(t.participants.c.office_id == office_id)
    found = kept_placements(connection, t.placements.c.participant_id.in_(here), *where)
    note_listed(connection, viewer, (kept.placement.participant_id for kept in found))
    return found


def kept_placements(
    connection: sa.Connection, *where: sa.ColumnElement[bool]
) -> tuple[KeptPlacement, ...]:
    """The placements for which ``where`` holds, by id, for whoever may see them all."""
    rows = connection.execute(_kept().where(*where)).all()
    placements = decode_rows(Placement, [row[: len(_PLACEMENT)] for row in rows])
    kept = map(KeptPlacement, placements, (row.version for row in rows))
    # Sorted here, for databases order text in their own ways.
    return tuple(sorted(kept, key=lambda each: each.placement.placement_id))


def read_events(
    connection: sa.Connection, viewer: Viewer, placement_id: str
) -> tuple[PlacementEvent, ...]:
    """What happened to the placement, the first step first; NotFound as ``read_kept_placement``."""
    read_kept_placement(connection, viewer, placement_id)
    columns = placement_events.c
    rows = connection.execute(
        sa.select(*(columns[name] for name in _EVENT))
        .where(columns.placement_id == placement_id)
        .order_by(columns.id)
    )
    return tuple(
        replace(event, happened_at=event.happened_at.replace(tzinfo=UTC))
        for event in decode_rows(PlacementEvent, rows)
    )


def write_event(
    connection: sa.Connection,
    kept: KeptPlacement,
    step: Step,
    *,
    done_by: str,
    reason: str | None,
    now: datetime,
) -> None:
    """Keep that ``step`` was taken; ``kept`` is the placement after it."""
    placement = kept.placement
    event = PlacementEvent(
        placement_id=placement.placement_id,
        happened_at=in_utc(now),
        done_by=done_by,
        step=step,
        status=placement.status,
        version=kept.version,
        day=event_day(placement, step),
        reason=reason,
    )
    connection.execute(placement_events.insert().values(encoder(PlacementEvent, _EVENT)(event)))


def in_utc(moment: datetime) -> datetime:
    """A moment as the tables keep it: in Coordinated Universal Time, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _kept(*more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    columns = t.placements.c
    return sa.select(*(columns[name] for name in _PLACEMENT), columns.version, *more)


def _kept_from(row: Any) -> KeptPlacement:
    (placement,) = decode_rows(Placement, [row[: len(_PLACEMENT)]])
    return KeptPlacement(placement, row.version)
