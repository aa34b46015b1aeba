"""Fair shares across need groups: what a bonus reaches, and what it costs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.plans import Fairness
from matcher.planning.fairness import need_groups, priorities, rates, solve_fairly
from matcher.planning.optimum import solve
from matcher.planning.problem import Candidates, Places
from tests.unit.planning_cases import candidates, places


def scarce(people: int, slots: int) -> tuple[Places, Candidates]:
    """One opening that all want; the first half is worth more than the second there."""
    supply = Places(*map(np.array, ([slots, 99], [0, 1], [0, 1], [99, 0], [0, 0], [99])))
    person = np.repeat(np.arange(people), 2)
    opening = np.tile([0, 1], people)
    at_first = np.where(np.arange(people) < people // 2, 0.8, 0.4)
    value = np.stack([at_first + 0.01 * np.arange(people) / people, np.full(people, 0.2)], axis=1)
    return supply, Candidates(people, person, opening, value.ravel())


def halves(people: int) -> np.ndarray:
    return (np.arange(people) >= people // 2).astype(np.int64)


def test_parity_places_both_groups_about_as_often() -> None:
    supply, pairs = scarce(40, 20)
    fair = solve_fairly(supply, pairs, halves(40), Fairness.PARITY)
    assert fair.rates_before.tolist() == [1.0, 0.0]
    assert abs(fair.rates[0] - fair.rates[1]) <= 0.1 + 1e-9  # one person is 0.05 of a group
    assert fair.flow.chosen().size == 20
    assert fair.cost > 0


def test_a_floor_asks_for_less_than_parity_and_costs_less() -> None:
    supply, pairs = scarce(40, 20)
    floor = solve_fairly(supply, pairs, halves(40), Fairness.FLOOR, share=0.5)
    parity = solve_fairly(supply, pairs, halves(40), Fairness.PARITY)
    assert floor.rates[1] >= 0.25
    assert floor.rates[1] < parity.rates[1]
    assert 0 < floor.cost < parity.cost


def test_off_changes_nothing_and_costs_nothing() -> None:
    supply, pairs = scarce(20, 10)
    fair = solve_fairly(supply, pairs, halves(20), Fairness.OFF)
    assert fair.cost == 0
    assert fair.flow.choice.tolist() == solve(supply, pairs).choice.tolist()


def test_a_group_that_nothing_can_help_gets_what_there_is() -> None:
    supply, pairs = scarce(4, 4)
    shut = Candidates(6, pairs.person, pairs.opening, pairs.value)
    group = np.array([0, 0, 0, 0, 1, 1])
    fair = solve_fairly(supply, shut, group, Fairness.PARITY)
    assert fair.rates.tolist() == [1.0, 0.0]


@given(places(), candidates(people=6), st.sampled_from([Fairness.FLOOR, Fairness.PARITY]))
def test_fairness_never_places_fewer_people(
    supply: Places, pairs: Candidates, fairness: Fairness
) -> None:
    fair = solve_fairly(supply, pairs, np.array([0, 0, 0, 1, 1, 2]), fairness)
    assert len(fair.flow.chosen()) == len(solve(supply, pairs).chosen())


def test_need_is_a_long_wait_or_few_openings() -> None:
    groups = need_groups(np.array([0.0, 3.0, 0.0, 5.0]), np.array([10, 10, 3, 0]))
    assert groups.tolist() == [0, 1, 2, 3]


def test_priority_grows_with_the_months_and_then_stays() -> None:
    weights = priorities(np.array([0.0, 1.0, 12.0, 24.0]), per_month=0.01)
    assert weights.tolist() == pytest.approx([0.0, 0.01, 0.12, 0.12])


def test_between_equally_good_plans_the_longest_wait_decides() -> None:
    supply = Places(*map(np.array, ([1], [0], [0], [1], [0], [1])))
    for longest in (0, 1):
        months = np.where(np.arange(2) == longest, 9.0, 2.0)
        pairs = Candidates(
            2, np.array([0, 1]), np.array([0, 0]), np.array([0.3, 0.3]), weight=priorities(months)
        )
        assert solve(supply, pairs).chosen().tolist() == [longest]


def test_the_rate_of_an_empty_group_is_not_a_number() -> None:
    found = rates(np.array([0, -1]), np.array([0, 0]), 2)
    assert found[0] == 0.5
    assert np.isnan(found[1])
