"""Which lines a day has, from what is known of each person: by hand, a day before and after."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.domain.day import Going, Rung
from matcher.domain.day_order import Kind, in_order
from matcher.domain.follow_ups import USUAL, FollowUp
from matcher.domain.outcomes import NextStep, Outcome, Reporter
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.domain.rungs import NextRung
from matcher.store.week import PersonWeeks, Placed
from matcher.workflows.day_lines import DayFile, day_lines, expected_of
from matcher.workflows.follow_up_due import Followed
from matcher.workflows.week_gaps import gap_of

S = PlacementStatus
PERSON = Participant(
    "P1", "N1", "kari", programme_start=date(2026, 1, 5), programme_end=date(2026, 12, 31)
)
STARTS, ENDS = date(2026, 2, 2), date(2026, 4, 24)
RUNNING = Placement("L1", "P1", "O1", Purpose.EXPERIENCE, S.RUNNING, "M1", STARTS, ENDS)
ENDED = replace(RUNNING, status=S.ENDED, ended=ENDS)
DAY = timedelta(days=1)


def file(today, *placements, person=PERSON, done=(), outcomes=(), rung=None, asked=()):
    people = {person.participant_id: person}
    weeks = PersonWeeks(
        person, tuple(Placed(p, 37.5, (), None, None, False) for p in placements), ()
    )
    return DayFile(
        today=today,
        people=people,
        placements=placements,
        outcomes=outcomes,
        followed=[
            Followed(p, person, USUAL, tuple(done), tuple(outcomes), rung) for p in placements
        ],
        gaps=[gap_of(weeks, today)],
        asked=frozenset(asked),
        rungs={} if rung is None else {rung.placement_id: rung},
    )


def day(today, *placements, **more):
    return in_order(day_lines(file(today, *placements, **more)), today)


def keys(today, *placements, **more):
    return [each.key for each in day(today, *placements, **more)]


def talked(on, going=None):
    return FollowUp("L1", on, "kari", due_on=on, going=going)


def test_a_talk_that_is_due_has_the_key_that_stays_until_it_is_done():
    monday = date(2026, 2, 9)
    assert keys(monday, RUNNING, done=[talked(STARTS)]) == ["follow_up:L1:2026-02-09"]
    assert keys(monday + 3 * DAY, RUNNING, done=[talked(STARTS)]) == ["follow_up:L1:2026-02-09"]
    assert keys(monday, RUNNING, done=[talked(monday)]) == []


def test_on_the_first_day_one_asks_whether_the_person_came_and_nothing_else():
    agreed = replace(RUNNING, status=S.ACCEPTED)
    assert keys(STARTS - DAY, agreed) == []
    assert keys(STARTS, agreed) == ["start:L1"]
    assert keys(STARTS + DAY, agreed) == ["start:L1"]


@pytest.mark.parametrize(("left", "stands"), [(15, False), (14, True), (7, True), (0, True)])
def test_a_placement_that_ends_within_two_weeks_asks_for_a_next_step(left, stands):
    today = ENDS - left * DAY
    lines = day(today, RUNNING, done=[talked(today)])
    assert [each.key for each in lines] == ["ending:L1:2026-04-24"] * stands


def test_the_next_step_is_to_be_agreed_a_week_before_the_end():
    today = ENDS - 10 * DAY
    (found,) = day(today, RUNNING, done=[talked(today)])
    assert (found.by, found.on) == (ENDS - 7 * DAY, ENDS)


def test_a_taste_of_a_week_asks_from_its_middle():
    taste = replace(RUNNING, purpose=Purpose.TASTE, planned_end=date(2026, 2, 6))
    tuesday, wednesday = date(2026, 2, 3), date(2026, 2, 4)
    assert keys(tuesday, taste, done=[talked(STARTS)]) == []
    assert keys(wednesday, taste, done=[talked(STARTS)]) == ["ending:L1:2026-02-06"]


def test_an_agreed_rung_a_reported_step_and_a_next_place_are_next_steps():
    today = ENDS - 10 * DAY
    done = [talked(today)]
    rung = NextRung("L1", Rung.CONTRACT, ENDS, "kari", today)
    said = Outcome("L1", Reporter.ADVISER, today, next_step=NextStep.JOB)
    onwards = replace(RUNNING, placement_id="L2", status=S.ACCEPTED, starts=ENDS + 3 * DAY)
    assert keys(today, RUNNING, done=done, rung=rung) == []
    assert keys(today, RUNNING, done=done, outcomes=[said]) == []
    assert keys(today, RUNNING, onwards, done=done) == []


def test_what_goes_well_and_ends_soon_is_one_line():
    today = ENDS - 10 * DAY
    found = day(today, RUNNING, done=[talked(today, Going.WELL)])
    assert [each.kind for each in found] == [Kind.NEXT_RUNG]


def test_what_should_have_ended_is_asked_about_from_the_day_after():
    assert Kind.OVERDUE_END not in [each.kind for each in day(ENDS, RUNNING)]
    today = ENDS + DAY
    assert "overdue_end:L1" in keys(today, RUNNING, done=[talked(today)])


def test_an_empty_programme_stands_from_its_first_empty_day():
    over = date(2026, 5, 11)
    said = [Outcome("L1", who, ENDS) for who in Reporter]
    (found,) = day(over, ENDED, outcomes=said)
    assert found.key == "empty:P1:2026-04-25"
    assert (found.by, found.on) == (date(2026, 4, 25), date(2026, 4, 25))


def test_a_proposal_stands_in_the_place_of_the_empty_programme_until_it_lapses():
    made = date(2026, 5, 11)
    asked = replace(
        RUNNING, status=S.PROPOSED, starts=date(2026, 6, 1), planned_end=None, proposed_on=made
    )
    (found,) = day(made, asked)
    assert (found.key, found.by, found.on) == ("proposal:L1", made + 7 * DAY, made + 14 * DAY)
    assert [each.kind for each in day(made + 14 * DAY, asked)] == [Kind.PROPOSAL]
    assert Kind.EMPTY in [each.kind for each in day(made + 15 * DAY, asked)]


def test_each_who_has_not_answered_is_named_and_who_has_a_link_is_waited_for():
    today = ENDS + DAY
    kinds = {each.kind: each for each in day(today, ENDED)}
    assert kinds[Kind.REPORT].missing == tuple(Reporter)
    said = [Outcome("L1", Reporter.ADVISER, today)]
    left = {
        each.kind: each
        for each in day(today, ENDED, outcomes=said, asked=[("L1", Reporter.MENTOR)])
    }
    assert left[Kind.REPORT].missing == (Reporter.PARTICIPANT,)


@pytest.mark.parametrize(
    ("days", "absent", "expected"),
    [
        (-1, False, 0),
        (0, False, 3),
        (56, False, 3),
        (57, False, 1),
        (10, True, 1),
        (365, False, 1),
        (366, False, 0),
    ],
)
def test_others_are_asked_for_eight_weeks_and_the_adviser_for_a_year(days, absent, expected):
    assert len(expected_of(ENDS, absent, ENDS + days * DAY)) == expected


def test_a_call_and_a_missing_report_are_one_matter():
    today = ENDS + 100 * DAY
    about = [each.key for each in day(today, ENDED) if each.placement is not None]
    assert about == ["report:L1"]
    said = [Outcome("L1", who, ENDS, next_step=NextStep.GONE) for who in Reporter]
    about = [each.key for each in day(today, ENDED, outcomes=said) if each.placement is not None]
    assert about == ["call:L1:3"]


def test_the_end_of_a_programme_is_told_ahead_and_calmly():
    today = PERSON.programme_end - 50 * DAY
    placed = replace(RUNNING, planned_end=PERSON.programme_end)
    (found,) = [each for each in day(today, placed) if each.kind is Kind.PROGRAMME]
    assert found.key == "programme:P1:end:2026-12-31"
    assert found.by == today + 7 * DAY


@pytest.mark.parametrize("today", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_days_on_which_clocks_change_are_days_like_others(today):
    placed = replace(RUNNING, planned_end=today + 14 * DAY)
    (found,) = day(today, placed, done=[talked(today)])
    assert found.key == f"ending:L1:{today + 14 * DAY}"


def test_nothing_needs_anybody_where_all_is_well():
    assert keys(STARTS + DAY, RUNNING, done=[talked(STARTS)]) == []
