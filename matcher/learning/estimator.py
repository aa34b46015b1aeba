"""Logistic regression around a prior, as a scikit-learn estimator for one binary outcome.

The same posterior, bounds and group intercepts as the four stages are fitted with.
"""

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from matcher.domain.arrays import Floats
from matcher.learning.posterior import Codes, make_rows
from matcher.learning.posterior_mode import CoefficientPrior, GroupPrior, fit_mode


class PriorLogistic(ClassifierMixin, BaseEstimator):
    """The most probable logistic regression under a Gaussian prior within bounds.

    ``mean``, ``sd``, ``lower`` and ``upper`` are one number or one a column; an effect is in
    log-odds per unit of its column. ``intercept`` and ``intercept_sd`` are the intercept's prior.
    Groups passed to ``fit`` get intercepts around 0 with sd ``group_sd`` (one number or one a
    kind); with ``group_weight`` that sd counts as so many groups, and the data's own count beside.

    Fitted: ``coef_`` (1, p), ``intercept_`` (1,), ``covariance_`` (p + 1, p + 1) with the
    intercept last (the inverse Hessian, groups integrated out; bounds are not taken account of,
    which is the wider answer), ``group_effects_`` and ``group_variances_`` (one array a kind),
    ``group_sd_`` (G,), ``n_iter_``.

    >>> model = PriorLogistic(mean=1.0, sd=1e-6, intercept_sd=1e-6).fit([[0.0], [1.0]], [0, 1])
    >>> model.decision_function([[2.0]]).round(3).tolist()
    [2.0]
    """

    def __init__(
        self,
        mean: ArrayLike = 0.0,
        sd: ArrayLike = 1.0,
        lower: ArrayLike = -np.inf,
        upper: ArrayLike = np.inf,
        intercept: float = 0.0,
        intercept_sd: float = 10.0,
        group_sd: ArrayLike = 0.4,
        group_weight: float | None = None,
        tol: float = 1e-9,
        max_iter: int = 200,
    ) -> None:
        self.mean = mean
        self.sd = sd
        self.lower = lower
        self.upper = upper
        self.intercept = intercept
        self.intercept_sd = intercept_sd
        self.group_sd = group_sd
        self.group_weight = group_weight
        self.tol = tol
        self.max_iter = max_iter

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Fit (n, p) columns to (n,) labels of two classes; ``groups`` (n, G) codes, -1 unknown.

        Raises ValueError where the shapes, the classes or the prior do not fit.
        """
        columns, labels = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(labels)
        self.classes_, outcome = np.unique(labels, return_inverse=True)
        if len(self.classes_) != 2:
            _refuse_classes(labels, len(self.classes_))
        codes = _codes(groups, len(columns))
        rows = make_rows(columns, outcome.astype(np.float64), codes)
        among = GroupPrior(_each(self.group_sd, codes.shape[1], "group_sd"), self.group_weight)
        # One thread: the bits do not hang on how many cores there are.
        with threadpool_limits(1, "blas"):
            mode = fit_mode(rows, self._prior(), among, self.tol, self.max_iter)
            self.covariance_ = mode.curvature.covariance()
            variances = mode.group_variances(rows.kind)
        self.coef_ = mode.coefficients[None, :]
        self.intercept_ = np.array([mode.intercept])
        kinds = range(codes.shape[1])
        self.group_effects_ = [mode.groups[rows.kind == kind] for kind in kinds]
        self.group_variances_ = [variances[rows.kind == kind] for kind in kinds]
        self.group_sd_ = mode.group_sd
        self.n_iter_ = mode.steps
        self.converged_ = mode.converged
        return self

    def _prior(self) -> CoefficientPrior:
        wide = self.n_features_in_
        prior = CoefficientPrior(
            mean=_each(self.mean, wide, "mean"),
            sd=_each(self.sd, wide, "sd"),
            lower=_each(self.lower, wide, "lower"),
            upper=_each(self.upper, wide, "upper"),
            intercept=float(self.intercept),
            intercept_sd=float(self.intercept_sd),
        )
        prior.check()
        return prior

    def decision_function(self, X: ArrayLike, groups: ArrayLike | None = None) -> Floats:
        """(n,) log-odds of the second class; a group that was not seen adds 0."""
        columns = self._columns(X)
        log_odds: Floats = columns @ self.coef_[0] + self.intercept_[0]
        for at, code in enumerate(_codes(groups, len(columns), len(self.group_effects_)).T):
            known = (code >= 0) & (code < len(self.group_effects_[at]))
            log_odds[known] += self.group_effects_[at][code[known]]
        return log_odds

    def predict_proba(self, X: ArrayLike, groups: ArrayLike | None = None) -> Floats:
        """(n, 2) chances of the two classes."""
        chance = 0.5 * (1.0 + np.tanh(0.5 * self.decision_function(X, groups)))
        return np.stack([1.0 - chance, chance], axis=1)

    def predict(self, X: ArrayLike, groups: ArrayLike | None = None) -> NDArray[Any]:
        """(n,) the more probable class."""
        second = self.decision_function(X, groups) > 0
        labels: NDArray[Any] = self.classes_[second.astype(np.intp)]
        return labels

    def log_odds_sd(self, X: ArrayLike, groups: ArrayLike | None = None) -> Floats:
        """(n,) standard deviation of the log-odds.

        Variances of coefficients (with their covariances) and of groups are added; what ties a
        group to the coefficients, mostly a negative covariance, is left out. A group that was not
        seen has its prior's variance; without ``groups`` none is counted.
        """
        columns = self._columns(X)
        wide = np.concatenate([columns, np.ones((len(columns), 1))], axis=1)
        variance = np.einsum("ij,jk,ik->i", wide, self.covariance_, wide, optimize=True)
        if groups is not None:
            for at, code in enumerate(_codes(groups, len(columns), len(self.group_effects_)).T):
                known = (code >= 0) & (code < len(self.group_variances_[at]))
                own = np.full(len(code), float(self.group_sd_[at] ** 2))
                own[known] = self.group_variances_[at][code[known]]
                variance += own
        sd: Floats = np.sqrt(variance)
        return sd

    def _columns(self, X: ArrayLike) -> Floats:
        check_is_fitted(self)
        columns: Floats = validate_data(self, X, dtype=np.float64, reset=False)
        return columns

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags


def _refuse_classes(labels: NDArray[Any], count: int) -> None:
    kind = type_of_target(labels)
    if kind == "multiclass":
        raise ValueError(
            "Only binary classification is supported. The type of the target is"
            f" {kind}: expected 2 classes, got {count} classes."
        )
    raise ValueError(f"y: expected 2 classes, got {count} class")


def _each(number: ArrayLike, count: int, name: str) -> Floats:
    numbers = np.asarray(number, dtype=np.float64)
    if numbers.shape not in ((), (count,)):
        raise ValueError(f"{name}: expected one number or {count}, got shape {numbers.shape}")
    return np.broadcast_to(numbers, (count,)).copy()


def _codes(groups: ArrayLike | None, n: int, kinds: int | None = None) -> Codes:
    if groups is None:
        return np.empty((n, 0), dtype=np.int64)
    codes = np.asarray(groups)
    if codes.ndim != 2 or len(codes) != n or kinds not in (None, codes.shape[1]):
        wide = "G" if kinds is None else kinds
        raise ValueError(f"groups: expected shape ({n}, {wide}), got {codes.shape}")
    if codes.dtype.kind not in "iu" or (codes.size and codes.min() < -1):
        raise ValueError(f"groups: expected whole codes from -1, got {codes.dtype} {codes.min()}")
    return codes.astype(np.int64)
