"""The learning set as of a date: what was known then and nothing later, by oracle."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from matcher.domain.dismissals import Dismissal, DismissalReason, SaidBy
from matcher.domain.interview import InterviewFact
from matcher.domain.market import Market
from matcher.domain.outcomes import EndReason, NextStep, Outcome, Reporter, Stage
from matcher.domain.participants import Experience
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import make_board
from matcher.features.chosen import features_when_chosen
from matcher.features.columns import FEATURES
from matcher.features.encoder import make_encoder
from matcher.features.labels import label_placements
from matcher.learning.dataset import LearningSet, relabel
from matcher.learning.rebuild import chosen_on
from matcher.places.travel import minutes_between
from tests.unit.features_cases import no_text
from tests.unit.learning_cases import LIKING, as_of, town
from tests.unit.market_builders import TODAY
from tests.unit.market_strategies import markets


def same(one: LearningSet, other: LearningSet) -> None:
    """Every number is the same, to the bit; placements may have ended since."""
    ids = [[p.placement_id for p in each.placements] for each in (one, other)]
    assert ids[0] == ids[1]
    for name in ("raw", "labels", "chosen_on", "ended_on", "audit_group", "rebuilt"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    for kind, groups in one.groups.items():
        np.testing.assert_array_equal(groups, other.groups[kind])


def mostly_ended(market: Market) -> Market:
    """The market with all of its placements that have a last day ended."""
    over = tuple(
        p if p.ended is None else replace(p, status=PlacementStatus.ENDED)
        for p in market.placements
    )
    return replace(market, placements=over)


crowded = markets.map(mostly_ended)


@given(crowded, st.integers(0, 40))
@hypothesis_settings(max_examples=150)
def test_a_rebuilt_row_is_what_the_encoder_of_that_day_says(market: Market, days: int) -> None:
    """The slow way: the whole market as of each row's day, without the row itself."""
    found = as_of(market, TODAY + timedelta(days=days))
    people = {p.participant_id: p for p in market.participants}
    openings = {o.opening_id: o for o in market.openings}
    for row, placement in enumerate(found.placements):
        day = chosen_on(placement)
        assert day is not None
        others = tuple(p for p in market.placements if p is not placement)
        then = replace(market, placements=others)
        person, opening = people[placement.participant_id], openings[placement.opening_id]
        board = make_board(then, day, Policy())
        expected = features_when_chosen(
            make_encoder(then, day, Policy(), no_text, LIKING),
            person,
            opening.opening_id,
            purpose=placement.purpose,
            mentor_id=placement.mentor_id,
            starts=placement.starts,
            minutes=minutes_between(
                board.position(person), board.position(opening), person.transport
            ),
        )
        numbers = [np.nan if value is None else value for value in expected.values()]
        np.testing.assert_allclose(found.raw[row, : len(FEATURES)], numbers, rtol=1e-9, atol=1e-12)
        minutes = found.raw[row, FEATURES.index("travel_minutes")]
        np.testing.assert_array_equal(found.raw[row, -1], np.maximum(minutes - 5.0, 0.0))


@given(crowded, st.integers(0, 400))
@hypothesis_settings(max_examples=60)
def test_labels_are_those_of_the_history_on_that_day(market: Market, days: int) -> None:
    day = TODAY + timedelta(days=days)
    found = as_of(market, day)
    labels = {row.placement.placement_id: row.labels for row in label_placements(market, day)}
    for row, placement in enumerate(found.placements):
        expected = [labels[placement.placement_id][stage] for stage in Stage]
        numbers = [np.nan if label is None else float(label) for label in expected]
        np.testing.assert_array_equal(found.labels[row], numbers)
    assert len(found) + sum(found.skipped.values()) == len(labels)


def as_it_was(market: Market, day: date) -> Market:
    """The market without anything that came after ``day``."""
    return replace(
        market,
        placements=tuple(
            replace(p, status=PlacementStatus.RUNNING, ended=None)
            if p.status is PlacementStatus.ENDED and p.ended is not None and p.ended > day
            else p
            for p in market.placements
            if p.starts is None or p.starts <= day
        ),
        outcomes=tuple(o for o in market.outcomes if o.reported_on <= day),
        experiences=tuple(e for e in market.experiences if e.ended is None or e.ended <= day),
        facts=tuple(f for f in market.facts if f.said_on <= day),
        dismissals=tuple(d for d in market.dismissals if d.said_on <= day),
    )


def with_future(market: Market, day: date, later: int, number: int) -> Market:
    """Facts of every kind planted ``later`` days after ``day``, about people of the market."""
    on = day + timedelta(days=later)
    person = market.participants[number % len(market.participants)].participant_id
    opening = market.openings[number % len(market.openings)]
    mentor = (opening.mentors or (None,))[0]
    planted = Placement(
        "PLANTED", person, opening.opening_id, tuple(Purpose)[number % 4], PlacementStatus.ENDED,
        mentor, starts=on, ended=on,
    )  # fmt: skip
    about = [planted, *(p for p in market.placements if p.status is PlacementStatus.ENDED)][:60]
    reports = [
        Outcome(p.placement_id, reporter, on, showed_up=number % 2 == 0, would_continue=False,
                end_reason=EndReason.NO_SHOW, next_step=NextStep.JOB, next_step_on=on, fit_tasks=1)
        for p in about
        for reporter in Reporter
    ]  # fmt: skip
    return replace(
        market,
        placements=(*market.placements, planted),
        outcomes=(*market.outcomes, *reports),
        experiences=(
            *market.experiences,
            Experience(person, "planted", "5223", 60.0, on, liked=False),
        ),
        facts=(
            *market.facts,
            InterviewFact(person, "indoors", False, "planted", SaidBy.PARTICIPANT, on),
        ),
        dismissals=(
            *market.dismissals,
            Dismissal(person, opening.opening_id, DismissalReason.TRIED_BEFORE, SaidBy.ADVISER, on),
        ),
    )


@given(st.integers(0, 3), st.integers(1, 700), st.integers(1, 200), st.integers(0, 10_000))
@hypothesis_settings(max_examples=25)
def test_no_later_fact_changes_what_could_be_learned_on_a_day(
    seed: int, ago: int, later: int, number: int
) -> None:
    market, day = town(seed), TODAY - timedelta(days=ago)
    then = as_of(as_it_was(market, day), day)
    same(then, as_of(market, day))
    same(then, as_of(with_future(market, day, later, number), day))


@given(st.integers(0, 3), st.integers(1, 700), st.integers(1, 200), st.integers(0, 10_000))
@hypothesis_settings(max_examples=25)
def test_no_later_fact_changes_the_features_of_a_choice_already_made(
    seed: int, ago: int, later: int, number: int
) -> None:
    market, day = town(seed), TODAY - timedelta(days=ago)
    planted = with_future(market, day, later, number)
    end = TODAY + timedelta(days=300)
    plain, other = as_of(market, end), as_of(planted, end)
    row_of = {p.placement_id: row for row, p in enumerate(other.placements)}
    for row, placement in enumerate(plain.placements):
        if plain.chosen_on[row] <= day.toordinal():
            np.testing.assert_array_equal(plain.raw[row], other.raw[row_of[placement.placement_id]])


def test_the_planted_facts_would_be_seen_if_they_were_not_later() -> None:
    """The tests above could fail: on the day that they are of, the facts do change something."""
    market = town(0)
    day = TODAY - timedelta(days=200)
    planted = with_future(market, day, 10, 3)
    after = day + timedelta(days=60)
    plain, other = as_of(market, after), as_of(planted, after)
    assert len(other) == len(plain) + 1
    ids = [p.placement_id for p in plain.placements]
    same_rows = other.rows(np.array([p.placement_id in ids for p in other.placements]))
    assert not np.array_equal(plain.labels, same_rows.labels, equal_nan=True)
    end = TODAY + timedelta(days=300)
    late = as_of(planted, end).raw
    assert late.shape[0] == as_of(market, end).raw.shape[0] + 1
    assert not np.array_equal(late[: len(as_of(market, end))], as_of(market, end).raw, True)


@given(st.integers(0, 3), st.integers(1, 700))
@hypothesis_settings(max_examples=15)
def test_relabelled_is_as_if_made_on_that_day(seed: int, ago: int) -> None:
    day = TODAY - timedelta(days=ago)
    found = relabel(as_of(town(seed), TODAY), town(seed), day)
    assert found.as_of == day
    same(found, as_of(town(seed), day))
