"""Who is on the list: the best, a little varied, near-ties by lot, with the chance recorded."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from matcher.domain.policy import Policy
from matcher.ranking.selection import DRAWS, Shown, seed_of, select

SURE = Policy(near_tie=0.0, variety=0.0)
LOT = Policy(near_tie=0.01, variety=0.0)
VARIED = Policy(near_tie=0.0, variety=0.01)


def chosen(
    scores: list[float], codes: list[int], limit: int, policy: Policy = SURE, seed: int = 1
) -> Shown:
    return select(np.array(scores), np.array(codes, dtype=np.intp), limit, policy, seed)


def rows(
    scores: list[float], codes: list[int], limit: int, policy: Policy = SURE, seed: int = 1
) -> list[int]:
    found: list[int] = chosen(scores, codes, limit, policy, seed).rows.tolist()
    return found


scores_and_codes = st.lists(
    st.tuples(st.sampled_from([0.1, 0.2, 0.201, 0.204, 0.21, 0.5]), st.integers(0, 3)),
    min_size=1,
    max_size=15,
)


def test_the_best_are_shown_best_first() -> None:
    assert rows([0.1, 0.4, 0.2, 0.3], [0, 1, 2, 3], 3) == [1, 3, 2]


@given(scores_and_codes, st.integers(1, 20), st.integers(0, 2**64 - 1))
@hypothesis_settings(max_examples=100)
def test_a_list_is_ordered_by_score_and_every_chance_is_one(
    pairs: list[tuple[float, int]], limit: int, seed: int
) -> None:
    scores, codes = (list(column) for column in zip(*pairs, strict=True))
    shown = chosen(scores, codes, limit, Policy(), seed)
    listed = [scores[row] for row in shown.rows]
    assert listed == sorted(listed, reverse=True)
    assert len(set(shown.rows.tolist())) == len(shown.rows) == min(limit, len(scores))
    assert ((shown.chances >= 1 / (DRAWS + 1)) & (shown.chances <= 1)).all()
    assert shown.chances.sum() <= limit + 1e-9


def test_everything_is_shown_where_there_is_room() -> None:
    for limit in (3, 4, 100):
        shown = chosen([0.1, 0.3, 0.2], [0, 0, 0], limit)
        assert shown.rows.tolist() == [1, 2, 0] and shown.chances.tolist() == [1.0, 1.0, 1.0]
    assert chosen([], [], 3).rows.tolist() == []


def test_the_same_seed_gives_the_same_list_and_another_one_another() -> None:
    scores, codes = [0.5] * 30, list(range(30))
    first, again = (chosen(scores, codes, 5, LOT, 7) for _ in range(2))
    assert first.rows.tolist() == again.rows.tolist()
    assert first.chances.tolist() == again.chances.tolist()
    assert {tuple(rows(scores, codes, 5, LOT, seed)) for seed in range(9)} != {tuple(first.rows)}


def test_the_seed_is_the_participant_and_the_day() -> None:
    day = date(2025, 9, 1)
    assert seed_of("P1", day) == seed_of("P1", day)
    assert len({seed_of("P1", day), seed_of("P2", day), seed_of("P1", day + timedelta(1))}) == 3


@pytest.mark.parametrize("limit", [1, 3, 12])
def test_equal_scores_do_not_follow_the_order_of_rows(limit: int) -> None:
    times = np.zeros(12)
    for seed in range(300):
        times[rows([0.5] * 12, list(range(12)), limit, Policy(), seed)[:1]] += 1
    assert times.min() > 0, "each of them stands first sometimes"
    assert times.max() < 60, "none of them much more than one time in twelve"


def test_openings_that_tie_in_one_occupation_are_all_in_the_draw() -> None:
    """Ten alike in one occupation and one in each of two others, for three places."""
    times = np.zeros(12)
    for seed in range(300):
        times[rows([0.5] * 12, [0] * 10 + [1, 2], 3, Policy(), seed)] += 1
    assert times[10] == times[11] == 300, "variety takes one of each"
    assert times[:10].min() > 5 and times[:10].sum() == 300


def test_the_recorded_chance_is_how_often_it_is_shown() -> None:
    scores, codes = [0.5, 0.5, 0.498, 0.495, 0.493, 0.4], [0, 0, 1, 1, 2, 3]
    policy, often = Policy(), np.zeros(6)
    said = np.full((400, 6), np.nan)
    for seed in range(400):
        shown = chosen(scores, codes, 3, policy, seed)
        often[shown.rows] += 1
        said[seed, shown.rows] = shown.chances
    assert often.sum() == 3 * 400 and often[5] == 0
    for row in np.flatnonzero(often > 40):
        assert np.nanmean(said[:, row]) == pytest.approx(often[row] / 400, abs=0.08)


def test_all_chances_add_up_to_the_places() -> None:
    """Of two that tie for one place each has the other's chance left over."""
    by_row = {}
    for seed in range(20):
        shown = chosen([0.9, 0.5, 0.5], [0, 1, 2], 2, LOT, seed)
        by_row.setdefault(int(shown.rows[1]), []).append(shown.chances[1])
        assert shown.rows[0] == 0 and shown.chances[0] == 1.0
    assert np.mean(by_row[1]) + np.mean(by_row[2]) == pytest.approx(1.0, abs=0.05)


def test_near_ties_are_drawn_and_clear_differences_are_not() -> None:
    near, clear = ([0.5, 0.5 - gap] for gap in (0.009, 0.011))
    assert {rows(near, [0, 1], 1, LOT, seed)[0] for seed in range(500)} == {0, 1}
    assert {rows(clear, [0, 1], 1, LOT, seed)[0] for seed in range(500)} == {0}


def test_each_further_one_of_an_occupation_must_be_better() -> None:
    assert rows([0.5, 0.495, 0.486], [0, 0, 1], 2, VARIED) == [0, 2]
    assert rows([0.5, 0.497, 0.486], [0, 0, 1], 2, VARIED) == [0, 1]
    assert rows([0.5, 0.5, 0.5, 0.486], [0, 0, 0, 1], 3, VARIED)[2] == 3, "two repeats cost twice"


@given(scores_and_codes, st.integers(1, 6))
@hypothesis_settings(max_examples=80)
def test_without_lot_and_variety_the_best_are_shown(
    pairs: list[tuple[float, int]], limit: int
) -> None:
    scores, codes = (list(column) for column in zip(*pairs, strict=True))
    best = sorted(scores, reverse=True)[:limit]
    assert [scores[row] for row in rows(scores, codes, limit)] == best
