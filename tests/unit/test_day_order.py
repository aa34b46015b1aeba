"""What comes first on a day: reckoned by hand, and for any day; nothing twice, marks kept."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matcher.domain.day_order import (
    HEAD_START,
    LATEST_DAYS,
    Kind,
    When,
    in_order,
    urgency,
    when,
    without_marked,
)

TODAY = date(2026, 3, 9)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    key: str
    kind: Kind
    matter: str
    by: date


def line(name, kind=Kind.REPORT, late=0, matter=None):
    return Line(name, kind, matter or name, TODAY - late * DAY)


def keys(*lines):
    return [each.key for each in in_order(lines, TODAY)]


@st.composite
def days(draw):
    made = st.builds(
        line,
        st.text("abc:é", min_size=1, max_size=3),
        st.sampled_from(Kind),
        st.integers(-7, 400),
        st.sampled_from(["m1", "m2", "m3", "m4"]),
    )
    return draw(st.lists(made, max_size=12))


@pytest.mark.parametrize(
    ("late", "expected"), [(1, When.NOW), (0, When.TODAY), (-1, When.THIS_WEEK)]
)
def test_what_is_late_is_for_now(late, expected):
    assert when(line("a", late=late), TODAY) is expected


def test_urgency_is_days_late_and_a_head_start():
    assert urgency(line("a", Kind.FOLLOW_UP, 3), TODAY) == 3 + 14
    assert urgency(line("a", Kind.CALL, 12), TODAY) == 12
    assert urgency(line("a", Kind.PROPOSAL, -4), TODAY) == 3


def test_nothing_gets_more_urgent_after_two_weeks():
    assert LATEST_DAYS == 14
    assert urgency(line("a", Kind.REPORT, 300), TODAY) == 14
    assert keys(line("old", Kind.REPORT, 300), line("new", Kind.START, 8)) == ["new", "old"]


def test_somebody_who_should_have_begun_goes_before_a_talk_that_is_a_week_late():
    assert keys(line("talk", Kind.FOLLOW_UP, 7), line("begin", Kind.START, 1)) == ["begin", "talk"]


def test_a_talk_that_is_late_goes_before_any_old_answer():
    old = [line("report", Kind.REPORT, 300), line("call", Kind.CALL, 90)]
    assert keys(*old, line("talk", Kind.FOLLOW_UP, 1)) == ["talk", "report", "call"]


def test_a_line_for_now_goes_before_any_line_of_today():
    assert keys(line("today", Kind.FOLLOW_UP), line("late", Kind.REPORT, 1)) == ["late", "today"]


def test_a_first_day_is_for_now_from_its_morning_on():
    assert keys(line("begin", Kind.START), line("talk", Kind.FOLLOW_UP, 60)) == ["begin", "talk"]
    assert when(line("tomorrow", Kind.START, -1), TODAY) is When.THIS_WEEK


def test_two_that_are_as_urgent_stand_by_day_and_then_by_key():
    late = line("z", Kind.CALL, 11)
    early = line("a", Kind.PROMISE, 1)
    assert keys(early, line("b", Kind.CALL, 11), late) == ["b", "z", "a"]


def test_one_matter_stands_once_as_its_most_urgent_line():
    ending = line("ending", Kind.ENDING, -2, "next:L1")
    rung = line("rung", Kind.NEXT_RUNG, 5, "next:L1")
    assert keys(ending, rung) == ["rung"]


def test_to_put_off_one_line_brings_up_no_other_of_its_matter():
    lines = (line("ending", matter="m"), line("rung", late=2, matter="m"), line("else"))
    assert [each.key for each in without_marked(lines, {"ending"})] == ["else"]


def test_every_kind_has_its_head_start():
    assert set(HEAD_START) == set(Kind)


@given(days())
def test_no_key_and_no_matter_stands_twice(lines):
    shown = in_order(lines, TODAY)
    assert len({each.key for each in shown}) == len(shown)
    assert len({each.matter for each in shown}) == len(shown)


@given(days())
@example([line("a", Kind.START, matter="m1"), line("a", Kind.START, matter="m2")])
def test_the_order_is_that_of_the_lines_alone(lines):
    assert in_order(lines, TODAY) == in_order(list(reversed(lines)), TODAY)


@given(days())
def test_the_parts_of_the_list_follow_each_other(lines):
    parts = [when(each, TODAY) for each in in_order(lines, TODAY)]
    assert parts == sorted(parts)


@given(days(), st.data())
def test_what_is_marked_never_shows_and_what_is_not_is_not_lost(lines, data):
    marked = set(data.draw(st.lists(st.sampled_from([each.key for each in lines] or ["x"]))))
    shown = in_order(without_marked(lines, marked), TODAY)
    assert not marked & {each.key for each in shown}
    off = {each.matter for each in lines if each.key in marked}
    left = {each.matter for each in lines} - off
    # A key that several matters share stands once, whichever of them it is for.
    assert {each.matter for each in shown} <= left
    assert {each.key for each in shown} <= {each.key for each in lines}
    if len({each.key for each in lines}) == len(lines):
        assert {each.matter for each in shown} == left
