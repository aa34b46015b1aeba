"""Metrics of predicted probabilities: by hand, against scikit-learn, and where undefined."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from matcher.learning.metrics import (
    METRICS,
    Scored,
    auc_draws,
    mean_draws,
    measure,
    participant_draws,
    recalibrate,
)


def scored(outcome, predicted, cluster=None, stratum=None):
    n = len(outcome)
    return Scored(
        np.asarray(outcome, dtype=float),
        np.asarray(predicted, dtype=float),
        np.arange(n) if cluster is None else np.asarray(cluster),
        np.zeros(n, dtype=int) if stratum is None else np.asarray(stratum),
    )


def draws_for(data, draws=200):
    people = int(data.cluster.max(initial=-1)) + 1
    return participant_draws(people, seed=3, draws=draws)


def made_up(n, seed, slope=1.0):
    rng = np.random.default_rng(seed)
    log_odds = rng.normal(0.3, 1.2, n)
    outcome = rng.random(n) < 1 / (1 + np.exp(-slope * log_odds))
    return scored(outcome, 1 / (1 + np.exp(-log_odds)), np.arange(n) // 2)


def test_log_loss_brier_and_auc_are_as_computed_by_hand():
    data = scored([1, 0, 1, 0], [0.8, 0.4, 0.5, 0.5])
    found = measure(data, draws_for(data))

    by_hand = -(np.log(0.8) + np.log(0.6) + np.log(0.5) + np.log(0.5)) / 4
    assert found["log_loss"].value == pytest.approx(by_hand)
    assert found["brier"].value == pytest.approx((0.04 + 0.16 + 0.25 + 0.25) / 4)
    # Pairs: 0.8 over 0.4 and 0.5, 0.5 over 0.4, and one tie that counts half.
    assert found["auc"].value == pytest.approx(3.5 / 4)


@pytest.mark.parametrize("seed", range(5))
def test_every_metric_agrees_with_scikit_learn(seed):
    data = made_up(300, seed, slope=0.7)
    found = measure(data, draws_for(data, draws=10))

    assert found["log_loss"].value == pytest.approx(log_loss(data.outcome, data.predicted))
    assert found["brier"].value == pytest.approx(brier_score_loss(data.outcome, data.predicted))
    assert found["auc"].value == pytest.approx(roc_auc_score(data.outcome, data.predicted))
    log_odds = np.log(data.predicted / (1 - data.predicted))
    line = LogisticRegression(C=1e12, tol=1e-12, max_iter=1000)
    line.fit(log_odds[:, None], data.outcome)
    assert found["calibration_slope"].value == pytest.approx(line.coef_[0, 0], abs=1e-4)
    assert found["calibration_intercept"].value == pytest.approx(line.intercept_[0], abs=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_a_weight_counts_as_often_as_the_outcome_repeated(seed):
    data = made_up(40, seed)
    weights = np.random.default_rng(seed).integers(0, 4, 40)
    repeated = scored(np.repeat(data.outcome, weights), np.repeat(data.predicted.round(1), weights))
    rounded = scored(data.outcome, data.predicted.round(1))
    once = np.ones((1, len(repeated.outcome)))

    assert auc_draws(rounded, weights[None].astype(float)) == pytest.approx(
        auc_draws(repeated, once)
    )
    assert recalibrate(rounded, weights[None].astype(float)) == pytest.approx(
        recalibrate(repeated, once)
    )


def test_outcomes_of_different_stages_are_never_compared_by_auc():
    # Across the stages each success stands below each failure of the other stage.
    data = scored([1, 0, 1, 0], [0.3, 0.2, 0.9, 0.8], stratum=[0, 0, 1, 1])

    assert measure(data, draws_for(data))["auc"].value == 1.0


@pytest.mark.parametrize("outcome", [[1, 1, 1], [0, 0, 0]])
def test_with_one_class_only_calibration_and_auc_are_none_and_losses_are_not(outcome):
    data = scored(outcome, [0.5, 0.6, 0.7])
    found = measure(data, draws_for(data))

    undefined = {name for name in METRICS if found[name].value is None}
    assert undefined == {"calibration_slope", "calibration_intercept", "auc"}


def test_a_base_rate_has_no_calibration_slope_and_an_auc_of_one_half():
    data = scored([1, 0, 1, 0], [0.5] * 4)
    found = measure(data, draws_for(data))

    assert found["calibration_slope"].value is None
    assert found["auc"].value == 0.5


def test_a_perfect_separation_has_no_calibration_slope():
    data = scored([0, 0, 1, 1], [0.2, 0.3, 0.6, 0.7])

    assert measure(data, draws_for(data))["calibration_slope"].value is None


def test_without_outcomes_everything_is_none():
    data = scored([], [])

    assert all(e.value is None for e in measure(data, draws_for(data)).values())


def test_one_participant_alone_gives_no_interval():
    data = scored([1, 0, 1, 0], [0.8, 0.4, 0.5, 0.6], cluster=[0, 0, 0, 0])
    found = measure(data, draws_for(data))

    assert found["log_loss"].value is not None
    assert found["log_loss"].low is found["log_loss"].high is None


def test_the_interval_is_wider_where_the_same_people_return():
    alone = made_up(400, 1)
    together = Scored(
        np.repeat(alone.outcome[:100], 4),
        np.repeat(alone.predicted[:100], 4),
        np.repeat(np.arange(100), 4),
        alone.stratum,
    )
    width = {}
    for name, data in {"alone": alone, "together": together}.items():
        loss = measure(data, draws_for(data))["log_loss"]
        width[name] = loss.high - loss.low

    assert width["together"] > 1.5 * width["alone"]


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    covered = 0
    for seed in range(120):
        data = made_up(240, 1000 + seed)
        slope = measure(data, draws_for(data))["calibration_slope"]
        covered += slope.low <= 1.0 <= slope.high

    assert 0.82 <= covered / 120 <= 0.97


def test_the_same_seed_draws_the_same_people():
    first, again = participant_draws(9, seed=5), participant_draws(9, seed=5)

    assert np.array_equal(first, again)
    assert not np.array_equal(first, participant_draws(9, seed=6))


@given(st.lists(st.tuples(st.floats(-3, 3), st.integers(0, 4)), min_size=1, max_size=20))
def test_means_of_draws_are_those_of_a_plain_loop(rows):
    values = np.array([value for value, _ in rows])
    cluster = np.array([person for _, person in rows])
    times = participant_draws(5, seed=1, draws=7)
    fast = mean_draws(values, cluster, times)
    for draw, counts in enumerate(times):
        repeated = [v for v, person in rows for _ in range(int(counts[person]))]
        if repeated:
            assert fast[draw] == pytest.approx(np.mean(repeated), abs=1e-9)
        else:
            assert np.isnan(fast[draw])
