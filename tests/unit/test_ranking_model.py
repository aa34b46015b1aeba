"""Additive log-odds, the value and each feature's part of it: by hand, and exact."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from matcher.domain.market import Market
from matcher.domain.outcomes import Stage
from matcher.domain.policy import Policy
from matcher.ranking.model import STAGES, probabilities
from matcher.ranking.rank import market_day, rank_openings, score_pairs
from matcher.ranking.value import placement_value, value_effects
from tests.unit.day_one_file import DAY_ONE, MODEL
from tests.unit.features_cases import every_pair, no_text
from tests.unit.market_builders import TODAY, a_market, an_opening
from tests.unit.market_strategies import markets


@given(markets)
@hypothesis_settings(max_examples=40)
def test_contributions_and_intercept_are_the_log_odds(market: Market) -> None:
    _, columns, chances = score_pairs(MODEL, every_pair(market))
    parts = MODEL.contributions(columns).sum(axis=1) + MODEL.intercepts
    np.testing.assert_allclose(parts, MODEL.log_odds(columns), rtol=0, atol=1e-9)
    np.testing.assert_allclose(1 / (1 + np.exp(-parts)), chances, rtol=0, atol=1e-9)


@given(markets)
@hypothesis_settings(max_examples=20)
def test_an_effect_is_the_value_minus_the_value_without_the_feature(market: Market) -> None:
    _, columns, chances = score_pairs(MODEL, every_pair(market))
    effects = value_effects(MODEL, columns, Policy())
    whole = placement_value(chances, Policy())
    for feature in range(0, len(MODEL.names), 3):
        usual = columns.copy()
        usual[:, feature] = 0.0
        without = placement_value(probabilities(MODEL.log_odds(usual)), Policy())
        np.testing.assert_allclose(effects[:, feature], whole - without, rtol=0, atol=1e-12)


def test_the_model_is_what_the_file_says() -> None:
    place = DAY_ONE.names.index("wish_match")
    entry = DAY_ONE.entries[place]
    assert dict(zip(STAGES, MODEL.effects[place], strict=True)) == entry.effects
    assert MODEL.intercepts.tolist() == [DAY_ONE.intercepts[stage] for stage in Stage]
    assert MODEL.version == DAY_ONE.version


@pytest.mark.parametrize(
    ("chances", "value"),
    [
        ((1, 1, 1, 1), 1.0),
        ((0, 1, 1, 1), 0.0),
        ((0.5, 0.8, 0.5, 0.25), 0.5 * (0.3 * 0.5 + 0.3 * 0.8 + 0.4 * 0.8 * 0.25)),
        ((1, 0, 1, 1), 0.3),
    ],
)
def test_the_value_by_hand(chances: tuple[float, ...], value: float) -> None:
    """Chances in the order of the stages: shows up, completes, fits, leads to work."""
    assert STAGES == (Stage.SHOWS_UP, Stage.COMPLETES, Stage.FITS, Stage.LEADS_TO_WORK)
    assert float(placement_value(np.array(chances), Policy())) == pytest.approx(value)


def test_an_office_may_weigh_otherwise() -> None:
    only_work = Policy(weight_fits=0.0, weight_completes=0.0, weight_work=1.0)
    assert float(placement_value(np.array([0.5, 0.5, 1.0, 0.5]), only_work)) == 0.125


def test_the_score_is_value_minus_factor_times_price_and_orders_the_list() -> None:
    market = a_market(openings=tuple(an_opening(f"O{n}", mentors=None) for n in range(3)))
    day = market_day(market, TODAY, Policy(), no_text)
    prices = np.array([0.3, 0.0, 0.1])
    (ranked,) = rank_openings(day, MODEL, market.participants, limit=3, prices=prices)
    assert ranked.openings.tolist() == [1, 2, 0]
    np.testing.assert_allclose(ranked.scores, ranked.values - 0.8 * prices[ranked.openings])
    np.testing.assert_array_equal(ranked.prices, [0.0, 0.1, 0.3])


def test_ranking_in_chunks_gives_the_same_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    people = tuple(replace(a_market().participants[0], participant_id=f"P{n}") for n in range(5))
    market = a_market(participants=people, openings=tuple(an_opening(f"O{n}") for n in range(4)))
    day = market_day(market, TODAY, Policy(), no_text)
    whole = [r.openings.tolist() for r in rank_openings(day, MODEL, people, limit=2)]
    monkeypatch.setattr("matcher.ranking.rank.CHUNK_PAIRS", 8)
    parts = list(rank_openings(day, MODEL, people, limit=2))
    assert [r.openings.tolist() for r in parts] == whole
    assert [r.participant.participant_id for r in parts] == [f"P{n}" for n in range(5)]
    assert parts[0].row == 0 and parts[3].row == 1


def test_somebody_for_whom_nothing_is_possible_gets_an_empty_list() -> None:
    for openings in ((), (an_opening(slots=0),)):
        market = a_market(openings=openings)
        day = market_day(market, TODAY, Policy(), no_text)
        (ranked,) = rank_openings(day, MODEL, market.participants, limit=5)
        assert ranked.openings.tolist() == [] == ranked.shown.tolist()
