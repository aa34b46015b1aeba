"""Weeks over time: the strip of a programme, since when it is empty, and its gaps."""

from datetime import date

from hypothesis import given

from matcher.domain.outcomes import NextStep
from matcher.domain.week import monday_of
from matcher.domain.week_strip import (
    Fill,
    empty_since,
    is_empty,
    strip,
    weeks_without_content,
)
from tests.unit.week_cases import (
    DAY,
    MONDAY,
    TODAY,
    WEEK,
    course,
    days,
    many,
    person,
    some,
    spans,
    stay,
)


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


# --- Whatever the weeks ------------------------------------------------------------------------


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
