"""One scikit-learn pipeline from pairs to a named, standardised feature frame.

``Pairs`` hold participants, openings, mentors, employers, history and today; what comes out has
one column a feature, in standard deviations around a fixed mean, 0 where something is unknown.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted, validate_data

from matcher.domain.arrays import Floats
from matcher.features.columns import FEATURES
from matcher.features.encoder import Pairs, encode_pairs
from matcher.features.intercepts import Intercepts, put_intercepts


class PairEncoder(TransformerMixin, BaseEstimator):
    """``Pairs`` -> (n, len(FEATURES)) raw features, with the terms that bend appended.

    ``bends`` maps the name of an extra column to (feature, at): max(0, feature - at).
    ``intercepts``, where given, take the place of the shrunk rates in every history column.
    """

    def __init__(
        self,
        bends: Mapping[str, tuple[str, float]] | None = None,
        intercepts: Intercepts | None = None,
    ) -> None:
        self.bends = bends
        self.intercepts = intercepts

    def fit(self, X: Pairs, y: object = None) -> Self:
        """Nothing to learn."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def transform(self, X: Pairs) -> Floats:
        """(n, features) float64; NaN where something is unknown."""
        raw = encode_pairs(X)
        if self.intercepts is not None:
            put_intercepts(raw, X.encoder.offers, X.opening, self.intercepts)
        return with_bends(raw, self.bends or {})

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """The names of the columns."""
        return np.array([*FEATURES, *(self.bends or {})], dtype=object)


def with_bends(raw: Floats, bends: Mapping[str, tuple[str, float]]) -> Floats:
    """(n, len(FEATURES)) with one more column for each term that bends."""
    extra = [
        np.maximum(raw[:, FEATURES.index(feature)] - at, 0.0) for feature, at in bends.values()
    ]
    return np.column_stack([raw, *extra]) if extra else raw


class FixedStandardiser(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """(X - mean) / sd with fixed numbers; unknown (NaN) becomes 0, that is "as usual".

    Without numbers they are taken from the data that it is fitted to. A column that never varies
    has sd 1. ``names`` are the columns', where the data that it is fitted to has none.

    >>> FixedStandardiser([10.0], [5.0]).fit([[0.0]]).transform([[20.0], [np.nan]]).tolist()
    [[2.0], [0.0]]
    """

    def __init__(
        self,
        mean: Sequence[float] | None = None,
        sd: Sequence[float] | None = None,
        names: Sequence[str] | None = None,
    ) -> None:
        self.mean = mean
        self.sd = sd
        self.names = names

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Check the given numbers against the columns of ``X``, or take them from it."""
        data = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        self.mean_ = self._numbers(self.mean, lambda: np.nanmean(data, axis=0), "mean")
        spread = self._numbers(self.sd, lambda: np.nanstd(data, axis=0), "sd")
        self.sd_ = np.where(spread > 0, spread, 1.0)
        return self

    def _numbers(
        self, given: Sequence[float] | None, learn: Callable[[], Floats], name: str
    ) -> Floats:
        if given is None:
            return np.nan_to_num(learn())
        numbers = np.asarray(given, dtype=np.float64)
        if numbers.shape != (self.n_features_in_,):
            raise ValueError(
                f"{name}: expected {self.n_features_in_} numbers, got shape {numbers.shape}"
            )
        return numbers

    def transform(self, X: ArrayLike) -> Floats:
        """(n, features) float64 without NaN."""
        check_is_fitted(self)
        columns = X if self.names is None else np.asarray(X)
        data: Floats = validate_data(
            self, columns, dtype=np.float64, ensure_all_finite="allow-nan", reset=False, copy=True
        )
        data -= self.mean_
        data /= self.sd_
        data[np.isnan(data)] = 0.0
        return data

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """The names of the columns."""
        if self.names is not None:
            return np.array(self.names, dtype=object)
        names: NDArray[np.object_] = super().get_feature_names_out(input_features)
        return names

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


def feature_pipeline(
    mean: Sequence[float],
    sd: Sequence[float],
    bends: Mapping[str, tuple[str, float]],
    intercepts: Intercepts | None = None,
) -> Pipeline:
    """The whole way from ``Pairs`` to standardised columns; ready to transform.

    ``mean`` and ``sd`` are in the order of ``FEATURES`` and then of ``bends``. With ``intercepts``
    the history columns hold those as they are: their mean must be 0 and their sd 1.
    """
    names = [*FEATURES, *bends]
    standardise = FixedStandardiser(mean, sd, names).fit(np.zeros((1, len(names))))
    encode = PairEncoder(dict(bends), intercepts)
    return Pipeline([("encode", encode), ("standardise", standardise)])
