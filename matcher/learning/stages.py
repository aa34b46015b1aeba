"""Fit all four stages around the day-one prior, and say what each would predict.

A missing outcome is left out of its stage; it is never a failure. With no outcomes the result is
the prior, to the bit. The advisers' intercepts soak up who reports what and are then thrown away.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matcher.domain.arrays import Flags, Floats
from matcher.domain.outcomes import Stage
from matcher.features.columns import HISTORY
from matcher.learning.posterior import make_rows
from matcher.learning.posterior_mode import CoefficientPrior, GroupPrior, Mode, fit_mode
from matcher.learning.tempering import released, tempered

STAGES = tuple(Stage)
# Who has an intercept of their own in which stage: as the columns of their history have it.
UNKEPT = "adviser"
KINDS: dict[str, tuple[Stage, ...]] = {kind: tuple(stages) for kind, stages in HISTORY.items()}
# Fitted, but neither kept nor used to predict (design.md 6.2).
KINDS[UNKEPT] = STAGES
# How far employers, mentors, occupations and advisers differ before any outcome, in log-odds:
# expert judgement, about as much as two standard deviations of the effects in day_one.toml.
GROUP_SD = 0.4
# That judgement counts as so many groups; with more groups than these the outcomes decide.
GROUP_WEIGHT = 20.0
# Newton's method stops when the log-posterior is within so many nats of its best.
TOLERANCE = 1e-9
MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Prior:
    """F columns by four stages: what is believed before any outcome, (F, 4) each.

    Bounds are infinite where an effect is free. ``held`` names the columns whose effect is 0 in
    the fit, since an intercept of that employer, mentor or occupation takes their place. ``firm``
    names the columns whose bounds hold whatever the outcomes say (None: every one); the bounds of
    the others are given up where outcomes contradict them (``tempering.released``).
    """

    names: tuple[str, ...]
    effects: Floats
    sd: Floats
    lower: Floats
    upper: Floats
    intercepts: Floats
    intercept_sd: float
    held: tuple[str, ...]
    firm: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        wide = len(self.names)
        for name in ("effects", "sd", "lower", "upper"):
            _shaped(getattr(self, name), (wide, len(STAGES)), f"prior.{name}")
        _shaped(self.intercepts, (len(STAGES),), "prior.intercepts")
        for name, listed in (("held", self.held), ("firm", self.firm or ())):
            unknown = sorted(set(listed) - set(self.names))
            if unknown:
                raise ValueError(f"prior.{name}: expected names of columns, got {unknown[0]!r}")

    @property
    def kept(self) -> Flags:
        """(F,) True where the column takes part in the fit."""
        return ~np.isin(np.array(self.names), self.held)

    @property
    def firm_kept(self) -> Flags:
        """Which of the columns in the fit keep their bounds whatever the outcomes say."""
        names = np.array(self.names)[self.kept]
        return np.isin(names, self.names if self.firm is None else self.firm)


@dataclass(frozen=True, slots=True)
class FittedStages:
    """Effects (F, 4), intercepts (4,) and what is not known about them.

    ``covariances`` is (4, F + 1, F + 1), the intercept last, 0 for held columns. Group effects are
    (log-odds, variance) by kind, stage and id; ``group_variances`` is that of one never seen.
    ``counts`` is the number of outcomes in each stage.
    """

    names: tuple[str, ...]
    effects: Floats
    intercepts: Floats
    covariances: Floats
    group_effects: dict[str, dict[Stage, dict[str, tuple[float, float]]]]
    group_variances: dict[str, dict[Stage, float]]
    counts: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Groups:
    """Groups as numbers: codes (n, G), -1 unknown, and each kind's ids in the codes' order."""

    kinds: tuple[str, ...]
    codes: NDArray[np.int64]
    ids: tuple[NDArray[np.str_], ...]


def fit_stages(
    columns: Floats,
    labels: Floats,
    groups: Mapping[str, NDArray[np.str_]],
    prior: Prior,
    group_sd: float = GROUP_SD,
    group_weight: float | None = GROUP_WEIGHT,
) -> FittedStages:
    """Fit each stage on the rows whose outcome is known, with the prior scaled by what they say.

    ``columns`` is (n, F) standardised, ``labels`` (n, 4) of 1, 0 and NaN (unknown), ``groups``
    maps a kind to (n,) ids, "" where unknown. ``group_weight`` None keeps ``group_sd`` as it is.
    The same rows in the same order give the same bits; in another order the same to rounding.
    Raises ValueError for shapes or values that do not fit.
    """
    _check(columns, labels, groups, prior)
    # One thread: the bits do not hang on how many cores there are.
    with threadpool_limits(1, "blas"):
        coded = _coded(groups)
        fits = [
            _fit_stage(columns, labels[:, at], coded, prior, at, (group_sd, group_weight))
            for at in range(len(STAGES))
        ]
        return _together(prior, fits)


def predict_stages(
    fitted: FittedStages, columns: Floats, groups: Mapping[str, NDArray[np.str_]]
) -> Floats:
    """(n, 4) chances; a group that was never seen adds nothing, and an adviser never does."""
    log_odds = columns @ fitted.effects + fitted.intercepts
    for kind, stages in fitted.group_effects.items():
        if kind not in groups:
            continue
        ids, place = np.unique(groups[kind], return_inverse=True)
        for stage, effects in stages.items():
            known = np.array([effects.get(str(one), (0.0, 0.0))[0] for one in ids])
            log_odds[:, STAGES.index(stage)] += known[place]
    chances: Floats = 0.5 * (1.0 + np.tanh(0.5 * log_odds))
    return chances


def _fit_stage(
    columns: Floats,
    labels: Floats,
    groups: _Groups,
    prior: Prior,
    at: int,
    group_prior: tuple[float, float | None],
) -> tuple[Mode, _Groups, int]:
    known = ~np.isnan(labels)
    coded = _seen(groups, known, STAGES[at])
    rows = make_rows(
        columns[np.ix_(known, prior.kept)],
        labels[known],
        coded.codes,
        [len(ids) for ids in coded.ids],
    )
    own = CoefficientPrior(
        mean=prior.effects[prior.kept, at],
        sd=prior.sd[prior.kept, at],
        lower=prior.lower[prior.kept, at],
        upper=prior.upper[prior.kept, at],
        intercept=float(prior.intercepts[at]),
        intercept_sd=prior.intercept_sd,
    )
    own.check()
    trusted = released(rows, tempered(rows, own), prior.firm_kept)
    sd, weight = group_prior
    among = GroupPrior(np.full(len(coded.kinds), sd), weight)
    # Few outcomes may move the effects little; they must not make anybody surer than the prior.
    mode = fit_mode(rows, trusted, among, TOLERANCE, MOST_STEPS, unsure=own.sd)
    return mode, coded, int(known.sum())


def _coded(groups: Mapping[str, NDArray[np.str_]]) -> _Groups:
    kinds = tuple(kind for kind in KINDS if kind in groups)
    codes, ids = [], []
    for kind in kinds:
        names, code = np.unique(groups[kind], return_inverse=True)
        unknown = int(len(names) > 0 and names[0] == "")
        codes.append(code.astype(np.int64) - unknown)
        ids.append(names[unknown:])
    table = np.stack(codes, axis=1) if kinds else np.empty((0, 0), np.int64)
    return _Groups(kinds, table, tuple(ids))


def _seen(groups: _Groups, known: Flags, stage: Stage) -> _Groups:
    """The groups of the ``known`` rows that have an intercept in this stage."""
    kinds = tuple(kind for kind in groups.kinds if stage in KINDS[kind])
    table, ids = np.empty((int(known.sum()), len(kinds)), np.int64), []
    for at, kind in enumerate(kinds):
        place = groups.kinds.index(kind)
        code = groups.codes[known, place]
        seen = np.zeros(len(groups.ids[place]), dtype=np.bool_)
        seen[code[code >= 0]] = True
        renumbered = np.append(np.cumsum(seen) - 1, -1)  # the last is for unknown, which is -1
        table[:, at] = renumbered[code]
        ids.append(groups.ids[place][seen])
    return _Groups(kinds, table, tuple(ids))


def _together(prior: Prior, fits: list[tuple[Mode, _Groups, int]]) -> FittedStages:
    wide = len(prior.names)
    effects = np.zeros((wide, len(STAGES)))
    covariances = np.zeros((len(STAGES), wide + 1, wide + 1))
    by_id: dict[str, dict[Stage, dict[str, tuple[float, float]]]] = {}
    unseen: dict[str, dict[Stage, float]] = {}
    fitted = np.flatnonzero(np.append(prior.kept, True))
    for at, (mode, coded, count) in enumerate(fits):
        effects[prior.kept, at] = mode.coefficients
        spread = mode.curvature.covariance() if count else _prior_covariance(prior, at)
        covariances[at][np.ix_(fitted, fitted)] = spread
        for kind, each, variance in _group_effects(mode, coded):
            by_id.setdefault(kind, {})[STAGES[at]] = each
            unseen.setdefault(kind, {})[STAGES[at]] = variance
    counts = tuple(count for _, _, count in fits)
    intercepts = np.array([mode.intercept for mode, _, _ in fits])
    shows, completes, fits_well, works = counts
    return FittedStages(
        names=prior.names,
        effects=effects,
        intercepts=intercepts,
        covariances=covariances,
        group_effects=by_id,
        group_variances=unseen,
        counts=(shows, completes, fits_well, works),
    )


def _prior_covariance(prior: Prior, at: int) -> Floats:
    return np.diag(np.append(prior.sd[prior.kept, at], prior.intercept_sd) ** 2)


def _group_effects(
    mode: Mode, coded: _Groups
) -> list[tuple[str, dict[str, tuple[float, float]], float]]:
    sizes = [len(ids) for ids in coded.ids]
    variances = mode.group_variances(np.repeat(np.arange(len(sizes)), sizes))
    ends = np.cumsum([0, *sizes])
    found = []
    for at, (kind, ids) in enumerate(zip(coded.kinds, coded.ids, strict=True)):
        part = slice(ends[at], ends[at + 1])
        pairs = zip(mode.groups[part].tolist(), variances[part].tolist(), strict=True)
        if kind != UNKEPT:
            each = dict(zip(map(str, ids), pairs, strict=True))
            found.append((kind, each, float(mode.group_sd[at] ** 2)))
    return found


def _check(
    columns: Floats, labels: Floats, groups: Mapping[str, NDArray[np.str_]], prior: Prior
) -> None:
    n = len(columns)
    _shaped(columns, (n, len(prior.names)), "columns")
    _shaped(labels, (n, len(STAGES)), "labels")
    for kind, ids in groups.items():
        _shaped(ids, (n,), f"groups[{kind!r}]")
    if not np.isfinite(columns).all():
        raise ValueError("columns: expected finite numbers, got NaN or infinity")
    wrong = labels[~(np.isnan(labels) | (labels == 0.0) | (labels == 1.0))]
    if wrong.size:
        raise ValueError(f"labels: expected 0, 1 or NaN, got {wrong[0]:g}")


def _shaped(array: NDArray[np.generic], shape: tuple[int, ...], name: str) -> None:
    if array.shape != shape:
        raise ValueError(f"{name}: expected shape {shape}, got {array.shape}")
