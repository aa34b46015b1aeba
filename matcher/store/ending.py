"""Ends a placement, and keeps what somebody reports of it."""

from dataclasses import fields
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import Conflict
from matcher.domain.outcomes import Outcome
from matcher.domain.placements import OPEN_STATUSES, PlacementStatus
from matcher.store.codec import encoder
from matcher.store.reading_people import read_participant
from matcher.store.tables import outcomes, placements
from matcher.store.upserting import upsert_statement

_REPORT = [field.name for field in fields(Outcome)]


def end_placement(
    connection: sa.Connection, viewer: Viewer, participant_id: str, placement_id: str, ended: date
) -> None:
    """End an open placement of the participant's on ``ended``, its last day.

    NotFound where ``viewer`` may not see the participant; Conflict where it is not open any more.
    """
    read_participant(connection, viewer, participant_id)
    columns = placements.c
    changed = connection.execute(
        placements.update()
        .where(columns.placement_id == placement_id, columns.participant_id == participant_id)
        .where(columns.status.in_([status.value for status in OPEN_STATUSES]))
        .values(status=PlacementStatus.ENDED.value, ended=ended, version=columns.version + 1)
    )
    if changed.rowcount == 0:
        raise Conflict("This placement is not open any more; load the page again.")


def keep_report(connection: sa.Connection, report: Outcome) -> None:
    """Keep a report on a placement; the same reporter's of the same day is replaced."""
    statement = upsert_statement(connection.dialect.name, outcomes, _REPORT)
    connection.execute(statement, [encoder(Outcome, _REPORT)(report)])
