"""What past placements came to, by hand: missing stays missing, and nothing counts too early."""

from datetime import date, timedelta
from typing import Any

import pytest

from matcher.domain.outcomes import EndReason, NextStep, Outcome, Reporter, Stage
from matcher.domain.placements import PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.features.labels import days_since, label_placements
from tests.unit.market_builders import TODAY, a_market, a_placement

ENDED = date(2024, 6, 28)
A_YEAR_LATER = ENDED + timedelta(days=365)
MENTOR, ADVISER, PARTICIPANT = Reporter.MENTOR, Reporter.ADVISER, Reporter.PARTICIPANT


def report(reporter: Reporter = MENTOR, on: date = ENDED, **said: Any) -> Outcome:
    return Outcome("L1", reporter, on, **said)


def labels(*reports: Outcome, today: date = TODAY, **placement: Any) -> dict[str, bool | None]:
    facts = {"status": PlacementStatus.ENDED, "ended": ENDED, **placement}
    past = a_placement(date(2024, 4, 8), date(2024, 6, 30), **facts)
    (row,) = label_placements(a_market(placements=(past,), outcomes=reports), today)
    return {str(stage): label for stage, label in row.labels.items()}


def label(stage: Stage, *reports: Outcome, **more: Any) -> bool | None:
    return labels(*reports, **more)[str(stage)]


def test_nothing_reported_is_missing_and_no_failure() -> None:
    assert set(labels().values()) == {None}
    assert set(labels(report()).values()) == {None}


class TestShowsUp:
    @pytest.mark.parametrize(
        ("said", "shows"),
        [
            ({"showed_up": True}, True),
            ({"showed_up": False}, False),
            ({"completed": True}, True),
            ({"completed": False}, None),
            ({"end_reason": EndReason.ILL}, True),
            ({"end_reason": EndReason.NO_SHOW}, False),
            ({"end_reason": EndReason.NO_SHOW, "showed_up": True}, False),
        ],
    )
    def test_by_what_is_said(self, said: Any, shows: bool | None) -> None:
        assert label(Stage.SHOWS_UP, report(**said)) is shows

    def test_the_mentor_was_there(self) -> None:
        said = [report(PARTICIPANT, showed_up=True), report(ADVISER, showed_up=True)]
        assert label(Stage.SHOWS_UP, *said, report(MENTOR, showed_up=False)) is False
        assert label(Stage.SHOWS_UP, *said, report(MENTOR)) is True

    def test_who_never_came_neither_completed_nor_liked_it(self) -> None:
        said = report(showed_up=False, completed=False, would_continue=False)
        assert labels(said) == {
            "shows_up": False, "completes": None, "fits": None, "leads_to_work": None,
        }  # fmt: skip


class TestCompletes:
    @pytest.mark.parametrize(
        ("said", "completes"),
        [
            ({"completed": True}, True),
            ({"completed": False}, False),
            ({}, None),
            ({"end_reason": EndReason.COMPLETED}, True),
            ({"end_reason": EndReason.GOT_WORK}, True),
            ({"end_reason": EndReason.GOT_WORK, "completed": False}, True),
            ({"end_reason": EndReason.MISMATCH}, False),
            ({"end_reason": EndReason.OTHER_MEASURE}, False),
        ],
    )
    def test_by_what_is_said(self, said: Any, completes: bool | None) -> None:
        assert label(Stage.COMPLETES, report(showed_up=True, **said)) is completes

    def test_it_is_not_known_of_somebody_who_may_never_have_come(self) -> None:
        assert label(Stage.COMPLETES, report(completed=False)) is None


class TestFits:
    @pytest.mark.parametrize(
        ("said", "fits"),
        [
            ({"would_continue": True, "fit_tasks": 1}, True),
            ({"would_continue": False, "fit_tasks": 5}, False),
            ({"fit_tasks": 4}, True),
            ({"fit_tasks": 5, "fit_people": 3, "fit_pace": 4, "fit_language": 4}, True),
            ({"fit_tasks": 5, "fit_people": 3, "fit_pace": 4, "fit_language": 3}, False),
            ({}, None),
        ],
    )
    def test_would_continue_else_a_mean_of_four(self, said: Any, fits: bool | None) -> None:
        assert label(Stage.FITS, report(showed_up=True, **said)) is fits

    def test_the_participant_knows_best(self) -> None:
        said = [report(MENTOR, showed_up=True, would_continue=True), report(ADVISER, fit_tasks=5)]
        assert label(Stage.FITS, *said, report(PARTICIPANT, would_continue=False)) is False
        assert label(Stage.FITS, *said, report(PARTICIPANT)) is True


class TestLeadsToWork:
    DONE = report(completed=True)

    def work(self, *reports: Outcome, **more: Any) -> bool | None:
        return label(Stage.LEADS_TO_WORK, self.DONE, *reports, **more)

    def job(self, on: date, step: NextStep = NextStep.JOB, **more: Any) -> Outcome:
        return report(ADVISER, on, next_step=step, **more)

    def test_a_job_within_a_year_counts_when_the_year_is_over_and_not_before(self) -> None:
        job = self.job(ENDED + timedelta(days=30))
        assert self.work(job, today=A_YEAR_LATER) is True
        assert self.work(job, today=A_YEAR_LATER - timedelta(days=1)) is None

    def test_a_subsidised_job_counts_and_an_education_does_not(self) -> None:
        assert self.work(self.job(ENDED, NextStep.SUBSIDISED_JOB)) is True
        assert self.work(self.job(ENDED, NextStep.EDUCATION)) is False

    def test_the_day_of_the_step_counts_and_not_the_day_of_the_report(self) -> None:
        late = A_YEAR_LATER + timedelta(days=1)
        assert self.work(self.job(late, next_step_on=A_YEAR_LATER)) is True
        assert self.work(self.job(A_YEAR_LATER, next_step_on=late)) is False
        assert self.work(self.job(late)) is False

    def test_a_job_that_is_told_only_tomorrow_is_not_known_today(self) -> None:
        told = self.job(TODAY + timedelta(days=1), next_step_on=ENDED)
        assert self.work(told) is None
        assert self.work(told, today=TODAY + timedelta(days=1)) is True

    def test_a_job_that_was_lost_again_was_still_a_job(self) -> None:
        lost = report(ADVISER, A_YEAR_LATER, next_step=NextStep.SOCIAL_ASSISTANCE)
        assert self.work(self.job(ENDED), lost) is True

    def test_nothing_or_unknown_said_of_the_next_step_is_missing(self) -> None:
        assert self.work() is None
        assert self.work(self.job(ENDED, NextStep.UNKNOWN)) is None

    def test_tastes_are_left_out(self) -> None:
        assert self.work(self.job(ENDED), purpose=Purpose.TASTE) is None

    def test_it_is_asked_of_completed_placements_only(self) -> None:
        stopped = report(showed_up=True, completed=False)
        assert label(Stage.LEADS_TO_WORK, stopped, self.job(ENDED)) is None


class TestCorrections:
    def test_the_latest_report_of_a_reporter_counts(self) -> None:
        first, then = report(showed_up=False), report(on=TODAY, showed_up=True, completed=True)
        assert label(Stage.COMPLETES, first, then) is True
        assert label(Stage.SHOWS_UP, then, first) is True, "in whatever order they are read"

    def test_a_correction_of_tomorrow_is_not_known_today(self) -> None:
        first = report(showed_up=True)
        then = report(on=TODAY + timedelta(days=1), showed_up=False)
        assert label(Stage.SHOWS_UP, first, then) is True
        assert label(Stage.SHOWS_UP, first, then, today=TODAY + timedelta(days=1)) is False


def test_only_what_has_ended_is_labelled() -> None:
    running = a_placement(ENDED, None)
    ends_tomorrow = a_placement(
        ENDED, None, status=PlacementStatus.ENDED, ended=TODAY + timedelta(days=1)
    )
    assert label_placements(a_market(placements=(running,)), TODAY) == ()
    assert label_placements(a_market(placements=(ends_tomorrow,)), TODAY) == ()


def test_days_since_the_end_and_not_below_zero() -> None:
    def since(**facts: Any) -> float:
        past = a_placement(
            None, facts.pop("planned_end", None), status=PlacementStatus.ENDED, **facts
        )
        (row,) = label_placements(a_market(placements=(past,)), TODAY)
        return days_since(row, TODAY)

    assert since(ended=TODAY - timedelta(days=9)) == 9
    assert since(planned_end=TODAY - timedelta(days=2)) == 2
    assert since() == 0
    assert since(planned_end=TODAY + timedelta(days=2)) == 0
