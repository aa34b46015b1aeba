"""The knowledge gradient: how much better the best choice is expected to be after one more taste.

For a taste of occupation g with noise sd s, the means will move by sd_h(g) Z with Z ~ N(0, 1) and

    sd_h(g) = covariance[h, g] / sqrt(covariance[g, g] + s^2)
    gradient(g) = E max_h (mean_h + sd_h(g) Z) - max_h mean_h

(Frazier, Powell and Dayanik 2009, The knowledge-gradient policy for correlated normal beliefs),
the expectation by Gauss-Hermite quadrature. Weights are positive and nodes symmetric, so that it
is never negative.
"""

from functools import cache

import numpy as np

from matcher.domain.arrays import Floats

NODES = 48
# So many numbers are worked on at once as stay in a processor's cache.
BLOCK_NUMBERS = 60_000


@cache
def _nodes() -> tuple[Floats, Floats]:
    """Nodes and weights for a standard normal variable."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return nodes, weights / weights.sum()


def knowledge_gradient(mean: Floats, covariance: Floats, noise: float | Floats) -> Floats:
    """(..., G) gradients of tasting each of G occupations once, in units of liking.

    ``mean`` is (..., G), ``covariance`` (..., G, G), ``noise`` the answers' standard deviation.

    >>> one = knowledge_gradient(np.zeros(2), np.diag([1.0, 0.0]), 1e-9)
    >>> one.round(2).tolist()  # E max(Z, 0) = 0.399; what is known already teaches nothing
    [0.4, 0.0]
    """
    variance = np.maximum(np.diagonal(covariance, axis1=-2, axis2=-1), 0.0)
    scale = np.sqrt(variance + np.square(noise)).reshape(-1, variance.shape[-1])
    means = mean.reshape(scale.shape)
    covariances = covariance.reshape(*scale.shape, scale.shape[-1])
    block = max(1, BLOCK_NUMBERS // max(scale.shape[-1], 1) ** 2)
    gradient: Floats = np.empty_like(scale)
    for first in range(0, len(scale), block):
        some = slice(first, first + block)
        gradient[some] = _gradients(means[some], covariances[some] / scale[some, None, :])
    return np.reshape(gradient, variance.shape)


def _gradients(mean: Floats, moves: Floats) -> Floats:
    """(P, G) from means (P, G) and (P, H, G) how a taste of g moves the mean of h."""
    nodes, weights = _nodes()
    expected, moved = np.zeros(mean.shape), np.empty_like(moves)
    for node, weight in zip(nodes, weights, strict=True):
        np.multiply(moves, node, out=moved)
        moved += mean[:, :, None]
        expected += weight * moved.max(axis=1)
    gradient: Floats = np.maximum(expected - mean.max(axis=1)[:, None], 0.0)
    return gradient
