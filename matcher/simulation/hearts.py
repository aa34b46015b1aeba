"""What anybody could expect of a person's likings from what was stated: wishes and their origins.

Expectation and uncertainty are those of a linear regression on other simulated people, whose
hearts are known. This is how much the one who knows every effect knows of hearts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.participants import Origin
from matcher.simulation.people import Person, draw_person
from matcher.simulation.trades import TRADES

_REFERENCE = 3_000
_SEED = 20_260  # of the people that the regression learns from; they are in no world
_ORIGINS = ((Origin.OWN,), (Origin.UNKNOWN,), (Origin.FRIENDS, Origin.FAMILY, Origin.ADVISER))
_LAST_RANK = 3

_TRAITS = np.array([trade.traits for trade in TRADES], dtype=float)
_TRAITS = (_TRAITS - _TRAITS.mean(axis=0)) / _TRAITS.std(axis=0)
_LENGTHS = np.linalg.norm(_TRAITS, axis=1)
# How alike two occupations are, -1 to 1; nothing where they are the same.
_ALIKE = _TRAITS @ _TRAITS.T / np.outer(_LENGTHS, _LENGTHS) * (1 - np.eye(len(TRADES)))


@dataclass(frozen=True, slots=True)
class Hearts:
    """The regression: ``weights`` (terms,) and the standard deviation that is left."""

    weights: Floats = field(repr=False)
    sd: float

    def expected(self, people: Sequence[Person]) -> Floats:
        """(P, trades) expected liking."""
        likings: Floats = np.array([_terms(person) @ self.weights for person in people])
        return likings


@lru_cache(maxsize=1)
def hearts() -> Hearts:
    """Fitted once, to ``_REFERENCE`` people."""
    rng = np.random.default_rng(_SEED)
    people = [draw_person(rng, 0) for _ in range(_REFERENCE)]
    terms = np.concatenate([_terms(person) for person in people])
    liking = np.concatenate([person.likings for person in people])
    weights = np.linalg.lstsq(terms, liking, rcond=None)[0]
    return Hearts(weights, float((liking - terms @ weights).std()))


def _terms(person: Person) -> Floats:
    """(trades, terms): for each rank and origin the wish itself, and how like it the work is."""
    terms = np.zeros((len(TRADES), 1 + 2 * _LAST_RANK * len(_ORIGINS)))
    terms[:, 0] = 1.0
    for rank, wish in enumerate(person.wishes):
        origin = next(row for row, names in enumerate(_ORIGINS) if wish.reported_origin in names)
        column = 1 + 2 * (min(rank, _LAST_RANK - 1) * len(_ORIGINS) + origin)
        for trade in wish.trades:
            terms[trade, column] = 1.0
            terms[:, column + 1] += _ALIKE[trade]
    return terms
