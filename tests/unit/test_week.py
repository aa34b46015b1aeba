"""A programme week: its hours, its empty days and what clashes."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from matcher.domain.participants import PartOfWeek
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.domain.stays import stay_of, weekdays_of
from matcher.domain.week import monday_of, week_of
from tests.unit.week_cases import DAY, MONDAY, TODAY, WEEK, course, days, many, some, stay


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


# --- Whatever the week -------------------------------------------------------------------------


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
