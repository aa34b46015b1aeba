"""Better language, more experience, shorter travel never lower a value: the whole way through."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from matcher.domain.arrays import Floats
from matcher.domain.cefr import Level
from matcher.domain.market import Market
from matcher.domain.participants import Experience, Participant
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose
from matcher.eligibility.screening import screen
from matcher.ranking.rank import market_day, score_pairs
from matcher.ranking.value import placement_value
from tests.unit.day_one_file import MODEL
from tests.unit.features_cases import no_text
from tests.unit.market_builders import TODAY
from tests.unit.market_strategies import OCCUPATIONS, random_market

# Rounding in the sums; what a person could notice is a billion times as much.
ROUNDING = 1e-12
POLICY = Policy()


def values(market: Market, purpose: Purpose | None) -> Floats:
    """(P, O) values of the pairs that are possible, NaN elsewhere."""
    day = market_day(market, TODAY, POLICY, no_text)
    screening = screen(day.ready, market.participants, purpose)
    person, opening = np.nonzero(screening.eligible())
    found = np.full((len(market.participants), len(market.openings)), np.nan)
    _, _, chances = score_pairs(MODEL, day.pairs(screening, person, opening))
    found[person, opening] = placement_value(chances, POLICY)
    return found


def assert_never_lower(before: Market, after: Market, purpose: Purpose | None) -> int:
    """For pairs that are possible before and after; how many there were."""
    was, is_now = values(before, purpose), values(after, purpose)
    both = ~np.isnan(was) & ~np.isnan(is_now)
    assert (is_now[both] >= was[both] - ROUNDING).all()
    return int(both.sum())


def many_openings(random: Random) -> Market:
    """A market whose openings are mostly possible, so that there is something to compare."""
    market = random_market(random)
    return replace(
        market,
        openings=tuple(
            replace(o, status=None, slots=3, starts=None, ends=None, credentials=(), demands=(),
                    schedule=(), mentors=None, purposes=None)
            for o in market.openings
        ),
        employers=tuple(replace(e, capacity=None, paused_until=None) for e in market.employers),
        participants=tuple(replace(p, programme_end=None) for p in market.participants),
        placements=tuple(p for p in market.placements if p.participant_id == "P9"),
        dismissals=(),
    )  # fmt: skip


crowds = st.randoms(use_true_random=True).map(many_openings)
purposes = st.none() | st.sampled_from(Purpose)


def with_people(market: Market, change: Callable[[Participant], Participant]) -> Market:
    return replace(market, participants=tuple(map(change, market.participants)))


def higher(level: Level | None) -> Level | None:
    return None if level is None else Level(min(level + 1, Level.native))


@given(crowds, purposes)
@hypothesis_settings(max_examples=80)
def test_better_spoken_norwegian_never_lowers_a_value(
    market: Market, purpose: Purpose | None
) -> None:
    better = with_people(market, lambda p: replace(p, norwegian_spoken=higher(p.norwegian_spoken)))
    assert_never_lower(market, better, purpose)


@given(crowds, purposes)
@hypothesis_settings(max_examples=80)
def test_better_written_norwegian_never_lowers_a_value(
    market: Market, purpose: Purpose | None
) -> None:
    better = with_people(
        market, lambda p: replace(p, norwegian_written=higher(p.norwegian_written))
    )
    assert_never_lower(market, better, purpose)


@given(crowds, purposes, st.floats(0, 60))
@hypothesis_settings(max_examples=80)
def test_more_months_never_lower_a_value(
    market: Market, purpose: Purpose | None, months: float
) -> None:
    longer = tuple(
        e if e.months is None else replace(e, months=e.months + months) for e in market.experiences
    )
    assert_never_lower(market, replace(market, experiences=longer), purpose)


@given(crowds, purposes, st.sampled_from(OCCUPATIONS), st.sampled_from([None, True]))
@hypothesis_settings(max_examples=80)
def test_one_more_experience_never_lowers_a_value(
    market: Market, purpose: Purpose | None, code: str, liked: bool | None
) -> None:
    new = Experience("P1", "enda en", code, 6, date(2020, 1, 1), liked=liked)
    assert_never_lower(market, replace(market, experiences=(*market.experiences, new)), purpose)


@given(crowds, purposes, st.floats(0, 1))
@hypothesis_settings(max_examples=80)
def test_a_shorter_way_never_lowers_a_value(
    market: Market, purpose: Purpose | None, share: float
) -> None:
    """All workplaces stand in one spot, and everybody moves towards it."""
    spot = {"lat": 60.0, "lon": 10.9}
    there = replace(market, openings=tuple(replace(o, **spot) for o in market.openings))

    def nearer(person: Participant) -> Participant:
        if person.lat is None or person.lon is None:
            return person
        return replace(
            person,
            lat=spot["lat"] + share * (person.lat - spot["lat"]),
            lon=spot["lon"] + share * (person.lon - spot["lon"]),
        )

    assert_never_lower(there, with_people(there, nearer), purpose)


def test_there_is_something_to_compare() -> None:
    compared = sum(
        assert_never_lower(market, market, None)
        for market in (many_openings(Random(seed)) for seed in range(30))
    )
    assert compared > 30
