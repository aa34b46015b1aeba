"""The knowledge gradient: exact by another formula, by sampling, and sensible at its ends."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from matcher.tasting.next_taste import knowledge_gradient


def believed(seed: int, groups: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Some means and a covariance."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(groups, groups)) / np.sqrt(groups)
    return rng.normal(size=groups), root @ root.T + 0.1 * np.eye(groups)


def piecewise_linear(mean: np.ndarray, slope: np.ndarray) -> float:
    """E max_h (mean_h + slope_h Z) - max mean, summed exactly over the pieces of the maximum."""
    crossings = {-np.inf, np.inf}
    for a in range(len(mean)):
        for b in range(a):
            if not np.isclose(slope[a], slope[b]):
                crossings.add((mean[b] - mean[a]) / (slope[a] - slope[b]))
    ends = sorted(crossings)
    total = 0.0
    for low, high in itertools.pairwise(ends):
        inside = np.clip((max(low, -50) + min(high, 50)) / 2, -50, 50)
        top = int((mean + slope * inside).argmax())
        total += mean[top] * (norm.cdf(high) - norm.cdf(low))
        total += slope[top] * (norm.pdf(low) - norm.pdf(high))
    return float(total - mean.max())


@given(st.integers(0, 10_000), st.floats(0.1, 2.0))
def test_quadrature_is_near_the_exact_piecewise_linear_formula(seed: int, noise: float) -> None:
    mean, covariance = believed(seed)
    gradient = knowledge_gradient(mean, covariance, noise)
    for g in range(len(mean)):
        slope = covariance[g] / np.sqrt(covariance[g, g] + noise**2)
        assert gradient[g] == pytest.approx(piecewise_linear(mean, slope), abs=0.02)


@pytest.mark.parametrize("seed", range(5))
def test_the_gradient_is_what_tastes_gain_in_the_mean(seed: int) -> None:
    """Draw a truth, taste it, update by Bayes' rule, look at the best mean; 40 000 times."""
    mean, covariance = believed(seed)
    noise, draws = 0.6, 40_000
    rng = np.random.default_rng(seed)
    truth = rng.multivariate_normal(mean, covariance, draws)
    gradient = knowledge_gradient(mean, covariance, noise)
    for g in range(len(mean)):
        told = truth[:, g] + noise * rng.normal(size=draws)
        gain = covariance[g] / (covariance[g, g] + noise**2)
        gained = (mean + (told - mean[g])[:, None] * gain).max(axis=1) - mean.max()
        error = gained.std() / np.sqrt(draws)
        assert abs(gradient[g] - gained.mean()) < 4 * error + 0.01


@given(st.integers(0, 10_000), st.floats(0.01, 3.0), st.floats(-5, 5))
def test_the_gradient_is_never_negative(seed: int, noise: float, lead: float) -> None:
    mean, covariance = believed(seed)
    mean[0] += lead
    assert (knowledge_gradient(mean, covariance, noise) >= 0).all()


def test_what_can_change_no_choice_is_worth_nothing() -> None:
    known = knowledge_gradient(np.array([1.0, 0.0]), np.zeros((2, 2)), 0.6)
    only = knowledge_gradient(np.array([0.3]), np.array([[1.0]]), 0.6)
    together = knowledge_gradient(np.array([1.0, 0.0]), np.ones((2, 2)), 0.6)
    assert known.tolist() == [0.0, 0.0]
    assert only[0] == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(together, 0, atol=1e-12)


def test_less_noise_teaches_more() -> None:
    mean, covariance = believed(3)
    clear, blurred = (knowledge_gradient(mean, covariance, noise) for noise in (0.3, 1.2))
    assert clear.max() > blurred.max()


def test_a_batch_gives_each_person_their_own_gradients() -> None:
    people = [believed(seed) for seed in range(3)]
    noise = np.array([0.3, 0.6, 1.2])
    many = knowledge_gradient(
        np.array([mean for mean, _ in people]),
        np.array([covariance for _, covariance in people]),
        noise[:, None],
    )
    for row, (mean, covariance) in enumerate(people):
        np.testing.assert_allclose(many[row], knowledge_gradient(mean, covariance, noise[row]))
