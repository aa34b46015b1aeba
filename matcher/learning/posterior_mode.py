"""Fit one outcome: the posterior's mode, its curvature there, and how far groups differ."""

from dataclasses import dataclass, replace

import numpy as np

from matcher.domain.arrays import Floats
from matcher.learning.curvature import Curvature, curvature
from matcher.learning.newton import minimise
from matcher.learning.posterior import Blocks, Codes, Penalty, Rows, hessian

# How far groups differ is settled when no standard deviation moves by more than this share.
_SETTLED = 0.02
_MOST_UPDATES = 25
# Newton steps between two updates: while groups' sd still move, the exact mode is not needed.
_STEPS_BETWEEN = 1
# A Hessian is exact enough for variances when no log-odds differ by more.
_SAME_ODDS = 1e-4


@dataclass(frozen=True, slots=True)
class CoefficientPrior:
    """Gaussian prior and bounds of p coefficients, each (p,), and the intercept's."""

    mean: Floats
    sd: Floats
    lower: Floats
    upper: Floats
    intercept: float
    intercept_sd: float

    def check(self) -> None:
        """Raise ValueError where it is no prior."""
        spread = np.append(self.sd, self.intercept_sd)
        if not (np.isfinite(spread).all() and (spread > 0).all()):
            raise ValueError(f"sd: expected finite numbers above 0, got {spread.min():g}")
        centre = np.append(self.mean, self.intercept)
        if not np.isfinite(centre).all():
            raise ValueError("mean: expected finite numbers, got NaN or infinity")
        outside = ~((self.lower <= self.mean) & (self.mean <= self.upper))
        if outside.any():
            at = int(np.flatnonzero(outside)[0])
            raise ValueError(
                f"mean: expected column {at} within its bounds {self.lower[at]:g} to"
                f" {self.upper[at]:g}, got {self.mean[at]:g}"
            )


@dataclass(frozen=True, slots=True)
class GroupPrior:
    """How far groups of each kind (G,) differ, in log-odds, before any outcome.

    ``weight`` is how many groups that is worth: None keeps ``sd``; otherwise each kind's own
    groups count beside it.
    """

    sd: Floats
    weight: float | None


@dataclass(frozen=True, slots=True)
class Mode:
    """Coefficients (p,), intercept, groups' intercepts (q,), group sd (G,) and the curvature."""

    coefficients: Floats
    intercept: float
    groups: Floats
    group_sd: Floats
    curvature: Curvature
    steps: int
    converged: bool

    def group_variances(self, kind: Codes) -> Floats:
        """(q,) variances of the groups' intercepts."""
        return self.curvature.group_variances(self.group_sd[kind] ** 2)


def fit_mode(
    rows: Rows,
    prior: CoefficientPrior,
    groups: GroupPrior,
    tol: float,
    max_iter: int,
    unsure: Floats | None = None,
) -> Mode:
    """The mode; with ``groups.weight`` the groups' sd is the mode of its Laplace likelihood.

    MacKay (1992), Bayesian interpolation: sd^2 = (weight x prior^2 + sum of squares) /
    (weight + groups - sum of variances / sd^2), where variance / sd^2 is the share of a group
    that no outcome has decided. The prior counts as ``weight`` groups (a scaled inverse
    chi-square), so that few groups change little and no group changes nothing.

    ``unsure`` (p,) may give wider prior sd for the curvature alone: how sure one is said to be.
    """
    sd = groups.sd.astype(np.float64)
    learns = groups.weight is not None and len(rows.kind) > 0
    parameters, blocks, taken = _start(prior, len(rows.kind)), None, 0
    for _ in range(_MOST_UPDATES if learns else 0):
        penalty = _penalty(rows, prior, sd)
        found = minimise(rows, penalty, parameters, tol, _STEPS_BETWEEN, blocks)
        parameters, blocks, taken = found.parameters, found.blocks, taken + found.steps
        new = _new_sd(rows, groups, sd, parameters, blocks.with_prior(penalty.precision))
        moved, sd = np.abs(new / sd - 1.0).max(), new
        if moved <= _SETTLED:
            break
    penalty = _penalty(rows, prior, sd)
    found = minimise(rows, penalty, parameters, tol, max_iter, blocks)
    near = np.abs(found.odds - found.blocks.odds).max(initial=0.0) <= _SAME_ODDS
    last = found.blocks if near else hessian(rows, found.odds)
    wider = prior if unsure is None else replace(prior, sd=np.maximum(prior.sd, unsure))
    p = rows.wide - 1
    return Mode(
        coefficients=found.parameters[:p],
        intercept=float(found.parameters[p]),
        groups=found.parameters[rows.wide :],
        group_sd=sd,
        curvature=curvature(last.with_prior(_penalty(rows, wider, sd).precision)),
        steps=taken + found.steps,
        converged=found.converged,
    )


def _start(prior: CoefficientPrior, groups: int) -> Floats:
    return np.concatenate([prior.mean, [prior.intercept], np.zeros(groups)])


def _penalty(rows: Rows, prior: CoefficientPrior, sd: Floats) -> Penalty:
    free = np.full(1 + len(rows.kind), np.inf)
    spread = np.concatenate([prior.sd, [prior.intercept_sd], sd[rows.kind]])
    return Penalty(
        mean=_start(prior, len(rows.kind)),
        precision=spread**-2.0,
        lower=np.concatenate([prior.lower, -free]),
        upper=np.concatenate([prior.upper, free]),
    )


def _new_sd(
    rows: Rows, groups: GroupPrior, sd: Floats, parameters: Floats, blocks: Blocks
) -> Floats:
    weight = groups.weight or 0.0
    count = np.bincount(rows.kind, minlength=len(sd))
    squares = np.bincount(rows.kind, parameters[rows.wide :] ** 2, minlength=len(sd))
    variances = curvature(blocks).rough_variances()
    undecided = np.bincount(rows.kind, variances, minlength=len(sd)) / sd**2
    return np.sqrt((weight * groups.sd**2 + squares) / (weight + count - undecided))
