"""Between the day-one file and what was learned: the prior of a fit, and the model made of it."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.outcomes import Stage
from matcher.features.columns import HISTORY
from matcher.features.pipeline import FixedStandardiser, feature_pipeline
from matcher.learning.dataset import LearningSet
from matcher.learning.stages import GROUP_SD, FittedStages, Prior
from matcher.ranking.day_one import Bound, DayOne
from matcher.ranking.model import STAGES, AdditiveModel, day_one_model
from matcher.ranking.uncertainty import EFFECT_SD, INTERCEPT_SD, Uncertainty

T = TypeVar("T")
HELD = tuple(column for columns in HISTORY.values() for column in columns.values())


def prior_of(day_one: DayOne) -> Prior:
    """The day-one effects as what a fit starts from, with the file's bounds, firm or not.

    The history columns are held out: intercepts of the same groups are fitted in their place.
    """
    effects = day_one_model(day_one).effects.copy()
    effects[[name in HELD for name in day_one.names]] = 0.0
    bounds = [entry.bound for entry in day_one.entries]
    lower = np.array([0.0 if bound is Bound.UP else -np.inf for bound in bounds])
    upper = np.array([0.0 if bound is Bound.DOWN else np.inf for bound in bounds])
    return Prior(
        names=day_one.names,
        effects=effects,
        sd=np.full(effects.shape, EFFECT_SD),
        lower=np.repeat(lower[:, None], len(STAGES), axis=1),
        upper=np.repeat(upper[:, None], len(STAGES), axis=1),
        intercepts=np.array([day_one.intercepts[stage] for stage in STAGES]),
        intercept_sd=INTERCEPT_SD,
        held=HELD,
        firm=tuple(entry.name for entry in day_one.entries if entry.firm),
    )


def learned_model(day_one: DayOne, fitted: FittedStages, version: str) -> AdditiveModel:
    """The fit as a model that ranks, explains itself and says how sure it is.

    ValueError where the fit has other columns than the day-one file.
    """
    if fitted.names != day_one.names:
        raise ValueError("The fit has other columns than the day-one file; fit it again.")
    return AdditiveModel(
        version=version,
        names=fitted.names,
        effects=_effects(fitted),
        intercepts=fitted.intercepts.copy(),
        pipeline=feature_pipeline(
            [0.0 if entry.name in HELD else entry.mean for entry in day_one.entries],
            [1.0 if entry.name in HELD else entry.sd for entry in day_one.entries],
            day_one.bends,
            _by_column(fitted, 0),
        ),
        uncertainty=Uncertainty(
            covariances=fitted.covariances.copy(),
            variances=_by_column(fitted, 1),
            unseen=_each_column(
                lambda kind, stage: fitted.group_variances.get(kind, {}).get(stage, GROUP_SD**2)
            ),
        ),
    )


def _effects(fitted: FittedStages) -> Floats:
    """The fitted effects; an intercept's column counts once, in its own stage."""
    effects = fitted.effects.copy()
    for columns in HISTORY.values():
        for stage, column in columns.items():
            row = fitted.names.index(column)
            effects[row] = 0.0
            effects[row, STAGES.index(stage)] = 1.0
    return effects


def _by_column(fitted: FittedStages, part: int) -> dict[str, dict[str, float]]:
    """By history column and id, the fitted intercepts (``part`` 0) or their variances (1)."""
    return _each_column(
        lambda kind, stage: {
            group: found[part]
            for group, found in fitted.group_effects.get(kind, {}).get(stage, {}).items()
        }
    )


def _each_column(number: Callable[[str, Stage], T]) -> dict[str, T]:
    return {
        column: number(kind, stage)
        for kind, columns in HISTORY.items()
        for stage, column in columns.items()
    }


def standardised(day_one: DayOne, rows: LearningSet) -> Floats:
    """(n, F) columns of a learning set on the day-one file's scale; unknown is 0, "as usual".

    The history columns hold shrunk rates here, as the day-one model wants them; a fit holds them
    out.
    """
    means = [entry.mean for entry in day_one.entries]
    sds = [entry.sd for entry in day_one.entries]
    return _standardise(FixedStandardiser(means, sds), rows.raw)


def log_odds_of(model: AdditiveModel, rows: LearningSet) -> Floats:
    """(n, 4) log-odds that any model, learned or not, gives the rows of a learning set.

    A learned model looks at each row's own employer, mentor and occupation.
    """
    if rows.names != model.names:
        raise ValueError("The rows have other columns than the model; make them again.")
    steps, raw = model.pipeline.named_steps, rows.raw
    intercepts = steps["encode"].intercepts
    if intercepts is not None:
        raw = raw.copy()
        for kind, columns in HISTORY.items():
            for column in columns.values():
                known = intercepts.get(column, {})
                own = [known.get(group, 0.0) for group in rows.groups[kind].tolist()]
                raw[:, model.names.index(column)] = own
    return model.log_odds(steps["standardise"].transform(raw) if len(raw) else raw)


def _standardise(scale: FixedStandardiser, raw: Floats) -> Floats:
    if len(raw) == 0:  # scikit-learn refuses a frame without rows
        return raw
    return scale.fit(raw[:1]).transform(raw)
