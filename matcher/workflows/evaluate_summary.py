"""Means over simulated worlds with their intervals, and ways from one policy to another.

Worlds are drawn again with replacement, so that an interval says how much the choice of worlds
matters. Nothing here knows what is measured.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from matcher.domain.arrays import Floats

Seeded = TypeVar("Seeded")
DRAWS = 2_000
ENDS = (0.025, 0.975)
_SEED = 7


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the 95 % interval over worlds."""

    value: float
    low: float
    high: float

    def text(self, digits: int = 2) -> str:
        """As it stands in tables.

        >>> Figure(0.812, 0.78, 0.84).text()
        '0.81 (0.78 to 0.84)'
        """
        if np.isnan(self.value):
            return "not defined"
        return f"{self.value:.{digits}f} ({self.low:.{digits}f} to {self.high:.{digits}f})"


def mean_of(worlds: Sequence[float] | Floats) -> Figure:
    """The mean over worlds.

    >>> mean_of([0.5, 0.5]).text()
    '0.50 (0.50 to 0.50)'
    """
    values = np.asarray(worlds, dtype=np.float64)
    return _figure(values.mean(), values[_draws(len(values))].mean(axis=1))


def way_of(policy: Floats, nothing: Floats, everything: Floats) -> Figure:
    """How far ``policy`` is on the way from ``nothing`` (0) to ``everything`` (1), each by world.

    Means are taken before the quotient, so that a world in which little is to be won counts little.

    >>> way_of(*map(np.array, ([0.2, 0.3], [0.1, 0.2], [0.3, 0.4]))).text()
    '0.50 (0.50 to 0.50)'
    """
    rows = _draws(len(policy))
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = _way(policy[rows].mean(1), nothing[rows].mean(1), everything[rows].mean(1))
        value = _way(policy.mean(), nothing.mean(), everything.mean())
    return _figure(float(value), np.asarray(drawn))


def over_seeds(
    run: Callable[[int], Seeded], seeds: Iterable[int], *, jobs: int, backend: str
) -> list[Seeded]:
    """``run`` for every seed, side by side; ``backend`` is one of joblib's (local, or Dask's)."""
    from joblib import Parallel, delayed, parallel_config

    with parallel_config(backend=backend, n_jobs=jobs):
        found: list[Seeded] = Parallel()(delayed(run)(seed) for seed in seeds)
    return found


def table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table: the first column is text, the others are numbers.

    >>> table(("a", "b"), [("x", "1")])
    ['| a | b |', '| --- | ---: |', '| x | 1 |']
    """
    rule = ("---", *("---:" for _ in heading[1:]))
    return ["| " + " | ".join(row) + " |" for row in (tuple(heading), rule, *map(tuple, rows))]


def _way(policy: Any, nothing: Any, everything: Any) -> Any:
    return (policy - nothing) / (everything - nothing)


def _draws(worlds: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.random.default_rng(_SEED).integers(worlds, size=(DRAWS, worlds))


def _figure(value: float, drawn: Floats) -> Figure:
    low, high = np.nanquantile(drawn, ENDS) if np.isfinite(drawn).any() else (np.nan, np.nan)
    return Figure(float(value), float(low), float(high))
