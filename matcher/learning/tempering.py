"""How far to trust the prior: its scale, and its signs, as far as the outcomes speak for them.

Empirical Bayes (MacKay 1992, Bayesian interpolation) over a small grid, groups left out. Without
outcomes the prior stays as it is written.
"""

from dataclasses import replace

import numpy as np
from scipy.linalg import cho_factor

from matcher.domain.arrays import Flags, Floats
from matcher.learning.curvature import curvature
from matcher.learning.newton import held_at_bounds, minimise
from matcher.learning.posterior import (
    Penalty,
    Rows,
    gradient,
    hessian,
    loss,
    without_groups,
)
from matcher.learning.posterior_mode import CoefficientPrior

# How much of the expected effects is true, and by how much of the written sd they may differ,
# with what is thought of each beforehand: mostly right, and nearer than written.
MEAN_SCALES = {1.0: 0.95, 0.5: 0.035, 0.0: 0.015}
SD_SCALES = {0.1: 0.3, 0.25: 0.3, 0.5: 0.2, 1.0: 0.12, 2.0: 0.06, 4.0: 0.02}
# With more outcomes the scale no longer matters: the prior's precision (25 at sd 0.2) is below a
# fortieth of the outcomes' (about 0.2 each).
MOST_ROWS = 5000
# A sign that need not hold is given up when its effect, left free, lies more than this many of
# its standard deviations on the other side.
CONTRADICTED = 1.0
_TOLERANCE = 1e-3
_MOST_STEPS = 50


def tempered(rows: Rows, prior: CoefficientPrior) -> CoefficientPrior:
    """The prior at the posterior mean of its two scales, that of the sd taken in logarithms."""
    if not 0 < len(rows.outcome) <= MOST_ROWS:
        return prior
    rows = without_groups(rows)
    grid = [(by, wide) for by in MEAN_SCALES for wide in SD_SCALES]
    scores, start = [], np.append(prior.mean, prior.intercept)
    for by, wide in grid:  # each begins where the one before ended, which is near
        evidence, start = log_evidence(rows, _scaled(prior, by, wide), start)
        scores.append(evidence + np.log(MEAN_SCALES[by]) + np.log(SD_SCALES[wide]))
    weights = np.exp(np.array(scores) - max(scores))
    weights /= weights.sum()
    by, log_wide = weights @ np.array([(by, np.log(wide)) for by, wide in grid])
    return _scaled(prior, float(by), float(np.exp(log_wide)))


def _scaled(prior: CoefficientPrior, by: float, wide: float) -> CoefficientPrior:
    return replace(prior, mean=by * prior.mean, sd=wide * prior.sd)


def released(rows: Rows, prior: CoefficientPrior, firm: Flags) -> CoefficientPrior:
    """The prior without the bounds that outcomes contradict; never those of ``firm`` columns.

    A bound goes when the mode without bounds lies ``CONTRADICTED`` standard deviations beyond it.
    """
    loose = ~firm & (np.isfinite(prior.lower) | np.isfinite(prior.upper))
    if not len(rows.outcome) or not loose.any():
        return prior
    rows = without_groups(rows)
    free = replace(
        prior,
        lower=np.where(loose, -np.inf, prior.lower),
        upper=np.where(loose, np.inf, prior.upper),
    )
    penalty = _penalty(free)
    found = minimise(rows, penalty, penalty.mean, _TOLERANCE, _MOST_STEPS)
    curved = curvature(hessian(rows, found.odds).with_prior(penalty.precision))
    effects, sd = found.parameters[:-1], np.sqrt(np.diag(curved.covariance())[:-1])
    beyond = np.maximum(prior.lower - effects, effects - prior.upper)
    gone = loose & (beyond > CONTRADICTED * sd)
    return replace(
        prior,
        lower=np.where(gone, -np.inf, prior.lower),
        upper=np.where(gone, np.inf, prior.upper),
    )


def log_evidence(rows: Rows, prior: CoefficientPrior, start: Floats) -> tuple[float, Floats]:
    """Laplace's log marginal likelihood of the outcomes, and the mode (p + 1,) it was taken at.

    Coefficients at a bound are held there.
    """
    penalty = _penalty(prior)
    found = minimise(rows, penalty, start, _TOLERANCE, _MOST_STEPS)
    slope = gradient(rows, penalty, found.parameters, found.odds)
    free = ~held_at_bounds(penalty, found.parameters, slope)
    curved = hessian(rows, found.odds).with_prior(penalty.precision).own[np.ix_(free, free)]
    factor, _ = cho_factor(curved, lower=True)
    shrunk = 0.5 * np.log(penalty.precision[free]).sum() - np.log(np.diag(factor)).sum()
    evidence = shrunk - loss(rows, penalty, found.parameters, found.odds)
    return float(evidence), found.parameters


def _penalty(prior: CoefficientPrior) -> Penalty:
    def with_intercept(column: Floats, last: float) -> Floats:
        return np.append(column, last)

    return Penalty(
        mean=with_intercept(prior.mean, prior.intercept),
        precision=with_intercept(prior.sd, prior.intercept_sd) ** -2.0,
        lower=with_intercept(prior.lower, -np.inf),
        upper=with_intercept(prior.upper, np.inf),
    )
