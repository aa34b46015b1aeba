"""Weeks in the programme without any content: neither a placement nor anything else in the week."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus, status_as_of
from matcher.workflows.office_facts import ended_on
from matcher.workflows.office_period import Period

Stay = tuple[date, date]
_THERE = (PlacementStatus.RUNNING, PlacementStatus.ENDED)
DAYS_A_WEEK = 7
WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Gaps:
    """Of all ``weeks`` that people were in the programme, those that were ``empty``, and whose."""

    weeks: int
    empty: int
    people: int


def gaps_in(
    people: Iterable[Participant],
    placements: Iterable[Placement],
    activities: Iterable[tuple[str, Stay]],
    period: Period,
    *,
    today: date,
    not_there: Collection[str] = (),
) -> Gaps:
    """The office's weeks up to ``today``; placements ``not_there`` (no-shows) fill none."""
    seen = period.until(today)
    if seen is None:
        return Gaps(0, 0, 0)
    stays: dict[str, list[Stay]] = defaultdict(list)
    for name, stay in activities:
        stays[name].append(stay)
    for placement in placements:
        days = _days_there(placement, today)
        if days is not None and placement.placement_id not in not_there:
            stays[placement.participant_id].append(days)
    counted = [empty_weeks(person, stays[person.participant_id], seen) for person in people]
    return Gaps(
        weeks=sum(weeks for weeks, _ in counted),
        empty=sum(empty for _, empty in counted),
        people=sum(empty > 0 for _, empty in counted),
    )


def empty_weeks(person: Participant, stays: Sequence[Stay], period: Period) -> tuple[int, int]:
    """Whole working weeks in the programme, and those of them that no stay touches.

    Nobody's weeks are counted whose first day in the programme, or whose last, nobody knows.

    >>> person = Participant("P1", "N1", programme_start=date(2026, 1, 7))
    >>> january = Period(date(2026, 1, 1), date(2026, 1, 31))
    >>> empty_weeks(person, [(date(2026, 1, 16), date(2026, 1, 20))], january)
    (3, 1)
    """
    begins, ends = person.programme_start, person.programme_end
    if begins is None or (ends is None and person.programme_outcome is not None):
        return 0, 0
    first, last = max(begins, period.first), min(ends or period.last, period.last)
    # A week counts from its Monday to its Friday.
    weeks = range(
        _week(first) + (first.weekday() > 0),
        _week(last) + (last.weekday() >= WORKING_DAYS - 1),
    )
    filled = {
        week
        for since, until in stays
        for week in range(max(_week(since), weeks.start), min(_week(until) + 1, weeks.stop))
    }
    return len(weeks), len(weeks) - len(filled)


def _week(day: date) -> int:
    # The first day of the calendar is a Monday.
    return (day.toordinal() - 1) // DAYS_A_WEEK


def _days_there(placement: Placement, today: date) -> Stay | None:
    if status_as_of(placement, today) not in _THERE:
        return None
    over = ended_on(placement) if placement.status is PlacementStatus.ENDED else None
    last = min(over or today, today)
    first = placement.starts or last
    return (first, last) if first <= last else None
