"""What is believed of a person's likings, from observations, in closed form.

Every observation is linear in the likings with Gaussian noise: of one facet of an occupation's
liking, of all of it, or of the weight of one dimension. The posterior is that of Gaussian process
regression (Rasmussen and Williams, equations 2.25 and 2.26), so that the order does not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.domain.arrays import Floats
from matcher.tasting.readings import (
    Observation,
    among,
    by_source,
    noisy_among,
    read,
    with_likings,
)
from matcher.tasting.space import TasteSpace


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a wish makes one expect of an occupation's liking; ``source`` numbers the evidence."""

    code: str
    liking: float
    source: int


@dataclass(frozen=True, slots=True)
class Belief:
    """(G,) means and (G, G) covariance of the likings of the space's occupations.

    ``weights`` and ``weight_sd`` (D,) are those of the dimensions: what the person likes of work.
    ``pulls`` (E, G) and ``weight_pulls`` (E, D) say how far each piece of evidence moved each
    mean; over the evidence they sum to the means.
    """

    space: TasteSpace
    mean: Floats
    covariance: Floats
    weights: Floats
    weight_sd: Floats
    pulls: Floats
    weight_pulls: Floats

    @property
    def sd(self) -> Floats:
        """(G,) standard deviations."""
        return np.sqrt(np.maximum(np.diagonal(self.covariance), 0.0))


@dataclass(frozen=True, slots=True)
class Beliefs:
    """The same for P persons: every array of ``Belief`` has a first axis more."""

    space: TasteSpace
    mean: Floats
    covariance: Floats
    weights: Floats
    weight_sd: Floats
    pulls: Floats
    weight_pulls: Floats

    def of(self, person: int) -> Belief:
        """One person's belief."""
        return Belief(
            space=self.space,
            mean=self.mean[person],
            covariance=self.covariance[person],
            weights=self.weights[person],
            weight_sd=self.weight_sd[person],
            pulls=self.pulls[person],
            weight_pulls=self.weight_pulls[person],
        )


def believe(
    space: TasteSpace, expected: Sequence[Expectation], seen: Sequence[Observation], evidence: int
) -> Belief:
    """The belief after what was ``expected`` beforehand and what was ``seen``.

    ``evidence`` is the number of sources that the two draw on. Of two expectations of the same
    occupation the stronger counts.
    """
    return believe_many(space, [expected], [seen], evidence).of(0)


def believe_many(
    space: TasteSpace,
    expected: Sequence[Sequence[Expectation]],
    seen: Sequence[Sequence[Observation]],
    evidence: int,
) -> Beliefs:
    """The beliefs of many persons at once, as matrices; ``evidence`` is the most that one has.

    The prior means make the expected likings true: K[:, S] K[S, S]^-1 v. What is expected of one
    occupation spreads to those like it, and the uncertainty stays as it was, since a wish may be
    borrowed.
    """
    wished = read(space, [_as_readings(items) for items in expected])
    told = read(space, seen)
    loads = _transposed_solve(noisy_among(space, wished), by_source(wished, evidence))
    surprise = by_source(told, evidence) - loads @ among(space, wished, told)
    likings = with_likings(space, told)
    noisy = noisy_among(space, told)
    gain, weight_gain = np.linalg.solve(noisy, likings), np.linalg.solve(noisy, told.loads)
    pulls = loads @ with_likings(space, wished) + surprise @ gain
    weight_pulls = loads @ wished.loads + surprise @ weight_gain
    spread = 1.0 - (told.loads * weight_gain).sum(axis=1)
    return Beliefs(
        space=space,
        mean=pulls.sum(axis=1),
        covariance=_prior(space) - likings.swapaxes(1, 2) @ gain,
        weights=weight_pulls.sum(axis=1),
        weight_sd=np.sqrt(np.maximum(spread, 0.0)),
        pulls=pulls,
        weight_pulls=weight_pulls,
    )


def _as_readings(expected: Sequence[Expectation]) -> list[Observation]:
    """The stronger expectation of each occupation, as if its liking were read without noise."""
    strongest: dict[str, Expectation] = {}
    for item in expected:
        if item.code not in strongest or strongest[item.code].liking < item.liking:
            strongest[item.code] = item
    return [Observation(item.liking, 0.0, item.source, item.code) for item in strongest.values()]


def _transposed_solve(symmetric: Floats, right: Floats) -> Floats:
    """(P, E, n): each row of ``right`` (P, E, n) times the inverse of ``symmetric`` (P, n, n)."""
    solved = np.linalg.solve(symmetric, right.swapaxes(1, 2))
    return np.asarray(solved.swapaxes(1, 2), dtype=np.float64)


def _prior(space: TasteSpace) -> Floats:
    covariance: Floats = space.covariance(range(len(space.codes))).sum(axis=0)
    return covariance
