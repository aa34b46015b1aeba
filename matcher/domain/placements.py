"""Placements: a participant at an opening with a mentor, for a purpose, over some dates."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.purposes import Purpose


class PlacementStatus(StrEnum):
    """A placement's step in life."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


# These take up a place; a participant has at most one of them for each purpose.
OPEN_STATUSES = (PlacementStatus.PROPOSED, PlacementStatus.ACCEPTED, PlacementStatus.RUNNING)

# A proposal that nobody answered lapses after so many days (design.md 6.1, rule ``capacity``).
PROPOSAL_LAPSES_AFTER_DAYS = 14


@dataclass(frozen=True, slots=True)
class Placement:
    """A placement; ``starts`` and ``planned_end`` are both days on which the person is there.

    ``proposed_on`` is known where the proposal was made in the program, not for imported ones.
    """

    placement_id: str
    participant_id: str
    opening_id: str
    purpose: Purpose
    status: PlacementStatus
    mentor_id: str | None = None
    starts: date | None = None
    planned_end: date | None = None
    ended: date | None = None
    hours_per_week: float | None = None
    model_version: str | None = None
    position: int | None = None
    proposed_on: date | None = None
