"""The learning set as of a date: what was known then and nothing later, by oracle and by hand."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from matcher.domain.chosen import ChosenFeatures
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
from matcher.features.encoder import make_encoder, no_tastes
from matcher.features.labels import label_placements
from matcher.learning.dataset import LearningSet, learning_set, relabel
from matcher.learning.rebuild import chosen_on
from matcher.places.travel import minutes_between
from matcher.simulation.municipality import simulate_municipality
from matcher.workflows.likings import liking_from_tastes
from matcher.workflows.program import ROOT, read_tastes
from tests.unit.market_builders import (
    TODAY,
    a_market,
    a_mentor,
    a_participant,
    a_placement,
    an_employer,
    an_opening,
)
from tests.unit.market_strategies import markets

BENDS = {"travel_minutes_over_5": ("travel_minutes", 5.0)}
LIKING = liking_from_tastes(read_tastes(ROOT / "models" / "tastes.toml"))


def no_text(text: str) -> Sequence[tuple[str, float]]:
    return ()


def as_of(market: Market, day: date, **parts: Any) -> LearningSet:
    known = {"policy": Policy(), "resolve": no_text, "liking": LIKING, "bends": BENDS, "kept": {}}
    return learning_set(market, day, **{**known, **parts})


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


@lru_cache(maxsize=8)
def town(seed: int) -> Market:
    return simulate_municipality(participants=8, seed=seed, today=TODAY).market


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


def lived(**facts: Any) -> Placement:
    """A placement of four weeks that ended as planned."""
    known = {
        "starts": date(2025, 1, 6),
        "planned_end": date(2025, 2, 2),
        "ended": date(2025, 2, 2),
        "status": PlacementStatus.ENDED,
        "participant_id": "P1",
    }
    return a_placement(**{**known, **facts})


def one(placement: Placement, *reports: Outcome, day: date = TODAY, **tables: Any) -> LearningSet:
    return as_of(a_market(placements=(placement,), outcomes=reports, **tables), day)


def report(on: date, **said: Any) -> Outcome:
    return Outcome(lived().placement_id, Reporter.ADVISER, on, **said)


class TestByHand:
    def test_what_is_missing_is_not_a_failure(self) -> None:
        assert np.isnan(one(lived()).labels).all()
        said = report(date(2025, 2, 3), end_reason=EndReason.COMPLETED, next_step=NextStep.GONE)
        found = one(lived(), said)
        assert found.labels[0, :2].tolist() == [1.0, 1.0]
        assert np.isnan(found.labels[0, 2:]).all()

    def test_no_work_is_said_before_the_year_is_over(self) -> None:
        said = report(date(2025, 2, 3), end_reason=EndReason.COMPLETED, next_step=NextStep.GONE)
        early, late = date(2026, 2, 1), date(2026, 2, 2)
        assert np.isnan(one(lived(), said, day=early).labels[0, 3])
        assert one(lived(), said, day=late).labels[0, 3] == 0.0

    def test_a_call_after_half_a_year_decides_the_last_label(self) -> None:
        ended = report(date(2025, 2, 3), end_reason=EndReason.COMPLETED, next_step=NextStep.GONE)
        call = report(date(2025, 8, 2), next_step=NextStep.JOB, next_step_on=date(2025, 7, 1))
        assert one(lived(), ended, call, day=date(2026, 2, 2)).labels[0, 3] == 1.0

    def test_the_groups_and_days_are_named(self) -> None:
        person = a_participant(adviser="kari", audit_group="A")
        found = one(lived(proposed_on=date(2024, 12, 30)), participants=(person,))
        assert {kind: ids.tolist() for kind, ids in found.groups.items()} == {
            "employer": ["E1"], "mentor": ["M1"], "occupation": ["5223"], "adviser": ["kari"],
            "participant": ["P1"],
        }  # fmt: skip
        assert found.audit_group.tolist() == ["A"]
        assert found.chosen_on.tolist() == [date(2024, 12, 30).toordinal()]
        assert found.ended_on.tolist() == [date(2025, 2, 2).toordinal()]
        weeks = found.raw[0, FEATURES.index("wait_weeks")]
        assert weeks == 1.0 and found.rebuilt.all()

    def test_a_placement_written_down_later_was_chosen_by_its_first_day(self) -> None:
        found = one(lived(proposed_on=date(2025, 3, 1)))
        assert found.chosen_on.tolist() == [date(2025, 1, 6).toordinal()]

    def test_who_is_not_in_the_market_is_left_out_and_counted(self) -> None:
        gone, nowhere = lived(participant_id="P8"), lived(opening_id="O8")
        undated = lived(starts=None)
        for placement, why in ((gone, "participant"), (nowhere, "opening"), (undated, "day")):
            found = one(placement)
            assert len(found) == 0 and found.skipped[why] == 1
            assert sum(found.skipped.values()) == 1 and found.raw.shape == (0, len(FEATURES) + 1)

    def test_its_own_no_show_on_the_first_day_is_not_in_its_features(self) -> None:
        first = date(2025, 1, 6)
        never = lived(ended=first)
        said = report(first, end_reason=EndReason.NO_SHOW, showed_up=False)
        found = one(never, said)
        raw = dict(zip(FEATURES, found.raw[0].tolist(), strict=False))
        assert found.labels[0, 0] == 0.0
        assert raw["past_no_shows"] == raw["employer_recent_no_shows"] == 0.0
        assert raw["employer_shows_up"] == raw["employer_load"] == 0.0

    def test_the_actual_mentors_record_counts_not_that_of_the_others(self) -> None:
        def with_mentor(number: int, mentor: str, starts: date, **facts: Any) -> Placement:
            return lived(
                placement_id=f"L{number}", participant_id=f"P{number}", mentor_id=mentor,
                starts=starts, ended=starts + timedelta(days=20), **facts,
            )  # fmt: skip

        before = [with_mentor(1, "M1", date(2024, 6, 3)), with_mentor(2, "M2", date(2024, 6, 3))]
        later = [with_mentor(n, f"M{n - 2}", date(2025, 1, 6)) for n in (3, 4)]
        reports = tuple(
            Outcome(p.placement_id, Reporter.MENTOR, date(2024, 7, 1), showed_up=True,
                    completed=p.mentor_id == "M1")
            for p in before
        )  # fmt: skip
        market = a_market(
            participants=tuple(a_participant(f"P{n}") for n in range(1, 5)),
            employers=(an_employer(),),
            mentors=(a_mentor("M1"), a_mentor("M2")),
            openings=(an_opening(mentors=("M1", "M2")),),
            placements=(*before, *later),
            outcomes=reports,
        )
        found = as_of(market, TODAY)
        record = found.raw[2:, FEATURES.index("mentor_completes")]
        assert found.groups["mentor"][2:].tolist() == ["M1", "M2"]
        assert record[0] > 0 > record[1] and record[0] == pytest.approx(-record[1])


class TestKept:
    def test_kept_features_are_taken_and_marked(self) -> None:
        kept = {name: float(n) for n, name in enumerate(FEATURES)} | {"wish_match": None}
        chosen = ChosenFeatures(lived().placement_id, date(2025, 1, 2), "v1", kept)
        market = a_market(placements=(lived(),))
        found = as_of(market, TODAY, kept={chosen.placement_id: chosen})
        assert not found.rebuilt[0]
        assert found.chosen_on.tolist() == [date(2025, 1, 2).toordinal()]
        assert np.isnan(found.raw[0, FEATURES.index("wish_match")])
        assert found.raw[0, FEATURES.index("spoken_level")] == FEATURES.index("spoken_level")

    def test_where_an_older_program_kept_fewer_the_row_is_rebuilt(self) -> None:
        chosen = ChosenFeatures(lived().placement_id, date(2025, 1, 2), "v1", {"wish_match": 1.0})
        market = a_market(placements=(lived(),))
        found = as_of(market, TODAY, kept={chosen.placement_id: chosen})
        assert found.rebuilt[0] and np.isnan(found.raw[0, FEATURES.index("wish_match")])


def test_some_rows_keep_every_part_in_step() -> None:
    found = as_of(town(1), TODAY)
    mask = np.arange(len(found)) % 3 == 0
    part = found.rows(mask)
    assert len(part) == mask.sum() and part.names == found.names == (*FEATURES, *BENDS)
    for each in fields(found):
        whole, cut = getattr(found, each.name), getattr(part, each.name)
        if isinstance(whole, np.ndarray):
            np.testing.assert_array_equal(cut, whole[mask])
    assert part.placements == found.placements[::3]
    assert part.groups["employer"].tolist() == found.groups["employer"][mask].tolist()


def test_nobody_who_may_not_be_a_feature_is_in_the_columns() -> None:
    """The audit group is carried beside the columns and changes none of them."""
    market = town(2)
    turned = replace(
        market,
        participants=tuple(replace(p, audit_group="Z") for p in market.participants),
    )
    plain, other = as_of(market, TODAY, liking=no_tastes), as_of(turned, TODAY, liking=no_tastes)
    np.testing.assert_array_equal(plain.raw, other.raw)
    assert set(other.audit_group.tolist()) == {"Z"}
