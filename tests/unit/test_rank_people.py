"""For one opening, who fits: the same answers as when everybody is ranked over all openings."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings

from matcher.domain.market import Market
from matcher.domain.policy import Policy
from matcher.eligibility.one_opening import of_one_opening
from matcher.eligibility.rules import Rule
from matcher.eligibility.screening import screen
from matcher.ranking.rank import market_day, rank_openings
from matcher.ranking.rank_people import encode_people, rank_people
from tests.unit.day_one_file import MODEL
from tests.unit.market_builders import TODAY, a_market, a_participant, an_opening
from tests.unit.market_strategies import markets

DAY = timedelta(days=1)


def day_of(market: Market):
    return market_day(market, TODAY, Policy(), lambda text: ())


@settings(max_examples=25)
@given(market=markets)
def test_an_opening_alone_is_judged_as_among_all_others(market):
    day = day_of(market)
    whole = screen(day.ready, market.participants)
    shape = (len(market.participants), len(market.openings))
    for column in range(len(market.openings)):
        alone = screen(of_one_opening(day.ready, column), market.participants)
        for rule, state in whole.states.items():
            expected = np.broadcast_to(state, shape)[:, column]
            found = np.broadcast_to(alone.states[rule], (shape[0], 1))[:, 0]
            assert found.tolist() == expected.tolist(), rule
        np.testing.assert_array_equal(alone.starts[:, 0], whole.starts[:, column])


@settings(max_examples=15)
@given(market=markets)
def test_the_scores_are_those_of_a_suggestion(market):
    day = day_of(market)
    people = encode_people(day, market.participants)
    lists = list(rank_openings(day, MODEL, market.participants, limit=len(market.openings)))
    for column, opening in enumerate(market.openings):
        ranked = rank_people(day, MODEL, people, opening.opening_id)
        suggested = {
            each.row: each.scores[each.openings.tolist().index(column)]
            for each in lists
            if column in each.openings
        }
        found = dict(zip(ranked.rows.tolist(), ranked.scores.tolist(), strict=True))
        assert found == pytest.approx(suggested)
        assert ranked.scores.tolist() == sorted(ranked.scores.tolist(), reverse=True)


def few():
    people = tuple(a_participant(participant_id=f"P{n}") for n in range(4))
    return a_market(participants=people, openings=(an_opening(), an_opening(opening_id="O2")))


def test_only_those_are_asked_about_who_are_named():
    day = day_of(few())
    people = encode_people(day, day.market.participants)
    among = np.array([True, False, True, False])
    ranked = rank_people(day, MODEL, people, "O1", among=among)
    assert sorted(ranked.rows.tolist()) == [0, 2]


def test_each_rule_that_stops_somebody_counts_them():
    market = few()
    day = day_of(a_market(participants=market.participants, openings=(
        an_opening(ends=TODAY - DAY),
    )))  # fmt: skip
    ranked = rank_people(day, MODEL, encode_people(day, day.market.participants), "O1")
    assert ranked.rows.tolist() == []
    assert ranked.not_met[Rule.OPEN] == 4


def test_a_price_lowers_every_score_alike_and_equals_are_drawn_by_lot_not_by_row():
    day = day_of(few())
    people = encode_people(day, day.market.participants)
    free, dear = (rank_people(day, MODEL, people, "O1", price=price) for price in (0.0, 0.5))
    assert dear.scores == pytest.approx(free.scores - Policy().price_factor * 0.5)
    orders = {tuple(rank_people(day, MODEL, people, name).rows.tolist()) for name in ("O1", "O2")}
    assert len(orders) == 2
