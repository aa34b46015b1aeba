"""What a placement is worth, and how much of that each feature gives (design.md 6.3)."""

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.policy import Policy
from matcher.ranking.model import AdditiveModel, probabilities


def placement_value(chances: Floats, policy: Policy) -> Floats:
    """Value from 0 to 1 of (..., 4) chances: shows up, completes, fits, leads to work.

    value = shows x (w_fits x fits + w_completes x completes + w_work x completes x work);
    design.md 6.3.

    >>> float(placement_value(np.array([1.0, 1.0, 1.0, 0.0]), Policy()))
    0.6
    """
    shows, completes, fits, work = np.moveaxis(chances, -1, 0)
    worth: Floats = shows * (
        policy.weight_fits * fits
        + policy.weight_completes * completes
        + policy.weight_work * completes * work
    )
    return worth


def value_effects(model: AdditiveModel, columns: Floats, policy: Policy) -> Floats:
    """(n, F): by how much each feature changes the value; the value minus the value without it."""
    log_odds = model.log_odds(columns)
    whole = placement_value(probabilities(log_odds), policy)
    without = probabilities(log_odds[:, None, :] - model.contributions(columns))
    return whole[:, None] - placement_value(without, policy)
