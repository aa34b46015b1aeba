"""Shrunk rates: how placements went before, at an employer, with a mentor, in an occupation."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from math import log

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Floats, Ints
from matcher.domain.outcomes import Stage
from matcher.features.labels import Labelled, Labels

# Weight of the common rate, in placements: with four outcomes a group's own rate counts half.
SHRINKAGE = 4.0
# The common rate itself is held by one success and one failure, so that it is never 0 or 1.
_PSEUDO = 1.0


@dataclass(frozen=True, slots=True)
class ShrunkRates:
    """Log-odds of each group's shrunk rate minus those of the common rate; 0 with no history."""

    by_group: dict[str, dict[Stage, float]]

    def of(self, group: str | None, stage: Stage) -> float:
        """The log-odds difference for ``group``; 0.0 where nothing is known of it."""
        if group is None:
            return 0.0
        return self.by_group.get(group, {}).get(stage, 0.0)


def shrunk_rates(
    history: Iterable[Labelled], group_of: Callable[[Labelled], str | None]
) -> ShrunkRates:
    """Rates by group, shrunk towards the common rate (empirical Bayes with a fixed weight).

    rate = (successes + SHRINKAGE x common) / (outcomes + SHRINKAGE); a missing label counts
    neither as success nor as failure.
    """
    tally = Tally()
    for row in history:
        tally.add(row, group_of(row))
    return tally.rates(tally.groups)


def label_table(labels: Sequence[Labels]) -> Ints:
    """(n, stages): 1 for True, 0 for False, -1 where there is no label."""
    stages = tuple(Stage)
    rows = [[_SHOWN[row[stage]] for stage in stages] for row in labels]
    return np.array(rows, dtype=np.int8).reshape(-1, len(stages))


def shrunk_table(labels: Ints, group: NDArray[np.intp], groups: int) -> Floats:
    """(G, stages): ``shrunk_rates`` as a table, in the order of ``Stage``.

    ``group`` (n,) says which of the G each row of ``labels``, a `label_table`, belongs to; -1 is
    none of them, and counts in the common rate alone.
    """
    table: Floats = np.zeros((groups, len(Stage)))
    own = group >= 0
    for place, column in enumerate(labels.T):
        said = column >= 0
        common = (int((column == 1).sum()) + _PSEUDO) / (int(said.sum()) + 2 * _PSEUDO)
        total = np.bincount(group[own & said], minlength=groups)
        good = np.bincount(group[own & (column == 1)], minlength=groups)
        advantage = lru_cache(maxsize=None)(partial(_advantage, common=common))
        for row in np.flatnonzero(total).tolist():
            table[row, place] = advantage(int(good[row]), int(total[row]))
    return table


_SHOWN = {None: -1, False: 0, True: 1}


class Tally:
    """Successes and outcomes of each stage, in all and by group; a row can be taken out again."""

    def __init__(self) -> None:
        self._totals = {stage: [0, 0] for stage in Stage}
        self._counts: dict[str, dict[Stage, list[int]]] = {}

    @property
    def groups(self) -> Iterable[str]:
        """The groups that any outcome is known of."""
        return self._counts

    def add(self, row: Labelled, group: str | None, times: int = 1) -> None:
        """Count a row of ``group``; with ``times`` -1 it is taken out."""
        for stage, label in row.labels.items():
            if label is None:
                continue
            _count(self._totals[stage], label, times)
            if group is not None:
                counts = self._counts.setdefault(group, {}).setdefault(stage, [0, 0])
                _count(counts, label, times)

    def rates(self, groups: Iterable[str | None]) -> ShrunkRates:
        """The shrunk rates of those of ``groups`` that anything is known of."""
        common = {
            stage: (good + _PSEUDO) / (total + 2 * _PSEUDO)
            for stage, (good, total) in self._totals.items()
        }
        return ShrunkRates(
            {
                group: {
                    stage: _advantage(good, total, common[stage])
                    for stage, (good, total) in self._counts[group].items()
                }
                for group in groups
                if group is not None and group in self._counts
            }
        )


def _count(pair: list[int], label: bool, times: int) -> None:
    pair[0] += times * label
    pair[1] += times


def _advantage(good: int, total: int, common: float) -> float:
    """How much better than the common rate, in log-odds.

    >>> round(_advantage(4, 4, 0.5), 3)  # (4 + 2) / (4 + 4) = 0.75 against 0.5
    1.099
    """
    rate = (good + SHRINKAGE * common) / (total + SHRINKAGE)
    return log(rate / (1 - rate)) - log(common / (1 - common))
