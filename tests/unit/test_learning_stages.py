"""Four stages around the day-one prior: nothing known is the prior, much known is the data."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit

from matcher.domain.arrays import Floats
from matcher.domain.outcomes import Stage
from matcher.features.columns import HISTORY
from matcher.learning.stages import KINDS, STAGES, Prior, fit_stages, predict_stages

NAMES = ("wish", "travel", "free", "employer_completes")
EFFECTS = np.array([[0.3, 0.2, 0.5, 0.1], [-0.2, -0.1, 0.0, 0.0], [0.1] * 4, [0.35] * 4])
INTERCEPTS = np.array([1.5, 0.7, 0.4, -1.1])


def a_prior(**changes: object) -> Prior:
    lower, upper = np.full((4, 4), -np.inf), np.full((4, 4), np.inf)
    lower[0], upper[1] = 0.0, 0.0
    whole = Prior(
        NAMES, EFFECTS, np.full((4, 4), 0.2), lower, upper, INTERCEPTS, 0.5, ("employer_completes",)
    )
    return replace(whole, **changes)


def outcomes(
    seed: int, n: int, truth: Floats = EFFECTS
) -> tuple[Floats, Floats, dict[str, NDArray[np.str_]]]:
    rng = np.random.default_rng(seed)
    columns = rng.standard_normal((n, 4))
    columns[:, 3] = 0.0
    groups = {
        kind: np.char.add(kind[0].upper(), rng.integers(0, 12, n).astype(str)) for kind in KINDS
    }
    labels = (rng.random((n, 4)) < expit(columns @ truth + INTERCEPTS)).astype(float)
    labels[labels[:, 0] == 0.0, 1:] = np.nan
    labels[labels[:, 1] != 1.0, 3] = np.nan
    return columns, labels, groups


def test_with_no_outcome_the_result_is_the_prior_exactly() -> None:
    columns, labels, groups = outcomes(0, 50)
    for fitted in (
        fit_stages(columns, np.full_like(labels, np.nan), groups, a_prior()),
        fit_stages(columns[:0], labels[:0], {k: ids[:0] for k, ids in groups.items()}, a_prior()),
        fit_stages(columns[:0], labels[:0], {}, a_prior()),
    ):
        assert fitted.effects[:3].tobytes() == EFFECTS[:3].tobytes()
        assert fitted.intercepts.tobytes() == INTERCEPTS.tobytes()
        assert fitted.counts == (0, 0, 0, 0)
        assert not fitted.effects[3].any(), "a held column has no effect"
        expected = np.diag([0.2**2, 0.2**2, 0.2**2, 0.0, 0.5**2])
        for covariance in fitted.covariances:
            np.testing.assert_array_equal(covariance, expected)
        assert not any(effects for by in fitted.group_effects.values() for effects in by.values())


def test_a_missing_outcome_is_left_out_and_is_no_failure() -> None:
    columns, labels, groups = outcomes(1, 200)
    known = ~np.isnan(labels[:, 1])
    assert 0 < known.sum() < 200
    whole = fit_stages(columns, labels, groups, a_prior())
    only = {kind: ids[known] for kind, ids in groups.items()}
    part = fit_stages(columns[known], labels[known], only, a_prior())
    assert whole.effects[:, 1].tobytes() == part.effects[:, 1].tobytes()
    assert whole.counts[1] == known.sum()


def test_a_stage_without_outcomes_keeps_the_prior_while_the_others_learn() -> None:
    columns, labels, groups = outcomes(2, 200)
    labels[:, 3] = np.nan
    fitted = fit_stages(columns, labels, groups, a_prior())
    assert fitted.effects[:3, 3].tobytes() == EFFECTS[:3, 3].tobytes()
    assert (fitted.effects[:3, 0] != EFFECTS[:3, 0]).any()


def test_many_outcomes_overrule_the_prior_but_not_a_firm_sign() -> None:
    truth = np.array([[-0.6] * 4, [0.6] * 4, [-0.5] * 4, [0.0] * 4])
    columns, labels, groups = outcomes(3, 4_000, truth)
    firm = fit_stages(columns, labels, groups, a_prior())
    assert (firm.effects[0] == 0.0).all() and (firm.effects[1] == 0.0).all()
    np.testing.assert_allclose(firm.effects[2, :2], -0.5, atol=0.12)
    loose = fit_stages(columns, labels, groups, a_prior(firm=("travel",)))
    assert (loose.effects[1] == 0.0).all(), "a firm sign holds"
    np.testing.assert_allclose(loose.effects[0, :2], -0.6, atol=0.15)


def test_only_the_adviser_is_left_out_of_what_is_kept() -> None:
    columns, labels, groups = outcomes(4, 300)
    fitted = fit_stages(columns, labels, groups, a_prior())
    assert {k: set(by) for k, by in fitted.group_effects.items()} == {
        k: set(by) for k, by in HISTORY.items()
    }
    some = fitted.group_effects["employer"][Stage.SHOWS_UP]
    assert set(some) <= set(groups["employer"].tolist())
    unseen = fitted.group_variances["employer"][Stage.SHOWS_UP]
    assert all(0 < variance < unseen + 1e-9 for _, variance in some.values())


def test_an_adviser_who_reports_darkly_does_not_darken_the_predictions() -> None:
    rng = np.random.default_rng(5)
    columns, labels, groups = outcomes(5, 4_000)
    groups["adviser"] = np.where(rng.random(4_000) < 0.5, "dark", "light")
    dark = (groups["adviser"] == "dark") & (rng.random(4_000) < 0.5) & ~np.isnan(labels[:, 2])
    labels[dark, 2] = 0.0
    fitted = fit_stages(columns, labels, groups, a_prior())
    others = predict_stages(fitted, columns, {**groups, "adviser": groups["adviser"][::-1]})
    np.testing.assert_array_equal(predict_stages(fitted, columns, groups), others)


def test_prediction_by_hand_is_columns_intercept_and_groups() -> None:
    columns, labels, groups = outcomes(6, 300)
    fitted = fit_stages(columns, labels, groups, a_prior())
    chances = predict_stages(fitted, columns, groups)
    for at, stage in enumerate(STAGES):
        odds = columns[7] @ fitted.effects[:, at] + fitted.intercepts[at]
        for kind in HISTORY:
            effects = fitted.group_effects[kind].get(stage, {})
            odds += effects.get(str(groups[kind][7]), (0.0, 0.0))[0]
        assert chances[7, at] == pytest.approx(expit(odds), abs=1e-12)


def test_unknown_and_unseen_groups_add_nothing() -> None:
    columns, labels, groups = outcomes(7, 300)
    groups["mentor"][::3] = ""
    fitted = fit_stages(columns, labels, groups, a_prior())
    assert "" not in fitted.group_effects["mentor"][Stage.FITS]
    nobody = {kind: np.full(300, "") for kind in groups}
    strangers = {kind: np.full(300, "nobody knows") for kind in groups}
    expected = predict_stages(fitted, columns, {})
    np.testing.assert_array_equal(predict_stages(fitted, columns, nobody), expected)
    np.testing.assert_array_equal(predict_stages(fitted, columns, strangers), expected)


def test_the_same_rows_give_the_same_bits_and_another_order_the_same_numbers() -> None:
    columns, labels, groups = outcomes(8, 400)
    first, again = (fit_stages(columns, labels, groups, a_prior()) for _ in range(2))
    assert first.effects.tobytes() == again.effects.tobytes()
    assert first.covariances.tobytes() == again.covariances.tobytes()
    assert first.group_effects == again.group_effects
    turned = {kind: ids[::-1] for kind, ids in groups.items()}
    other = fit_stages(columns[::-1], labels[::-1], turned, a_prior())
    np.testing.assert_allclose(other.effects, first.effects, atol=1e-6)


def test_more_outcomes_make_it_surer() -> None:
    few, many = (fit_stages(*outcomes(9, n), a_prior()) for n in (100, 3_000))
    assert (many.covariances[0].diagonal()[:3] < few.covariances[0].diagonal()[:3]).all()


def test_a_single_outcome_makes_nobody_much_surer() -> None:
    columns, labels, groups = outcomes(11, 1)
    labels[:] = 1.0
    none = fit_stages(columns, np.full_like(labels, np.nan), groups, a_prior())
    one = fit_stages(columns, labels, groups, a_prior())
    before, after = (fitted.covariances[0].diagonal()[:3] for fitted in (none, one))
    assert (after > 0.9 * before).all() and (after <= before).all()


def test_what_does_not_fit_is_refused_in_words() -> None:
    columns, labels, groups = outcomes(10, 20)
    with pytest.raises(ValueError, match=r"columns: expected shape \(20, 4\), got \(20, 3\)"):
        fit_stages(columns[:, :3], labels, groups, a_prior())
    with pytest.raises(ValueError, match=r"labels: expected shape \(20, 4\), got \(19, 4\)"):
        fit_stages(columns, labels[1:], groups, a_prior())
    with pytest.raises(ValueError, match="labels: expected 0, 1 or NaN, got 2"):
        fit_stages(columns, np.full_like(labels, 2.0), groups, a_prior())
    with pytest.raises(ValueError, match="columns: expected finite numbers"):
        fit_stages(columns * np.nan, labels, groups, a_prior())
    with pytest.raises(ValueError, match=r"groups\['mentor'\]: expected shape \(20,\)"):
        fit_stages(columns, labels, {**groups, "mentor": groups["mentor"][1:]}, a_prior())
    with pytest.raises(ValueError, match=r"prior\.held: expected names of columns, got 'nothing'"):
        a_prior(held=("nothing",))
    with pytest.raises(ValueError, match=r"prior.sd: expected shape \(4, 4\), got \(4,\)"):
        a_prior(sd=np.ones(4))
