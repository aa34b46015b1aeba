"""Which answers a step refuses, field by field, and what a placement is after each."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.life import TRANSITIONS, Step, may_take
from matcher.domain.placements import OPEN_STATUSES, PlacementStatus
from matcher.domain.steps import LONGEST, Asked, StepRefusal, after, refusals
from tests.unit.market_builders import a_placement

TODAY = date(2025, 9, 1)
STARTS, ENDS = date(2025, 8, 4), date(2025, 10, 24)
RUNNING = a_placement(STARTS, ENDS)
PROPOSED = replace(RUNNING, status=PlacementStatus.PROPOSED, proposed_on=date(2025, 8, 25))
LAPSED = replace(PROPOSED, proposed_on=date(2025, 8, 1))
DAY = timedelta(days=1)

REFUSED = [
    ("a lapsed proposal is accepted", LAPSED, Asked(Step.ACCEPT), "form", "lapsed"),
    ("a lapsed proposal is extended", LAPSED,
     Asked(Step.EXTEND, planned_end=ENDS + DAY), "form", "lapsed"),
    ("a lapsed proposal is shortened", LAPSED,
     Asked(Step.SHORTEN, planned_end=TODAY, reason="kurs"), "form", "lapsed"),
    ("a start tomorrow", PROPOSED, Asked(Step.START, day=TODAY + DAY), "day", "in_the_future"),
    ("a start after the end", replace(PROPOSED, planned_end=STARTS + DAY),
     Asked(Step.START, day=TODAY), "day", "after_end"),
    ("a start in another decade", PROPOSED,
     Asked(Step.START, day=date(2015, 8, 4)), "day", "too_long"),
    ("an end tomorrow", RUNNING, Asked(Step.END, day=TODAY + DAY), "day", "in_the_future"),
    ("an end before the start", RUNNING, Asked(Step.END, day=STARTS - DAY), "day", "before_start"),
    ("a no-show before the first day", replace(PROPOSED, starts=TODAY + DAY),
     Asked(Step.NO_SHOW), "form", "not_begun"),
    ("extended without a day", RUNNING, Asked(Step.EXTEND), "planned_end", "missing"),
    ("extended to the same day", RUNNING,
     Asked(Step.EXTEND, planned_end=ENDS), "planned_end", "not_later"),
    ("extended for years", RUNNING,
     Asked(Step.EXTEND, planned_end=STARTS + LONGEST + DAY), "planned_end", "too_long"),
    ("extended to a day gone by", replace(RUNNING, planned_end=STARTS),
     Asked(Step.EXTEND, planned_end=STARTS + DAY), "planned_end", "in_the_past"),
    ("extended without an end", replace(RUNNING, planned_end=None),
     Asked(Step.EXTEND, planned_end=ENDS), "form", "no_end"),
    ("shortened to a later day", RUNNING,
     Asked(Step.SHORTEN, planned_end=ENDS + DAY, reason="kurs"), "planned_end", "not_earlier"),
    ("shortened to a day gone by", RUNNING,
     Asked(Step.SHORTEN, planned_end=TODAY - DAY, reason="kurs"), "planned_end", "in_the_past"),
    ("shortened before the start", replace(RUNNING, starts=TODAY + 9 * DAY),
     Asked(Step.SHORTEN, planned_end=TODAY, reason="kurs"), "planned_end", "before_start"),
    ("shortened without a reason", RUNNING,
     Asked(Step.SHORTEN, planned_end=TODAY, reason="  "), "reason", "missing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("placement", "asked", "field", "why"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_an_answer_that_cannot_be_is_refused_at_its_field(placement, asked, field, why):
    assert refusals(placement, asked, TODAY) == {field: StepRefusal(why)}


def test_every_refusal_of_the_dates_is_tried():
    by_room = {"after_programme", "opening_full", "mentor_full", "employer_full"}
    by_room |= {"mentor_away", "employer_banned"}
    assert {r[4] for r in REFUSED} == set(StepRefusal) - by_room


def test_a_start_without_a_day_was_as_planned_or_is_today():
    assert after(PROPOSED, Asked(Step.START), TODAY).starts == STARTS
    early = replace(PROPOSED, starts=TODAY + 7 * DAY)
    assert after(early, Asked(Step.START), TODAY).starts == TODAY


def test_who_never_came_was_there_on_no_later_day():
    gone = after(RUNNING, Asked(Step.NO_SHOW), TODAY)
    assert (gone.status, gone.ended) == (PlacementStatus.ENDED, STARTS)


def test_an_end_can_be_set_where_none_was_agreed():
    endless = replace(RUNNING, planned_end=None)
    asked = Asked(Step.SHORTEN, planned_end=ENDS, reason="avtalt nå")
    assert refusals(endless, asked, TODAY) == {}
    assert after(endless, asked, TODAY).planned_end == ENDS


days = st.none() | st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(
    status=st.sampled_from(OPEN_STATUSES),
    starts=days,
    length=st.none() | st.integers(0, 400),
    step=st.sampled_from(list(TRANSITIONS)),
    day=days,
    until=days,
    reason=st.none() | st.just("kurs"),
)
def test_what_is_not_refused_keeps_its_days_in_order(
    status, starts, length, step, day, until, reason
):
    ends = None if starts is None or length is None else starts + timedelta(days=length)
    placement = a_placement(starts, ends, status=status, proposed_on=TODAY)
    asked = Asked(step, day, until, reason)
    if not may_take(step, status) or refusals(placement, asked, TODAY):
        return
    moved = after(placement, asked, TODAY)
    assert moved.status is (TRANSITIONS[step][1] or status)
    in_order = [d for d in (moved.starts, moved.planned_end) if d is not None]
    assert in_order == sorted(in_order)
    if moved.ended is not None:
        assert moved.ended <= TODAY and (moved.starts is None or moved.starts <= moved.ended)
