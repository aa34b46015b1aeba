"""Which days a placement takes up, and what is known of it on a given day."""

from datetime import date, timedelta

from matcher.domain.placements import (
    OPEN_STATUSES,
    PROPOSAL_LAPSES_AFTER_DAYS,
    Placement,
    PlacementStatus,
)


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

    >>> from matcher.domain.purposes import Purpose
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
