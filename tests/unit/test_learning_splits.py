"""Splits go forward in time, and nobody stands on both sides of one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from matcher.learning.splits import Origin, rolling_origins, seen_before

Ints = NDArray[np.int64]
AS_OF = 400
rows = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 90), st.sampled_from("ABCDEFGH")),
    max_size=40,
)
Rows = list[tuple[int, int, str]]


def split(given_rows: Rows, folds: int) -> tuple[Ints, Ints, NDArray[np.str_], list[Origin]]:
    chosen = np.array([first for first, _, _ in given_rows], dtype=np.int64)
    ended = np.array([first + length for first, length, _ in given_rows], dtype=np.int64)
    people = np.array([person for _, _, person in given_rows], dtype=np.str_)
    found = list(rolling_origins(chosen, ended, people, as_of=AS_OF, folds=folds))
    return chosen, ended, people, found


@given(rows, st.integers(1, 6))
def test_what_teaches_was_over_and_what_tests_was_chosen_later(
    given_rows: Rows, folds: int
) -> None:
    chosen, ended, people, origins = split(given_rows, folds)
    assert len(origins) <= folds
    for origin in origins:
        assert origin.train.any() and origin.test.any()
        assert (ended[origin.train] <= origin.day).all()
        assert (chosen[origin.test] > origin.day).all()
        assert not set(people[origin.train]) & set(people[origin.test])


@given(rows, st.integers(1, 6))
def test_no_row_tests_twice_and_the_days_go_forward(given_rows: Rows, folds: int) -> None:
    _, _, _, origins = split(given_rows, folds)
    days = [origin.day for origin in origins]
    assert days == sorted(set(days))
    times = sum((origin.test.astype(int) for origin in origins), np.zeros(len(given_rows), int))
    assert (times <= 1).all()


@given(rows, st.integers(1, 6))
def test_only_the_tested_persons_keep_a_row_from_teaching(given_rows: Rows, folds: int) -> None:
    _, ended, people, origins = split(given_rows, folds)
    for origin in origins:
        left_out = (ended <= origin.day) & ~origin.train
        assert set(people[left_out]) <= set(people[origin.test])


def test_a_long_placement_chosen_before_the_origin_neither_teaches_nor_tests() -> None:
    chosen, ended = np.array([1, 2, 3, 4, 5]), np.array([1, 2, 300, 4, 5])
    people = np.array(list("ABCDE"))
    (origin,) = rolling_origins(chosen, ended, people, as_of=AS_OF, folds=1)
    assert origin.day == 2
    assert origin.train.tolist() == [True, True, False, False, False]
    assert origin.test.tolist() == [False, False, True, True, True]


def test_too_little_history_gives_no_split() -> None:
    none = np.array([], dtype=np.int64)
    assert list(rolling_origins(none, none, np.array([], dtype=np.str_), as_of=9, folds=3)) == []
    same_day = np.ones(5, dtype=np.int64)
    people = np.array(list("ABCDE"))
    assert list(rolling_origins(same_day, same_day, people, as_of=9, folds=3)) == []


def test_no_fold_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="folds: expected 1 or more, got 0"):
        list(rolling_origins(np.array([1]), np.array([1]), np.array(["A"]), as_of=2, folds=0))


def test_an_employer_is_seen_when_a_row_of_theirs_teaches() -> None:
    employers = np.array(["E1", "E1", "E2", ""])
    train = np.array([True, False, False, True])
    assert seen_before(employers, train).tolist() == [True, True, False, False]
