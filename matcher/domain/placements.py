"""Placements: a participant at an opening with a mentor, for a purpose, over some dates."""

from dataclasses import dataclass
from datetime import date, timedelta
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


def status_as_of(placement: Placement, today: date) -> PlacementStatus:
    """The status on ``today``: a placement that ended later was still running then.

    One that has ended, but began after ``today``, was not there at all (cancelled stands for it).
    """
    if placement.status is not PlacementStatus.ENDED:
        return placement.status
    if placement.starts is not None and placement.starts > today:
        return PlacementStatus.CANCELLED
    if placement.ended is not None and placement.ended > today:
        return PlacementStatus.RUNNING
    return PlacementStatus.ENDED


def has_lapsed(placement: Placement, today: date) -> bool:
    """Whether a proposal has gone unanswered for longer than it is kept.

    Where it is not known when it was made (imported history), its first day stands in.
    """
    since = placement.proposed_on or placement.starts
    if since is None:
        return False
    return today > since + timedelta(days=PROPOSAL_LAPSES_AFTER_DAYS)


def occupied_days(placement: Placement, today: date) -> tuple[date, date] | None:
    """First and last day that the placement takes up a place, or None where it takes up none.

    Proposed (until it lapses), accepted and running placements count until their planned end;
    without one they count for good, since a full mentor must never be offered by mistake.

    >>> p = Placement("L1", "P1", "O1", Purpose.TASTE, PlacementStatus.RUNNING,
    ...               starts=date(2026, 1, 5), planned_end=date(2026, 1, 9))
    >>> occupied_days(p, date(2026, 1, 6))
    (datetime.date(2026, 1, 5), datetime.date(2026, 1, 9))
    """
    status = status_as_of(placement, today)
    if status not in OPEN_STATUSES:
        return None
    if status is PlacementStatus.PROPOSED and has_lapsed(placement, today):
        return None
    first = placement.starts or date.min
    last = placement.planned_end or date.max
    return (first, last) if first <= last else None
