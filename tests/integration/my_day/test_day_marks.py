"""What an adviser takes off the day: ticked off for good, put off to a day, and brought back."""

from datetime import date

import pytest
import sqlalchemy as sa

from matcher.domain.errors import FormRefused, NotFound
from matcher.store.day_tables import day_marks
from matcher.store.engine import reading
from matcher.store.readers import store_version
from matcher.workflows.day_marking import (
    LONGEST,
    PutOffRefusal,
    bring_back,
    next_week,
    put_off,
    tick_off,
    tomorrow,
)
from tests.integration.at_once import at_once
from tests.integration.my_day.day_steps import DAY, EMPTY, ENDING, KARI, LIV, TALK, TODAY, keys, off


def marked(engine):
    with reading(engine) as connection:
        return list(connection.execute(sa.select(day_marks.c.item)).scalars())


def put_off_a_day(engine, key):
    return put_off(engine, KARI, key, (TODAY + DAY).isoformat(), today=TODAY)


def test_a_tick_takes_a_line_off_for_good_and_only_for_the_one_who_ticked(office):
    assert tick_off(office, KARI, ENDING, today=TODAY)
    assert keys(office) == [TALK]
    assert off(office) == [ENDING]
    assert ENDING in keys(office, LIV, mine=False)
    assert ENDING not in keys(office, today=TODAY + 5 * DAY)


def test_a_second_click_and_a_second_tab_change_nothing(office):
    assert tick_off(office, KARI, ENDING, today=TODAY)
    assert tick_off(office, KARI, ENDING, today=TODAY)
    assert marked(office) == [ENDING]


def test_two_clicks_at_the_same_moment_are_one(office):
    at_once(*[lambda: tick_off(office, KARI, ENDING, today=TODAY)] * 2)
    assert marked(office) == off(office) == [ENDING]


def test_what_is_put_off_comes_back_on_its_day(office):
    until = TODAY + 2 * DAY
    assert put_off(office, KARI, TALK, until.isoformat(), today=TODAY)
    assert keys(office) == [ENDING]
    assert TALK not in keys(office, today=until - DAY)
    assert TALK in keys(office, today=until)
    assert off(office, today=until) == []


def test_what_was_put_off_is_brought_back_once(office):
    put_off_a_day(office, TALK)
    assert bring_back(office, KARI, TALK)
    assert not bring_back(office, KARI, TALK)
    assert keys(office) == [TALK, ENDING]


def test_nobody_brings_back_what_a_colleague_put_off(office):
    put_off_a_day(office, TALK)
    assert not bring_back(office, LIV, TALK)
    assert keys(office) == [ENDING]


@pytest.mark.parametrize(
    ("until", "why"),
    [
        ("", PutOffRefusal.MISSING),
        ("soon", PutOffRefusal.MISSING),
        ("2026-02-30", PutOffRefusal.MISSING),
        (TODAY.isoformat(), PutOffRefusal.NOT_AHEAD),
        ((TODAY - DAY).isoformat(), PutOffRefusal.NOT_AHEAD),
        ((TODAY + LONGEST + DAY).isoformat(), PutOffRefusal.TOO_FAR),
        ("9999-12-31", PutOffRefusal.TOO_FAR),
    ],
)
def test_a_date_that_cannot_be_is_refused_and_nothing_is_kept(office, until, why):
    with pytest.raises(FormRefused) as refused:
        put_off(office, KARI, TALK, until, today=TODAY)
    assert refused.value.by_field == {"until": why}
    assert keys(office) == [TALK, ENDING]


@pytest.mark.parametrize("key", ["", "nothing", "nothing:L1", "fact:P2:travel", "fact:X:travel"])
def test_what_is_no_line_is_not_found(office, key):
    with pytest.raises(NotFound):
        put_off_a_day(office, key)
    with pytest.raises(NotFound):
        tick_off(office, KARI, key, today=TODAY)


@pytest.mark.parametrize(
    "key", ["empty:P2:2026-01-05", "report:L9", "ending:L1:2026-03-21", "fact:P1:no_rule"]
)
def test_what_is_not_on_the_offices_list_is_left_alone(office, key):
    assert not put_off_a_day(office, key)
    assert marked(office) == []


def test_a_talk_is_noted_where_it_belongs_and_not_ticked_off(office):
    for key in (TALK, EMPTY):
        with pytest.raises(NotFound):
            tick_off(office, KARI, key, today=TODAY)


def test_a_mark_leaves_the_market_in_memory_as_it_is(office):
    with reading(office) as connection:
        before = store_version(connection)
    tick_off(office, KARI, ENDING, today=TODAY)
    bring_back(office, KARI, ENDING)
    with reading(office) as connection:
        assert store_version(connection) == before


def test_marks_that_are_over_are_not_kept_for_ever(office):
    put_off_a_day(office, TALK)
    tick_off(office, KARI, ENDING, today=TODAY + 2 * DAY)
    assert marked(office) == [ENDING]


def test_tomorrow_and_next_week_are_days_on_which_people_work():
    friday = date(2026, 3, 27)
    assert tomorrow(friday) == next_week(friday) == date(2026, 3, 30)
    assert tomorrow(date(2026, 4, 30)) == date(2026, 5, 4)  # 1 May is a holiday
    assert next_week(date(2026, 3, 29)) == date(2026, 3, 30)
    assert next_week(date(2026, 4, 3)) == date(2026, 4, 7)  # Easter Monday is a holiday
