"""A fit as a model that ranks: the same numbers, exact contributions, ranges and true words."""

from dataclasses import replace
from io import BytesIO

import joblib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from matcher.domain.market import Market
from matcher.domain.outcomes import Stage
from matcher.domain.policy import Policy
from matcher.features.columns import FEATURES, HISTORY
from matcher.features.encoder import no_tastes
from matcher.learning.dataset import LearningSet, learning_set
from matcher.learning.stages import GROUP_SD, FittedStages, fit_stages, predict_stages
from matcher.ranking.in_use import explained
from matcher.ranking.model import STAGES, AdditiveModel, probabilities
from matcher.ranking.rank import score_pairs
from matcher.ranking.reasons import may_be_said, sentence
from matcher.ranking.uncertainty import EFFECT_SD, INTERCEPT_SD
from matcher.ranking.value import value_effects
from matcher.simulation.municipality import simulate_municipality
from matcher.workflows.learned_model import (
    HELD,
    learned_model,
    log_odds_of,
    prior_of,
    standardised,
)
from tests.unit.day_one_file import DAY_ONE, MODEL
from tests.unit.features_cases import every_pair, no_text
from tests.unit.market_builders import TODAY, a_market, a_mentor, an_employer, an_opening
from tests.unit.market_strategies import markets

PRIOR = prior_of(DAY_ONE)


def rows_of(market: Market) -> LearningSet:
    return learning_set(
        market, TODAY, policy=Policy(), resolve=no_text, liking=no_tastes, bends=DAY_ONE.bends,
        kept={},
    )  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> LearningSet:
    return rows_of(simulate_municipality(participants=60, seed=3, today=TODAY).market)


@pytest.fixture(scope="module")
def fitted(rows: LearningSet) -> FittedStages:
    return fit_stages(standardised(DAY_ONE, rows), rows.labels, rows.groups, PRIOR)


@pytest.fixture(scope="module")
def learned(fitted: FittedStages) -> AdditiveModel:
    return learned_model(DAY_ONE, fitted, "learned-1")


def made_up(**parts: object) -> FittedStages:
    """A fit that learned nothing but what ``parts`` say."""
    shape = (len(DAY_ONE.names) + 1,) * 2
    plain = FittedStages(
        names=DAY_ONE.names,
        effects=PRIOR.effects.copy(),
        intercepts=PRIOR.intercepts.copy(),
        covariances=np.zeros((len(STAGES), *shape)),
        group_effects={},
        group_variances={},
        counts=(0, 0, 0, 0),
    )
    return replace(plain, **parts)


class TestThePrior:
    def test_it_is_the_file_without_the_history_columns(self) -> None:
        kept = [name not in HELD for name in PRIOR.names]
        np.testing.assert_array_equal(PRIOR.effects[kept], MODEL.effects[kept])
        assert (PRIOR.effects[~np.array(kept)] == 0).all() and PRIOR.held == HELD
        assert (PRIOR.sd == EFFECT_SD).all() and PRIOR.intercept_sd == INTERCEPT_SD

    def test_bounds_are_the_files_and_hold_the_effects(self) -> None:
        at = {name: PRIOR.names.index(name) for name in ("past_no_shows", "wish_match")}
        down, up = at["past_no_shows"], at["wish_match"]
        assert (PRIOR.lower[down] == -np.inf).all() and (PRIOR.upper[down] == 0).all()
        assert (PRIOR.lower[up] == 0).all() and (PRIOR.upper[up] == np.inf).all()
        assert ((PRIOR.lower <= PRIOR.effects) & (PRIOR.effects <= PRIOR.upper)).all()


class TestTheSameNumbers:
    def test_on_the_rows_the_model_says_what_the_fit_says(
        self, rows: LearningSet, fitted: FittedStages, learned: AdditiveModel
    ) -> None:
        expected = predict_stages(fitted, standardised(DAY_ONE, rows), rows.groups)
        found = probabilities(log_odds_of(learned, rows))
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)

    def test_the_start_model_on_the_rows_is_the_file(self, rows: LearningSet) -> None:
        by_hand = standardised(DAY_ONE, rows) @ MODEL.effects + MODEL.intercepts
        np.testing.assert_allclose(log_odds_of(MODEL, rows), by_hand, rtol=0, atol=1e-12)

    def test_without_rows_there_is_nothing_to_say(self) -> None:
        empty = rows_of(a_market())
        assert standardised(DAY_ONE, empty).shape == (0, len(DAY_ONE.names))
        assert log_odds_of(MODEL, empty).shape == (0, 4)

    def test_other_columns_are_refused(self, rows: LearningSet) -> None:
        with pytest.raises(ValueError, match="other columns"):
            log_odds_of(MODEL, replace(rows, names=FEATURES))
        with pytest.raises(ValueError, match="other columns"):
            learned_model(DAY_ONE, replace(made_up(), names=FEATURES), "v")

    def test_a_file_keeps_the_model_as_it_is(
        self, rows: LearningSet, learned: AdditiveModel
    ) -> None:
        kept = BytesIO()
        joblib.dump(learned, kept)
        again = joblib.load(BytesIO(kept.getvalue()))
        np.testing.assert_array_equal(log_odds_of(again, rows), log_odds_of(learned, rows))
        pairs = every_pair(a_market())
        for one, other in zip(score_pairs(again, pairs), score_pairs(learned, pairs), strict=True):
            np.testing.assert_array_equal(one, other)


@given(markets)
@hypothesis_settings(max_examples=30)
def test_contributions_and_intercept_are_the_log_odds_of_a_learned_model(market: Market) -> None:
    effects = {
        "employer": {stage: {"E1": (0.4, 0.1), "E2": (-0.3, 0.1)} for stage in Stage},
        "mentor": {Stage.FITS: {"M1": (0.2, 0.1), "M3": (-0.6, 0.1)}},
        "occupation": {Stage.COMPLETES: {"5223": (0.5, 0.1)}},
    }
    model = learned_model(DAY_ONE, made_up(group_effects=effects), "v")
    pairs = every_pair(market)
    _, columns, chances = score_pairs(model, pairs)
    parts = model.contributions(columns).sum(axis=1) + model.intercepts
    np.testing.assert_allclose(parts, model.log_odds(columns), rtol=0, atol=1e-9)
    np.testing.assert_allclose(probabilities(parts), chances, rtol=0, atol=1e-12)
    at = model.names.index("employer_fits")
    own = [{"E1": 0.4, "E2": -0.3}[market.openings[o].employer_id] for o in pairs.opening]
    np.testing.assert_array_equal(
        model.contributions(columns)[:, at, STAGES.index(Stage.FITS)], own
    )
    assert (model.contributions(columns)[:, at, STAGES.index(Stage.SHOWS_UP)] == 0).all()
    change = value_effects(model, columns, Policy())[:, at]
    assert ((change > 0) == (columns[:, at] > 0)).all()


class TestRanges:
    def market(self) -> Market:
        openings = (an_opening("O1", mentors=("M1", "M2")), an_opening("O2", "E2", mentors=None))
        return a_market(
            employers=(an_employer(), an_employer("E2")),
            mentors=(a_mentor("M1"), a_mentor("M2")),
            openings=openings,
        )

    def test_a_known_employer_makes_it_surer_and_an_unseen_one_has_its_groups_spread(self) -> None:
        known = {kind: {s: {"E1": (0.0, 0.01), "5223": (0.0, 0.01)} for s in Stage}
                 for kind in ("employer", "occupation")}  # fmt: skip
        variances = {kind: dict.fromkeys(Stage, 0.16) for kind in HISTORY}
        model = learned_model(DAY_ONE, made_up(group_effects=known, group_variances=variances), "v")
        pairs = every_pair(self.market())
        own = model.uncertainty.of_openings(pairs.encoder.offers, pairs.opening)
        shows, completes = STAGES.index(Stage.SHOWS_UP), STAGES.index(Stage.COMPLETES)
        assert own[:, shows] == pytest.approx([0.01, 0.16])
        assert own[:, completes] == pytest.approx([0.01 + 0.16 + 0.01, 0.16 + 0.16 + 0.01])
        _, columns, chances = score_pairs(model, pairs)
        ranges = model.ranges(columns, pairs.encoder.offers, pairs.opening)
        width = ranges[..., 1] - ranges[..., 0]
        assert width[0, shows] < width[1, shows]
        assert ((ranges[..., 0] < chances) & (chances < ranges[..., 1])).all()

    def test_a_kind_that_was_never_fitted_has_the_spread_it_began_with(self) -> None:
        model = learned_model(DAY_ONE, made_up(), "v")
        pairs = every_pair(self.market())
        own = model.uncertainty.of_openings(pairs.encoder.offers, pairs.opening)
        assert own[:, 0] == pytest.approx([GROUP_SD**2] * 2)

    def test_the_spread_is_that_of_the_covariance(self) -> None:
        random = np.random.default_rng(1)
        root = random.normal(size=(4, 3, 3))
        covariances = root @ root.transpose(0, 2, 1)
        columns = random.normal(size=(5, 2))
        model = replace(MODEL.uncertainty, covariances=covariances)
        found = model.spread(columns, np.full((5, 4), 0.5))
        for row, values in enumerate(columns):
            whole = np.append(values, 1.0)
            for stage in range(4):
                by_hand = np.sqrt(whole @ covariances[stage] @ whole + 0.5)
                assert found[row, stage] == pytest.approx(by_hand)

    def test_the_start_model_is_as_unsure_as_its_prior(self) -> None:
        pairs = every_pair(a_market())
        _, columns, _ = score_pairs(MODEL, pairs)
        found = MODEL.uncertainty.spread(columns, np.zeros((1, 4)))
        by_hand = np.sqrt(EFFECT_SD**2 * np.square(columns).sum() + INTERCEPT_SD**2)
        assert found[0] == pytest.approx([by_hand] * 4)

    def test_outcomes_make_it_surer(self, rows: LearningSet, learned: AdditiveModel) -> None:
        before = learned_model(
            DAY_ONE, fit_stages(standardised(DAY_ONE, rows)[:0], rows.labels[:0],
                                {kind: ids[:0] for kind, ids in rows.groups.items()}, PRIOR), "v"
        )  # fmt: skip
        columns = standardised(DAY_ONE, rows)
        none = np.zeros((len(rows), 4))
        early, late = (m.uncertainty.spread(columns, none) for m in (before, learned))
        assert (late < early).mean() > 0.99 and late[:, 0].mean() < 0.7 * early[:, 0].mean()


class TestWords:
    def turned(self, name: str, size: float) -> AdditiveModel:
        """A model that learned the contrary of the file about one feature."""
        effects = PRIOR.effects.copy()
        row = DAY_ONE.names.index(name)
        effects[row] = 0.0
        effects[row, STAGES.index(Stage.LEADS_TO_WORK)] = size
        return learned_model(DAY_ONE, made_up(effects=effects), "v")

    def test_the_start_model_speaks_the_files_words(self) -> None:
        assert explained(DAY_ONE, MODEL) == DAY_ONE

    def test_a_model_that_learned_no_turn_speaks_them_too(self) -> None:
        assert explained(DAY_ONE, learned_model(DAY_ONE, made_up(), "v")).entries == DAY_ONE.entries

    @pytest.mark.parametrize("lang", ["nb", "en"])
    def test_of_a_turned_effect_it_is_said_what_experience_speaks_for(self, lang: str) -> None:
        row = DAY_ONE.names.index("private_sector")
        entry = explained(DAY_ONE, self.turned("private_sector", -0.3)).entries[row]
        private, public = 1.0, -1.0
        assert may_be_said(entry, -0.02, private) and may_be_said(entry, 0.02, public)
        assert not may_be_said(entry, 0.02, private) and not may_be_said(entry, -0.02, public)
        against, speaks_for = (sentence(entry, size, {}, lang) for size in (-0.02, 0.02))
        assert against is not None and speaks_for is not None
        assert against != DAY_ONE.entries[row].sentence_against[lang]
        if lang == "nb":
            assert against == (
                "Erfaringene så langt taler imot: privat arbeidsgiver, mer enn vanlig."
            )
            assert speaks_for == (
                "Erfaringene så langt taler for: privat arbeidsgiver, mindre enn vanlig."
            )


@pytest.mark.parametrize(("name", "yields"), [("travel_minutes", False), ("wait_weeks", True)])
def test_a_bound_yields_to_clear_outcomes_unless_it_is_firm(name: str, yields: bool) -> None:
    """Everybody far away, or who waited long, completes: against what both signs say."""
    columns = np.zeros((400, len(DAY_ONE.names)))
    column = DAY_ONE.names.index(name)
    columns[:, column] = np.tile([-1.0, 1.0], 200)
    labels = np.full((400, len(STAGES)), np.nan)
    labels[:, STAGES.index(Stage.COMPLETES)] = columns[:, column] > 0
    nobody = np.full(400, "")
    groups = dict.fromkeys((*HISTORY, "adviser"), nobody)
    effect = fit_stages(columns, labels, groups, PRIOR).effects[
        column, STAGES.index(Stage.COMPLETES)
    ]
    assert (effect > 0) == yields
