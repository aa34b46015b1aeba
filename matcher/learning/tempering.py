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
MEAN_SCALES = {1.0: 0.9, 0.5: 0.07, 0.0: 0.03}
SD_SCALES = {0.25: 0.35, 0.5: 0.35, 1.0: 0.2, 2.0: 0.08, 4.0: 0.02}
# With more outcomes the scale no longer matters: the prior's precision (25 at sd 0.2) is below a
# fortieth of the outcomes' (about 0.2 each).
MOST_ROWS = 5000
# A sign is given up when the effect is this many standard deviations on the other side.
CONTRADICTED = 2.0
_TOLERANCE = 1e-3
_MOST_STEPS = 50


def tempered(rows: Rows, prior: CoefficientPrior) -> CoefficientPrior:
    """The prior at the posterior mean of its two scales, that of the sd taken in logarithms."""
    if not 0 < len(rows.outcome) <= MOST_ROWS:
        return prior
    rows = without_groups(rows)
    grid = [(by, wide) for by in MEAN_SCALES for wide in SD_SCALES]
    scores = np.array(
        [
            log_evidence(rows, _scaled(prior, by, wide))
            + np.log(MEAN_SCALES[by])
            + np.log(SD_SCALES[wide])
            for by, wide in grid
        ]
    )
    weights = np.exp(scores - scores.max())
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


def log_evidence(rows: Rows, prior: CoefficientPrior) -> float:
    """Laplace's log marginal likelihood of the outcomes, coefficients at a bound held there."""
    penalty = _penalty(prior)
    found = minimise(rows, penalty, penalty.mean, _TOLERANCE, _MOST_STEPS)
    slope = gradient(rows, penalty, found.parameters, found.odds)
    free = ~held_at_bounds(penalty, found.parameters, slope)
    curved = hessian(rows, found.odds).with_prior(penalty.precision).own[np.ix_(free, free)]
    factor, _ = cho_factor(curved, lower=True)
    shrunk = 0.5 * np.log(penalty.precision[free]).sum() - np.log(np.diag(factor)).sum()
    return float(shrunk - loss(rows, penalty, found.parameters, found.odds))


def _penalty(prior: CoefficientPrior) -> Penalty:
    def with_intercept(column: Floats, last: float) -> Floats:
        return np.append(column, last)

    return Penalty(
        mean=with_intercept(prior.mean, prior.intercept),
        precision=with_intercept(prior.sd, prior.intercept_sd) ** -2.0,
        lower=with_intercept(prior.lower, -np.inf),
        upper=with_intercept(prior.upper, np.inf),
    )
