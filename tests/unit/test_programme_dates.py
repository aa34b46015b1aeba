"""The dates of a programme, and when each of them asks for something."""

from datetime import date, timedelta

import pytest

from matcher.domain.participants import Participant
from matcher.domain.programme_dates import Milestone, programme_dates, programme_span

START, END = date(2026, 1, 5), date(2026, 12, 31)
HALF = date(2026, 7, 4)


def dates(today, starts=START, ends=END, work_began=True, first_week_empty=False):
    person = Participant("P1", "N1", programme_start=starts, programme_end=ends)
    found = programme_dates(
        person, work_began=work_began, first_week_empty=first_week_empty, today=today
    )
    return {each.what: each for each in found}


def warned(today, **how):
    return {what.value for what, each in dates(today, **how).items() if each.warns}


def test_the_dates_stand_in_order_with_what_a_programme_may_last():
    found = dates(date(2026, 2, 1))
    assert [each.on for each in found.values()] == [
        START, HALF, END, date(2028, 1, 4), date(2029, 1, 4),
    ]  # fmt: skip


def test_what_is_granted_to_the_utmost_has_nothing_left_to_extend():
    found = dates(date(2026, 2, 1), ends=date(2029, 1, 4))
    assert list(found) == [Milestone.START, Milestone.HALF_TIME, Milestone.END]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 6, 5), set()),
        (date(2026, 6, 6), {"half_time"}),
        (date(2026, 9, 1), {"half_time"}),
        (date(2026, 12, 1), {"half_time", "end"}),
        (date(2027, 1, 1), set()),
    ],
)
def test_half_time_warns_four_weeks_before_for_as_long_as_no_work_has_begun(today, expected):
    assert warned(today, work_began=False) == expected


def test_work_that_has_begun_settles_half_time():
    assert warned(date(2026, 9, 1)) == set()


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2026, 11, 4), set()), (date(2026, 11, 5), {"end"}), (END, {"end"})],
)
def test_the_end_warns_eight_weeks_before(today, expected):
    assert warned(today) == expected


def test_an_empty_first_week_warns_two_weeks_before_the_start():
    assert warned(START - timedelta(weeks=2), first_week_empty=True) == {"start"}
    assert warned(START - timedelta(days=15), first_week_empty=True) == set()
    assert warned(START, first_week_empty=True) == set()
    assert warned(START - timedelta(weeks=2)) == set()


def test_an_unknown_end_is_assumed_and_says_so():
    found = dates(date(2026, 2, 1), ends=None)
    assert found[Milestone.END].on == date(2027, 1, 4)
    assert found[Milestone.END].assumed and found[Milestone.HALF_TIME].assumed
    assert warned(date(2027, 6, 1), ends=None) == {"end"}


def test_there_are_no_dates_without_a_start_or_backwards():
    assert dates(START, starts=None) == {}
    assert dates(START, starts=END, ends=START) == {}


def test_a_leap_day_and_the_end_of_the_calendar_are_dates_too():
    leap = Participant("P1", "N1", programme_start=date(2028, 2, 29))
    assert programme_span(leap) == (date(2028, 2, 29), date(2029, 2, 28))
    assert dates(START, starts=date(9999, 5, 5), ends=None)[Milestone.END].on == date.max
    assert dates(START, starts=date.min, ends=date.min)[Milestone.HALF_TIME].on == date.min
