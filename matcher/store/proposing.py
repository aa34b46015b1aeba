"""Makes a proposed placement of a suggestion, after proposals that nobody answered have lapsed."""

from dataclasses import dataclass, fields
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import Conflict, NotFound
from matcher.domain.life import KeptPlacement, Step
from matcher.domain.placements import OPEN_STATUSES, Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.codec import encoder
from matcher.store.failures import SECOND_OPEN_PLACEMENT
from matcher.store.placement_events import write_event
from matcher.store.placement_life import lapse_proposals
from matcher.store.reading_people import read_participant
from matcher.store.tables import openings, placements

_FIELDS = [field.name for field in fields(Placement)]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A placement that does not exist yet; ``position`` is where it stood in the list (1 first)."""

    participant_id: str
    opening_id: str
    purpose: Purpose
    mentor_id: str | None
    starts: date
    planned_end: date
    hours_per_week: float | None = None
    model_version: str | None = None
    position: int | None = None


def propose_placement(
    connection: sa.Connection, viewer: Viewer, proposal: Proposal, today: date, now: datetime
) -> Placement:
    """Keep the proposal as a placement and answer it; its capacity is the caller's to check.

    NotFound where ``viewer`` may not see the participant or there is no such opening; Conflict
    where the participant has an open placement for the same purpose.
    """
    read_participant(connection, viewer, proposal.participant_id)
    _refuse_unknown_opening(connection, proposal.opening_id)
    lapse_proposals(connection, proposal.participant_id, today, now)
    _refuse_second(connection, proposal.participant_id, proposal.purpose)
    placement = Placement(
        placement_id=_next_id(connection, today),
        status=PlacementStatus.PROPOSED,
        proposed_on=today,
        **{field.name: getattr(proposal, field.name) for field in fields(proposal)},
    )
    connection.execute(placements.insert().values(encoder(Placement, _FIELDS)(placement)))
    kept = KeptPlacement(placement, 1)
    write_event(connection, kept, Step.PROPOSE, done_by=viewer.name, reason=None, now=now)
    return placement


def _refuse_unknown_opening(connection: sa.Connection, opening_id: str) -> None:
    known = sa.select(openings.c.opening_id).where(openings.c.opening_id == opening_id)
    if connection.execute(known).scalar() is None:
        raise NotFound(f'There is no opening "{opening_id}".')


def _refuse_second(connection: sa.Connection, participant_id: str, purpose: Purpose) -> None:
    columns = placements.c
    taken = connection.execute(
        sa.select(columns.placement_id)
        .where(columns.participant_id == participant_id, columns.purpose == purpose.value)
        .where(columns.status.in_([status.value for status in OPEN_STATUSES]))
    ).first()
    if taken is not None:
        raise Conflict(SECOND_OPEN_PLACEMENT)


def _next_id(connection: sa.Connection, today: date) -> str:
    # Readable, and free of anything about the person: the day and a number. There is one
    # writer at a time, so that nobody else takes the same number.
    start = f"PL-{today:%Y%m%d}-"
    ids = connection.execute(
        sa.select(placements.c.placement_id).where(
            placements.c.placement_id.startswith(start, autoescape=True)
        )
    ).scalars()
    numbers = [int(end) for end in (i.removeprefix(start) for i in ids) if end.isdecimal()]
    return f"{start}{max(numbers, default=0) + 1:03d}"
