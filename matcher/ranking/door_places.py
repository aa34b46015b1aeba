"""Openings in the order of what they are worth to one participant, as door-openers count them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Flags, Floats

# A participant tries one of the first few, seldom the very first.
TOP_FEW = 5
# Values that differ less are the same: sums of floats are not exact beyond this.
DIGITS = 9

Columns = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Places:
    """n openings, columns of the day's, with their values (n,), the best first.

    >>> places = Places(np.array([7, 2]), np.array([0.5, 0.25]))
    >>> len(places), places.best, places.top_mean
    (2, 0.5, 0.15)
    """

    columns: Columns
    values: Floats

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def best(self) -> float:
        """The value of the best; 0 where there is none."""
        return float(self.values[0]) if len(self.values) else 0.0

    @property
    def top_mean(self) -> float:
        """The mean value of the first ``TOP_FEW``; a place that is missing counts 0."""
        return float(self.values[:TOP_FEW].sum()) / TOP_FEW

    def only(self, wanted: Flags) -> "Places":
        """Those whose column is among the ``wanted`` (O,)."""
        kept = wanted[self.columns]
        return Places(self.columns[kept], self.values[kept])


def best_first(columns: Columns, values: Floats, ids: NDArray[np.str_]) -> Places:
    """By value; where it is the same to ``DIGITS`` decimals, in the order of the openings' ids."""
    order = np.lexsort((ids[columns], -values.round(DIGITS)))
    return Places(columns[order], values[order])
