"""The rules in arrays against the rules for one pair, and what no suggestion may ever do."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from matcher.domain.arrays import PURPOSES
from matcher.domain.market import Market
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose
from matcher.eligibility import occupancy
from matcher.eligibility.board import make_board
from matcher.eligibility.lengths import last_day
from matcher.eligibility.pair import judge
from matcher.eligibility.rules import Rule, State
from matcher.eligibility.screening import Screening, ready_openings, screen
from tests.unit.market_builders import TODAY, a_market, an_opening
from tests.unit.market_strategies import markets, maybe, policies

purposes = maybe(st.sampled_from(Purpose))


def screening_of(market: Market, policy: Policy, purpose: Purpose | None) -> Screening:
    ready = ready_openings(make_board(market, TODAY, policy), market.openings)
    return screen(ready, market.participants, purpose)


def assert_screen_says_what_judge_says(
    market: Market, policy: Policy, purpose: Purpose | None
) -> None:
    found = screening_of(market, policy, purpose)
    shape = (len(market.participants), len(market.openings))
    eligible = found.eligible()
    for row, participant in enumerate(market.participants):
        blocked = dict.fromkeys(Rule, 0)
        for column, opening in enumerate(market.openings):
            judged = judge(found.ready.board, participant, opening, purpose)
            said = {
                rule: State(np.broadcast_to(state, shape)[row, column])
                for rule, state in found.states.items()
            }
            assert said == {answer.rule: answer.state for answer in judged.answers}
            assert eligible[row, column] == judged.eligible
            assert PURPOSES[found.purpose[row, column]] is judged.purpose
            assert found.free_from(row, column) == judged.free.starts
            assert found.mentors_free(row, column) == judged.free.mentor_ids
            known = None if np.isnan(found.minutes[row, column]) else found.minutes[row, column]
            assert known == judged.minutes
            unsure = [a.rule for a in judged.answers if a.state is State.UNKNOWN]
            assert found.unsure(row, column) == unsure
            for answer in judged.answers:
                blocked[answer.rule] += answer.state is State.NOT_MET
        assert found.blocked(row) == {rule: n for rule, n in blocked.items() if n}


@given(markets, policies, purposes)
@hypothesis_settings(max_examples=150)
def test_the_arrays_say_what_the_rules_say_of_each_pair(
    market: Market, policy: Policy, purpose: Purpose | None
) -> None:
    assert_screen_says_what_judge_says(market, policy, purpose)


def test_an_opening_that_starts_in_years_is_judged_alike() -> None:
    near = occupancy.FAR_DAYS
    market = a_market(
        openings=tuple(
            an_opening(f"O{n}", starts=TODAY + timedelta(days=n), mentors=mentors)
            for n, mentors in ((near + 1, ("M1",)), (0, ()), (near, ("M1",)), (9 * near, None))
        )
    )
    assert_screen_says_what_judge_says(market, Policy(placement_weeks=1, search_weeks=1), None)


def test_a_mistyped_year_costs_no_memory() -> None:
    market = a_market(openings=(an_opening(starts=date(2199, 9, 1)), an_opening("O2")))
    found = screening_of(market, Policy(), None)
    assert found.free_from(0, 0) == date(2199, 9, 1)
    assert found.free_from(0, 1) == TODAY


def test_no_openings_and_no_participants_are_no_error() -> None:
    empty = a_market(openings=(), participants=())
    assert screening_of(empty, Policy(), None).eligible().shape == (0, 0)
    assert screening_of(a_market(openings=()), Policy(), None).blocked(0) == {}


def test_an_opening_counts_under_every_rule_that_stops_it() -> None:
    market = a_market(openings=(an_opening(hours_per_week=40.0, demands=(), mentors=()),))
    assert screening_of(market, Policy(), None).blocked(0) == {Rule.CAPACITY: 1, Rule.HOURS: 1}


@given(markets, policies, purposes)
@hypothesis_settings(max_examples=150)
def test_what_is_proposed_never_goes_over_a_capacity(
    market: Market, policy: Policy, purpose: Purpose | None
) -> None:
    found = screening_of(market, policy, purpose)
    capacity = found.states[Rule.CAPACITY]
    for row, column in np.argwhere(capacity != State.NOT_MET).tolist():
        opening = market.openings[column]
        starts = found.free_from(row, column)
        assert starts is not None
        ends = last_day(starts, PURPOSES[found.purpose[row, column]], policy)
        for mentor_id in found.mentors_free(row, column) or (None,):
            new = Placement(
                "new", "P1", opening.opening_id, Purpose.TASTE, PlacementStatus.ACCEPTED,
                mentor_id, starts, ends,
            )  # fmt: skip
            crowded = replace(market, placements=(*market.placements, new))
            for day in days_between(starts, ends):
                assert_within_capacity(crowded, new, day)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def assert_within_capacity(market: Market, new: Placement, day: date) -> None:
    there = [placement for placement in market.placements if takes_place_on(placement, day)]
    employer_of = {o.opening_id: o.employer_id for o in market.openings}
    opening = next(o for o in market.openings if o.opening_id == new.opening_id)
    employer = next(e for e in market.employers if e.employer_id == opening.employer_id)
    at_opening = sum(p.opening_id == new.opening_id for p in there)
    at_employer = sum(employer_of.get(p.opening_id) == employer.employer_id for p in there)
    assert opening.slots is None or at_opening <= opening.slots
    assert employer.capacity is None or at_employer <= employer.capacity
    for mentor in market.mentors:
        if mentor.mentor_id == new.mentor_id and mentor.capacity is not None:
            assert sum(p.mentor_id == mentor.mentor_id for p in there) <= mentor.capacity
            assert mentor.available_from is None or mentor.available_from <= day
            assert mentor.available_to is None or day <= mentor.available_to


def takes_place_on(placement: Placement, day: date) -> bool:
    """Design 6.1, said once more: proposed (14 days), accepted and running until planned end."""
    status = placement.status
    if status is PlacementStatus.ENDED and placement.ended is not None and placement.ended > TODAY:
        begun = placement.starts is None or placement.starts <= TODAY
        status = PlacementStatus.RUNNING if begun else PlacementStatus.CANCELLED
    if status in (PlacementStatus.ENDED, PlacementStatus.CANCELLED):
        return False
    made = placement.proposed_on or placement.starts
    if status is PlacementStatus.PROPOSED and made is not None and (TODAY - made).days > 14:
        return False
    begins, ends = placement.starts or date.min, placement.planned_end or date.max
    return begins <= day <= ends
