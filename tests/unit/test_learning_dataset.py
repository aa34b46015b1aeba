"""The rows of the learning set by hand: labels, groups, days, kept features and columns."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from matcher.domain.chosen import ChosenFeatures
from matcher.domain.outcomes import EndReason, NextStep, Outcome, Reporter
from matcher.domain.placements import Placement, PlacementStatus
from matcher.features.columns import FEATURES
from matcher.features.encoder import no_tastes
from matcher.learning.dataset import LearningSet
from tests.unit.features_cases import BENDS
from tests.unit.learning_cases import as_of, town
from tests.unit.market_builders import (
    TODAY,
    a_market,
    a_mentor,
    a_participant,
    a_placement,
    an_employer,
    an_opening,
)


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
