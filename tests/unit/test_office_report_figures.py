"""The report's figures for every small office: sums agree, later news is unknown, gaps are days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.day import Activity
from matcher.domain.employers import Office, Sector
from matcher.domain.outcomes import EndReason, NextStep, Outcome, Reporter
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose, Track
from matcher.domain.small_groups import FEWEST_SHOWN
from matcher.domain.week import WeekActivity
from matcher.exchange.sheets import Sheet, csv_file, guarded
from matcher.store.office_history import OfficeHistory, Workplace
from matcher.workflows.office_facts import ended_placements, ended_programmes
from matcher.workflows.office_gaps import gaps_in
from matcher.workflows.office_groups import by_month, by_person, by_sector
from matcher.workflows.office_period import Period, Usual, usual_period
from matcher.workflows.report_office import report_document, report_on

FIRST = date(2026, 1, 1)
PERIOD = Period(FIRST, date(2026, 3, 31))
TODAY = date(2026, 3, 15)
DAYS = st.integers(-40, 120).map(lambda days: FIRST + timedelta(days=days))
MAYBE_DAY = st.none() | DAYS
YES_NO = st.none() | st.booleans()


@st.composite
def histories(draw):
    people = tuple(
        Participant(
            f"P{number:02}", "N1",
            adviser=draw(st.sampled_from([None, "kari", "nils"])),
            track=draw(st.sampled_from([None, *Track])),
            audit_group=draw(st.sampled_from([None, "A", "B"])),
            programme_start=draw(MAYBE_DAY),
            programme_end=draw(MAYBE_DAY),
            programme_outcome=draw(st.sampled_from([None, *NextStep])),
        )
        for number in range(draw(st.integers(1, 14)))
    )  # fmt: skip
    placements = tuple(
        Placement(
            f"L{number:02}", draw(st.sampled_from(people)).participant_id,
            draw(st.sampled_from(["O1", "O2", "O3"])), draw(st.sampled_from(Purpose)),
            draw(st.sampled_from([PlacementStatus.ENDED] * 4 + [PlacementStatus.RUNNING])),
            starts=draw(MAYBE_DAY), planned_end=draw(MAYBE_DAY), ended=draw(MAYBE_DAY),
        )
        for number in range(draw(st.integers(0, 20)))
    )  # fmt: skip
    outcomes = tuple(
        Outcome(
            placement.placement_id, reporter, draw(DAYS),
            showed_up=draw(YES_NO), completed=draw(YES_NO),
            end_reason=draw(st.sampled_from([None, *EndReason])),
            next_step=draw(st.sampled_from([None, *NextStep])),
        )
        for placement in placements
        for reporter in draw(st.sets(st.sampled_from(Reporter)))
    )  # fmt: skip
    places = {
        name: Workplace(name, sector, ())
        for name, sector in (("O1", Sector.PRIVATE), ("O2", Sector.PUBLIC), ("O3", None))
    }
    return OfficeHistory(Office("N1"), people, placements, outcomes, places, ())


@settings(max_examples=60, deadline=None)
@given(histories())
def test_the_parts_of_every_report_add_up_to_its_totals(history):
    report = report_on(history, PERIOD, TODAY)
    parts = (report.completed, report.no_show, report.drop_outs, report.unreported)
    assert min(parts) >= 0 and sum(parts) == report.ended
    assert sum(report.next_steps.values()) == report.ended
    assert list(report.next_steps) == list(report.programme_outcomes) == list(NextStep)
    came = report.ended - report.no_show
    assert report.tastes.tastes + report.tastes.placements == came
    assert 0 <= report.gaps.empty <= report.gaps.weeks
    assert report.gaps.people <= len(history.participants)


FIELDS = ("ended", "completed", "no_show", "to_work")


@settings(max_examples=60, deadline=None)
@given(histories())
def test_groups_that_are_all_shown_add_up_and_others_leave_room_for_doubt(history):
    report = report_on(history, PERIOD, TODAY)
    for groups in (report.by_month, report.by_adviser, report.by_track, report.by_audit_group):
        for field, total in (
            ("ended", report.ended),
            ("completed", report.completed),
            ("no_show", report.no_show),
            ("programmes_ended", report.programmes_ended),
            ("programmes_to_job", report.programme_outcomes[NextStep.JOB]),
        ):
            cells = [getattr(group, field) for group in groups]
            shown = sum(cell for cell in cells if cell is not None)
            assert shown <= total
            if None not in cells and cells:
                assert shown == total
            assert cells.count(None) != 1  # one hidden group is what the total leaves


@settings(max_examples=60, deadline=None)
@given(histories())
def test_no_group_of_fewer_than_five_people_has_a_figure(history):
    placements = ended_placements(history, PERIOD, TODAY)
    programmes = ended_programmes(history.participants, PERIOD, TODAY)
    for group in by_person(placements, programmes, "adviser"):
        name = None if group.group == "unknown" else group.group
        mine = {e.person.participant_id for e in placements if e.person.adviser == name}
        over = {e.person.participant_id for e in programmes if e.person.adviser == name}
        if len(mine) < FEWEST_SHOWN:
            assert {getattr(group, field) for field in FIELDS} == {None}
        if len(over) < FEWEST_SHOWN:
            assert group.programmes_ended is group.programmes_to_job is None
    for hires in by_sector(placements):
        assert hires.ended is None or hires.ended >= FEWEST_SHOWN


@settings(max_examples=60, deadline=None)
@given(histories())
def test_what_was_reported_after_today_changes_nothing(history):
    known = replace(history, outcomes=tuple(o for o in history.outcomes if o.reported_on <= TODAY))
    assert report_on(history, PERIOD, TODAY) == report_on(known, PERIOD, TODAY)


def months_with(*people_by_month):
    """Placements, all completed, of so many different people in each month."""
    made = []
    for month, count in enumerate(people_by_month, start=1):
        for number in range(count):
            name = f"{month}-{number}"
            made.append(
                Placement(
                    name, name, "O1", Purpose.EXPERIENCE, PlacementStatus.ENDED,
                    ended=date(2026, month, 9),
                )
            )  # fmt: skip
    people = tuple(Participant(each.participant_id, "N1") for each in made)
    history = OfficeHistory(Office("N1"), people, tuple(made), (), {}, ())
    placements = ended_placements(history, PERIOD, PERIOD.last)
    return [group.ended for group in by_month(placements, (), PERIOD)]


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ((5, 6, 7), [5, 6, 7]),
        ((3, 6, 7), [None, None, 7]),
        ((0, 6, 7), [None, None, 7]),
        ((4, 3, 7), [None, None, 7]),
        ((1, 2, 7), [None, None, None]),
    ],
)
def test_months_by_hand(people, shown):
    assert months_with(*people) == shown


def test_five_placements_of_one_person_are_no_group():
    person = Participant("P1", "N1", adviser="kari")
    others = [Participant(f"Q{number}", "N1", adviser="nils") for number in range(9)]
    placements = [
        Placement(f"L{n}", who.participant_id, "O1", Purpose.TASTE, PlacementStatus.ENDED,
                  ended=date(2026, 2, 1 + n))
        for n, who in enumerate([*[person] * 5, *others])
    ]  # fmt: skip
    history = OfficeHistory(Office("N1"), (person, *others), tuple(placements), (), {}, ())
    groups = by_person(ended_placements(history, PERIOD, PERIOD.last), (), "adviser")
    assert [(group.group, group.ended) for group in groups] == [("kari", None), ("nils", None)]


def test_a_period_of_centuries_tells_of_the_months_that_have_something():
    ended = Placement("L1", "P1", "O1", Purpose.TASTE, PlacementStatus.ENDED, ended=FIRST)
    history = OfficeHistory(Office("N1"), (Participant("P1", "N1"),), (ended,), (), {}, ())
    long = Period(date(1900, 1, 1), date(2199, 12, 31))
    assert report_on(history, long, TODAY).by_month == ()
    assert report_document(report_on(history, long, TODAY))["placements"]["ended"] == 1
    later = replace(ended, placement_id="L2", ended=date(2026, 3, 1))
    two = replace(history, placements=(ended, later))
    assert len(report_on(two, long, TODAY).by_month) == 3
    assert len(report_on(replace(history, placements=()), long, TODAY).by_month) == 0


def test_weeks_by_hand():
    """January 2026 begins on a Thursday: its whole working weeks are those of 5, 12, 19 and 26."""
    person = Participant("P1", "N1", programme_start=date(2025, 6, 2))
    run = Placement("L1", "P1", "O1", Purpose.TASTE, PlacementStatus.ENDED,
                    starts=date(2026, 1, 14), ended=date(2026, 1, 19))  # fmt: skip
    january = Period(FIRST, date(2026, 1, 31))
    alone = OfficeHistory(Office("N1"), (person,), (run,), (), {}, ())
    asked = {"period": january, "today": TODAY}
    found = gaps_in(alone, **asked)
    assert (found.weeks, found.empty, found.people) == (4, 2, 1)
    course = WeekActivity("P1", Activity.COURSE, 2, 540, 720, date(2026, 1, 5))
    assert gaps_in(replace(alone, activities=(course,)), **asked).empty == 0
    # Nobody came: the week was empty all the same.
    assert gaps_in(alone, **asked, not_there={"L1"}).empty == 4
    early = gaps_in(alone, january, today=date(2026, 1, 16))
    assert (early.weeks, early.empty) == (2, 1)
    assert gaps_in(alone, january, today=date(2025, 12, 1)).weeks == 0


def test_a_no_show_that_ended_after_the_period_fills_no_week_of_it():
    person = Participant("P1", "N1", programme_start=date(2025, 6, 2))
    run = Placement("L1", "P1", "O1", Purpose.TASTE, PlacementStatus.ENDED,
                    starts=date(2026, 1, 5), ended=date(2026, 2, 6))  # fmt: skip
    told = Outcome("L1", Reporter.ADVISER, date(2026, 2, 6), showed_up=False)
    history = OfficeHistory(Office("N1"), (person,), (run,), (told,), {}, ())
    january = Period(FIRST, date(2026, 1, 31))
    assert report_on(history, january, TODAY).gaps.empty == 4
    assert report_on(history, january, TODAY).ended == 0
    assert report_on(replace(history, outcomes=()), january, TODAY).gaps.empty == 0


@pytest.mark.parametrize(
    ("usual", "today", "first", "last"),
    [
        (Usual.YEAR, date(2026, 3, 9), date(2026, 1, 1), date(2026, 3, 9)),
        (Usual.TWELVE_MONTHS, date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 31)),
        (Usual.TWELVE_MONTHS, date(2024, 2, 29), date(2023, 3, 1), date(2024, 2, 29)),
        (Usual.QUARTER, date(2026, 1, 1), date(2025, 10, 1), date(2025, 12, 31)),
        (Usual.QUARTER, date(2026, 12, 31), date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_usual_periods_by_hand(usual, today, first, last):
    assert usual_period(usual, today) == Period(first, last)


@pytest.mark.parametrize("text", ["=1+1", "+47 999", "-1", "@kari", "\t=1", "\r=1", "\uff1d1"])
def test_no_text_of_a_file_is_a_formula(text):
    assert guarded(text) == f"'{text}"
    told = csv_file(Sheet("T", [text], [[text, -1, -0.5, None]])).decode("utf-8-sig")
    assert told.startswith(("'", "\"'")) and told.rstrip().endswith("-1;-0,5;")


@given(st.text())
def test_every_text_of_a_file_begins_harmlessly(text):
    assert guarded(text)[:1] not in set("=+-@\t\r\n") - {""}
