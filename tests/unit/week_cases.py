"""Courses, stays and people whose weeks are looked at, by hand and drawn."""

from datetime import date, timedelta

from hypothesis import strategies as st

from matcher.domain.day import Activity
from matcher.domain.participants import Participant
from matcher.domain.stays import Stay
from matcher.domain.week import WeekActivity

MONDAY = date(2026, 3, 2)
TODAY = MONDAY + timedelta(days=2)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


def course(weekday=0, since=540, until=720, starts=date(2026, 1, 1), ends=None, **more):
    return WeekActivity("P1", Activity.LANGUAGE_COURSE, weekday, since, until, starts, ends, **more)


def stay(first=date(2026, 1, 5), last=date(2026, 12, 31), hours=20.0, weekdays=(0, 1, 2, 3, 4)):
    return Stay("L1", first, last, hours, weekdays)


def person(starts=date(2026, 1, 5), ends=date(2026, 12, 31), **more):
    return Participant("P1", "N1", programme_start=starts, programme_end=ends, **more)


days = st.dates(MONDAY - 10 * WEEK, MONDAY + 10 * WEEK)
spans = st.tuples(days, days).map(sorted)


@st.composite
def activities(draw):
    since = draw(st.integers(0, 1439))
    starts, ends = draw(spans)
    return course(
        draw(st.integers(0, 6)),
        since,
        draw(st.integers(since + 1, 1440)),
        starts,
        draw(st.sampled_from([ends, None])),
    )


@st.composite
def stays(draw):
    first, last = draw(spans)
    hours = draw(st.none() | st.floats(0, 60))
    return stay(
        first, last, hours, draw(st.sampled_from([(0, 1, 2, 3, 4), (5, 6), tuple(range(7))]))
    )


many = st.lists(activities(), max_size=6)
some = st.lists(stays(), max_size=3)
