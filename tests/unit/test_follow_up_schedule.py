"""The days of a placement's talks: cases reckoned by hand on a calendar, and what always holds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.day import Going, Rung, SpokenWith
from matcher.domain.errors import BadInput
from matcher.domain.follow_ups import (
    MENTOR_DAYS,
    USUAL,
    FollowUp,
    Rhythm,
    What,
    due_on,
    open_slots,
    planned_slots,
    settled_day,
)
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.domain.rungs import goes_well, proposed_rung, spoken_of_from
from matcher.eligibility.lengths import first_working_day

RUNNING = PlacementStatus.RUNNING
MONDAY = date(2026, 1, 5)
WEEKS_12 = Placement(
    "PL-1", "P1", "O1", Purpose.EXPERIENCE, RUNNING, starts=MONDAY, planned_end=date(2026, 3, 29)
)
TASTE = replace(WEEKS_12, purpose=Purpose.TASTE, planned_end=date(2026, 1, 9))
FAR = date(2027, 12, 31)


def days(placement, rhythm=USUAL, until=FAR, today=MONDAY):
    return [(s.day, s.what) for s in planned_slots(placement, rhythm, until, today, working)]


def slots(placement=WEEKS_12, rhythm=USUAL, until=FAR):
    return planned_slots(placement, rhythm, until, until, working)


def working(day):
    return first_working_day(day)


def talk(day, **more):
    return FollowUp("PL-1", day, "kari", **more)


def test_the_usual_rhythm_is_weekly_for_a_month_and_then_fortnightly():
    assert days(WEEKS_12) == [
        (date(2026, 1, 5), What.FIRST_DAY),
        (date(2026, 1, 12), What.WEEKLY),
        (date(2026, 1, 19), What.WEEKLY),
        (date(2026, 1, 26), What.WEEKLY),
        (date(2026, 2, 2), What.WEEKLY),
        (date(2026, 2, 16), What.LATER),
        (date(2026, 3, 2), What.LATER),
        (date(2026, 3, 16), What.LATER),
    ]


def test_no_early_weeks_leave_the_first_day_and_the_later_ones():
    found = days(WEEKS_12, Rhythm(early_weeks=0, early_days=1, later_days=28))
    assert found == [
        (date(2026, 1, 5), What.FIRST_DAY),
        (date(2026, 2, 2), What.LATER),
        (date(2026, 3, 2), What.LATER),
    ]


@pytest.mark.parametrize("wrong", [(4, 0, 14), (4, 7, 0), (-1, 7, 14), (53, 7, 14), (4, 91, 14)])
def test_a_rhythm_without_days_is_refused(wrong):
    with pytest.raises(BadInput):
        Rhythm(*wrong)


def test_a_taste_has_its_first_and_its_last_day():
    assert days(TASTE) == [(MONDAY, What.FIRST_DAY), (date(2026, 1, 9), What.LAST_DAY)]


def test_a_taste_of_one_day_has_one_talk():
    assert days(replace(TASTE, planned_end=MONDAY)) == [(MONDAY, What.FIRST_DAY)]


def test_a_taste_that_ends_on_a_sunday_is_spoken_of_on_monday():
    ends = replace(TASTE, planned_end=date(2026, 1, 11))
    assert days(ends)[-1] == (date(2026, 1, 12), What.LAST_DAY)


def test_easter_moves_a_talk_to_the_tuesday():
    # In 2026 Maundy Thursday is 2 April and Easter Monday 6 April.
    placement = replace(WEEKS_12, starts=date(2026, 3, 26), planned_end=date(2026, 4, 30))
    found = [day for day, _ in days(placement)]
    assert found[:3] == [date(2026, 3, 26), date(2026, 4, 7), date(2026, 4, 9)]


def test_the_national_day_on_a_sunday_moves_a_daily_rhythm_to_monday_once():
    placement = replace(WEEKS_12, starts=date(2026, 5, 15), planned_end=date(2026, 5, 19))
    found = [day.day for day, _ in days(placement, Rhythm(1, 1, 1))]
    assert found == [15, 18, 19]


def test_a_day_that_moves_past_the_end_is_left_out():
    placement = replace(WEEKS_12, starts=date(2026, 1, 3), planned_end=date(2026, 1, 10))
    assert [day for day, _ in days(placement)] == [date(2026, 1, 5)]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"status": PlacementStatus.PROPOSED}, 0),
        ({"status": PlacementStatus.ACCEPTED}, 1),
        ({"status": PlacementStatus.RUNNING}, 8),
        ({"status": PlacementStatus.ENDED, "ended": MONDAY}, 0),
        ({"status": PlacementStatus.CANCELLED}, 0),
        ({"starts": None}, 0),
    ],
)
def test_talks_are_planned_while_somebody_is_there(facts, expected):
    assert len(days(replace(WEEKS_12, **facts), today=date(2026, 1, 6))) == expected


@pytest.mark.parametrize(
    ("begins", "expected"),
    [  # the clocks change on 29 March and on 25 October
        (date(2026, 3, 16), [date(2026, 3, 16), date(2026, 3, 23), date(2026, 3, 30)]),
        (date(2026, 10, 19), [date(2026, 10, 19), date(2026, 10, 26), date(2026, 11, 2)]),
    ],
)
def test_a_clock_change_moves_no_day(begins, expected):
    placement = replace(WEEKS_12, starts=begins, planned_end=begins + timedelta(days=20))
    assert [day for day, _ in days(placement, today=begins)] == expected


@pytest.mark.parametrize(
    ("done_on", "counts_for"),
    [
        (date(2026, 1, 4), None),
        (date(2026, 1, 5), date(2026, 1, 5)),
        (date(2026, 1, 8), date(2026, 1, 5)),
        (date(2026, 1, 9), date(2026, 1, 12)),
        (date(2026, 2, 9), date(2026, 2, 2)),
        (date(2026, 2, 10), date(2026, 2, 16)),
    ],
)
def test_a_talk_counts_for_the_nearest_planned_day(done_on, counts_for):
    assert settled_day(slots(), done_on) == counts_for


def test_the_last_day_of_a_taste_is_not_settled_in_advance():
    assert settled_day(slots(TASTE), date(2026, 1, 8)) == MONDAY


def test_nothing_is_due_before_the_first_day():
    assert due_on(slots(until=MONDAY - timedelta(days=1)), [], MONDAY - timedelta(days=1)) is None


def test_one_talk_makes_up_for_all_that_were_missed():
    today = date(2026, 1, 21)
    missed = due_on(slots(), [], today)
    assert (missed.since, missed.what, missed.missed) == (MONDAY, What.WEEKLY, 3)
    assert due_on(slots(), [talk(today)], today) is None
    assert due_on(slots(), [talk(today)], date(2026, 1, 26)).since == date(2026, 1, 26)


def test_a_talk_that_was_had_early_settles_its_day_even_after_the_rhythm_changed():
    early = talk(date(2026, 1, 9), due_on=date(2026, 1, 12))
    other = slots(rhythm=Rhythm(8, 6, 6))  # would ask on 11 January, moved to the 12th
    assert date(2026, 1, 12) in [slot.day for slot in other]
    assert due_on(other, [early], date(2026, 1, 12)) is None


def test_a_mentor_whom_nobody_spoke_to_for_a_month_is_asked_by_name():
    only_her = [talk(day, spoken_with=SpokenWith.PARTICIPANT) for day, _ in days(WEEKS_12)[:5]]
    today = date(2026, 2, 16)
    assert due_on(slots(), only_her, today).what is What.EMPLOYER
    both = [*only_her[:-1], replace(only_her[-1], spoken_with=SpokenWith.BOTH)]
    assert due_on(slots(), both, today).what is What.LATER
    assert (today - only_her[-1].done_on).days < MENTOR_DAYS


# --- What always holds -----------------------------------------------------------------------

rhythms = st.builds(Rhythm, st.integers(0, 52), st.integers(1, 90), st.integers(1, 90))
starts = st.dates(date(2024, 1, 1), date(2027, 12, 31))
placements = st.builds(
    lambda purpose, begins, length: replace(
        WEEKS_12, purpose=purpose, starts=begins, planned_end=begins + timedelta(days=length)
    ),
    st.sampled_from(Purpose), starts, st.integers(0, 200),
)  # fmt: skip


def planned(placement, rhythm):
    return planned_slots(placement, rhythm, date.max, placement.starts, working)


@given(placements, rhythms)
def test_no_two_talks_are_planned_on_one_day_and_all_on_working_days(placement, rhythm):
    found = [slot.day for slot in planned(placement, rhythm)]
    assert found == sorted(set(found))
    assert found[0] == working(placement.starts)
    assert all(working(day) == day for day in found)


@given(placements, rhythms, st.lists(st.integers(0, 220), max_size=6), st.integers(0, 230))
def test_what_was_done_is_never_due_again(placement, rhythm, on, after):
    plan = planned(placement, rhythm)
    done = [
        talk(day, due_on=settled_day(plan, day))
        for day in (placement.starts + timedelta(days=each) for each in sorted(on))
    ]
    left = {slot.day for slot in open_slots(plan, done)}
    assert not left & {each.due_on for each in done}
    assert all(day > each.done_on for day in left for each in done)
    today = placement.starts + timedelta(days=after)
    due = due_on(plan, done, today)
    assert (due is None) == all(day > today for day in left)
    if due is not None:
        assert due_on(plan, [*done, talk(today)], today) is None


@given(placements, rhythms)
def test_a_later_end_moves_no_earlier_talk(placement, rhythm):
    if placement.purpose is Purpose.TASTE:
        return
    longer = replace(placement, planned_end=placement.planned_end + timedelta(days=30))
    before, after = planned(placement, rhythm), planned(longer, rhythm)
    assert after[: len(before)] == before


# --- The next rung ----------------------------------------------------------------------------


def test_the_latest_word_says_whether_it_goes_well():
    well, badly, silent = (
        talk(date(2026, 1, 5), going=Going.WELL),
        talk(date(2026, 1, 12), going=Going.BADLY),
        talk(date(2026, 1, 19)),
    )
    assert goes_well([well, silent], [], FAR)
    assert not goes_well([well, badly, silent], [], FAR)


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ({"would_hire": True}, True),
        ({"would_continue": True, "would_hire": False}, False),
        ({}, False),
    ],
)
def test_without_a_word_a_report_that_it_fits_is_enough(says, expected):
    report = Outcome("PL-1", Reporter.MENTOR, MONDAY, **says)
    assert goes_well([], [report], MONDAY) is expected


def test_the_next_rung_is_spoken_of_four_weeks_before_the_end_or_half_way():
    assert spoken_of_from(WEEKS_12) == date(2026, 3, 1)
    assert spoken_of_from(TASTE) == date(2026, 1, 7)
    assert spoken_of_from(replace(WEEKS_12, planned_end=None)) is None


def test_an_employer_who_would_hire_is_asked_for_a_contract():
    report = Outcome("PL-1", Reporter.MENTOR, MONDAY, would_hire=True)
    assert proposed_rung(Purpose.TASTE, [report], MONDAY) is Rung.CONTRACT
    assert proposed_rung(Purpose.EXPERIENCE, [], MONDAY) is Rung.SUBSIDISED_JOB


def test_every_purpose_leads_somewhere():
    assert all(proposed_rung(purpose, [], MONDAY) for purpose in Purpose)
