"""One additive log-odds model per stage; every contribution is a product that can be shown."""

from dataclasses import dataclass

import numpy as np
from sklearn.pipeline import Pipeline

from matcher.domain.arrays import Floats
from matcher.domain.outcomes import Stage
from matcher.features.intercepts import Rows
from matcher.features.offers import OfferFeatures
from matcher.features.pipeline import feature_pipeline
from matcher.ranking.day_one import DayOne
from matcher.ranking.uncertainty import Uncertainty, chance_ranges, prior_uncertainty

STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True)
class AdditiveModel:
    """F standardised columns, four stages: ``effects`` is (F, 4) and ``intercepts`` (4,).

    The day-one model and every one that is learned; ``uncertainty`` is what it does not know.
    """

    version: str
    names: tuple[str, ...]
    effects: Floats
    intercepts: Floats
    pipeline: Pipeline
    uncertainty: Uncertainty

    @property
    def main_effects(self) -> Floats:
        """(F,) each feature's largest effect, with its sign."""
        largest = np.abs(self.effects).argmax(axis=1)
        main: Floats = self.effects[np.arange(len(self.effects)), largest]
        return main

    def log_odds(self, columns: Floats) -> Floats:
        """(n, F) standardised columns -> (n, 4) log-odds, in the order of ``STAGES``."""
        log_odds: Floats = columns @ self.effects + self.intercepts
        return log_odds

    def ranges(self, columns: Floats, offers: OfferFeatures, openings: Rows) -> Floats:
        """(n, 4, 2) the 80 % range of each chance, for (n, F) columns at (n,) rows of offers."""
        own = self.uncertainty.of_openings(offers, openings)
        return chance_ranges(self.log_odds(columns), self.uncertainty.spread(columns, own))

    def contributions(self, columns: Floats) -> Floats:
        """(n, F) -> (n, F, 4): with the intercept they sum to the log-odds, stage by stage."""
        return columns[:, :, None] * self.effects


def probabilities(log_odds: Floats) -> Floats:
    """The logistic function, without overflow.

    >>> probabilities(np.array([0.0, 800.0, -800.0])).tolist()
    [0.5, 1.0, 0.0]
    """
    return 0.5 * (1.0 + np.tanh(0.5 * log_odds))


def by_stage(ranges: Floats) -> dict[str, tuple[float, float]]:
    """(4, 2) ranges by the stages' names.

    >>> by_stage(np.array([[0.1, 0.2]] * 4))["fits"]
    (0.1, 0.2)
    """
    ends = [(low, high) for low, high in ranges.tolist()]
    return dict(zip(map(str, STAGES), ends, strict=True))


def day_one_model(day_one: DayOne) -> AdditiveModel:
    """The model before any outcome is known: the prior's means."""
    effects = [[entry.effects.get(stage, 0.0) for stage in STAGES] for entry in day_one.entries]
    intercepts = [day_one.intercepts[stage] for stage in STAGES]
    return AdditiveModel(
        version=day_one.version,
        names=day_one.names,
        effects=np.array(effects),
        intercepts=np.array(intercepts),
        pipeline=feature_pipeline(
            [entry.mean for entry in day_one.entries],
            [entry.sd for entry in day_one.entries],
            day_one.bends,
        ),
        uncertainty=prior_uncertainty(len(day_one.entries)),
    )
