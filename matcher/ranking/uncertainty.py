"""How sure a model is of a chance: the spread of its log-odds, and the range that it gives.

The range is about the chance itself (how well the effects are known), not about what will happen
to one person; design.md 6.2 asks for the prior's spread, 0.2 for each standardised feature.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.outcomes import Stage
from matcher.features.columns import HISTORY
from matcher.features.intercepts import Intercepts, Rows, over_openings
from matcher.features.offers import OfferFeatures

# Standard deviations before any outcome: an effect's (design.md 6.2), and the level's of a stage,
# which differs between offices: expert judgement, from seven to nine in ten around eight in ten.
EFFECT_SD = 0.2
INTERCEPT_SD = 0.5
# Four of five chances lie within so many standard deviations (the normal 90th percentile).
RANGE_WIDTH = 1.2815515655446004
_STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """``covariances`` (4, F + 1, F + 1) of each stage's effects, the intercept last.

    ``variances`` are those of fitted intercepts by history column and id, ``unseen`` that of an
    employer, mentor or occupation that nothing is known of; both empty in the day-one model.
    """

    covariances: Floats
    variances: Intercepts = field(default_factory=dict)
    unseen: Mapping[str, float] = field(default_factory=dict)

    def spread(self, columns: Floats, own: Floats) -> Floats:
        """(n, 4) standard deviations of the log-odds of (n, F) ``columns``.

        ``own`` (n, 4) is the variance that the pairs' openings bring (``of_openings``).
        """
        whole = np.column_stack([columns, np.ones(len(columns))])
        known = np.einsum("nf,sfg,ng->ns", whole, self.covariances, whole, optimize=True)
        return np.asarray(np.sqrt(np.maximum(known + own, 0.0)))

    def of_openings(self, offers: OfferFeatures, openings: Rows) -> Floats:
        """(n, 4) variance of the intercepts of each opening's employer, mentors and occupation.

        Of several mentors the mean: one of them it will be.
        """
        found = np.zeros((len(openings), len(_STAGES)))
        for kind, columns in HISTORY.items():
            for stage, column in columns.items():
                known, unseen = self.variances.get(column, {}), self.unseen.get(column, 0.0)
                own = over_openings(offers, openings, kind, known.get, unseen)
                found[:, _STAGES.index(stage)] += own
        return found


def prior_uncertainty(features: int) -> Uncertainty:
    """What is not known before any outcome, the same in every stage."""
    spread = np.append(np.full(features, EFFECT_SD), INTERCEPT_SD)
    return Uncertainty(np.repeat(np.diag(spread**2)[None], len(_STAGES), axis=0))


def chance_ranges(log_odds: Floats, spread: Floats) -> Floats:
    """(n, 4, 2): from where to where four of five chances lie, given (n, 4) log-odds and spread.

    >>> chance_ranges(np.zeros((1, 1)), np.array([[1.0]])).round(2).tolist()
    [[[0.22, 0.78]]]
    """
    ends = log_odds[..., None] + RANGE_WIDTH * np.multiply.outer(spread, [-1.0, 1.0])
    ranges: Floats = 0.5 * (1.0 + np.tanh(0.5 * ends))
    return ranges
