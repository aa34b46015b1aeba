"""The hard rules that time settles, by hand: the programme's end, a bad ending and a no."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from matcher.domain.dismissals import Dismissal, DismissalReason, SaidBy
from matcher.domain.outcomes import EndReason, Outcome, Reporter
from matcher.domain.placements import PlacementStatus
from matcher.eligibility.pair import ask, is_no_repeat, is_not_forbidden, pair_of, within_programme
from matcher.eligibility.rules import Answer, Rule, State
from tests.unit.eligibility_cases import MET, NOT_MET, TOMORROW, YESTERDAY
from tests.unit.market_builders import (
    TODAY,
    a_board,
    a_market,
    a_participant,
    a_placement,
    an_opening,
)


class TestProgramme:
    def rule(self, programme_end: date | None, **tables: Any) -> Answer:
        market = a_market(**tables)
        person = a_participant(programme_end=programme_end)
        return ask(Rule.PROGRAMME, pair_of(a_board(**tables), person, market.openings[0]))

    def test_a_programme_may_end_on_the_first_day_but_not_before(self) -> None:
        assert self.rule(TODAY).state is MET
        assert self.rule(YESTERDAY).state is NOT_MET
        assert self.rule(None).unknown_fields == ("programme_end",)

    def test_it_is_the_free_day_that_counts(self) -> None:
        full = (a_placement(TODAY, TODAY + timedelta(days=9)),)
        assert self.rule(TODAY + timedelta(days=9), placements=full).state is NOT_MET
        assert self.rule(TODAY + timedelta(days=10), placements=full).state is MET

    def test_with_no_free_day_the_first_that_was_looked_at_counts(self) -> None:
        never = (an_opening(slots=0, starts=TOMORROW),)
        assert self.rule(TODAY, openings=never).state is NOT_MET
        assert self.rule(TOMORROW, openings=never).state is MET
        board, person = a_board(openings=never), a_participant(programme_end=TODAY)
        answer = within_programme(board, person, never[0], pair_of(board, person, never[0]).free)
        assert answer.said["begins"] == TOMORROW


class TestRepeat:
    def rule(self, ended: date | None = None, **placement: Any) -> Answer:
        reports = placement.pop("outcomes", ())
        facts = {"participant_id": "P1", "status": PlacementStatus.ENDED, "ended": ended}
        planned_end = placement.pop("planned_end", TODAY - timedelta(days=390))
        own = a_placement(TODAY - timedelta(days=400), planned_end, **{**facts, **placement})
        board = a_board(placements=(own,), outcomes=reports)
        return is_no_repeat(board, a_participant(), an_opening())

    def report(self, **said: Any) -> tuple[Outcome, ...]:
        return (Outcome("L1", Reporter.MENTOR, TODAY - timedelta(days=30), **said),)

    def test_who_is_there_now_is_not_sent_there(self) -> None:
        assert self.rule(status=PlacementStatus.RUNNING).because == "running"
        assert self.rule(ended=TOMORROW).because == "running", "it ends only tomorrow"
        assert self.rule(status=PlacementStatus.ACCEPTED).state is MET

    def test_a_good_ending_does_not_stop_a_return(self) -> None:
        good = self.report(completed=True, end_reason=EndReason.COMPLETED)
        assert self.rule(ended=YESTERDAY, outcomes=good).state is MET

    @pytest.mark.parametrize(
        "said",
        [
            {"end_reason": EndReason.NO_SHOW},
            {"end_reason": EndReason.MISMATCH},
            {"showed_up": False},
        ],
    )
    def test_a_bad_ending_holds_for_a_year(self, said: Any) -> None:
        bad = self.report(**said)
        year_ago = TODAY - timedelta(days=365)
        assert self.rule(ended=year_ago, outcomes=bad).because == "badly_ended"
        assert self.rule(ended=year_ago - timedelta(days=1), outcomes=bad).state is MET

    def test_without_an_end_the_planned_one_counts(self) -> None:
        bad = self.report(showed_up=False)
        assert self.rule(ended=None, outcomes=bad).state is MET, "planned to end 390 days ago"
        assert self.rule(ended=None, planned_end=YESTERDAY, outcomes=bad).state is NOT_MET
        assert self.rule(ended=None, planned_end=None, outcomes=bad).state is NOT_MET

    def test_another_opening_or_another_person_does_not_count(self) -> None:
        assert self.rule(status=PlacementStatus.RUNNING, opening_id="O2").state is MET
        assert self.rule(status=PlacementStatus.RUNNING, participant_id="P2").state is MET

    def test_a_report_that_was_corrected_no_longer_stands(self) -> None:
        wrong, right = self.report(showed_up=False)[0], self.report(showed_up=True)[0]
        later = replace(right, reported_on=TODAY)
        assert self.rule(ended=YESTERDAY, outcomes=(wrong, later)).state is MET


class TestForbidden:
    def rule(self, **no: Any) -> State:
        said = {"reason": DismissalReason.NOT_THIS_WORK, "said_on": TODAY, **no}
        dismissal = Dismissal("P1", "O1", said_by=SaidBy.PARTICIPANT, **said)
        board = a_board(dismissals=(dismissal,))
        return is_not_forbidden(board, a_participant(), an_opening()).state

    def test_a_no_that_stands(self) -> None:
        assert self.rule() is NOT_MET
        assert self.rule(said_on=date(2020, 1, 1)) is NOT_MET

    def test_a_no_that_is_withdrawn_is_gone_from_that_day(self) -> None:
        assert self.rule(withdrawn_on=TODAY) is MET
        assert self.rule(withdrawn_on=TOMORROW) is NOT_MET

    def test_not_now_is_asked_again_after_four_weeks(self) -> None:
        not_now = DismissalReason.NOT_NOW
        assert self.rule(reason=not_now, said_on=TODAY - timedelta(days=27)) is NOT_MET
        assert self.rule(reason=not_now, said_on=TODAY - timedelta(days=28)) is MET

    def test_a_no_of_tomorrow_is_not_known_today(self) -> None:
        assert self.rule(said_on=TOMORROW) is MET
