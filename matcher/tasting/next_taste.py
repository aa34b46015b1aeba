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
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    scale = np.sqrt(np.maximum(variance, 0.0) + np.square(noise))
    moves = covariance / scale[..., None, :]
    nodes, weights = _nodes()
    expected: Floats = np.zeros(variance.shape)
    for node, weight in zip(nodes, weights, strict=True):
        expected += weight * (mean[..., :, None] + node * moves).max(axis=-2)
    gradient: Floats = expected - mean.max(axis=-1)[..., None]
    return np.maximum(gradient, 0.0)
