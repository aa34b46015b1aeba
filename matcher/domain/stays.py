"""A placement as the weeks see it: which days it fills, on which weekdays, for how many hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matcher.domain.participants import PartOfWeek
from matcher.domain.placements import Placement, PlacementStatus, status_as_of

MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)


@dataclass(frozen=True, slots=True)
class Stay:
    """A placement as the week sees it: who is there on some weekdays from ``first`` to ``last``.

    ``hours`` a week are None where nobody knows them.
    """

    placement_id: str
    first: date
    last: date
    hours: float | None
    weekdays: tuple[int, ...] = MONDAY_TO_FRIDAY


def stay_of(
    placement: Placement, hours: float | None, schedule: Sequence[PartOfWeek], today: date
) -> Stay | None:
    """The days that the placement fills, None where it fills none.

    Proposed ones fill nothing. An agreed one fills days to come, not days that went by without a
    start. A running one lasts until somebody ends it, at least until ``today``. ``hours`` and
    ``schedule`` are the opening's; the placement's own hours go first.
    """
    days = _days(placement, today)
    if days is None or days[0] > days[1]:
        return None
    known = hours if placement.hours_per_week is None else placement.hours_per_week
    return Stay(placement.placement_id, *days, known, weekdays_of(schedule))


def _days(placement: Placement, today: date) -> tuple[date, date] | None:
    status, starts, end = status_as_of(placement, today), placement.starts, placement.planned_end
    if status is PlacementStatus.ACCEPTED and starts is not None:
        return max(starts, today), end or date.max
    if status is PlacementStatus.RUNNING and placement.ended is not None:
        return starts or today, placement.ended
    if status is PlacementStatus.RUNNING:
        return starts or today, max(end or date.max, today)
    over = placement.ended or end
    if status is PlacementStatus.ENDED and over is not None:
        return starts or over, over
    return None


def weekdays_of(schedule: Sequence[PartOfWeek]) -> tuple[int, ...]:
    """The weekdays that an opening's hours may lie on.

    >>> weekdays_of(()), weekdays_of((PartOfWeek.WEEKEND,))
    ((0, 1, 2, 3, 4), (5, 6))
    """
    if PartOfWeek.WEEKEND not in schedule:
        return MONDAY_TO_FRIDAY
    return WEEKEND if len(set(schedule)) == 1 else MONDAY_TO_FRIDAY + WEEKEND
