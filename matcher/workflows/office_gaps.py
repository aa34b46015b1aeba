"""Weeks in the programme without any content: neither a placement nor anything else in the week."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from matcher.domain.stays import Stay, stay_of
from matcher.domain.week import WeekActivity
from matcher.domain.week_strip import weeks_without_content
from matcher.store.office_history import OfficeHistory
from matcher.workflows.office_period import Period


@dataclass(frozen=True, slots=True)
class Gaps:
    """Of all whole ``weeks`` that people were in the programme, the ``empty`` ones, and whose."""

    weeks: int
    empty: int
    people: int


def gaps_in(
    history: OfficeHistory, period: Period, *, today: date, not_there: Collection[str] = ()
) -> Gaps:
    """The office's weeks up to ``today``; placements ``not_there`` (no-shows) fill none."""
    seen = period.until(today)
    if seen is None:
        return Gaps(0, 0, 0)
    stays, activities = _stays(history, today, not_there), _activities(history)
    weeks = empty = people = 0
    for person in history.participants:
        name = person.participant_id
        weeks += weeks_without_content(person, (), (), seen.first, seen.last)
        without = weeks_without_content(
            person, stays.get(name, ()), activities.get(name, ()), seen.first, seen.last
        )
        empty, people = empty + without, people + (without > 0)
    return Gaps(weeks, empty, people)


def _stays(
    history: OfficeHistory, today: date, not_there: Collection[str]
) -> dict[str, list[Stay]]:
    found: dict[str, list[Stay]] = defaultdict(list)
    for placement in history.placements:
        place = history.workplaces.get(placement.opening_id)
        stay = stay_of(placement, None, place.schedule if place else (), today)
        if stay is not None and placement.placement_id not in not_there:
            found[placement.participant_id].append(stay)
    return found


def _activities(history: OfficeHistory) -> dict[str, list[WeekActivity]]:
    found: dict[str, list[WeekActivity]] = defaultdict(list)
    for activity in history.activities:
        found[activity.participant_id].append(activity)
    return found
