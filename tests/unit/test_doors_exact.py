"""Door-openers are a full suggest for the changed participant; the oracle is slow and obvious."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from matcher.domain.cefr import Level
from matcher.domain.market import Market
from matcher.domain.participants import Participant, PartOfWeek
from matcher.domain.purposes import Purpose
from matcher.eligibility.pair import judge
from matcher.ranking.door_changes import single_changes
from matcher.ranking.doors import find_doors
from matcher.ranking.rank import MarketDay, rank_openings
from matcher.simulation.municipality import simulate_municipality
from tests.unit.day_one_file import MODEL
from tests.unit.door_cases import CERTIFICATE, day_of
from tests.unit.market_builders import TODAY
from tests.unit.market_strategies import markets


def every_change(person: Participant, words: set[str]) -> Iterator[tuple[str, Participant]]:
    """Slow and obvious: all single changes, whether or not any opening waits for them."""
    limits = person.functional_limits or ()
    if "driving" in limits:
        words = words - {"licence_b", "licence_c", "licence_d", "truck"}
    for word in words - {CERTIFICATE}:
        if person.credentials is not None and word not in person.credentials:
            yield f"credential.{word}", replace(person, credentials=(*person.credentials, word))
    ladder = [Level.A0, Level.A1, Level.A2, Level.B1, Level.B2, Level.C1, Level.C2]
    for name in ("spoken", "written"):
        level = getattr(person, f"norwegian_{name}")
        if level in ladder[:-1]:
            higher = ladder[ladder.index(level) + 1]
            yield name, replace(person, **{f"norwegian_{name}": higher})
    if person.max_travel_minutes is not None:
        yield "travel", replace(person, max_travel_minutes=person.max_travel_minutes + 15)
    parts = set(PartOfWeek) - {PartOfWeek.NIGHT if "night_work" in limits else None}
    for part in parts - set(PartOfWeek if person.available is None else person.available):
        yield f"part_of_week.{part}", replace(person, available=(*person.available, part))
    hours = person.max_hours_per_week
    if hours is not None and hours < 37.5:
        yield "hours", replace(person, max_hours_per_week=min(hours + 7.5, 37.5))


def full_list(
    market: Market, person: Participant, purpose: Purpose | None = None
) -> dict[str, float]:
    """Every possible opening with its value, as ``suggest`` finds it for this participant."""
    others = [p for p in market.participants if p.participant_id != person.participant_id]
    day = day_of(replace(market, participants=(*others, person)))
    (ranked,) = rank_openings(day, MODEL, [person], limit=len(market.openings) + 1, purpose=purpose)
    ids = [day.ready.arrays.ids[column] for column in ranked.openings]
    return dict(zip(ids, ranked.values.tolist(), strict=True))


def top_five(values: dict[str, float]) -> float:
    return sum(sorted(values.values(), reverse=True)[:5]) / 5


def assert_exact(market: Market, person: Participant, purpose: Purpose | None = None) -> int:
    """All doors are those of the oracle, to the last opening; how many there are."""
    day = day_of(market)
    found = find_doors(day, MODEL, person, purpose=purpose)
    before = full_list(market, person, purpose)
    assert found.possible == len(before)
    words = {word for opening in market.openings for word in opening.credentials}
    expected = {}
    for key, changed in every_change(person, words):
        after = full_list(market, changed, purpose)
        assert before.keys() <= after.keys(), "a change closes nothing"
        assert after.keys() == judged(day, changed, purpose)
        opened = {name: after[name] for name in after.keys() - before.keys()}
        if opened:
            gain = max(after.values()) - max(before.values(), default=0)
            expected[key] = (opened, gain, top_five(after) - top_five(before))
    assert {door.change.key for door in found.doors} == expected.keys()
    for door in found.doors:
        opened, gain, expected_gain = expected[door.change.key]
        ids = [day.ready.arrays.ids[column] for column in door.opened.columns]
        assert ids == sorted(opened, key=lambda name: (-round(opened[name], 9), name))
        np.testing.assert_allclose(
            door.opened.values, [opened[name] for name in ids], rtol=0, atol=1e-12
        )
        assert door.gain == pytest.approx(gain, abs=1e-12)
        assert door.expected_gain == pytest.approx(expected_gain, abs=1e-12)
    return len(expected)


def judged(day: MarketDay, person: Participant, purpose: Purpose | None) -> set[str]:
    """The possible openings, each rule asked of each pair by itself."""
    board = day.ready.board
    answers = {o.opening_id: judge(board, person, o, purpose) for o in day.ready.openings}
    return {name for name, answer in answers.items() if answer.eligible}


@given(st.integers(0, 10_000), st.none() | st.sampled_from(Purpose))
@hypothesis_settings(max_examples=5, deadline=None)
def test_doors_are_a_full_suggest_for_the_changed_participant(
    seed: int, purpose: Purpose | None
) -> None:
    market = simulate_municipality(participants=6, openings=60, seed=seed, today=TODAY).market
    person = market.participants[seed % 6]
    assert_exact(market, person, purpose)


@given(markets)
@hypothesis_settings(max_examples=40, deadline=None)
def test_doors_are_exact_in_crowded_markets_with_unknowns(market: Market) -> None:
    assert_exact(market, market.participants[0])


def test_a_simulated_town_has_doors_to_be_exact_about() -> None:
    market = simulate_municipality(participants=6, openings=60, seed=3, today=TODAY).market
    assert sum(assert_exact(market, person) for person in market.participants) > 5


@given(markets)
@hypothesis_settings(max_examples=100, deadline=None)
def test_no_change_touches_health_or_who_somebody_is(market: Market) -> None:
    for person in market.participants:
        for change in single_changes(person, ["truck", CERTIFICATE], {}):
            changed = {
                name
                for name in Participant.__slots__
                if getattr(change.changed, name) != getattr(person, name)
            }
            assert len(changed) == 1
            assert changed <= {
                "credentials", "norwegian_spoken", "norwegian_written", "max_travel_minutes",
                "available", "max_hours_per_week",
            }  # fmt: skip
