"""What is put into a week is kept once, stays in the office, and fills a gap."""

import re
from dataclasses import replace
from datetime import date, timedelta
from threading import Thread

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.day import Activity
from matcher.domain.errors import Conflict, FormRefused, NotFound
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.programme_dates import Milestone
from matcher.domain.purposes import Purpose
from matcher.store.engine import reading, writing
from matcher.store.readers import read_weeks_of, store_version
from matcher.store.writers import upsert_rows
from matcher.workflows.week_activities import (
    Typed,
    add_to_week,
    end_in_week,
    remove_from_week,
)
from matcher.workflows.week_gaps import gaps
from matcher.workflows.week_page import week_now, week_page

TODAY = date(2025, 9, 1)  # a Monday; P1's placement of the small market ends on Friday
KARI, NILS = Viewer("kari", Role.ADVISER, "N1"), Viewer("nils", Role.ADVISER, "N2")
ADMINISTRATOR = Viewer("admin", Role.ADMINISTRATOR)
COURSE = Typed("language_course", "Norsk 2", ("0", "2"), "09:00", "12:00", "2025-09-01", "")


def add(engine, viewer=KARI, person="P1", **changed):
    return add_to_week(engine, viewer, person, replace(COURSE, **changed), today=TODAY)


def kept(engine):
    with reading(engine) as connection:
        return read_weeks_of(connection, KARI, "P1").activities


def found_gaps(engine, viewer=KARI, *, today=TODAY, mine=False):
    with reading(engine) as connection:
        return gaps(connection, viewer, today=today, mine=mine)


def refused(engine, **changed):
    with pytest.raises(FormRefused) as caught:
        add(engine, **changed)
    assert kept(engine) == ()
    return {field: str(why) for field, why in caught.value.by_field.items()}


def test_what_is_put_in_is_kept_for_each_of_its_days(filled):
    assert add(filled) == 2
    first, second = kept(filled)
    assert (first.weekday, second.weekday) == (0, 2)
    assert (first.activity, first.title) == (Activity.LANGUAGE_COURSE, "Norsk 2")
    assert (first.from_minute, first.to_minute) == (540, 720)
    assert (first.starts, first.ends) == (TODAY, None)


def test_a_form_sent_twice_is_kept_once(filled):
    assert (add(filled), add(filled)) == (2, 0)
    assert add(filled, weekdays=("0", "4")) == 1
    assert len(kept(filled)) == 3


def test_two_tabs_at_once_keep_it_once(filled):
    tabs = [Thread(target=add, args=(filled,)) for _ in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(kept(filled)) == 2


def test_what_matching_reads_stays_fresh(filled):
    with reading(filled) as connection:
        before = store_version(connection)
    add(filled)
    with reading(filled) as connection:
        assert store_version(connection) == before


@pytest.mark.parametrize("title", ["🚚🏽‍♂️ kurs", "קורס נהיגה", "z̸a̶l̷g̴o̵", "' OR 1=1 --", "<b>"])
def test_titles_of_every_script_come_back_as_they_were(filled, title):
    add(filled, title=f"  {title}\x00\n ")
    assert kept(filled)[0].title == title


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"activity": ""}, {"activity": "missing"}),
        ({"activity": "party"}, {"activity": "missing"}),
        ({"title": "x" * 200}, {"title": "too_long"}),
        ({"weekdays": ()}, {"weekday": "missing"}),
        ({"weekdays": ("7", "mandag", "")}, {"weekday": "missing"}),
        ({"begins": "12:00", "until": "09:00"}, {"until": "not_after"}),
        ({"begins": "09:00", "until": "09:00"}, {"until": "not_after"}),
        ({"begins": "24:00", "until": "24:00"}, {"begins": "not_a_time"}),
        ({"begins": "", "until": "25:00"}, {"begins": "missing", "until": "not_a_time"}),
        ({"begins": "٠٩:٠٠"}, {"begins": "not_a_time"}),
        ({"starts": ""}, {"starts": "missing"}),
        ({"starts": "31.02.2025"}, {"starts": "not_a_date"}),
        ({"starts": "0025-09-01"}, {"starts": "far_away"}),
        ({"ends": "2025-08-31"}, {"ends": "before_start"}),
        ({"ends": "9999-12-31"}, {"ends": "far_away"}),
        ({"ends": "2025-09-02", "weekdays": ("4",)}, {"ends": "no_such_day"}),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(filled, changed, expected):
    assert refused(filled, **changed) == expected


def test_a_day_may_end_at_midnight(filled):
    add(filled, begins="22", until="24:00")
    assert kept(filled)[0].to_minute == 1440


def test_another_office_neither_sees_nor_changes_the_week(filled):
    add(filled)
    ids = [each.id for each in kept(filled)]
    for stranger in (NILS, ADMINISTRATOR):
        for attempt in (
            lambda who: add(filled, who),
            lambda who: end_in_week(filled, who, "P1", ids, today=TODAY),
            lambda who: remove_from_week(filled, who, "P1", ids),
            lambda who: week_page(filled, who, "P1", today=TODAY, day=TODAY),
            lambda who: week_now(filled, who, "P1", today=TODAY),
        ):
            with pytest.raises(NotFound):
                attempt(stranger)
    with pytest.raises(NotFound):
        found_gaps(filled, ADMINISTRATOR)
    assert "P1" not in {gap.participant_id for gap in found_gaps(filled, NILS)}
    assert [each.ends for each in kept(filled)] == [None, None]


def test_the_ids_of_another_persons_week_change_nothing(filled):
    with writing(filled) as connection:
        upsert_rows(connection, "participants", [Participant("P2", "N1")])
    add(filled)
    ids = [each.id for each in kept(filled)]
    assert remove_from_week(filled, KARI, "P2", ids) == 0
    assert end_in_week(filled, KARI, "P2", ids, today=TODAY) == 0
    assert len(kept(filled)) == 2


def test_what_ends_stays_in_the_weeks_that_went_by(filled):
    add(filled, starts="2025-08-04")
    ids = [each.id for each in kept(filled)]
    assert end_in_week(filled, KARI, "P1", ids, today=TODAY) == 2
    assert end_in_week(filled, KARI, "P1", ids, today=TODAY + timedelta(days=1)) == 0
    before = week_page(filled, KARI, "P1", today=TODAY, day=TODAY - timedelta(weeks=2))
    after = week_page(filled, KARI, "P1", today=TODAY, day=TODAY + timedelta(weeks=2))
    assert (before.week.hours, after.week.hours) == (6, 0)


def test_what_has_not_begun_can_only_be_taken_away(filled):
    add(filled, starts="2025-09-08")
    ids = [each.id for each in kept(filled)]
    with pytest.raises(Conflict):
        end_in_week(filled, KARI, "P1", ids, today=TODAY)
    assert remove_from_week(filled, KARI, "P1", ids) == 2
    assert remove_from_week(filled, KARI, "P1", ids) == 0


def test_several_days_stand_as_one_line(filled):
    add(filled)
    page = week_page(filled, KARI, "P1", today=TODAY, day=TODAY)
    (course,) = page.current
    assert (course.weekdays, len(course.ids)) == ((0, 2), 2)
    assert page.ended == ()


def test_a_placement_with_unknown_hours_is_told_as_such(filled):
    week = week_now(filled, KARI, "P1", today=TODAY)
    assert (week.unknown, week.minutes, week.empty_days) == (True, 0, ())


@pytest.fixture
def office(filled):
    """With programmes for P1 and P2, the latter kari's, and a third person who begins next week."""
    with writing(filled) as connection:
        upsert_rows(
            connection,
            "participants",
            [
                Participant(
                    "P1", "N1",
                    programme_start=date(2025, 8, 4), programme_end=date(2026, 8, 3),
                ),
                Participant(
                    "P2", "N1", adviser="kari",
                    programme_start=date(2025, 2, 3), programme_end=date(2025, 10, 1),
                ),
                Participant("P3", "N1", programme_start=TODAY + timedelta(days=7)),
                Participant("P4", "N1", programme_start=TODAY + timedelta(days=70)),
            ],
        )  # fmt: skip
    return filled


def test_gaps_tell_who_is_empty_since_when_and_which_dates_warn(office):
    one, two, three = found_gaps(office)
    assert (one.participant_id, one.empty, one.empty_since, one.warnings) == ("P1", False, None, ())
    assert (two.empty, two.empty_since, two.hours_filled) == (True, date(2025, 2, 3), 0)
    assert [each.what for each in two.warnings] == [Milestone.HALF_TIME, Milestone.END]
    assert (three.empty, [each.what for each in three.warnings]) == (False, [Milestone.START])


def test_mine_are_those_that_the_viewer_follows(office):
    assert [gap.participant_id for gap in found_gaps(office, mine=True)] == ["P2"]


def test_the_week_after_a_placement_is_empty_since_its_last_day(office):
    with writing(office) as connection:
        over = Placement(
            "PL1", "P1", "O1", Purpose.TASTE, PlacementStatus.ENDED, "M1",
            date(2025, 8, 25), date(2025, 9, 5), ended=date(2025, 9, 5),
        )  # fmt: skip
        upsert_rows(connection, "placements", [over])
    gap = found_gaps(office, today=TODAY + timedelta(days=8))[0]
    assert gap.empty_since == date(2025, 9, 6)


def test_a_no_show_filled_no_week(office):
    over = Placement(
        "PL1", "P1", "O1", Purpose.TASTE, PlacementStatus.ENDED, "M1",
        date(2025, 8, 25), date(2025, 9, 5), ended=date(2025, 9, 1), hours_per_week=20,
    )  # fmt: skip
    with writing(office) as connection:
        upsert_rows(connection, "placements", [over])
        came = found_by_id(office, "P1")
        upsert_rows(
            connection, "outcomes", [Outcome("PL1", Reporter.ADVISER, TODAY, showed_up=False)]
        )
    assert not came.empty
    assert found_by_id(office, "P1").empty_since == date(2025, 8, 4)


def found_by_id(engine, participant_id):
    return next(gap for gap in found_gaps(engine) if gap.participant_id == participant_id)


def test_an_activity_fills_the_gap(office):
    assert add(office, person="P2") == 2
    gap = found_by_id(office, "P2")
    assert (gap.empty, gap.hours_filled, gap.week.empty_days) == (False, 6, (1, 3, 4))


def test_half_time_is_settled_by_a_course_but_not_by_a_language_course(office):
    add(office, person="P2")
    assert Milestone.HALF_TIME in {each.what for each in found_by_id(office, "P2").warnings}
    add(office, person="P2", activity="course")
    assert Milestone.HALF_TIME not in {each.what for each in found_by_id(office, "P2").warnings}


OF_THE_LOG = re.compile("audit_(head|keys|log)|pg_advisory")


def queries(engine, work):
    seen = []

    def count(_connection, _cursor, statement, *_rest):
        # What the audit log asks is not counted; it does not grow with the people either.
        if statement.lstrip().upper().startswith("SELECT") and not OF_THE_LOG.search(statement):
            seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", count)
    work()
    sa.event.remove(engine, "before_cursor_execute", count)
    return len(seen)


def test_an_office_and_a_person_are_read_in_three_queries_each(office):
    add(office)
    assert queries(office, lambda: found_gaps(office)) == 3
    assert queries(office, lambda: week_page(office, KARI, "P1", today=TODAY, day=TODAY)) == 3
