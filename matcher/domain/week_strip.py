"""Gaps over time: each week of a programme filled, partly filled or empty, and since when empty.

Pure: what fills the weeks comes from ``week``, and the programme's dates from the participant.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from matcher.domain.participants import Participant, in_programme
from matcher.domain.stays import MONDAY_TO_FRIDAY, Stay
from matcher.domain.week import (
    DAYS_A_WEEK,
    MINUTES_AN_HOUR,
    Week,
    WeekActivity,
    monday_of,
    week_of,
)

# A week counts as filled from four whole days of five on: courses of 30 hours are full time.
FILLED_MINUTES = 1800
# No programme lasts for longer; what is beyond is a mistyped year, and is not drawn.
LONGEST_STRIP = timedelta(weeks=5 * 53)


class Fill(StrEnum):
    """How much of a week there is."""

    FILLED = "filled"
    PARTLY = "partly"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class StripWeek:
    """One week of the programme; ``unknown`` as in `Week`."""

    monday: date
    minutes: float
    unknown: bool
    fill: Fill

    @property
    def hours(self) -> float:
        """The hours that are filled."""
        return self.minutes / MINUTES_AN_HOUR


def strip(
    first: date, last: date, stays: Iterable[Stay], activities: Iterable[WeekActivity]
) -> tuple[StripWeek, ...]:
    """Every week with a Monday to Friday of the programme from ``first`` to ``last``, in order.

    >>> [week.fill.value for week in strip(date(2026, 1, 7), date(2026, 1, 19), [], [])]
    ['empty', 'empty', 'empty']
    """
    known, regular = tuple(stays), tuple(activities)
    begins = _working_day(max(first, last - min(LONGEST_STRIP, last - date.min)))
    mondays = range(monday_of(begins).toordinal(), last.toordinal() + 1, DAYS_A_WEEK)
    return tuple(
        _strip_week(week_of(date.fromordinal(monday), known, regular), begins, last)
        for monday in mondays
    )


def _working_day(day: date) -> date:
    """``day``, or the Monday after a weekend: a programme does not begin with an empty Saturday."""
    ahead = min(-day.weekday() % DAYS_A_WEEK, (date.max - day).days)
    return day if day.weekday() in MONDAY_TO_FRIDAY else day + timedelta(days=ahead)


def _strip_week(week: Week, first: date, last: date) -> StripWeek:
    monday = week.monday.toordinal()
    days = sum(first.toordinal() <= monday + day <= last.toordinal() for day in MONDAY_TO_FRIDAY)
    enough = FILLED_MINUTES * days / len(MONDAY_TO_FRIDAY)
    something = Fill.FILLED if week.minutes >= enough else Fill.PARTLY
    return StripWeek(
        week.monday, week.minutes, week.unknown, something if week.blocks else Fill.EMPTY
    )


def empty_since(
    person: Participant,
    stays: Iterable[Stay],
    activities: Iterable[WeekActivity],
    today: date,
) -> date | None:
    """The first day of the emptiness that this week is part of.

    None where this week has anything in it, where the person is not in the programme, or where
    nothing ever filled it and the programme's start is unknown (`is_empty` tells these apart).

    >>> person = Participant("P1", "N1", programme_start=date(2026, 1, 5))
    >>> stay = Stay("L1", date(2026, 1, 12), date(2026, 1, 16), 20)
    >>> empty_since(person, [stay], [], date(2026, 2, 3))
    datetime.date(2026, 1, 17)
    """
    spans = _spans(stays, activities)
    if not _is_empty(person, spans, today):
        return None
    before = monday_of(today) - timedelta(days=1)
    ends = [_last_on(until, days, since) for since, until, days in _until(spans, before)]
    known = [end + timedelta(days=1) for end in ends if end is not None]
    if person.programme_start is not None:
        known.append(person.programme_start)
    return max(known, default=None)


def is_empty(
    person: Participant, stays: Iterable[Stay], activities: Iterable[WeekActivity], today: date
) -> bool:
    """Whether the person is in the programme, and nothing is in the week of ``today``."""
    return _is_empty(person, _spans(stays, activities), today)


def weeks_without_content(
    person: Participant,
    stays: Iterable[Stay],
    activities: Iterable[WeekActivity],
    first: date,
    last: date,
) -> int:
    """Whole working weeks, in the programme and from ``first`` to ``last``, with nothing in them.

    0 where the programme's first day is unknown, or its last of one who has left.

    >>> person = Participant("P1", "N1", programme_start=date(2026, 1, 5))
    >>> weeks_without_content(person, [], [], date(2026, 1, 1), date(2026, 1, 31))
    4
    """
    begins, ends = person.programme_start, person.programme_end
    if begins is None or (ends is None and person.programme_outcome is not None):
        return 0
    since, until = max(first, begins), min(last, ends or last)
    # The first Monday from then on; a week is whole once its Friday is in.
    monday = since.toordinal() + (-since.weekday()) % DAYS_A_WEEK
    friday = len(MONDAY_TO_FRIDAY) - 1
    whole = range(monday, until.toordinal() - friday + 1, DAYS_A_WEEK)
    return len(set(whole) - _mondays(_spans(stays, activities), whole))


_Span = tuple[date, date, tuple[int, ...]]


def _spans(stays: Iterable[Stay], activities: Iterable[WeekActivity]) -> list[_Span]:
    return [
        *((stay.first, stay.last, stay.weekdays) for stay in stays),
        *((each.starts, each.ends or date.max, (each.weekday,)) for each in activities),
    ]


def _is_empty(person: Participant, spans: Iterable[_Span], today: date) -> bool:
    if not in_programme(person, today):
        return False
    monday = monday_of(today).toordinal()
    return not _mondays(spans, range(monday, monday + 1, DAYS_A_WEEK))


def _until(spans: Iterable[_Span], day: date) -> list[_Span]:
    return [(since, min(until, day), days) for since, until, days in spans if since <= day]


def _mondays(spans: Iterable[_Span], among: range) -> set[int]:
    """Those Mondays ``among`` the given ones in whose week somebody is there on some day."""
    found: set[int] = set()
    for since, until, weekdays in spans:
        begins, ends = _first_on(since, weekdays, until), _last_on(until, weekdays, since)
        if begins is None or ends is None or not among:
            continue
        low = max(monday_of(begins).toordinal(), among.start)
        high = min(monday_of(ends).toordinal(), among[-1])
        found.update(range(low, high + 1, DAYS_A_WEEK))
    return found


def _first_on(day: date, weekdays: tuple[int, ...], until: date) -> date | None:
    """The first day from ``day`` on that is one of ``weekdays``, at most ``until``."""
    ahead = min((weekday - day.weekday()) % DAYS_A_WEEK for weekday in weekdays)
    return day + timedelta(days=ahead) if ahead <= (until - day).days else None


def _last_on(day: date, weekdays: tuple[int, ...], since: date) -> date | None:
    """The last day up to ``day`` that is one of ``weekdays``, at least ``since``."""
    back = min((day.weekday() - weekday) % DAYS_A_WEEK for weekday in weekdays)
    return day - timedelta(days=back) if back <= (day - since).days else None
