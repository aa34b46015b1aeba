"""Stops by hand: pauses, absences, sparing and bans, in the rules, the free days and the plan."""

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.plans import Planned
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose
from matcher.domain.stops import Stop, StopReason
from matcher.eligibility.free_date import FreeDate, find_free_date, mentor_state
from matcher.eligibility.lengths import last_day
from matcher.eligibility.occupancy import find_free_dates
from matcher.eligibility.pair import is_open, judge
from matcher.eligibility.rules import Answer, Rule, State
from matcher.eligibility.sentences import rule_sentence
from matcher.eligibility.stopped import joined
from matcher.planning.checker import Asked, check_plan
from matcher.planning.free_places import stays
from tests.unit.market_builders import (
    TODAY,
    a_board,
    a_market,
    a_mentor,
    a_participant,
    an_employer,
    an_opening,
)

TASTE, EXPERIENCE = Purpose.TASTE, Purpose.EXPERIENCE
PAUSED, AWAY, SPARED, BANNED = StopReason


def on(days: int) -> date:
    return TODAY + timedelta(days=days)


def of_mentor(first: int, last: int | None, mentor_id: str = "M1") -> Stop:
    return Stop(AWAY, on(first), None if last is None else on(last), mentor_id=mentor_id)


def opened(*stops: Stop, **tables: Any) -> Answer:
    return is_open(a_board(stops=stops, **tables), an_opening())


def free(*stops: Stop, purpose: Purpose = EXPERIENCE, **tables: Any) -> FreeDate:
    """What the plain rule says, and with it the arrays and the plan's own days."""
    board = a_board(stops=stops, **tables)
    openings = a_market(**tables).openings
    plain = find_free_date(board, openings[0], purpose)
    fast = find_free_dates(board, openings, purpose)
    assert State(fast.state[0]) is plain.state
    assert fast.mentor_ids[0] == plain.mentor_ids
    ways = [next(stays(board, openings[0], m, purpose), None) for m in openings[0].mentors or ()]
    assert min((way[0] for way in ways if way), default=None) == plain.starts
    return plain


class TestOpen:
    @pytest.mark.parametrize(
        ("stop", "because"),
        [
            (Stop(PAUSED, TODAY, on(4), opening_id="O1"), "opening_paused"),
            (Stop(PAUSED, TODAY, None, opening_id="O1"), "opening_paused_for_good"),
            (Stop(AWAY, TODAY, on(4), employer_id="E1"), "employer_paused"),
            (Stop(SPARED, TODAY, on(4), employer_id="E1"), "employer_spared"),
            (Stop(SPARED, TODAY, None, employer_id="E1"), "employer_spared_for_good"),
            (Stop(BANNED, TODAY, on(4), employer_id="E1"), "employer_banned"),
            (Stop(BANNED, TODAY, None, employer_id="E1"), "employer_banned_for_good"),
        ],
    )
    def test_a_stop_that_holds_today_shuts_the_opening(self, stop: Stop, because: str) -> None:
        answer = opened(stop)
        assert (answer.state, answer.because) == (State.NOT_MET, because)
        assert answer.said.get("until") == stop.ends

    @pytest.mark.parametrize(("first", "last"), [(-5, -1), (1, 5)])
    def test_a_stop_gone_by_or_to_come_shuts_nothing(self, first: int, last: int) -> None:
        assert opened(Stop(SPARED, on(first), on(last), "E1")).state is State.MET

    def test_somebody_elses_stop_shuts_nothing(self) -> None:
        others = [Stop(BANNED, TODAY, None, "E2"), Stop(PAUSED, TODAY, None, opening_id="O2")]
        assert opened(*others, employers=(an_employer(), an_employer("E2"))).state is State.MET

    def test_a_ban_holds_for_every_employer_of_the_same_organisation(self) -> None:
        ban = Stop(BANNED, TODAY, None, employer_id="E2")
        same = (an_employer(org_number="910000001"), an_employer("E2", org_number="910000001"))
        other = (an_employer(org_number="910000002"), an_employer("E2", org_number="910000001"))
        assert opened(ban, employers=same).because == "employer_banned_for_good"
        assert opened(ban, employers=other).state is State.MET
        assert opened(ban, employers=(an_employer(), an_employer("E2"))).state is State.MET

    def test_sparing_one_employer_of_an_organisation_spares_no_other(self) -> None:
        spared = Stop(SPARED, TODAY, None, employer_id="E2")
        same = (an_employer(org_number="910000001"), an_employer("E2", org_number="910000001"))
        assert opened(spared, employers=same).state is State.MET

    def test_the_gravest_stop_is_told_and_of_two_pauses_the_longer(self) -> None:
        pausing = (an_employer(paused_until=on(20)),)
        spared = Stop(SPARED, TODAY, on(5), "E1")
        longer = Stop(PAUSED, TODAY, on(30), "E1")
        assert opened(spared, employers=pausing).because == "employer_spared"
        assert opened(longer, employers=pausing).said == {"until": on(30)}

    @pytest.mark.parametrize("reason", StopReason)
    @pytest.mark.parametrize("whose", ["employer_id", "opening_id"])
    @pytest.mark.parametrize("ends", [date(2025, 9, 12), None])
    def test_every_stop_has_a_sentence_with_its_last_day(
        self, reason: StopReason, whose: str, ends: date | None
    ) -> None:
        answer = opened(Stop(reason, TODAY, ends, **{whose: whose[0].upper() + "1"}))
        nb, en = (rule_sentence(answer, lang) for lang in ("nb", "en"))
        assert ("12. september" in nb and "12 September" in en) == (ends is not None), (nb, en)


class TestMentors:
    def test_nobody_begins_with_a_mentor_who_is_away(self) -> None:
        assert free(of_mentor(-3, 2)).starts == on(3)
        assert free(of_mentor(0, None)).state is State.NOT_MET

    def test_a_short_holiday_within_a_long_stay_is_no_obstacle(self) -> None:
        assert free(of_mentor(14, 20)).starts == TODAY, "a week"
        assert free(of_mentor(14, 21)).starts == on(22), "a day more"

    def test_two_holidays_in_a_row_are_one(self) -> None:
        assert free(of_mentor(14, 17), of_mentor(18, 22)).starts == on(23)
        assert free(of_mentor(14, 17), of_mentor(19, 22)).starts == TODAY

    def test_an_absence_counts_by_the_days_that_it_takes_of_the_stay(self) -> None:
        assert free(of_mentor(4, 60), purpose=TASTE).starts == TODAY, "the last day alone"
        assert free(of_mentor(0, 60), purpose=TASTE).state is State.NOT_MET

    def test_a_weekend_before_an_absence_is_no_day_to_begin(self) -> None:
        monday_to_friday = of_mentor(7, 11)
        friday_full = free(of_mentor(0, 4), monday_to_friday)
        assert friday_full.starts == on(12), "not the Saturday and Sunday between"

    def test_another_mentor_is_proposed_meanwhile(self) -> None:
        tables = {
            "mentors": (a_mentor("M1"), a_mentor("M2")),
            "openings": (an_opening(mentors=("M1", "M2")),),
        }
        assert free(of_mentor(0, 3), **tables) == FreeDate(State.MET, TODAY, ("M2",), ())
        assert free(of_mentor(14, 18), **tables).mentor_ids == ("M1", "M2"), "no reason to prefer"

    def test_the_office_says_what_is_short(self) -> None:
        board = a_board(
            policy=Policy(mentor_short_absence_days=14), stops=(of_mentor(14, 27),)
        )  # fmt: skip
        assert mentor_state(board, a_mentor(), TODAY, on(80)) is State.MET

    def test_a_mentor_whose_capacity_nobody_knows_is_away_all_the_same(self) -> None:
        unsure = (a_mentor(capacity=None),)
        assert free(of_mentor(0, 100), mentors=unsure).state is State.NOT_MET

    def test_the_rule_says_so_of_a_pair(self) -> None:
        board = a_board(stops=(of_mentor(0, 400),))
        answers = judge(board, a_participant(), an_opening()).answers
        assert [a.rule for a in answers if a.state is State.NOT_MET] == [Rule.CAPACITY]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 6)), max_size=6))
def test_joined_absences_are_the_same_days_and_never_touch(spans: list[tuple[int, int]]) -> None:
    days = [(on(first), on(first + more)) for first, more in spans]
    found = joined(days)

    def covered(intervals: list[tuple[date, date]]) -> set[int]:
        return {n for n in range(30) if any(a <= on(n) <= b for a, b in intervals)}

    assert covered(found) == covered(days)
    pairs = itertools.pairwise(found)
    assert all((then[0] - now[1]).days > 1 for now, then in pairs)


class TestChecker:
    def problems(self, *stops: Stop, starts: date = TODAY) -> list[str]:
        market = a_market(stops=stops)
        line = Planned(
            "P1", "O1", "M1", Purpose.JOB_HERE, starts,
            last_day(starts, Purpose.JOB_HERE, Policy()), 0.5,
        )  # fmt: skip
        asked = Asked(
            participants={p.participant_id: p for p in market.participants},
            openings={o.opening_id: o for o in market.openings},
            values={("P1", "O1"): 0.5},
        )
        return check_plan(a_board(stops=stops), asked, [line], 0.5)

    def test_a_mentor_who_is_away_on_the_first_day_is_found(self) -> None:
        assert self.problems(of_mentor(0, 1)) == [
            f"P1 at O1: M1 is away on {TODAY}, when they begin"
        ]
        assert self.problems(of_mentor(7, 8), starts=on(5)) == [
            f"P1 at O1: M1 is away on {on(7)}, when they begin"
        ]

    def test_a_long_absence_is_found_and_a_short_one_is_fine(self) -> None:
        assert self.problems(of_mentor(10, 16)) == []
        assert self.problems(of_mentor(10, 13), of_mentor(14, 30)) == [
            f"P1 at O1: M1 is away for long, still on {on(17)}"
        ]

    def test_an_employer_that_takes_nobody_is_found(self) -> None:
        assert self.problems(Stop(BANNED, TODAY, None, employer_id="E1")) == [
            "P1 at O1: the rule open is not met"
        ]
