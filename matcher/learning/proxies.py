"""How well the features give an audit group away: the group is no feature, and may still be told.

A classifier guesses each group from what the model sees of a person's placements. 0.5 is a guess;
the further above, the more the features can stand in for the group.
"""

from typing import Any

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.small_groups import hidden_groups
from matcher.learning.comparison import Words
from matcher.learning.fairness import UNKNOWN
from matcher.learning.metrics import Estimate, Scored, auc_estimate, participant_draws

# With fewer people on either side each fifth holds too few to learn anything from.
FEWEST_ON_A_SIDE = 20
FOLDS = 5
MOST_NAMED = 3
# Strong shrinkage: some forty columns, and often few people.
STRENGTH = 0.1


def person_means(raw: Floats, participant: Words) -> tuple[Words, Floats]:
    """The people in order, and (people, F) the mean of each column over a person's rows.

    >>> raw = np.array([[1.0, np.nan], [3.0, np.nan], [5.0, 2.0]])
    >>> people, means = person_means(raw, np.array(["P1", "P1", "P2"]))
    >>> means.tolist()
    [[2.0, nan], [5.0, 2.0]]
    """
    people, place = np.unique(participant, return_inverse=True)
    known = ~np.isnan(raw)
    sums, counts = np.zeros((len(people), raw.shape[1])), np.zeros((len(people), raw.shape[1]))
    np.add.at(sums, place, np.where(known, raw, 0.0))
    np.add.at(counts, place, known)
    means: Floats = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
    return people, means


def proxy_table(
    means: Floats, group: Words, names: tuple[str, ...], seed: int
) -> list[dict[str, Any]]:
    """Each group's AUC from cross-validation over people, and the columns that tell most of it.

    All None where the group is hidden, or one side is too small to learn from.
    """
    sizes = {name: int((group == name).sum()) for name in sorted(set(group.tolist()))}
    hidden = hidden_groups(sizes)
    table = []
    for name, people in sizes.items():
        if name == UNKNOWN:
            continue
        auc, strongest = Estimate(None), None
        if name not in hidden and min(people, len(group) - people) >= FEWEST_ON_A_SIDE:
            told = group == name
            auc = _auc(means, told.astype(np.float64), seed)
            strongest = _strongest(means, told.astype(np.float64), names)
        table.append({
            "group": name, "people": None if name in hidden else people,
            "auc": auc.as_dict(), "strongest": strongest,
        })  # fmt: skip
    return table


def _auc(means: Floats, told: Floats, seed: int) -> Estimate:
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    guess = make_pipeline(
        SimpleImputer(keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(C=STRENGTH, max_iter=1000),
    )
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    given = cross_val_predict(guess, means, told, cv=folds, method="predict_proba")[:, 1]
    everyone = np.arange(len(told))
    scored = Scored(told, given, everyone, np.zeros_like(everyone))
    return auc_estimate(scored, participant_draws(len(told), seed=seed))


def _strongest(means: Floats, told: Floats, names: tuple[str, ...]) -> list[str]:
    """The columns whose means lie furthest apart, in standard deviations."""
    apart = []
    for column, name in zip(means.T, names, strict=True):
        known = ~np.isnan(column)
        own, others = column[known & (told > 0)], column[known & (told <= 0)]
        spread = float(column[known].std()) if known.any() else 0.0
        if len(own) and len(others) and spread > 0:
            apart.append((-abs(float(own.mean() - others.mean())) / spread, name))
    return [name for _, name in sorted(apart)[:MOST_NAMED]]
