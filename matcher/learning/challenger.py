"""What the fit must stand beside: the base rate, and a boosted model on the same rows.

Neither is ever put in use. The boosted one has no reasons to show; where it does better for long,
it says that the additive model misses something.
"""

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from matcher.domain.arrays import Floats

# One success and one failure, so that no rate is ever 0 or 1.
_PSEUDO = 1.0
# With fewer outcomes of either kind a tree has nothing to split on (two leaves of 20).
FEWEST_OF_A_KIND = 20
SEED = 0


def base_rates(labels: Floats, rows: int) -> Floats:
    """(rows, stages): the rate of each stage in ``labels``, one half where nothing is known.

    >>> base_rates(np.array([[1.0, np.nan], [1.0, np.nan]]), 1).tolist()
    [[0.75, 0.5]]
    """
    known = ~np.isnan(labels)
    good = np.where(known, labels, 0.0).sum(axis=0)
    rates = (good + _PSEUDO) / (known.sum(axis=0) + 2 * _PSEUDO)
    return np.tile(rates, (rows, 1))


def challenge(raw: Floats, labels: Floats, raw_test: Floats) -> Floats:
    """(test rows, stages): a boosted model's predictions, a stage at a time.

    Where too few outcomes are known the base rate stands for it.
    """
    predicted = base_rates(labels, len(raw_test))
    for stage in range(labels.shape[1]):
        known = ~np.isnan(labels[:, stage])
        good = int(labels[known, stage].sum())
        if min(good, int(known.sum()) - good) >= FEWEST_OF_A_KIND:
            predicted[:, stage] = _boosted(raw[known], labels[known, stage], raw_test)
    return predicted


def _boosted(raw: Floats, outcome: Floats, raw_test: Floats) -> Floats:
    model = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=100,
        max_leaf_nodes=8,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=SEED,
    )
    # A column that is unknown throughout has nothing to split on, and its bins cannot be made.
    some = ~np.isnan(raw).all(axis=0)
    model.fit(raw[:, some], outcome)
    predicted: Floats = model.predict_proba(raw_test[:, some])[:, 1]
    return predicted
