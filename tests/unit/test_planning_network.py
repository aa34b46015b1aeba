"""The network's optimum against trying every plan, and against linear programming by HiGHS."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from matcher.domain.errors import Conflict
from matcher.domain.plans import Objective
from matcher.planning.allocate import allocate
from matcher.planning.baselines import first_come, greedy
from matcher.planning.network import build
from matcher.planning.optimum import Flow, solve
from matcher.planning.prices import place_prices
from matcher.planning.problem import Candidates, Places
from matcher.planning.residual import residual_of
from tests.unit.planning_cases import (
    best_by_trying,
    best_value_by_trying,
    candidates,
    fits,
    places,
    result_of,
)

CLOSE = 1e-4


@given(places(), candidates())
def test_the_plan_is_as_good_as_the_best_of_all_plans(supply: Places, pairs: Candidates) -> None:
    flow = solve(supply, pairs)
    people, value = result_of(pairs, flow.chosen())
    best_people, best_value = best_by_trying(supply, pairs)
    assert people == best_people
    assert value == pytest.approx(best_value, abs=flow.network.scaling.bound + 1e-12)


@given(places(), candidates())
def test_the_plan_by_value_is_as_good_as_the_best_of_all(supply: Places, pairs: Candidates) -> None:
    flow = solve(supply, pairs, objective=Objective.VALUE)
    rows = flow.chosen()
    value = float((pairs.value + pairs.weights()[pairs.person])[rows].sum())
    assert value == pytest.approx(best_value_by_trying(supply, pairs), abs=CLOSE)


@given(places(openings=4, most=3), candidates(openings=4, people=8), st.sampled_from(Objective))
def test_a_plan_is_never_over_capacity(
    supply: Places, pairs: Candidates, objective: Objective
) -> None:
    flow = solve(supply, pairs, objective=objective)
    rows = flow.chosen()
    assert fits(supply, pairs.opening[rows].tolist())
    assert len(set(pairs.person[rows].tolist())) == len(rows)
    assert (pairs.value[rows] > 0).all()
    dealt = np.bincount(supply.link_opening, weights=flow.links, minlength=len(supply.slots))
    assert dealt.tolist() == np.bincount(pairs.opening[rows], minlength=len(supply.slots)).tolist()


@given(places(), candidates(), st.sampled_from(["opening", "mentor", "employer"]), st.data())
def test_one_more_place_never_makes_the_plan_worse(
    supply: Places, pairs: Candidates, kind: str, data: st.DataObject
) -> None:
    sizes = {
        "opening": supply.slots, "mentor": supply.mentor_places, "employer": supply.employer_places
    }  # fmt: skip
    row = data.draw(st.integers(0, len(sizes[kind]) - 1))
    before = result_of(pairs, solve(supply, pairs).chosen())
    after = result_of(pairs, solve(supply.one_more(kind, row), pairs).chosen())
    assert after[0] > before[0] or (after[0] == before[0] and after[1] >= before[1] - CLOSE)


@given(places(), candidates(people=6))
def test_a_price_is_what_solving_again_with_one_more_place_gains(
    supply: Places, pairs: Candidates
) -> None:
    flow = solve(supply, pairs)
    prices = {(price.kind, price.row): price for price in place_prices(flow, pairs)}
    assert all(price.price >= 0 for price in prices.values())
    people, value = result_of(pairs, flow.chosen())
    for kind, counts in (
        ("opening", supply.slots),
        ("mentor", supply.mentor_places),
        ("employer", supply.employer_places),
    ):
        for row in range(len(counts)):
            more_people, more_value = result_of(
                pairs, solve(supply.one_more(kind, row), pairs).chosen()
            )
            price = prices.get((kind, row))
            said = _gain(pairs, price.takes, price.leaves) if price else (0, 0.0)
            assert said[0] == more_people - people
            assert said[1] == pytest.approx(more_value - value, abs=CLOSE)


@given(places(), candidates(people=6))
def test_a_price_by_value_is_what_one_more_place_is_worth(
    supply: Places, pairs: Candidates
) -> None:
    flow = solve(supply, pairs, objective=Objective.VALUE)
    weighted = pairs.value + pairs.weights()[pairs.person]
    base = weighted[flow.chosen()].sum()
    for price in place_prices(flow, pairs):
        again = solve(supply.one_more(price.kind, price.row), pairs, objective=Objective.VALUE)
        gain = price.gain / flow.network.scaling.units
        assert gain == pytest.approx(weighted[again.chosen()].sum() - base, abs=CLOSE)


def _gain(pairs: Candidates, takes: tuple[int, ...], leaves: tuple[int, ...]) -> tuple[int, float]:
    more, less = result_of(pairs, list(takes)), result_of(pairs, list(leaves))
    return more[0] - less[0], more[1] - less[1]


def random_case(seed: int, people: int, openings: int, each: int) -> tuple[Places, Candidates]:
    """A larger case, scarce enough that not everybody is placed."""
    draw = np.random.default_rng(seed)
    mentors, employers = openings, max(openings // 3, 1)
    link = np.unique(
        np.repeat(np.arange(openings), 2) * mentors + draw.integers(0, mentors, 2 * openings)
    )
    key = np.unique(
        np.repeat(np.arange(people), each) * openings + draw.integers(0, openings, people * each)
    )
    supply = Places(
        draw.integers(0, 3, openings), link // mentors, link % mentors,
        draw.integers(0, 3, mentors), draw.integers(0, employers, mentors),
        draw.integers(1, 5, employers),
    )  # fmt: skip
    return supply, Candidates(people, key // openings, key % openings, draw.random(len(key)))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("objective", Objective)
def test_the_plan_is_the_optimum_of_linear_programming(seed: int, objective: Objective) -> None:
    supply, pairs = random_case(seed, people=120, openings=60, each=8)
    flow = solve(supply, pairs, objective=objective)
    assert flow.gain == -_by_highs(flow)


def _by_highs(flow: Flow) -> int:
    """The least cost of the same arcs by HiGHS, which needs no integers for it."""
    network = flow.network
    arcs = np.arange(len(network.tail))
    balance = csr_array(
        (
            np.concatenate([np.ones(len(arcs)), -np.ones(len(arcs))]),
            (np.concatenate([network.tail, network.head]), np.concatenate([arcs, arcs])),
        ),
        shape=(len(network.supply), len(arcs)),
    )
    found = linprog(
        network.cost.astype(float),
        A_eq=balance,
        b_eq=network.supply,
        bounds=np.column_stack([np.zeros(len(arcs)), network.room]),
        method="highs",
    )
    assert found.status == 0
    return round(found.fun)


@pytest.mark.parametrize("seed", range(3))
def test_no_baseline_is_better_by_value(seed: int) -> None:
    supply, pairs = random_case(seed, people=200, openings=60, each=10)
    best = pairs.value[solve(supply, pairs, objective=Objective.VALUE).chosen()].sum()
    for choice in (greedy(supply, pairs), first_come(supply, pairs, np.arange(200.0))):
        assert fits_by_counts(supply, pairs, choice)
        assert pairs.value[choice[choice >= 0]].sum() <= best + CLOSE


def fits_by_counts(supply: Places, pairs: Candidates, choice: np.ndarray) -> bool:
    used = np.bincount(pairs.opening[choice[choice >= 0]], minlength=len(supply.slots))
    return bool((used <= supply.slots).all())


def one_place(people: int) -> tuple[Places, Candidates]:
    """Everybody wants the one place there is, the last one most."""
    supply = Places(*map(np.array, ([1], [0], [0], [1], [0], [1])))
    rows = np.arange(people)
    return supply, Candidates(people, rows, np.zeros(people, dtype=np.int64), 0.1 * (rows + 1))


def test_a_priority_decides_who_gets_the_last_place() -> None:
    supply, pairs = one_place(3)
    first = replace(pairs, weight=np.array([0.5, 0.0, 0.0]))
    assert solve(supply, first).choice.tolist() == [0, -1, -1]


def test_a_locked_pair_is_in_the_plan_whatever_it_is_worth() -> None:
    supply, pairs = one_place(3)
    locked = replace(pairs, locked=np.array([True, False, False]))
    assert solve(supply, locked).choice.tolist() == [0, -1, -1]


def test_a_forbidden_pair_is_in_no_plan() -> None:
    supply, pairs = one_place(3)
    forbidden = replace(pairs, forbidden=np.array([False, False, True]))
    assert solve(supply, forbidden).chosen().tolist() in ([0], [1])


def test_locks_that_do_not_fit_are_said() -> None:
    supply, pairs = one_place(2)
    with pytest.raises(Conflict, match="locked placements do not fit"):
        solve(supply, replace(pairs, locked=np.array([True, True])))


def test_nothing_below_the_floor_is_planned() -> None:
    supply, pairs = one_place(3)
    assert solve(supply, pairs, floor=0.35).chosen().tolist() == []
    assert solve(supply, pairs, floor=0.25).chosen().tolist() == [2]


def test_a_scarce_place_goes_to_whom_it_helps_most_and_not_to_who_is_easiest_to_place() -> None:
    # Opening 0 is the only good one for the first person; the second is good everywhere.
    supply = Places(*map(np.array, ([1, 1], [0, 1], [0, 1], [1, 1], [0, 0], [2])))
    pairs = Candidates(
        2, np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([0.5, 0.1, 0.9, 0.8])
    )
    assert solve(supply, pairs).choice.tolist() == [0, 3]


def test_as_many_as_possible_are_placed_before_value_counts() -> None:
    supply = Places(*map(np.array, ([1, 1], [0, 1], [0, 1], [1, 1], [0, 0], [2])))
    pairs = Candidates(2, np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([0.9, 0.01, 0.01]))
    assert solve(supply, pairs).choice.tolist() == [1, 2]
    by_value = solve(supply, pairs, objective=Objective.VALUE)
    assert by_value.choice.tolist() == [0, -1]


def test_a_plan_of_nobody_and_of_nothing_is_empty() -> None:
    supply, pairs = one_place(2)
    none = np.zeros(0, dtype=np.int64)
    assert solve(supply, Candidates(0, none, none, np.zeros(0))).choice.tolist() == []
    assert solve(supply, Candidates(2, none, none, np.zeros(0))).choice.tolist() == [-1, -1]
    empty = Places(none, none, none, none, none, none)
    assert solve(empty, Candidates(2, none, none, np.zeros(0))).choice.tolist() == [-1, -1]
    assert place_prices(solve(empty, Candidates(0, none, none, np.zeros(0))), pairs) == ()


def test_a_flow_that_is_not_the_optimum_is_found_out() -> None:
    supply, pairs = one_place(2)
    network = build(supply, pairs, Objective.VALUE, 0.0)
    first = np.array([1, 0, 0, 1, 1, 1, 1, 1])  # the first person has the place
    with pytest.raises(ArithmeticError, match="not optimal"):
        residual_of(Flow(network, np.array([0, -1]), np.array([1]), first, 0))


def test_tastes_go_where_they_teach_most_and_not_below_their_cost() -> None:
    supply = Places(*map(np.array, ([1, 2], [0, 1], [0, 1], [1, 1], [0, 0], [2])))
    gradients = np.array([[0.4, 0.3], [0.35, np.nan], [0.1, -0.02]])
    assert allocate(gradients, supply).tolist() == [1, 0, -1]
    possible = np.array([[True, False], [True, True], [True, True]])
    assert allocate(gradients, supply, possible=possible).tolist() == [0, -1, -1]
