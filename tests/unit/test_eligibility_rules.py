"""Each hard rule by hand: when it is met, when it is not, and when nobody knows."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from matcher.domain.cefr import Level
from matcher.domain.dismissals import Dismissal, DismissalReason, SaidBy
from matcher.domain.employers import OpeningStatus
from matcher.domain.outcomes import EndReason, Outcome, Reporter
from matcher.domain.participants import PartOfWeek
from matcher.domain.placements import PlacementStatus
from matcher.domain.purposes import Purpose, Track
from matcher.eligibility.pair import (
    ask,
    holds_credentials,
    is_no_repeat,
    is_not_forbidden,
    is_open,
    judge,
    pair_of,
    speaks_enough,
    takes_purpose,
    within_hours,
    within_limits,
    within_programme,
    within_schedule,
    within_travel,
    writes_enough,
)
from matcher.eligibility.rules import Answer, Rule, State
from tests.unit.market_builders import (
    TODAY,
    a_board,
    a_market,
    a_participant,
    a_placement,
    an_employer,
    an_opening,
)

MET, NOT_MET, UNKNOWN = State.MET, State.NOT_MET, State.UNKNOWN
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def test_a_pair_with_nothing_in_the_way_meets_every_rule() -> None:
    judged = judge(a_board(), a_participant(), an_opening())
    assert judged.eligible
    assert [answer.rule for answer in judged.answers] == list(Rule)
    assert {answer.state for answer in judged.answers} == {MET}


def test_one_no_is_enough_and_unknown_is_not_no() -> None:
    unknown = judge(a_board(), a_participant(norwegian_spoken=None), an_opening())
    stopped = judge(a_board(), a_participant(max_hours_per_week=19.0), an_opening())
    assert unknown.eligible and not stopped.eligible


class TestOpen:
    @pytest.mark.parametrize("status", [OpeningStatus.PAUSED, OpeningStatus.CLOSED])
    def test_a_paused_or_closed_opening_is_not_open(self, status: OpeningStatus) -> None:
        answer = is_open(a_board(), an_opening(status=status))
        assert (answer.state, answer.because) == (NOT_MET, str(status))

    def test_an_opening_is_open_on_its_last_day_and_not_after(self) -> None:
        assert is_open(a_board(), an_opening(ends=TODAY)).state is MET
        assert is_open(a_board(), an_opening(ends=YESTERDAY)).because == "over"

    def test_an_employer_pauses_until_the_day_is_over(self) -> None:
        pausing = a_board(employers=(an_employer(paused_until=TODAY),))
        back = a_board(employers=(an_employer(paused_until=YESTERDAY),))
        assert is_open(pausing, an_opening()).because == "employer_paused"
        assert is_open(back, an_opening()).state is MET

    def test_an_unknown_status_is_asked_for_unless_something_else_stops_it(self) -> None:
        answer = is_open(a_board(), an_opening(status=None))
        assert (answer.state, answer.unknown_fields) == (UNKNOWN, ("status",))
        assert is_open(a_board(), an_opening(status=None, ends=YESTERDAY)).state is NOT_MET


class TestPurpose:
    def test_one_purpose_in_common_is_enough(self) -> None:
        opening = an_opening(purposes=(Purpose.EXPERIENCE,))
        assert takes_purpose(opening, (Purpose.JOB_HERE, Purpose.EXPERIENCE)).state is MET
        assert takes_purpose(opening, (Purpose.JOB_HERE,)).state is NOT_MET

    def test_an_opening_known_to_take_nobody_is_not_one_of_which_nothing_is_known(self) -> None:
        assert takes_purpose(an_opening(purposes=()), tuple(Purpose)).state is NOT_MET
        answer = takes_purpose(an_opening(purposes=None), (Purpose.TASTE,))
        assert (answer.state, answer.unknown_fields) == (UNKNOWN, ("purposes",))

    @pytest.mark.parametrize(
        ("track", "asked"),
        [
            (Track.SOFT_START, ["taste"]),
            (Track.TASTE_FIRST, ["taste"]),
            (Track.PLACE_THEN_TRAIN, ["job_here", "experience"]),
            (Track.TRAIN_THEN_PLACE, ["language", "experience"]),
            (None, ["taste", "experience", "language", "job_here"]),
        ],
    )
    def test_the_track_asks_in_its_own_order(self, track: Track | None, asked: list[str]) -> None:
        assert [*pair_of(a_board(), a_participant(track=track), an_opening()).asked] == asked

    def test_the_first_purpose_that_the_opening_takes_is_proposed(self) -> None:
        person = a_participant(track=Track.TRAIN_THEN_PLACE)
        opening = an_opening(purposes=(Purpose.TASTE, Purpose.EXPERIENCE))
        assert pair_of(a_board(), person, opening).purpose is Purpose.EXPERIENCE
        assert pair_of(a_board(), person, opening, Purpose.TASTE).purpose is Purpose.TASTE
        unknown = an_opening(purposes=None)
        assert pair_of(a_board(), person, unknown).purpose is Purpose.LANGUAGE


LEVELS = [
    (Level.A2, Level.A2, MET),
    (Level.A1, Level.A2, NOT_MET),
    (Level.C2, Level.native, NOT_MET),
    (Level.native, Level.native, MET),
    (None, Level.A0, MET),
    (Level.native, None, MET),
    (None, Level.A1, UNKNOWN),
    (Level.C2, None, UNKNOWN),
    (None, None, UNKNOWN),
]


class TestLanguage:
    @pytest.mark.parametrize(("has", "needs", "state"), LEVELS)
    def test_spoken(self, has: Level | None, needs: Level | None, state: State) -> None:
        person = a_participant(norwegian_spoken=has, norwegian_written=Level.native)
        opening = an_opening(needs_spoken=needs, needs_written=Level.A0)
        assert speaks_enough(person, opening).state is state
        assert writes_enough(person, opening).state is MET

    @pytest.mark.parametrize(("has", "needs", "state"), LEVELS)
    def test_written(self, has: Level | None, needs: Level | None, state: State) -> None:
        person = a_participant(norwegian_written=has)
        assert writes_enough(person, an_opening(needs_written=needs)).state is state

    def test_only_what_is_unknown_is_asked_for(self) -> None:
        nobody = speaks_enough(a_participant(norwegian_spoken=None), an_opening(needs_spoken=None))
        person = writes_enough(a_participant(norwegian_written=None), an_opening())
        opening = writes_enough(a_participant(), an_opening(needs_written=None))
        assert nobody.unknown_fields == ("norwegian_spoken", "needs_spoken")
        assert person.unknown_fields == ("norwegian_written",)
        assert opening.unknown_fields == ("needs_written",)


@pytest.mark.parametrize(
    ("has", "needs", "state", "missing"),
    [
        (("truck",), ("truck",), MET, None),
        ((), (), MET, None),
        (None, (), MET, None),
        ((), ("truck",), NOT_MET, ("truck",)),
        (None, ("truck", "hygiene"), UNKNOWN, ("truck", "hygiene")),
        ((), ("police_certificate",), UNKNOWN, ("police_certificate",)),
        (("police_certificate",), ("police_certificate",), MET, None),
        ((), ("truck", "police_certificate"), NOT_MET, ("truck",)),
        ((), ("police_certificate", "police_certificate"), UNKNOWN, 2 * ("police_certificate",)),
        (("truck",), ("truck", "police_certificate"), UNKNOWN, ("police_certificate",)),
    ],
)
def test_credentials_and_the_certificate_that_nobody_asked_for_yet(
    has: Any, needs: Any, state: State, missing: Any
) -> None:
    answer = holds_credentials(a_participant(credentials=has), an_opening(credentials=needs))
    assert (answer.state, answer.said.get("missing")) == (state, missing)
    assert answer.unknown_fields == (("credentials",) if state is UNKNOWN else ())


@pytest.mark.parametrize(
    ("limits", "demands", "state"),
    [
        ((), ("cold",), MET),
        (None, (), MET),
        (("stairs",), ("cold",), MET),
        (("stairs", "cold"), ("cold", "crowds"), NOT_MET),
        (None, ("cold",), UNKNOWN),
    ],
)
def test_limits(limits: Any, demands: Any, state: State) -> None:
    answer = within_limits(a_participant(functional_limits=limits), an_opening(demands=demands))
    assert answer.state is state
    if state is NOT_MET:
        assert answer.said["demands"] == ("cold",), "what the person can do is not named"


@pytest.mark.parametrize(
    ("most", "asked", "state", "fields"),
    [
        (20.0, 20.0, MET, ()),
        (20.0, 20.5, NOT_MET, ()),
        (None, 20.0, UNKNOWN, ("max_hours_per_week",)),
        (20.0, None, UNKNOWN, ("hours_per_week",)),
        (None, None, UNKNOWN, ("max_hours_per_week", "hours_per_week")),
    ],
)
def test_hours(most: Any, asked: Any, state: State, fields: tuple[str, ...]) -> None:
    answer = within_hours(a_participant(max_hours_per_week=most), an_opening(hours_per_week=asked))
    assert (answer.state, answer.unknown_fields) == (state, fields)


DAY, NIGHT = PartOfWeek.DAY, PartOfWeek.NIGHT


@pytest.mark.parametrize(
    ("has", "needs", "state"),
    [
        ((DAY, NIGHT), (NIGHT,), MET),
        ((), (), MET),
        (None, (), MET),
        ((DAY,), (DAY, NIGHT), NOT_MET),
        ((), (DAY,), NOT_MET),
        (None, (DAY,), UNKNOWN),
    ],
)
def test_schedule(has: Any, needs: Any, state: State) -> None:
    answer = within_schedule(a_participant(available=has), an_opening(schedule=needs))
    assert answer.state is state
    assert answer.unknown_fields == (("available",) if state is UNKNOWN else ())


@pytest.mark.parametrize(
    ("facts", "minutes", "state", "fields"),
    [
        ({"max_travel_minutes": 30}, 30.0, MET, ()),
        ({"max_travel_minutes": 30}, 30.1, NOT_MET, ()),
        ({"max_travel_minutes": None}, 30.0, UNKNOWN, ("max_travel_minutes",)),
        ({"transport": None}, None, UNKNOWN, ("transport",)),
        ({}, None, UNKNOWN, ("place",)),
        (
            {"max_travel_minutes": None, "transport": None},
            None,
            UNKNOWN,
            ("max_travel_minutes", "transport"),
        ),
        ({"transport": None}, None, UNKNOWN, ("transport", "place")),
    ],
)
def test_travel(facts: Any, minutes: Any, state: State, fields: tuple[str, ...]) -> None:
    placed = "place" not in fields
    answer = within_travel(a_participant(**facts), minutes, placed=placed)
    assert (answer.state, answer.unknown_fields) == (state, fields)


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
