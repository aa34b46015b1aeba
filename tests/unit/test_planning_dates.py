"""Plans on random small markets: every capacity on every date, asked by the independent checker."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.errors import Conflict
from matcher.domain.market import Market
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import make_board
from matcher.eligibility.screening import ready_openings, screen
from matcher.planning.checker import Asked, check_plan
from matcher.planning.free_places import free_places, supply_of
from matcher.planning.problem import Candidates
from matcher.planning.solving import Problem, planned, solve_problem
from tests.unit.market_builders import (
    TODAY,
    a_market,
    a_mentor,
    a_participant,
    a_placement,
    an_employer,
    an_opening,
)
from tests.unit.market_strategies import markets, policies

LONG = timedelta(weeks=12)


def problem_of(
    market: Market, policy: Policy | None = None, purpose: Purpose | None = None, seed: int = 1
) -> tuple[Problem, Asked]:
    """Every pair that passes the rules, with random values."""
    board = make_board(market, TODAY, policy or Policy())
    screening = screen(ready_openings(board, market.openings), market.participants, purpose)
    person, opening = np.nonzero(screening.eligible())
    value = np.random.default_rng(seed).random(len(person)) + 0.01
    problem = Problem(
        board=board,
        participants=market.participants,
        openings=market.openings,
        pairs=Candidates(len(market.participants), person, opening, value),
        purpose=screening.purpose[person, opening],
        need=np.zeros(len(market.participants), dtype=np.int64),
    )
    people, openings = market.participants, market.openings
    asked = Asked(
        participants={p.participant_id: p for p in people},
        openings={o.opening_id: o for o in openings},
        values={
            (people[p].participant_id, openings[o].opening_id): float(v)
            for p, o, v in zip(person, opening, value, strict=True)
        },
        purpose=purpose,
    )
    return problem, asked


@given(markets, policies, st.one_of(st.none(), st.sampled_from(Purpose)), st.integers(0, 9))
def test_the_checker_accepts_every_plan(
    market: Market, policy: Policy, purpose: Purpose | None, seed: int
) -> None:
    problem, asked = problem_of(market, policy, purpose, seed)
    solved = solve_problem(problem)
    lines = planned(problem, solved)
    value = sum(line.value for line in lines)
    assert check_plan(problem.board, asked, lines, value) == []
    assert value <= solved.upper_bound + 1e-9


@given(markets, policies)
def test_whoever_has_a_possible_place_alone_gets_one(market: Market, policy: Policy) -> None:
    for participant in market.participants:
        alone = replace(market, participants=(participant,))
        problem, _ = problem_of(alone, policy)
        assert len(planned(problem, solve_problem(problem))) == min(1, len(problem.pairs.person))


def plan_of(**tables: Any) -> list[tuple[str, str, str | None, date]]:
    problem, asked = problem_of(a_market(**tables))
    lines = planned(problem, solve_problem(problem))
    assert check_plan(problem.board, asked, lines, sum(line.value for line in lines)) == []
    return [(x.participant_id, x.opening_id, x.mentor_id, x.starts) for x in lines]


def people(count: int, **facts: Any) -> tuple[Any, ...]:
    return tuple(a_participant(f"P{n}", **facts) for n in range(1, count + 1))


def test_a_placement_that_ends_next_week_frees_its_mentor_then() -> None:
    ends = TODAY + timedelta(days=8)
    lines = plan_of(
        participants=people(2),
        openings=(an_opening(slots=2),),
        placements=(a_placement(TODAY - LONG, ends),),
    )
    assert [starts for _, _, _, starts in lines].count(TODAY) == 1
    assert [starts for _, _, _, starts in lines].count(ends + timedelta(days=1)) == 1


def test_a_place_is_used_once_in_a_plan_even_for_short_tastes() -> None:
    lines = plan_of(
        participants=people(3, track=None), openings=(an_opening(purposes=(Purpose.TASTE,)),)
    )
    assert len(lines) == 1


def test_a_mentor_of_two_openings_has_one_capacity() -> None:
    lines = plan_of(
        participants=people(3),
        mentors=(a_mentor(capacity=1),),
        openings=(an_opening("O1", slots=2), an_opening("O2", slots=2)),
    )
    assert len(lines) == 1


def test_an_opening_with_two_mentors_uses_both() -> None:
    lines = plan_of(
        participants=people(2),
        mentors=(a_mentor("M1", capacity=1), a_mentor("M2", capacity=1)),
        openings=(an_opening(slots=3, mentors=("M1", "M2")),),
    )
    assert sorted(mentor for _, _, mentor, _ in lines) == ["M1", "M2"]


def test_an_employer_limits_all_of_its_openings() -> None:
    lines = plan_of(
        participants=people(3),
        employers=(an_employer(capacity=2),),
        mentors=(a_mentor(capacity=9),),
        openings=(an_opening("O1", slots=2), an_opening("O2", slots=2)),
    )
    assert len(lines) == 2


def test_a_mentor_whom_two_employers_share_is_one_person() -> None:
    lines = plan_of(
        participants=people(2),
        employers=(an_employer("E1"), an_employer("E2")),
        mentors=(a_mentor("M1", "E1", capacity=1),),
        openings=(an_opening("O1", "E1"), an_opening("O2", "E2")),
    )
    assert len(lines) == 1


def test_an_opening_without_known_mentors_is_planned_without_one() -> None:
    ((_, opening, mentor, _),) = plan_of(openings=(an_opening(mentors=None),))
    assert (opening, mentor) == ("O1", None)


def test_whoever_has_to_begin_soon_gets_the_place_that_is_free_first() -> None:
    frees = TODAY + timedelta(days=15)
    lines = plan_of(
        participants=(
            a_participant("P1"),
            a_participant("P2", programme_end=TODAY + timedelta(days=3)),
        ),
        mentors=(a_mentor(capacity=3),),
        openings=(an_opening(slots=2),),
        placements=(a_placement(TODAY - LONG, frees - timedelta(days=1)),),
    )
    assert {p: starts for p, _, _, starts in lines} == {"P1": frees, "P2": TODAY}


def test_when_dates_do_not_work_out_for_all_the_bound_says_so() -> None:
    # Both would have to begin at once, and the second place is free in two weeks only.
    soon = TODAY + timedelta(days=3)
    market = a_market(
        participants=people(2, programme_end=soon),
        openings=(an_opening(slots=2),),
        mentors=(a_mentor(capacity=3),),
        placements=(a_placement(TODAY - LONG, TODAY + timedelta(days=14)),),
    )
    problem, _ = problem_of(market)
    solved = solve_problem(problem)
    lines = planned(problem, solved)
    assert len(lines) == 1
    assert solved.upper_bound > lines[0].value + 0.01


def test_locks_that_no_date_allows_are_said() -> None:
    soon = TODAY + timedelta(days=3)
    market = a_market(
        participants=people(2, programme_end=soon),
        openings=(an_opening(slots=2),),
        mentors=(a_mentor(capacity=3),),
        placements=(a_placement(TODAY - LONG, TODAY + timedelta(days=14)),),
    )
    problem, _ = problem_of(market)
    locked = replace(problem.pairs, locked=np.array([True, True]))
    with pytest.raises(Conflict, match="any date"):
        solve_problem(replace(problem, pairs=locked))


def test_openings_that_nobody_wants_have_no_places() -> None:
    market = a_market()
    board = make_board(market, TODAY, Policy())
    supply = supply_of(board, market.openings, [frozenset()])
    assert supply.places.slots.tolist() == [0]
    assert supply.mentor_ids == ()


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 10)), max_size=6),
    st.integers(0, 4), st.integers(0, 20), st.integers(0, 10),
)  # fmt: skip
def test_free_places_are_those_free_on_the_busiest_day(
    taken: list[tuple[int, int]], capacity: int, starts: int, length: int
) -> None:
    def day(n: int) -> date:
        return TODAY + timedelta(days=n)

    intervals = [(day(first), day(first + more)) for first, more in taken]
    busiest = max(
        sum(first <= day(n) <= last for first, last in intervals)
        for n in range(starts, starts + length + 1)
    )
    found = free_places(capacity, intervals, day(starts), day(starts + length))
    assert found == max(0, capacity - busiest)
