"""Use case: one participant's programme week, its gaps over time, and what it is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Engine

from matcher.domain.access import Viewer
from matcher.domain.day import Activity
from matcher.domain.participants import Participant
from matcher.domain.programme_dates import ProgrammeDate, programme_span
from matcher.domain.week import DAYS_A_WEEK, Week, WeekActivity, monday_of
from matcher.domain.week_strip import StripWeek, empty_since, strip
from matcher.store.engine import reading
from matcher.store.readers import Placed, read_weeks_of
from matcher.workflows.week_gaps import dates_of, stays_of, this_week


@dataclass(frozen=True, slots=True)
class Regular:
    """The same thing at the same time on one or more ``weekdays``, as it was noted."""

    activity: Activity
    title: str | None
    weekdays: tuple[int, ...]
    from_minute: int
    to_minute: int
    starts: date
    ends: date | None
    ids: tuple[int, ...]

    def over(self, today: date) -> bool:
        """Whether it has ended."""
        return self.ends is not None and self.ends < today


@dataclass(frozen=True, slots=True)
class WeekPage:
    """The shown ``week``, with the Mondays ``before`` and ``after`` it; ``placed`` is by id.

    ``strip`` has the whole programme, none where its dates are unknown; ``ended`` are the
    activities that are over, the latest first.
    """

    participant: Participant
    week: Week
    before: date | None
    after: date | None
    placed: dict[str, Placed]
    strip: tuple[StripWeek, ...]
    dates: tuple[ProgrammeDate, ...]
    empty_since: date | None
    current: tuple[Regular, ...]
    ended: tuple[Regular, ...]


def week_page(
    engine: Engine, viewer: Viewer, participant_id: str, *, today: date, day: date
) -> WeekPage:
    """The week of ``day``; NotFound where there is no participant that ``viewer`` may see."""
    with reading(engine) as connection:
        found = read_weeks_of(connection, viewer, participant_id)
    person, stays, activities = found.participant, stays_of(found, today), found.activities
    week = this_week(person, stays, activities, day)
    span = programme_span(person)
    regular = regulars(activities)
    return WeekPage(
        participant=person,
        week=week,
        before=_weeks_on(week.monday, -1),
        after=_weeks_on(week.monday, 1),
        placed={each.placement.placement_id: each for each in found.placed},
        strip=strip(*span, stays, activities) if span else (),
        dates=dates_of(found, stays, today),
        empty_since=empty_since(person, stays, activities, today),
        current=tuple(each for each in regular if not each.over(today)),
        ended=tuple(each for each in reversed(regular) if each.over(today)),
    )


def week_now(engine: Engine, viewer: Viewer, participant_id: str, *, today: date) -> Week:
    """This week alone, for a line on another page; NotFound as ``week_page``."""
    with reading(engine) as connection:
        found = read_weeks_of(connection, viewer, participant_id)
    return this_week(found.participant, stays_of(found, today), found.activities, today)


def regulars(activities: Iterable[WeekActivity]) -> tuple[Regular, ...]:
    """What was noted for several weekdays, as one; by the day it began.

    >>> when = (540, 720, date(2026, 1, 5))
    >>> course = [WeekActivity("P1", Activity.COURSE, day, *when, id=day) for day in (0, 2)]
    >>> [(each.weekdays, each.ids) for each in regulars(course)]
    [((0, 2), (0, 2))]
    """
    groups: dict[tuple[object, ...], list[WeekActivity]] = {}
    for each in activities:
        told = (each.activity, each.title, each.from_minute, each.to_minute, each.starts, each.ends)
        groups.setdefault(told, []).append(each)
    found = [_regular(sorted(group, key=lambda each: each.weekday)) for group in groups.values()]
    return tuple(sorted(found, key=lambda r: (r.starts, r.weekdays, r.from_minute, r.ids)))


def _regular(group: list[WeekActivity]) -> Regular:
    first = group[0]
    return Regular(
        activity=first.activity,
        title=first.title,
        weekdays=tuple(dict.fromkeys(each.weekday for each in group)),
        from_minute=first.from_minute,
        to_minute=first.to_minute,
        starts=first.starts,
        ends=first.ends,
        ids=tuple(each.id for each in group if each.id is not None),
    )


def _weeks_on(monday: date, weeks: int) -> date | None:
    """The Monday so many weeks on, None beyond the calendar."""
    ordinal = monday.toordinal() + weeks * DAYS_A_WEEK
    within = date.min.toordinal() <= ordinal <= (date.max - timedelta(days=7)).toordinal()
    return monday_of(date.fromordinal(ordinal)) if within else None
