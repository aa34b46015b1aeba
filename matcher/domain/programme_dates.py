"""The dates of a programme, and which of them ask for something now.

Nothing here decides about a programme; it says what the office must remember, and when.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from matcher.domain.participants import Participant

# A programme is granted for as long as the conditions are met, two years at the most; on special
# grounds it may last one year more. Sosialtjenesteloven section 32, as in force since
# 1 January 2019 (Prop. 12 L (2018-2019), chapter 3).
LONGEST_YEARS = 2
EXCEPTIONAL_YEARS = 3
# Where the last day is unknown, the program reckons with a year: what a first decision is usually
# made for. The pages say that it is assumed.
ASSUMED_YEARS = 1
# An empty first week is told two weeks before; work must have begun by half time and is asked for
# four weeks before; what comes after the end is asked for eight weeks before, so that a decision
# on extension can be made and told in time. The offices' habit, not law.
START_AHEAD = timedelta(weeks=2)
HALF_TIME_AHEAD = timedelta(weeks=4)
END_AHEAD = timedelta(weeks=8)


class Milestone(StrEnum):
    """What a date of the programme is."""

    START = "start"
    HALF_TIME = "half_time"
    END = "end"
    LONGEST = "longest"
    EXCEPTIONAL = "exceptional"


@dataclass(frozen=True, slots=True)
class ProgrammeDate:
    """A date; ``assumed`` where it rests on an assumed end, ``warns`` where it asks for action."""

    what: Milestone
    on: date
    assumed: bool = False
    warns: bool = False


def programme_span(person: Participant) -> tuple[date, date] | None:
    """First and last day of the programme, the last one assumed where it is unknown.

    None where nobody knows when it began, or where it ends before that.

    >>> programme_span(Participant("P1", "N1", programme_start=date(2026, 1, 5)))
    (datetime.date(2026, 1, 5), datetime.date(2027, 1, 4))
    """
    starts = person.programme_start
    if starts is None:
        return None
    last = person.programme_end or _years_after(starts, ASSUMED_YEARS)
    return (starts, last) if starts <= last else None


def programme_dates(
    person: Participant, *, work_began: bool, first_week_empty: bool, today: date
) -> tuple[ProgrammeDate, ...]:
    """The programme's dates in order; none where `programme_span` knows none.

    ``work_began``: whether a placement or a vocational course has begun by ``today``.
    """
    span = programme_span(person)
    if span is None or person.programme_start is None:
        return ()
    (starts, ends), assumed = span, person.programme_end is None
    half = starts + (ends - starts) / 2
    over = today > ends and not assumed
    dates = [
        ProgrammeDate(
            Milestone.START, starts, warns=first_week_empty and _near(starts, START_AHEAD, today)
        ),
        ProgrammeDate(
            Milestone.HALF_TIME, half, assumed,
            warns=not work_began and not over and today >= _before(half, HALF_TIME_AHEAD),
        ),
        ProgrammeDate(
            Milestone.END, ends, assumed,
            warns=not over and today >= _before(ends, END_AHEAD),
        ),
    ]  # fmt: skip
    for what, years in (
        (Milestone.LONGEST, LONGEST_YEARS),
        (Milestone.EXCEPTIONAL, EXCEPTIONAL_YEARS),
    ):
        latest = _years_after(starts, years)
        if latest > ends:
            dates.append(ProgrammeDate(what, latest))
    return tuple(dates)


def _near(day: date, ahead: timedelta, today: date) -> bool:
    return _before(day, ahead) <= today < day


def _before(day: date, ahead: timedelta) -> date:
    return day - min(ahead, day - date.min)


def _years_after(day: date, years: int) -> date:
    """The last day of so many years that begin on ``day``."""
    year = day.year + years
    if year > date.max.year:
        return date.max
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=year, day=28 if leap else day.day) - timedelta(days=not leap)
