"""Ways to choose the next taste, for many persons at once, from means (P, G) and covariances.

The program's own way is passed in as a value of each taste: nothing of it is known here.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matcher.domain.arrays import Floats
from matcher.simulation.taste_worlds import Rows

# How many standard deviations above the mean UCB hopes for.
HOPE = 1.0


@dataclass(frozen=True, slots=True)
class Before:
    """What is known before a taste; ``value`` (P, G) is the program's own, ``wish`` (P,) a row."""

    mean: Floats
    covariance: Floats
    value: Floats
    wish: Rows

    @property
    def sd(self) -> Floats:
        """(P, G) standard deviations."""
        return np.sqrt(np.maximum(np.diagonal(self.covariance, axis1=1, axis2=2), 0.0))


Pick = Callable[[Before, np.random.Generator], Rows]


@dataclass(frozen=True, slots=True)
class Policy:
    """``most`` tastes at most, or fewer where it ``stops`` when none is worth its cost."""

    name: str
    pick: Pick
    stops: bool = False
    most: int = 3


def _wish(before: Before, rng: np.random.Generator) -> Rows:
    return before.wish


def _random(before: Before, rng: np.random.Generator) -> Rows:
    people, groups = before.mean.shape
    return np.asarray(rng.integers(0, groups, people), dtype=np.intp)


def _uncertain(before: Before, rng: np.random.Generator) -> Rows:
    return _best(before.sd)


def _greedy(before: Before, rng: np.random.Generator) -> Rows:
    return _best(before.mean)


def _ucb(before: Before, rng: np.random.Generator) -> Rows:
    return _best(before.mean + HOPE * before.sd)


def _thompson(before: Before, rng: np.random.Generator) -> Rows:
    values, vectors = np.linalg.eigh(before.covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]
    drawn = root @ rng.standard_normal(before.mean.shape)[:, :, None]
    return _best(before.mean + drawn[:, :, 0])


def _gradient(before: Before, rng: np.random.Generator) -> Rows:
    return _best(before.value)


def _best(values: Floats) -> Rows:
    best: Rows = values.argmax(axis=1)
    return best


TRUST = Policy("trust the wish", _wish, most=0)
POLICIES = (
    TRUST,
    Policy("random", _random),
    Policy("wish", _wish, most=1),
    *(
        Policy(name + (" with stop" if stops else ""), pick, stops)
        for name, pick in (
            ("most uncertain", _uncertain),
            ("greedy", _greedy),
            ("UCB", _ucb),
            ("Thompson", _thompson),
            ("knowledge gradient", _gradient),
        )
        for stops in (False, True)
    ),
)
