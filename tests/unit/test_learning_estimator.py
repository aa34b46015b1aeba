"""The estimator finds the posterior's mode within its bounds, and says how sure it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.utils.estimator_checks import parametrize_with_checks

from matcher.domain.arrays import Floats
from matcher.learning.curvature import Dense, Sparse
from matcher.learning.estimator import PriorLogistic
from matcher.learning.newton import minimise
from matcher.learning.posterior import Penalty, Rows, gradient, hessian, log_odds, loss, make_rows


@parametrize_with_checks([PriorLogistic()])
def test_it_is_a_good_estimator(estimator: object, check: object) -> None:
    check(estimator)


def problem(seed: int, n: int = 60, p: int = 4, kinds: tuple[int, ...] = (5, 3)) -> Rows:
    rng = np.random.default_rng(seed)
    codes = np.stack([rng.integers(-1, k, n) for k in kinds], axis=1)
    outcome = (rng.random(n) < 0.6).astype(float)
    return make_rows(rng.standard_normal((n, p)), outcome, codes, kinds)


def penalty(rows: Rows, seed: int = 0, bounded: bool = True) -> Penalty:
    rng = np.random.default_rng(seed)
    size = rows.wide + len(rows.kind)
    mean = np.zeros(size)
    mean[: rows.wide - 1] = rng.normal(0, 0.5, rows.wide - 1)
    free = np.full(size, np.inf)
    signed = bounded & (np.arange(size) < rows.wide - 1)
    return Penalty(
        mean=mean,
        precision=rng.uniform(0.5, 30.0, size),
        lower=np.where(signed & (mean > 0), 0.0, -free),
        upper=np.where(signed & (mean < 0), 0.0, free),
    )


def test_one_outcome_is_weighed_against_the_prior_by_hand() -> None:
    # One success, intercept alone: b = sd^2 (1 - chance(b)), with sd 1; b = 0.4010581...
    model = PriorLogistic(sd=1e-9, intercept_sd=1.0, lower=0.0, upper=0.0)
    found = model.fit(np.zeros((2, 1)), [0, 1]).intercept_[0]
    assert found == pytest.approx(0.0, abs=1e-9)
    rows = make_rows(np.empty((1, 0)), np.ones(1), np.empty((1, 0), dtype=np.int64))
    one = Penalty(np.zeros(1), np.ones(1), np.array([-np.inf]), np.array([np.inf]))
    b = minimise(rows, one, np.zeros(1), 1e-14, 50).parameters[0]
    assert b == pytest.approx(0.4010581, abs=1e-6)
    assert b == pytest.approx(1 - expit(b), abs=1e-9)


def test_a_wide_prior_gives_the_shares_themselves() -> None:
    model = PriorLogistic(sd=1e3, intercept_sd=1e3).fit([[0.0]] * 4 + [[1.0]] * 4, [0, 0, 0, 1] * 2)
    assert model.intercept_[0] == pytest.approx(logit(0.25), abs=1e-4)
    assert model.predict_proba([[1.0]])[0, 1] == pytest.approx(0.25, abs=1e-4)


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=25)
def test_the_mode_is_the_one_that_a_slow_optimiser_finds_within_the_bounds(seed: int) -> None:
    rows = problem(seed, n=40)
    prior = penalty(rows, seed)

    def slow(x: Floats) -> tuple[float, Floats]:
        odds = log_odds(rows, x)
        return loss(rows, prior, x, odds), gradient(rows, prior, x, odds)

    bounds = list(zip(prior.lower, prior.upper, strict=True))
    options = {"maxiter": 5000, "ftol": 1e-15, "gtol": 1e-10}
    expected = minimize(
        slow, prior.mean, jac=True, bounds=bounds, method="L-BFGS-B", options=options
    )
    found = minimise(rows, prior, prior.mean, 1e-12, 100)
    assert found.converged
    np.testing.assert_allclose(found.parameters, expected.x, atol=2e-5)
    assert slow(found.parameters)[0] <= expected.fun + 1e-9


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=25)
def test_at_the_mode_no_free_slope_is_left_and_bounds_push_back(seed: int) -> None:
    rows = problem(seed)
    prior = penalty(rows, seed)
    at = minimise(rows, prior, prior.mean, 1e-14, 100).parameters
    slope = gradient(rows, prior, at, log_odds(rows, at))
    low, high = at == prior.lower, at == prior.upper
    assert np.abs(slope[~low & ~high]).max() < 1e-5
    assert (slope[low] >= -1e-9).all() and (slope[high] <= 1e-9).all()
    assert (at >= prior.lower).all() and (at <= prior.upper).all()


def test_gradient_and_hessian_are_those_of_finite_differences() -> None:
    rows = problem(3)
    prior = penalty(rows)
    at = np.random.default_rng(1).normal(0, 0.5, rows.wide + len(rows.kind))

    def slope(x: Floats) -> Floats:
        return gradient(rows, prior, x, log_odds(rows, x))

    def value(x: Floats) -> float:
        return loss(rows, prior, x, log_odds(rows, x))

    steps = 1e-5 * np.eye(len(at))
    by_value = [(value(at + h) - value(at - h)) / 2e-5 for h in steps]
    by_slope = np.array([(slope(at + h) - slope(at - h)) / 2e-5 for h in steps])
    whole = Dense(hessian(rows, log_odds(rows, at)).with_prior(prior.precision)).matrix
    np.testing.assert_allclose(slope(at), by_value, atol=1e-6)
    np.testing.assert_allclose(whole, by_slope, atol=1e-6)


def test_the_sparse_way_agrees_with_the_whole_matrix() -> None:
    rows = problem(4, n=400, kinds=(40, 25, 9))
    prior = penalty(rows)
    blocks = hessian(rows, np.zeros(400)).with_prior(prior.precision)
    whole, sparse = Dense(blocks), Sparse(blocks)
    target = np.random.default_rng(0).standard_normal(rows.wide + len(rows.kind))
    free = np.random.default_rng(1).random(len(target)) < 0.8
    np.testing.assert_allclose(sparse.solve(target, free), whole.solve(target, free), atol=1e-4)
    np.testing.assert_allclose(sparse.covariance(), whole.covariance(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_the_bounded_variances_are_never_below_the_exact_ones(seed: int) -> None:
    rows = problem(seed, n=300, kinds=(40, 25, 9))
    sd = np.array([0.6, 0.4, 0.3])[rows.kind]
    precision = np.concatenate([np.full(rows.wide, 25.0), sd**-2.0])
    blocks = hessian(rows, np.zeros(300)).with_prior(precision)
    exact, bounded = Dense(blocks).group_variances(sd**2), Sparse(blocks).group_variances(sd**2)
    assert (bounded >= exact - 1e-9).all()
    assert (bounded <= sd**2 + 1e-12).all()


def simulated(seed: int, n: int, groups: int, sd: float) -> tuple[Floats, Floats, Floats, Floats]:
    rng = np.random.default_rng(seed)
    columns, code = rng.standard_normal((n, 2)), rng.integers(0, groups, n)
    effects = rng.normal(0, sd, groups)
    odds = columns @ [0.8, -0.4] + 0.3 + effects[code]
    return columns, (rng.random(n) < expit(odds)).astype(int), code[:, None], effects


def test_group_effects_and_how_far_groups_differ_are_found_again() -> None:
    columns, y, code, effects = simulated(1, 20_000, 100, 0.7)
    model = PriorLogistic(group_sd=0.3, group_weight=5.0).fit(columns, y, code)
    assert np.corrcoef(model.group_effects_[0], effects)[0, 1] > 0.95
    assert model.group_sd_[0] == pytest.approx(effects.std(), rel=0.15)
    np.testing.assert_allclose(model.coef_[0], [0.8, -0.4], atol=0.06)


def test_nine_in_ten_intervals_of_nine_tenths_hold_the_truth() -> None:
    held = []
    point = np.array([[1.0, 1.0]])
    for seed in range(150):
        rng = np.random.default_rng(seed)
        truth = rng.normal([0.3, -0.2, 0.1], [0.4, 0.4, 0.5])
        columns = rng.standard_normal((80, 2))
        y = (rng.random(80) < expit(columns @ truth[:2] + truth[2])).astype(int)
        prior = PriorLogistic([0.3, -0.2], 0.4, intercept=0.1, intercept_sd=0.5)
        model = prior.fit(columns, y)
        away = model.decision_function(point)[0] - truth.sum()
        held.append(abs(away) <= 1.645 * model.log_odds_sd(point)[0])
    assert 0.84 <= np.mean(held) <= 0.96


def test_the_same_data_give_the_same_bits_and_another_order_the_same_numbers() -> None:
    columns, y, code, _ = simulated(2, 2_000, 30, 0.5)
    first, again = (PriorLogistic(group_weight=20.0).fit(columns, y, code) for _ in range(2))
    turned = PriorLogistic(group_weight=20.0).fit(columns[::-1], y[::-1], code[::-1])
    assert first.coef_.tobytes() == again.coef_.tobytes()
    assert first.covariance_.tobytes() == again.covariance_.tobytes()
    np.testing.assert_allclose(turned.coef_, first.coef_, atol=1e-7)


def test_a_group_never_seen_adds_nothing_and_is_less_sure() -> None:
    columns, y, code, _ = simulated(3, 500, 10, 0.5)
    model = PriorLogistic().fit(columns, y, code)
    point = columns[:1]
    assert model.decision_function(point, [[99]])[0] == model.decision_function(point)[0]
    assert model.log_odds_sd(point, [[99]])[0] > model.log_odds_sd(point, [[0]])[0]


def test_what_cannot_be_fitted_is_refused_in_words() -> None:
    X, y = [[0.0], [1.0]], [0, 1]
    with pytest.raises(ValueError, match="expected 2 classes, got 1 class"):
        PriorLogistic().fit(X, [1, 1])
    with pytest.raises(ValueError, match=r"mean: expected one number or 1, got shape \(2,\)"):
        PriorLogistic(mean=[0.0, 1.0]).fit(X, y)
    with pytest.raises(ValueError, match="sd: expected finite numbers above 0, got 0"):
        PriorLogistic(sd=0.0).fit(X, y)
    with pytest.raises(ValueError, match="column 0 within its bounds 0 to inf, got -1"):
        PriorLogistic(mean=-1.0, lower=0.0).fit(X, y)
    with pytest.raises(ValueError, match=r"groups: expected shape \(2, G\), got \(1, 1\)"):
        PriorLogistic().fit(X, y, [[0]])
    with pytest.raises(ValueError, match="groups: expected whole codes from -1, got int64 -2"):
        PriorLogistic().fit(X, y, [[0], [-2]])
