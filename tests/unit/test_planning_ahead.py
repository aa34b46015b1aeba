"""Looking ahead: what begins now, held against every possible way on tiny cases."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matcher.planning.ahead import Coming, Outlook, begin_now
from matcher.planning.problem import Rows
from matcher.simulation.weekly_hindsight import hindsight
from matcher.simulation.weekly_world import WEEKS, Choose, Year, live, trailing, two_years
from matcher.workflows.evaluate_prices import Share, shares_of_hindsight
from matcher.workflows.weekly_policies import first_come, from_priced_lists, most_people, weekly

STAY, SPAN = 2, 4


def nobody() -> Coming:
    none = np.zeros(0, dtype=np.int64)
    return Coming(none, none, none, np.zeros(0), none)


def everywhere(since: list[int], values: list[list[float]]) -> Coming:
    """Each person with each opening."""
    person, opening = np.indices((len(since), 2)).reshape(2, -1)
    value = np.array(values, dtype=np.float64).ravel()
    return Coming(np.array(since), person, opening, value, np.full(len(person), STAY))


def ways(since: int) -> list[tuple[int, int] | None]:
    """Nowhere, or an opening and a week to begin in."""
    return [None, *product(range(2), range(since, SPAN))]


def best(
    since: list[int], values: list[list[float]], room: Rows, fixed: dict[int, object]
) -> float:
    """The most that everybody together can have, some being decided already."""
    most = 0.0
    for chosen in product(*map(ways, since)):
        if any(chosen[person] != what for person, what in fixed.items()):
            continue
        used = np.zeros_like(room)
        for what in filter(None, chosen):
            used[what[0], what[1] : what[1] + STAY] += 1
        if (used <= room).all():
            worth = sum(values[p][w[0]] for p, w in enumerate(chosen) if w is not None)
            most = max(most, worth)
    return most


numbers = st.integers(0, 20).map(lambda hundredths: hundredths / 20 + 0.01)
tables = st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=3, max_size=3)


@given(tables, st.lists(st.integers(0, 2), min_size=2, max_size=2), st.integers(1, SPAN - 1))
def test_what_begins_now_belongs_to_a_best_plan_of_a_future_that_is_known(
    values: list[list[float]], free_from: list[int], comes: int
) -> None:
    room = (np.arange(SPAN) >= np.array(free_from)[:, None]).astype(np.int64)
    outlook = Outlook(room, np.arange(2), np.arange(2), patience=SPAN, last=True)
    waiting, newcomer = everywhere([0, 0], values[:2]), everywhere([comes], values[2:])
    now = np.where(room[waiting.opening, 0] > 0, 0, -1)
    share = begin_now(waiting, now, [newcomer], outlook)
    assume(np.allclose(share, share.round(), atol=1e-6))
    fixed = {
        person: (opening, 0)
        for person, opening, part in zip(
            waiting.person.tolist(), waiting.opening.tolist(), share.tolist(), strict=True
        )
        if part > 0.5
    }
    since = [0, 0, comes]
    assert best(since, values, room, dict(fixed)) == pytest.approx(best(since, values, room, {}))


def test_a_place_is_kept_for_somebody_who_will_surely_come_and_needs_it_more() -> None:
    room = np.ones((1, SPAN), dtype=np.int64)
    one = Coming(*map(np.array, ([0], [0], [0], [0.3], [SPAN])))
    later = Coming(*map(np.array, ([1], [0], [0], [0.9], [SPAN])))
    outlook = Outlook(room, np.arange(1), np.arange(1), patience=0, last=True)
    assert begin_now(one, np.array([0]), [later], outlook).tolist() == [0.0]
    assert begin_now(one, np.array([0]), [nobody()], outlook).tolist() == [1.0]
    # Where only one future in four brings that person, nobody is kept waiting.
    seldom = [later, nobody(), nobody(), nobody()]
    assert begin_now(one, np.array([0]), seldom, outlook).tolist() == [1.0]


def test_a_stay_that_reaches_beyond_the_weeks_counts_by_its_share_within() -> None:
    room = np.ones((1, SPAN), dtype=np.int64)
    two = Coming(*map(np.array, ([0, 0], [0, 1], [0, 0], [0.9, 0.5], [2 * SPAN, SPAN])))
    for last, taken in ((True, [1.0, 0.0]), (False, [0.0, 1.0])):
        outlook = Outlook(room, np.arange(1), np.arange(1), patience=0, last=last)
        assert begin_now(two, np.zeros(2, dtype=np.int64), [nobody()], outlook).tolist() == taken


def test_two_openings_with_one_employer_between_them_take_one() -> None:
    room = np.ones((3, SPAN), dtype=np.int64)
    outlook = Outlook(room, np.array([0, 1, 0, 1]), np.array([0, 1, 2, 2]), 0, last=True)
    two = Coming(*map(np.array, ([0, 0], [0, 1], [0, 1], [0.4, 0.5], [STAY, STAY])))
    assert begin_now(two, np.zeros(2, dtype=np.int64), [nobody()], outlook).tolist() == [0.0, 1.0]


def test_nobody_who_waits_is_no_work() -> None:
    outlook = Outlook(np.ones((1, SPAN), dtype=np.int64), np.arange(1), np.arange(1), 0)
    assert begin_now(nobody(), np.zeros(0, dtype=np.int64), [nobody()], outlook).size == 0


def test_no_policy_beats_hindsight() -> None:
    _, year = two_years(3)
    most = hindsight(year).value
    for choose in (first_come, most_people, weekly, from_priced_lists(0.8)):
        assert 0.5 * most < live(year, choose) <= most + 1e-6


def test_the_past_is_the_52_weeks_before() -> None:
    past, year = (Year(np.array(weeks), np.zeros((3, 1))) for weeks in ([0, 20, 51], [0, 10, 30]))
    assert trailing(past, year, 20).week.tolist() == [0, 31, 32, 42]
    assert max(trailing(past, year, 20).week) < WEEKS


def test_shares_have_a_standard_error_over_years() -> None:
    def turn(seed: int, past: Year, year: Year) -> Choose:
        return first_come

    (share,) = shares_of_hindsight({"first come": turn}, [1, 2])
    assert isinstance(share, Share)
    assert 0.6 < share.mean < 0.95
    assert 0 < share.error < 0.1
