"""What is believed of a person's likings, from observations, in closed form.

Every observation is linear in the likings with Gaussian noise: of one facet of an occupation's
liking, of all of it, or of the weight of one dimension. The posterior is that of Gaussian process
regression (Rasmussen and Williams, equations 2.25 and 2.26), so that the order does not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.domain.arrays import Floats
from matcher.occupations import DIMENSIONS
from matcher.tasting.space import FACETS, Facet, TasteSpace


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a wish makes one expect of an occupation's liking; ``source`` numbers the evidence."""

    code: str
    liking: float
    source: int


@dataclass(frozen=True, slots=True)
class Observation:
    """Something seen: the ``value`` of a ``facet`` of an occupation's liking, or of all of it.

    With ``dimension`` it is the weight of that dimension instead, and ``code`` is not used.
    ``noise`` is a standard deviation, ``source`` numbers the evidence.
    """

    value: float
    noise: float
    source: int
    code: str = ""
    facet: Facet | None = None
    dimension: str | None = None


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
class _Seen:
    """Prior covariances of n observations with (n, 4, G) facets, (n, D) weights and each other."""

    facets: Floats
    weights: Floats
    among: Floats


def believe(
    space: TasteSpace, expected: Sequence[Expectation], seen: Sequence[Observation], evidence: int
) -> Belief:
    """The belief after what was ``expected`` beforehand and what was ``seen``.

    ``evidence`` is the number of sources that the two draw on. Of two expectations of the same
    occupation the stronger counts.
    """
    facet_pulls, weight_pulls = _prior_pulls(space, expected, evidence)
    prior = space.covariance(range(len(space.codes))).sum(axis=0)
    cov = _covariances(space, seen)
    noisy = cov.among + np.diag([item.noise**2 for item in seen])
    surprise = _surprise(space, seen, facet_pulls, weight_pulls)
    likings = cov.facets.sum(axis=1)
    gain, weight_gain = np.linalg.solve(noisy, likings), np.linalg.solve(noisy, cov.weights)
    pulls = facet_pulls.sum(axis=1) + surprise @ gain
    weight_pulls = weight_pulls + surprise @ weight_gain
    spread = 1.0 - (cov.weights * weight_gain).sum(axis=0)
    return Belief(
        space=space,
        mean=pulls.sum(axis=0),
        covariance=prior - likings.T @ gain,
        weights=weight_pulls.sum(axis=0),
        weight_sd=np.sqrt(np.maximum(spread, 0.0)),
        pulls=pulls,
        weight_pulls=weight_pulls,
    )


def _prior_pulls(
    space: TasteSpace, expected: Sequence[Expectation], evidence: int
) -> tuple[Floats, Floats]:
    """(E, 4, G) and (E, D): the prior means that make the expected likings true.

    mean = K[:, S] K[S, S]^-1 v: what is expected of one occupation spreads to those like it, and
    the uncertainty stays as it was, since a wish may be borrowed.
    """
    strongest: dict[str, Expectation] = {}
    for item in expected:
        if item.code not in strongest or strongest[item.code].liking < item.liking:
            strongest[item.code] = item
    facet_pulls = np.zeros((evidence, len(FACETS), len(space.codes)))
    weight_pulls = np.zeros((evidence, len(DIMENSIONS)))
    if not strongest:
        return facet_pulls, weight_pulls
    rows = [space.row(code) for code in strongest]
    cov = space.covariance(rows)
    within = cov.sum(axis=0)[:, rows]
    wanted = np.zeros((evidence, len(rows)))
    for column, item in enumerate(strongest.values()):
        wanted[item.source, column] = item.liking
    loads = np.linalg.solve(within, wanted.T).T
    weights = space.weight_covariance(rows).sum(axis=0)
    return np.einsum("es,fsg->efg", loads, cov), loads @ weights


def _covariances(space: TasteSpace, seen: Sequence[Observation]) -> _Seen:
    facets = np.zeros((len(seen), len(FACETS), len(space.codes)))
    weights = np.zeros((len(seen), len(DIMENSIONS)))
    for n, item in enumerate(seen):
        if item.dimension is not None:
            d = DIMENSIONS.index(item.dimension)
            facets[n] = space.weight_covariance(range(len(space.codes)))[:, :, d]
            weights[n, d] = 1.0
        else:
            row, asked = [space.row(item.code)], _asked(item)
            facets[n] = space.covariance(row)[:, 0] * asked[:, None]
            weights[n] = asked @ space.weight_covariance(row)[:, 0]
    among = np.array([_read(space, item, facets, weights) for item in seen])
    return _Seen(facets, weights, among.reshape(len(seen), len(seen)))


def _surprise(
    space: TasteSpace, seen: Sequence[Observation], facet_pulls: Floats, weight_pulls: Floats
) -> Floats:
    """(E, n): what each source saw, less what each source had made one expect."""
    surprise = np.zeros((len(weight_pulls), len(seen)))
    for column, item in enumerate(seen):
        surprise[item.source, column] += item.value
        surprise[:, column] -= _read(space, item, facet_pulls, weight_pulls)
    return surprise


def _read(space: TasteSpace, item: Observation, facets: Floats, weights: Floats) -> Floats:
    """What the observation would read off (m, 4, G) facets and (m, D) weights; (m,)."""
    if item.dimension is not None:
        return weights[:, DIMENSIONS.index(item.dimension)]
    reading: Floats = facets[:, :, space.row(item.code)] @ _asked(item)
    return reading


def _asked(item: Observation) -> Floats:
    """(4,) 1 for each facet that the observation is about."""
    return np.array([float(item.facet in (None, facet)) for facet in FACETS])
