"""What the week's page says, in the reader's words and numbers, and where things stand on it."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from flask_login import LoginManager

from matcher.domain.day import Activity
from matcher.domain.programme_dates import Milestone, ProgrammeDate
from matcher.domain.stays import Stay
from matcher.domain.week import WeekActivity, week_of
from matcher.domain.week_strip import Fill, strip
from matcher.workflows.week_activities import WeekRefusal
from web import week_texts, week_view

MONDAY = date(2026, 3, 2)


def course(weekday, since=540, until=720, **more):
    return WeekActivity("P1", Activity.COURSE, weekday, since, until, MONDAY, **more)


@pytest.fixture(autouse=True)
def page():
    """As within a page in Norwegian."""
    app = Flask("web", root_path=str(week_texts.__file__).rsplit("/", 1)[0])
    app.config.update(TODAY=MONDAY, BABEL_DEFAULT_LOCALE="nb", SECRET_KEY="only for this test")
    Babel(app)
    LoginManager(app).user_loader(lambda _name: None)
    with app.test_request_context(), force_locale("nb"):
        yield


def test_a_week_is_told_in_one_line():
    stay = Stay("L1", MONDAY, MONDAY, 20)
    filled = [course(day, 540, 780) for day in (1, 2, 3)]
    week = week_of(MONDAY, [stay], [*filled, course(3, 780, 1140)])
    assert week_texts.summary(week) == "22 av 37,5 timer; tomt fredag"


def test_an_empty_week_and_unknown_hours_are_told():
    assert week_texts.summary(week_of(MONDAY, [], [])) == "0 av 37,5 timer; tomt hele uka"
    unknown = week_of(MONDAY, [Stay("L1", MONDAY, date.max, None)], [])
    assert week_texts.summary(unknown) == "Minst 0 av 37,5 timer"


def test_some_days_are_a_list_and_days_in_a_row_a_stretch():
    assert week_texts.weekdays((0, 2)) == "mandag og onsdag"
    assert week_texts.weekdays((1, 2, 3)) == "tirsdag til torsdag"


def test_one_hour_is_not_one_hours():
    assert [week_texts.hours(minutes) for minutes in (60, 90, 0)] == [
        "1 time",
        "1,5 timer",
        "0 timer",
    ]


def test_every_word_and_refusal_has_a_text():
    assert list(week_texts.ACTIVITIES) == list(Activity)
    assert list(week_texts.FILLS) == list(Fill)
    assert list(week_texts.MILESTONES) == list(Milestone)
    asked_for = ("activity", "weekday", "begins", "until", "starts")
    assert all(str(week_texts.refused(field, WeekRefusal.MISSING)) for field in asked_for)
    others = set(WeekRefusal) - {WeekRefusal.MISSING}
    assert all(str(week_texts.refused("starts", why)) for why in others)


def test_every_warning_names_its_date():
    for what in (Milestone.START, Milestone.HALF_TIME, Milestone.END):
        for assumed in (True, False):
            said = week_texts.warning(ProgrammeDate(what, date(2026, 5, 17), assumed, True))
            assert "17. mai" in said


def test_the_strip_is_told_as_what_was_and_what_comes_empty():
    weeks = strip(date(2026, 2, 16), date(2026, 3, 22), [Stay("L1", MONDAY, MONDAY, 30)], [])
    assert week_texts.so_far(weeks, MONDAY) == [
        "2 av 3 uker til nå er tomme.",
        "Av ukene som kommer, er 2 tomme.",
    ]


def test_things_at_the_same_time_stand_beside_each_other():
    long, short, later = course(0, 540, 720), course(0, 600, 660), course(0, 720, 780)
    day = week_view.grid(week_of(MONDAY, [], [short, later, long])).days[0]
    assert [(slot.first, slot.last, slot.lane) for slot in day.slots] == [
        (3, 9, 1),
        (5, 7, 2),
        (9, 11, 1),
    ]
    assert [slot.clashes for slot in day.slots] == [True, True, False]


def test_the_grid_grows_to_the_hours_of_the_week_and_to_the_weekend():
    usual = week_view.grid(week_of(MONDAY, [], [course(0)]))
    assert (len(usual.days), usual.rows, usual.hours[0]) == (5, 16, (1, 480))
    whole = week_view.grid(week_of(MONDAY, [], [course(6, 0, 1440)]))
    assert (len(whole.days), whole.rows, whole.hours[-1]) == (7, 48, (47, 1380))
    assert [(slot.first, slot.last) for slot in whole.days[6].slots] == [(1, 49)]
