"""Splits that go forward in time: what was over by a day teaches, what was chosen after it tests.

No person stands on both sides of a split. The labels that teach must be those known on the day
(``dataset.relabel``); the rows alone do not see to that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Flags

# The earliest share of the rows only teaches; the tests begin after it.
FIRST_SHARE = 0.4

Days = NDArray[np.int64]
Ids = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Origin:
    """A day (an ordinal) to stand on, and which rows teach and which test, (n,) each."""

    day: int
    train: Flags
    test: Flags


def rolling_origins(
    chosen_on: Days, ended_on: Days, participants: Ids, *, as_of: int, folds: int
) -> Iterator[Origin]:
    """At most ``folds`` days, each testing on the rows chosen after it and by the next one.

    A row teaches when it had ended by the day and its person is not among those tested. A day
    with nothing on one of its sides is left out; days are ordinals, the last fold ends at
    ``as_of``.

    >>> days = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    >>> people = np.array(["A", "B", "C", "D", "E", "F", "G", "H", "A", "J"])
    >>> for origin in rolling_origins(days, days, people, as_of=12, folds=2):
    ...     print(origin.day, np.flatnonzero(origin.train), np.flatnonzero(origin.test))
    4 [0 1 2 3] [4 5 6]
    7 [1 2 3 4 5 6] [7 8 9]
    """
    if folds < 1:
        raise ValueError(f"folds: expected 1 or more, got {folds}")
    days = _origin_days(chosen_on[chosen_on <= as_of], folds)
    for day, until in pairwise([*days, as_of]):
        test = (chosen_on > day) & (chosen_on <= until)
        train = (ended_on <= day) & ~np.isin(participants, participants[test])
        if test.any() and train.any():
            yield Origin(day, train, test)


def _origin_days(chosen_on: Days, folds: int) -> list[int]:
    """Days after which about equally many rows were chosen each."""
    if len(chosen_on) == 0:
        return []
    ordered = np.sort(chosen_on)
    places = np.linspace(FIRST_SHARE, 1.0, folds + 1)[:-1] * len(ordered)
    return sorted({int(ordered[max(int(place) - 1, 0)]) for place in places})


def seen_before(groups: Ids, train: Flags) -> Flags:
    """(n,) rows whose group is among those that teach; an unknown group ("") is never seen.

    >>> seen_before(np.array(["E1", "E1", "E2", ""]), np.array([True, False, False, True])).tolist()
    [True, True, False, False]
    """
    seen: Flags = np.isin(groups, groups[train]) & (groups != "")
    return seen
