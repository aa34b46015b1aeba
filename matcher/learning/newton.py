"""Minimise a convex loss within bounds: projected Newton steps with an exact Hessian.

Bertsekas (1982), Projected Newton methods for optimization problems with simple constraints:
parameters that lie at a bound and are pushed against it stay; the others take the Newton step,
which is cut at the bounds and halved until the loss falls.
"""

from dataclasses import dataclass

import numpy as np

from matcher.domain.arrays import Flags, Floats
from matcher.learning.curvature import curvature
from matcher.learning.posterior import Blocks, Penalty, Rows, gradient, hessian, log_odds, loss

# The part of the promised fall that a step must keep (Armijo), and the smallest step tried.
_KEEP = 1e-4
_SHORTEST = 2.0**-30
# A Hessian is made anew when log-odds have moved by more than this since the last one, on average.
_STALE = 0.15
_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True)
class Minimum:
    """Where the loss is smallest; ``steps`` taken, ``converged`` or stopped by their number.

    ``blocks`` is the Hessian last made, at or near the minimum.
    """

    parameters: Floats
    odds: Floats
    blocks: Blocks
    steps: int
    converged: bool


def held_at_bounds(penalty: Penalty, parameters: Floats, slope: Floats) -> Flags:
    """Which parameters lie at a bound that the falling loss pushes them against."""
    low = (parameters <= penalty.lower) & (slope > 0)
    high = (parameters >= penalty.upper) & (slope < 0)
    held: Flags = low | high | (penalty.lower == penalty.upper)
    return held


def minimise(
    rows: Rows,
    penalty: Penalty,
    start: Floats,
    tol: float,
    max_iter: int,
    blocks: Blocks | None = None,
) -> Minimum:
    """The minimum, to within ``tol`` nats of the loss by the Newton decrement.

    ``blocks`` may give a Hessian from near the start; it is made anew where it has become stale.
    """
    parameters = np.clip(start, penalty.lower, penalty.upper)
    odds = log_odds(rows, parameters)
    blocks = hessian(rows, odds) if blocks is None else blocks
    curved = curvature(blocks.with_prior(penalty.precision))
    for steps in range(1, max_iter + 1):
        if _moved(odds, blocks.odds) > _STALE:
            blocks = hessian(rows, odds)
            curved = curvature(blocks.with_prior(penalty.precision))
        slope = gradient(rows, penalty, parameters, odds)
        free = ~held_at_bounds(penalty, parameters, slope)
        step = curved.solve(-slope, free)
        close = -slope @ step <= 2 * tol
        moved, odds = _descend(rows, penalty, parameters, odds, slope, step)
        stuck = np.array_equal(moved, parameters)
        parameters = moved
        if stuck or (close and _settled(rows, penalty, parameters, odds, free)):
            return Minimum(parameters, odds, blocks, steps, converged=True)
    return Minimum(parameters, odds, blocks, max_iter, converged=False)


def _settled(rows: Rows, penalty: Penalty, parameters: Floats, odds: Floats, free: Flags) -> bool:
    """Whether the same parameters are free after the step as before it."""
    slope = gradient(rows, penalty, parameters, odds)
    return np.array_equal(~held_at_bounds(penalty, parameters, slope), free)


def _moved(odds: Floats, before: Floats) -> float:
    return float(np.abs(odds - before).mean()) if len(odds) else 0.0


def _descend(
    rows: Rows, penalty: Penalty, parameters: Floats, odds: Floats, slope: Floats, step: Floats
) -> tuple[Floats, Floats]:
    """The longest of 1, 1/2, 1/4 ... of the step that lowers the loss; where it began, if none."""
    before = loss(rows, penalty, parameters, odds)
    share = 1.0
    while share >= _SHORTEST:
        moved = np.clip(parameters + share * step, penalty.lower, penalty.upper)
        moved_odds = log_odds(rows, moved)
        promised = _KEEP * float(slope @ (parameters - moved))
        after = loss(rows, penalty, moved, moved_odds)
        if after <= before - promised + _ROUNDING * abs(before):
            return moved, moved_odds
        share /= 2
    return parameters, odds
