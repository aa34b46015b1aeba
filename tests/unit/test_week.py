"""A programme week: its hours, its empty days, what clashes, and its gaps over time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.day import Activity
from matcher.domain.outcomes import NextStep
from matcher.domain.participants import Participant, PartOfWeek
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.domain.stays import Stay, stay_of, weekdays_of
from matcher.domain.week import WeekActivity, monday_of, week_of
from matcher.domain.week_strip import (
    Fill,
    empty_since,
    is_empty,
    strip,
    weeks_without_content,
)

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


# --- One week ----------------------------------------------------------------------------------


def test_hours_of_a_placement_and_a_course_add_up():
    week = week_of(TODAY, [stay(hours=15)], [course(0), course(2), course(4, 600, 660)])
    assert week.hours == 15 + 3 + 3 + 1
    assert not week.over and not week.unknown


def test_two_things_at_the_same_time_count_once_and_are_told():
    one, other = course(1, 540, 720), course(1, 660, 780)
    week = week_of(TODAY, [], [other, one])
    assert week.minutes == 240
    assert week.clashes == ((one, other),)


def test_one_thing_may_begin_when_the_other_ends():
    apart = [course(0, 540, 600), course(0, 600, 660), course(1)]
    assert week_of(TODAY, [], apart).clashes == ()


def test_many_things_at_once_are_told_once_each():
    week = week_of(TODAY, [], [course(0, 480 + at) for at in range(100)])
    assert len(week.clashes) == 99


def test_a_day_without_anything_is_empty_on_working_days_only():
    week = week_of(TODAY, [], [course(0), course(1), course(2), course(3)])
    assert week.empty_days == (4,)


def test_days_outside_of_the_programme_are_never_empty():
    week = week_of(TODAY, [], [], first=MONDAY + DAY, last=MONDAY + 2 * DAY)
    assert week.empty_days == (1, 2)


def test_hours_that_nobody_knows_are_said_to_be_unknown_and_the_day_is_not_empty():
    week = week_of(TODAY, [stay(hours=None)], [])
    assert (week.minutes, week.unknown, week.empty_days) == (0, True, ())


def test_a_placement_that_begins_on_thursday_fills_two_fifths_of_its_hours():
    week = week_of(TODAY, [stay(first=MONDAY + 3 * DAY, hours=20)], [])
    assert week.hours == 8
    assert week.empty_days == (0, 1, 2)


def test_a_full_week_is_not_more_than_a_full_week():
    assert not week_of(TODAY, [stay(hours=37.5, weekdays=tuple(range(7)))], []).over
    assert week_of(TODAY, [stay(hours=37.5)], [course()]).over


@pytest.mark.parametrize("changes", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_change_of_the_clock_changes_no_hours(changes):
    night = course(6, 60, 240)
    weeks = [week_of(changes + ahead, [], [night]) for ahead in (-WEEK, timedelta(0), WEEK)]
    assert [week.hours for week in weeks] == [3, 3, 3]


def test_an_activity_fills_only_the_weeks_between_its_dates():
    once = course(0, starts=MONDAY, ends=MONDAY)
    assert [week_of(MONDAY + ahead, [], [once]).hours for ahead in (-WEEK, 0 * WEEK, WEEK)] == [
        0,
        3,
        0,
    ]


def test_the_first_and_the_last_week_of_the_calendar_are_weeks():
    for day in (date.min, date.max):
        assert week_of(day, [stay(date.min, date.max)], [course(starts=date.min)]).minutes > 0


# --- Which days a placement fills --------------------------------------------------------------


def placement(status, starts=MONDAY, planned_end=MONDAY + 2 * WEEK, ended=None, hours=None):
    return Placement(
        "L1", "P1", "O1", Purpose.TASTE, status,
        starts=starts, planned_end=planned_end, ended=ended, hours_per_week=hours,
    )  # fmt: skip


S = PlacementStatus


@pytest.mark.parametrize(
    ("given", "days"),
    [
        (placement(S.PROPOSED), None),
        (placement(S.CANCELLED), None),
        (placement(S.ACCEPTED), (TODAY, MONDAY + 2 * WEEK)),
        (placement(S.ACCEPTED, starts=None), None),
        (placement(S.ACCEPTED, starts=MONDAY - 3 * WEEK, planned_end=MONDAY - WEEK), None),
        (placement(S.RUNNING), (MONDAY, MONDAY + 2 * WEEK)),
        (placement(S.RUNNING, planned_end=None), (MONDAY, date.max)),
        (placement(S.RUNNING, MONDAY - 4 * WEEK, MONDAY - WEEK), (MONDAY - 4 * WEEK, TODAY)),
        (placement(S.ENDED, ended=MONDAY + DAY), (MONDAY, MONDAY + DAY)),
        (placement(S.ENDED, ended=TODAY + 4 * DAY), (MONDAY, TODAY + 4 * DAY)),
        (placement(S.ENDED, starts=None, planned_end=None), None),
    ],
)
def test_a_placement_fills_the_days_that_somebody_is_there(given, days):
    found = stay_of(given, None, (), TODAY)
    assert (found and (found.first, found.last)) == days


def test_the_placements_own_hours_go_before_the_openings():
    found = stay_of(placement(S.RUNNING, hours=12.5), 30, (), TODAY)
    assert found.hours == 12.5
    assert stay_of(placement(S.RUNNING), 30, (), TODAY).hours == 30


def test_weekends_are_counted_only_where_the_opening_has_them():
    assert weekdays_of((PartOfWeek.EVENING,)) == (0, 1, 2, 3, 4)
    assert weekdays_of((PartOfWeek.DAY, PartOfWeek.WEEKEND)) == (0, 1, 2, 3, 4, 5, 6)


# --- Over time ---------------------------------------------------------------------------------


def test_the_strip_tells_filled_partly_and_empty_weeks_apart():
    weeks = strip(
        MONDAY,
        MONDAY + 3 * WEEK - DAY,
        [stay(MONDAY, MONDAY + 4 * DAY, 30)],
        [course(starts=MONDAY, ends=MONDAY + WEEK)],
    )
    assert [week.fill for week in weeks] == [Fill.FILLED, Fill.PARTLY, Fill.EMPTY]


def test_a_programme_that_begins_on_a_saturday_does_not_begin_with_an_empty_week():
    weeks = strip(MONDAY + 5 * DAY, MONDAY + 2 * WEEK, [], [])
    assert [week.monday for week in weeks] == [MONDAY + WEEK, MONDAY + 2 * WEEK]
    assert strip(MONDAY + 5 * DAY, MONDAY + 6 * DAY, [], []) == ()


def test_a_last_week_of_one_day_is_filled_by_one_day():
    weeks = strip(MONDAY, MONDAY + WEEK, [stay(hours=30)], [])
    assert [week.fill for week in weeks] == [Fill.FILLED, Fill.FILLED]


def test_a_mistyped_year_draws_no_endless_strip():
    assert len(strip(date(1026, 1, 1), MONDAY, [], [])) <= 266


def test_the_programme_is_empty_since_the_day_after_the_last_thing():
    ended = stay(last=MONDAY - 12 * DAY)
    assert empty_since(person(), [ended], [], TODAY) == MONDAY - 11 * DAY


def test_a_week_with_anything_in_it_is_not_empty():
    assert empty_since(person(), [], [course(4)], TODAY) is None
    assert not is_empty(person(), [], [course(4)], TODAY)


def test_a_programme_that_never_had_anything_is_empty_since_its_start():
    assert empty_since(person(), [], [], TODAY) == date(2026, 1, 5)


def test_emptiness_before_the_programme_does_not_count():
    long_ago = stay(date(2024, 1, 1), date(2024, 2, 1))
    assert empty_since(person(), [long_ago], [], TODAY) == date(2026, 1, 5)


def test_nobody_knows_since_when_where_nothing_is_known():
    stranger = person(starts=None, ends=None)
    assert is_empty(stranger, [], [], TODAY)
    assert empty_since(stranger, [], [], TODAY) is None


def test_nobody_outside_of_the_programme_has_an_empty_week():
    for away in (person(ends=MONDAY - DAY), person(starts=MONDAY + WEEK)):
        assert not is_empty(away, [], [], TODAY)
        assert empty_since(away, [], [], TODAY) is None


def test_weeks_without_content_are_whole_working_weeks():
    # January 2026 has three whole weeks from the 7th on: from the 12th, the 19th and the 26th.
    someone = person(starts=date(2026, 1, 7))
    january = (date(2026, 1, 1), date(2026, 1, 30))
    assert weeks_without_content(someone, [], [], *january) == 3
    assert weeks_without_content(someone, [stay(last=date(2026, 1, 19))], [], *january) == 1


def test_months_add_up_to_no_more_than_the_year():
    someone = person()
    months = [(date(2026, m, 1), date(2026, m + 1, 1) - DAY) for m in range(1, 12)]
    whole = weeks_without_content(someone, [], [], date(2026, 1, 1), date(2026, 11, 30))
    assert sum(weeks_without_content(someone, [], [], *month) for month in months) <= whole


def test_weeks_are_not_counted_where_the_programmes_dates_are_unknown():
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert weeks_without_content(person(starts=None), [], [], *year) == 0
    left = person(ends=None, programme_outcome=NextStep.JOB)
    assert weeks_without_content(left, [], [], *year) == 0


# --- Whatever the week -------------------------------------------------------------------------

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


def raster(day, regular):
    """Every minute of the week, looked at one by one."""
    monday = monday_of(day)
    taken = 0
    for weekday in range(7):
        on = monday + weekday * DAY
        here = [
            each
            for each in regular
            if each.weekday == weekday and each.starts <= on and (not each.ends or on <= each.ends)
        ]
        taken += sum(
            any(each.from_minute <= minute < each.to_minute for each in here)
            for minute in range(1440)
        )
    return taken


@given(days, many)
def test_timed_minutes_are_those_of_a_raster_of_minutes(day, regular):
    assert week_of(day, [], regular).minutes == raster(day, regular)


@given(days, some, many)
def test_hours_are_never_negative_and_days_sum_to_the_week(day, placed, regular):
    week = week_of(day, placed, regular)
    assert week.minutes >= 0
    assert sum(week.minutes_on(weekday) for weekday in range(7)) == pytest.approx(week.minutes)


@given(days, many)
def test_whatever_shares_a_minute_with_something_else_is_in_a_clash_and_nothing_more(day, regular):
    week = week_of(day, [], regular)
    timed = [block.activity for block in week.blocks]
    sharing = {
        one for place, one in enumerate(timed) for other in timed[:place] + timed[place + 1 :]
        if _minutes(one) & _minutes(other)
    }  # fmt: skip
    assert {each for pair in week.clashes for each in pair} == sharing
    assert all(_minutes(one) & _minutes(other) for one, other in week.clashes)
    assert len(week.clashes) < max(1, len(timed))


def _minutes(each):
    return {(each.weekday, minute) for minute in range(each.from_minute, each.to_minute)}


@given(spans, some, many)
def test_the_strip_has_one_entry_for_each_week(span, placed, regular):
    first, last = span
    working = {
        monday_of(first + ahead * DAY)
        for ahead in range((last - first).days + 1)
        if (first + ahead * DAY).weekday() < 5
    }
    assert [week.monday for week in strip(first, last, placed, regular)] == sorted(working)


def filled_days(placed, regular):
    """Every day with something, looked at one by one."""
    spans = [
        *((each.first, each.last, each.weekdays) for each in placed),
        *((each.starts, each.ends or date.max, (each.weekday,)) for each in regular),
    ]
    return {
        on
        for on in (MONDAY + ahead * DAY for ahead in range(-30 * 7, 30 * 7))
        if any(first <= on <= last and on.weekday() in weekdays for first, last, weekdays in spans)
    }


@given(days, some, many, spans)
def test_empty_since_is_the_day_after_the_last_day_with_something(today, placed, regular, span):
    someone = person(*span)
    monday = monday_of(today)
    filled = filled_days(placed, regular)
    inside = span[0] <= today <= span[1]
    empty = inside and not any(monday + ahead * DAY in filled for ahead in range(7))
    assert is_empty(someone, placed, regular, today) == empty
    before = max((on for on in filled if on < monday), default=date.min)
    expected = max(before + DAY, span[0]) if empty else None
    assert empty_since(someone, placed, regular, today) == expected


@given(spans, some, many, spans)
def test_weeks_without_content_are_those_that_no_day_fills(programme, placed, regular, period):
    filled = filled_days(placed, regular)
    first, last = max(programme[0], period[0]), min(programme[1], period[1])
    empty = 0
    for ahead in range(-15, 15):
        monday = MONDAY + ahead * WEEK
        if first <= monday and monday + 4 * DAY <= last:
            empty += not any(monday + weekday * DAY in filled for weekday in range(7))
    assert weeks_without_content(person(*programme), placed, regular, *period) == empty
