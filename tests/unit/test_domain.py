"""The domain's small rules: levels, status as of a day, who sees whom, who is in the programme."""

from datetime import date, timedelta
from itertools import permutations

import numpy as np
import pytest

from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.arrays import EPOCH, KINDS, day_numbers, flag_table, levels, numbers
from matcher.domain.arrays import purposes_by_kind as by_kind
from matcher.domain.cefr import Level
from matcher.domain.errors import BadInput, CellProblem, FormRefused, ImportRefused
from matcher.domain.outcomes import NextStep, Outcome, Reporter, badly_ended, latest_reports
from matcher.domain.participants import Participant, in_programme
from matcher.domain.placements import PlacementStatus, has_lapsed, occupied_days, status_as_of
from matcher.domain.purposes import Purpose, Track, purposes_asked
from tests.unit.market_builders import TODAY, a_placement

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


class TestLevels:
    def test_they_stand_in_the_order_of_the_contract(self) -> None:
        names = ["A0", "A1", "A2", "B1", "B2", "C1", "C2", "native"]
        assert [str(level) for level in sorted(Level)] == names
        assert [Level.parse(name) for name in names] == list(Level)

    @pytest.mark.parametrize("text", ["B3", "b1", "", "Native", "7", "A1 "])
    def test_nothing_else_is_a_level(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"expected one of A0, .*, native, got"):
            Level.parse(text)


class TestStatusAsOf:
    @pytest.mark.parametrize(
        "status", [status for status in PlacementStatus if status is not PlacementStatus.ENDED]
    )
    def test_only_an_end_depends_on_the_day(self, status: PlacementStatus) -> None:
        assert status_as_of(a_placement(TOMORROW, None, status=status), TODAY) is status

    @pytest.mark.parametrize(
        ("starts", "ended", "was"),
        [
            (YESTERDAY, TODAY, PlacementStatus.ENDED),
            (YESTERDAY, TOMORROW, PlacementStatus.RUNNING),
            (None, TOMORROW, PlacementStatus.RUNNING),
            (TOMORROW, TOMORROW, PlacementStatus.CANCELLED),
            (TOMORROW, None, PlacementStatus.CANCELLED),
            (YESTERDAY, None, PlacementStatus.ENDED),
        ],
    )
    def test_what_ended_later_was_still_running(
        self, starts: date, ended: date, was: PlacementStatus
    ) -> None:
        past = a_placement(starts, None, status=PlacementStatus.ENDED, ended=ended)
        assert status_as_of(past, TODAY) is was


class TestOccupiedDays:
    def test_from_the_first_day_to_the_planned_end(self) -> None:
        assert occupied_days(a_placement(TODAY, TOMORROW), TODAY) == (TODAY, TOMORROW)
        assert occupied_days(a_placement(None, None), TODAY) == (date.min, date.max)
        assert occupied_days(a_placement(TOMORROW, TODAY), TODAY) is None

    def test_a_proposal_lapses_by_the_day_it_was_made(self) -> None:
        made = TODAY - timedelta(days=15)
        proposal = a_placement(TODAY, None, status=PlacementStatus.PROPOSED, proposed_on=made)
        assert has_lapsed(proposal, TODAY) and not has_lapsed(proposal, YESTERDAY)
        assert occupied_days(proposal, TODAY) is None
        assert occupied_days(proposal, YESTERDAY) == (TODAY, date.max)
        assert not has_lapsed(a_placement(None, None, status=PlacementStatus.PROPOSED), TODAY)


class TestReports:
    def test_the_latest_of_each_reporter_by_today_in_any_order(self) -> None:
        reports = [
            Outcome("L1", Reporter.MENTOR, YESTERDAY, showed_up=False),
            Outcome("L1", Reporter.MENTOR, TODAY, showed_up=True),
            Outcome("L1", Reporter.MENTOR, TOMORROW, showed_up=False),
            Outcome("L1", Reporter.ADVISER, YESTERDAY, showed_up=True),
        ]
        for order in permutations(reports):
            latest = latest_reports(order, TODAY)
            assert latest == {
                ("L1", Reporter.MENTOR): reports[1], ("L1", Reporter.ADVISER): reports[3],
            }  # fmt: skip
            assert badly_ended(order, TODAY) == frozenset()
            assert badly_ended(order, TOMORROW) == {"L1"}


class TestAccess:
    @pytest.mark.parametrize(
        ("viewer", "own", "other"),
        [
            (Viewer("kari", Role.ADVISER, "N1"), True, False),
            (Viewer("ola", Role.LEADER, "N1"), True, False),
            (Viewer("admin", Role.ADMINISTRATOR, "N1"), False, False),
            (Viewer("nobody", Role.ADVISER), False, False),
            (OPERATOR, True, True),
        ],
    )
    def test_who_sees_which_office(self, viewer: Viewer, own: bool, other: bool) -> None:
        assert (viewer.sees_office("N1"), viewer.sees_office("N2")) == (own, other)


@pytest.mark.parametrize(
    ("begins", "ends", "outcome", "inside"),
    [
        (TODAY, TODAY, None, True),
        (TOMORROW, None, None, False),
        (None, YESTERDAY, None, False),
        (None, None, None, True),
        (None, None, NextStep.JOB, False),
        (None, TOMORROW, NextStep.JOB, True),
    ],
)
def test_who_is_in_the_programme(
    begins: date | None, ends: date | None, outcome: NextStep | None, inside: bool
) -> None:
    person = Participant(
        "P1", "N1", programme_start=begins, programme_end=ends, programme_outcome=outcome
    )
    assert in_programme(person, TODAY) is inside


class TestArrays:
    def test_unknown_is_nan_or_minus_one(self) -> None:
        assert np.isnan(numbers([None, 2])[0]) and numbers([]).shape == (0,)
        assert levels([None, Level.A0, Level.native]).tolist() == [-1, 0, 7]
        first, none = day_numbers([date(1970, 1, 2), None])
        assert first == 1.0 and np.isnan(none)
        assert date.fromordinal(int(first) + EPOCH) == date(1970, 1, 2)

    def test_a_word_outside_the_table_is_no_column(self) -> None:
        assert flag_table([("welding", "truck")], ["truck"]).tolist() == [[True]]
        assert flag_table([], ["truck"]).shape == (0, 1)

    def test_every_track_and_no_track_ask_for_something(self) -> None:
        assert (*Track, None) == KINDS
        assert by_kind(None) == tuple(purposes_asked(track) for track in KINDS)
        assert set(by_kind(Purpose.LANGUAGE)) == {(Purpose.LANGUAGE,)}


class TestErrors:
    def test_a_bad_cell_says_where_and_what_and_shows_no_control_characters(self) -> None:
        long = CellProblem("a.csv", 2, "text", "x" * 99 + "\n", "less")
        assert "(100 characters)" in str(long) and "\n" not in str(long)
        assert "\x1b" not in str(CellProblem("a.csv", 2, "text", "\x1b[31m", "text"))
        assert str(CellProblem("a.csv", None, None, None, "a heading")) == (
            "a.csv: expected a heading"
        )

    def test_a_refused_import_counts_and_lists_every_problem(self) -> None:
        one = ImportRefused([CellProblem("a.csv", 2, None, None, "more")])
        assert str(one) == "Nothing was imported: 1 problem found.\na.csv, row 2: expected more"
        assert "2 problems" in str(ImportRefused([*one.problems, *one.problems]))
        assert isinstance(one, BadInput)

    def test_a_refused_form_keeps_each_field(self) -> None:
        refused = FormRefused({"rank": "a number", "text": "some text"})
        assert refused.by_field["rank"] == "a number"
        assert str(refused) == "rank: a number; text: some text"
