"""How good predicted probabilities are: log loss, Brier, calibration and AUC, with intervals.

Each interval is a bootstrap over participants, since a person's outcomes belong together. What
cannot be computed (one class only, one prediction for all) is None, and never a guess.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Flags, Floats

DRAWS = 400
# Ends of the 90 % interval that design.md 6.8 asks for.
ENDS = (0.05, 0.95)
METRICS = ("log_loss", "brier", "calibration_slope", "calibration_intercept", "auc")
# An interval of which more than a tenth of the draws is undefined is none.
MOST_UNDEFINED = 0.1
# Probabilities are held so far from 0 and 1, as scikit-learn's log loss does it.
CLIP = 1e-12
# Weights held in memory at once, in numbers: 32 MB.
_MOST_NUMBERS = 4_000_000
# Newton's method: so many steps, none longer than so much; beyond the steepest it runs away.
_STEPS, _LONGEST_STEP, _CONVERGED, _STEEPEST = 40, 2.0, 1e-9, 50.0

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 90 % interval; None where it cannot be computed."""

    value: float | None
    low: float | None = None
    high: float | None = None

    def as_dict(self) -> dict[str, float | None]:
        """As it stands in reports."""
        return {"value": self.value, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Scored:
    """n outcomes (0 or 1) with their predicted probabilities.

    ``cluster`` numbers the participants from 0; ``stratum`` tells outcomes apart that are never
    compared with each other by AUC (the stages).
    """

    outcome: Floats
    predicted: Floats
    cluster: Indices
    stratum: Indices

    def where(self, mask: Flags) -> "Scored":
        """Only those outcomes; the participants keep their numbers."""
        return Scored(
            self.outcome[mask], self.predicted[mask], self.cluster[mask], self.stratum[mask]
        )


def participant_draws(participants: int, *, seed: int, draws: int = DRAWS) -> Floats:
    """(draws, participants): how often each participant is drawn, with replacement.

    >>> participant_draws(3, seed=1, draws=2).sum(axis=1).tolist()
    [3.0, 3.0]
    """
    if participants == 0:
        return np.zeros((draws, 0))
    even = np.full(participants, 1.0 / participants)
    drawn = np.random.default_rng(seed).multinomial(participants, even, size=draws)
    return drawn.astype(np.float64)


def measure(scored: Scored, times: Floats) -> dict[str, Estimate]:
    """Every one of ``METRICS``; ``times`` are the draws over all participants."""
    slope, intercept = calibration(scored, times)
    return {
        "log_loss": mean_estimate(log_losses(scored), scored.cluster, times),
        "brier": mean_estimate((scored.predicted - scored.outcome) ** 2, scored.cluster, times),
        "calibration_slope": slope,
        "calibration_intercept": intercept,
        "auc": auc_estimate(scored, times),
    }


def log_losses(scored: Scored) -> Floats:
    """(n,) minus the log of the probability that was given to what happened, in nats.

    >>> scored = Scored(*map(np.array, ([1.0], [0.5], [0], [0])))
    >>> log_losses(scored).round(4).tolist()
    [0.6931]
    """
    given = np.clip(scored.predicted, CLIP, 1.0 - CLIP)
    losses: Floats = -np.where(scored.outcome > 0, np.log(given), np.log1p(-given))
    return losses


def mean_draws(values: Floats, cluster: Indices, times: Floats) -> Floats:
    """(draws,) the mean of ``values`` in each draw; NaN in a draw that holds none of them."""
    people = times.shape[1]
    sums = times @ np.bincount(cluster, values, minlength=people)
    sizes = times @ np.bincount(cluster, minlength=people)
    means: Floats = np.divide(sums, sizes, out=np.full(len(times), np.nan), where=sizes > 0)
    return means


def mean_estimate(values: Floats, cluster: Indices, times: Floats) -> Estimate:
    """The mean of ``values`` with its interval."""
    if not len(values):
        return Estimate(None)
    return _with_interval(float(values.mean()), mean_draws(values, cluster, times), cluster)


def _with_interval(value: float, draws: Floats, cluster: Indices) -> Estimate:
    if not np.isfinite(value):
        return Estimate(None)
    defined = draws[np.isfinite(draws)]
    too_few = len(defined) < (1.0 - MOST_UNDEFINED) * len(draws)
    # One person's outcomes say nothing of how people differ.
    if too_few or len(np.unique(cluster)) < 2:
        return Estimate(value)
    low, high = np.quantile(defined, ENDS)
    return Estimate(value, float(low), float(high))


def _weights(cluster: Indices, times: Floats) -> Iterator[Floats]:
    """Blocks of the (draws, n) table of how often each outcome counts."""
    step = max(1, _MOST_NUMBERS // max(len(cluster), 1))
    for first in range(0, len(times), step):
        yield times[first : first + step][:, cluster]


def calibration(scored: Scored, times: Floats) -> tuple[Estimate, Estimate]:
    """Slope and intercept of the logistic recalibration (Cox 1958); 1 and 0 are perfect."""
    once = np.ones((1, len(scored.outcome)))
    value = recalibrate(scored, once)[0]
    if not np.isfinite(value).all():
        return Estimate(None), Estimate(None)
    drawn = [recalibrate(scored, weights) for weights in _weights(scored.cluster, times)]
    intercepts, slopes = np.concatenate(drawn).T
    return (
        _with_interval(float(value[1]), slopes, scored.cluster),
        _with_interval(float(value[0]), intercepts, scored.cluster),
    )


def recalibrate(scored: Scored, weights: Floats) -> Floats:
    """(draws, 2): intercept and slope of outcome on the predicted log-odds, by Newton's method.

    NaN where one class only, one prediction only, or a perfect separation leaves them undefined.
    """
    given = np.clip(scored.predicted, CLIP, 1.0 - CLIP)
    x = np.log(given) - np.log1p(-given)
    line = np.column_stack([np.ones_like(x), x])
    squares = np.column_stack([np.ones_like(x), x, x * x])
    # From a flat line Newton's method finds its way; from a steep one it may oscillate.
    found = np.zeros((len(weights), 2))
    still = _both_classes(scored.outcome, weights) & (_spread(squares, weights) > CLIP)
    found[~still] = np.nan
    open_draws = np.flatnonzero(still)
    for _ in range(_STEPS):
        if not len(open_draws):
            break
        step = _newton_step(found[open_draws], line, squares, scored.outcome, weights[open_draws])
        found[open_draws] += step
        lost = ~np.isfinite(step).all(axis=1) | (np.abs(found[open_draws]) > _STEEPEST).any(axis=1)
        found[open_draws[lost]] = np.nan
        open_draws = open_draws[~lost & (np.abs(step).max(axis=1) > _CONVERGED)]
    found[open_draws] = np.nan
    return found


def _newton_step(
    found: Floats, line: Floats, squares: Floats, outcome: Floats, weights: Floats
) -> Floats:
    chance = 0.5 * (1.0 + np.tanh(0.5 * (found @ line.T)))
    gradient = (weights * (outcome - chance)) @ line
    flat, cross, steep = ((weights * chance * (1.0 - chance)) @ squares).T
    determinant = flat * steep - cross * cross
    with np.errstate(divide="ignore", invalid="ignore"):
        intercept = (steep * gradient[:, 0] - cross * gradient[:, 1]) / determinant
        slope = (flat * gradient[:, 1] - cross * gradient[:, 0]) / determinant
    step: Floats = np.column_stack([intercept, slope])
    return step.clip(-_LONGEST_STEP, _LONGEST_STEP)


def _both_classes(outcome: Floats, weights: Floats) -> Flags:
    good, every = weights @ outcome, weights.sum(axis=1)
    both: Flags = (good > 0) & (good < every)
    return both


def _spread(squares: Floats, weights: Floats) -> Floats:
    """Variance of the predicted log-odds in each draw."""
    size, total, square = (weights @ squares).T
    size = np.maximum(size, 1.0)
    spread: Floats = square / size - (total / size) ** 2
    return spread


def auc_estimate(scored: Scored, times: Floats) -> Estimate:
    """The AUC with its interval; None where no stratum holds both classes."""
    value = auc_draws(scored, np.ones((1, len(scored.outcome))))[0]
    if not np.isfinite(value):
        return Estimate(None)
    drawn = [auc_draws(scored, weights) for weights in _weights(scored.cluster, times)]
    return _with_interval(float(value), np.concatenate(drawn), scored.cluster)


def auc_draws(scored: Scored, weights: Floats) -> Floats:
    """(draws,) how often a success was given more than a failure of the same stratum; ties half.

    NaN where no stratum holds both.
    """
    right, pairs = np.zeros(len(weights)), np.zeros(len(weights))
    for stratum in np.unique(scored.stratum):
        rows = np.flatnonzero(scored.stratum == stratum)
        rows = rows[np.argsort(scored.predicted[rows], kind="stable")]
        given, outcome = scored.predicted[rows], scored.outcome[rows]
        starts = np.flatnonzero(np.r_[True, given[1:] != given[:-1]])
        good = np.add.reduceat(weights[:, rows] * outcome, starts, axis=1)
        bad = np.add.reduceat(weights[:, rows] * (1.0 - outcome), starts, axis=1)
        below = np.cumsum(bad, axis=1) - 0.5 * bad
        right += (good * below).sum(axis=1)
        pairs += good.sum(axis=1) * bad.sum(axis=1)
    shares: Floats = np.divide(right, pairs, out=np.full(len(pairs), np.nan), where=pairs > 0)
    return shares
