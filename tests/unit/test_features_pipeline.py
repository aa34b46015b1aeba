"""The scikit-learn side: our estimators behave, and the frame has names."""

import numpy as np
import pytest
from sklearn.pipeline import Pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

from matcher.features.columns import FEATURES
from matcher.features.encoder import encode_pairs
from matcher.features.pipeline import FixedStandardiser, PairEncoder, feature_pipeline
from tests.unit.features_cases import BENDS, every_pair
from tests.unit.market_builders import a_market, a_participant

COUNT = len(FEATURES) + len(BENDS)


@parametrize_with_checks([FixedStandardiser()])
def test_the_standardiser_is_a_good_estimator(estimator: object, check: object) -> None:
    check(estimator)


def pipeline() -> Pipeline:
    return feature_pipeline([1.0] * COUNT, [2.0] * COUNT, BENDS)


def test_the_whole_way_is_encode_bend_and_standardise() -> None:
    pairs = every_pair(a_market())
    raw = encode_pairs(pairs)
    minutes = raw[:, [FEATURES.index("travel_minutes")]]
    bent = np.hstack([raw, np.maximum(minutes - 5.0, 0.0)])
    expected = np.where(np.isnan(bent), 0.0, (bent - 1.0) / 2.0)
    np.testing.assert_allclose(pipeline().transform(pairs), expected, rtol=1e-12)


def test_the_frame_has_names() -> None:
    pairs = every_pair(a_market(participants=(a_participant("P1"), a_participant("P2"))))
    named = pipeline().set_output(transform="pandas").transform(pairs)
    assert list(named.columns) == [*FEATURES, *BENDS] and len(named) == 2
    assert list(pipeline().get_feature_names_out()) == [*FEATURES, *BENDS]
    np.testing.assert_array_equal(named.to_numpy(), pipeline().transform(pairs))


def test_an_unknown_bent_feature_is_unknown_and_not_below_the_bend() -> None:
    pairs = every_pair(a_market(participants=(a_participant(transport=None),)))
    assert np.isnan(PairEncoder(BENDS).transform(pairs)[0, -1])
    assert pipeline().transform(pairs)[0, -1] == 0.0


def test_numbers_must_match_the_columns() -> None:
    with pytest.raises(ValueError, match=r"mean: expected 2 numbers, got shape \(1,\)"):
        FixedStandardiser([0.0]).fit([[1.0, 2.0]])
    with pytest.raises(ValueError, match="sd: expected"):
        FixedStandardiser([0.0], [1.0, 2.0]).fit([[1.0]])
    with pytest.raises(ValueError, match="mean: expected"):
        feature_pipeline([0.0], [1.0], BENDS)


def test_without_numbers_they_come_from_the_data_and_a_constant_stays() -> None:
    fitted = FixedStandardiser().fit([[1.0, 5.0, np.nan], [3.0, 5.0, 1.0]])
    assert fitted.mean_.tolist() == [2.0, 5.0, 1.0] and fitted.sd_.tolist() == [1.0, 1.0, 1.0]
    assert fitted.transform([[3.0, 5.0, np.nan]]).tolist() == [[1.0, 0.0, 0.0]]
