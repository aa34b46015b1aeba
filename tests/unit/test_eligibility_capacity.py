"""The capacity rule by hand: slot, mentor, employer, window, length, lapse, and the dates of each.

Today is Monday 1 September 2025, so that a taste is that Monday to Friday.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from matcher.domain.placements import PlacementStatus
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose
from matcher.eligibility.free_date import FreeDate, find_free_date
from matcher.eligibility.lengths import first_working_day, last_day, search_window
from matcher.eligibility.occupancy import find_free_dates
from matcher.eligibility.rules import State
from tests.unit.eligibility_cases import MET, NOT_MET, UNKNOWN
from tests.unit.market_builders import (
    TODAY,
    a_board,
    a_market,
    a_mentor,
    a_placement,
    an_employer,
    an_opening,
)

TASTE, EXPERIENCE = Purpose.TASTE, Purpose.EXPERIENCE


def on(days: int) -> date:
    return TODAY + timedelta(days=days)


def free(purpose: Purpose = TASTE, policy: Policy | None = None, **tables: Any) -> FreeDate:
    """The first opening's answer, which the arrays give too."""
    board = a_board(policy=policy, **tables)
    openings = a_market(**tables).openings
    plain = find_free_date(board, openings[0], purpose)
    fast = find_free_dates(board, openings, purpose)
    assert State(fast.state[0]) is plain.state
    assert fast.mentor_ids[0] == plain.mentor_ids
    return plain


def test_an_empty_place_is_free_today() -> None:
    assert free() == FreeDate(MET, TODAY, ("M1",), ())


def test_the_only_slot_is_free_the_day_after_the_planned_end() -> None:
    until_friday = a_placement(on(-7), on(4))
    assert free(placements=(until_friday,)).starts == on(5)
    assert free(placements=(until_friday,), openings=(an_opening(slots=2),)).starts == TODAY


def test_a_stay_must_end_before_somebody_else_begins() -> None:
    from_saturday, from_friday = a_placement(on(5), on(400)), a_placement(on(4), on(400))
    assert free(placements=(from_saturday,)).starts == TODAY
    assert free(placements=(from_friday,)).state is NOT_MET


def test_a_stay_fits_between_two_others() -> None:
    before = a_placement(on(-1), on(6), placement_id="L1")
    after = a_placement(on(12), on(90), placement_id="L2")
    assert free(placements=(before, after)).starts == on(7), "Monday to Friday the week after"
    assert free(EXPERIENCE, placements=(before, after)).state is NOT_MET, "twelve weeks do not"


def test_a_full_mentor_waits_and_another_one_is_proposed() -> None:
    busy = a_placement(on(-5), on(10), opening_id="O2", mentor_id="M1")
    tables = {
        "placements": (busy,),
        "mentors": (a_mentor("M1", capacity=1), a_mentor("M2", capacity=1)),
    }
    alone = (an_opening(), an_opening("O2"))
    assert free(openings=alone, **tables).starts == on(11), "mentors are shared by openings"
    both = (an_opening(mentors=("M1", "M2")), an_opening("O2"))
    assert free(openings=both, **tables) == FreeDate(MET, TODAY, ("M2",), ())


def test_an_employer_counts_all_of_its_openings() -> None:
    elsewhere = a_placement(on(-5), on(10), opening_id="O2", mentor_id=None)
    tables = {"openings": (an_opening(), an_opening("O2")), "placements": (elsewhere,)}
    assert free(employers=(an_employer(capacity=1),), **tables).starts == on(11)
    assert free(employers=(an_employer(capacity=2),), **tables).starts == TODAY


@pytest.mark.parametrize(
    ("purpose", "ends"),
    [(TASTE, on(4)), (EXPERIENCE, on(12 * 7 - 1))],
)
def test_a_mentor_must_be_there_for_the_whole_stay(purpose: Purpose, ends: date) -> None:
    leaves_after, leaves_before = (
        a_mentor(available_to=ends),
        a_mentor(available_to=ends - timedelta(days=1)),
    )
    assert free(purpose, mentors=(leaves_after,)).starts == TODAY
    assert free(purpose, mentors=(leaves_before,)).state is NOT_MET
    assert free(purpose, mentors=(a_mentor(available_from=on(3)),)).starts == on(3)


def test_eight_weeks_are_looked_at_and_no_more() -> None:
    last, too_late = on(56), on(57)
    assert free(placements=(a_placement(on(-1), last - timedelta(days=1)),)).starts == last
    assert free(placements=(a_placement(on(-1), too_late - timedelta(days=1)),)).state is NOT_MET


def test_the_weeks_count_from_when_the_opening_starts() -> None:
    opens = on(100)
    full_until = a_placement(on(-1), on(155))
    later = (an_opening(starts=opens),)
    assert free(openings=later).starts == opens
    assert free(openings=later, placements=(full_until,)).starts == on(156)
    assert free(openings=(an_opening(starts=on(-100)),)).starts == TODAY
    assert search_window(TODAY, opens, Policy()) == (opens, on(156))


def test_an_opening_takes_nobody_after_its_last_day() -> None:
    full = a_placement(on(-1), on(9))
    assert free(openings=(an_opening(ends=on(10)),), placements=(full,)).starts == on(10)
    assert free(openings=(an_opening(ends=on(9)),), placements=(full,)).state is NOT_MET


def test_a_proposal_holds_a_place_for_fourteen_days() -> None:
    def proposed(days_ago: int) -> FreeDate:
        waiting = a_placement(
            on(0), on(400), status=PlacementStatus.PROPOSED, proposed_on=on(-days_ago)
        )
        return free(placements=(waiting,))

    assert proposed(14).state is NOT_MET
    assert proposed(15).starts == TODAY


def test_an_imported_proposal_lapses_by_its_first_day() -> None:
    def starting(days_ago: int) -> FreeDate:
        waiting = a_placement(on(-days_ago), on(400), status=PlacementStatus.PROPOSED)
        return free(placements=(waiting,))

    assert starting(14).state is NOT_MET
    assert starting(15).starts == TODAY


@pytest.mark.parametrize(
    ("status", "taken"),
    [
        (PlacementStatus.ACCEPTED, True),
        (PlacementStatus.RUNNING, True),
        (PlacementStatus.ENDED, False),
        (PlacementStatus.CANCELLED, False),
    ],
)
def test_what_takes_up_a_place(status: PlacementStatus, taken: bool) -> None:
    found = free(placements=(a_placement(on(-30), on(400), status=status, ended=on(-1)),))
    assert (found.state is NOT_MET) == taken


def test_a_placement_without_an_end_takes_the_place_for_good() -> None:
    assert free(placements=(a_placement(on(-30), None),)).state is NOT_MET
    assert free(placements=(a_placement(None, on(4)),)).starts == on(5)


class TestUnknown:
    def test_what_is_unknown_is_named_and_does_not_stop(self) -> None:
        assert free(openings=(an_opening(slots=None),)).unknown_fields == ("slots",)
        assert free(employers=(an_employer(capacity=None),)).unknown_fields == ("capacity",)
        assert free(mentors=(a_mentor(capacity=None),)).unknown_fields == ("mentors",)
        unknown = free(openings=(an_opening(mentors=None),))
        assert unknown == FreeDate(UNKNOWN, TODAY, (), ("mentors",))

    def test_an_opening_known_to_have_no_mentor_takes_nobody(self) -> None:
        assert free(openings=(an_opening(mentors=()),)).state is NOT_MET

    def test_a_certain_day_is_better_than_an_earlier_doubtful_one(self) -> None:
        mentors = (a_mentor("M1", capacity=None), a_mentor("M2", available_from=on(20)))
        found = free(openings=(an_opening(mentors=("M1", "M2")),), mentors=mentors)
        assert found == FreeDate(MET, on(20), ("M2",), ())

    def test_a_no_is_a_no_even_where_something_else_is_unknown(self) -> None:
        assert free(openings=(an_opening(slots=None, mentors=()),)).state is NOT_MET
        assert free(openings=(an_opening(slots=0),), mentors=(a_mentor(capacity=None),)).state is (
            NOT_MET
        )


class TestLengths:
    @pytest.mark.parametrize(
        ("starts", "ends"),
        [
            (date(2025, 9, 1), date(2025, 9, 5)),
            (date(2025, 9, 3), date(2025, 9, 9)),
            (date(2025, 9, 6), date(2025, 9, 12)),  # a Saturday: the week that follows
            (date(2026, 3, 31), date(2026, 4, 9)),  # Easter: Thursday 2 to Monday 6 April
            (date(2026, 5, 11), date(2026, 5, 18)),  # Ascension Day; 17 May is a Sunday
            (date(2024, 5, 13), date(2024, 5, 21)),  # 17 May a Friday, then Whit Monday
            (date(2025, 12, 22), date(2025, 12, 30)),  # Christmas; the 24th is a working day
            (date(2025, 12, 30), date(2026, 1, 6)),  # New Year, across the year
        ],
    )
    def test_a_taste_is_five_working_days(self, starts: date, ends: date) -> None:
        assert last_day(starts, TASTE, Policy()) == ends

    def test_other_placements_are_whole_weeks(self) -> None:
        for purpose in set(Purpose) - {TASTE}:
            assert last_day(TODAY, purpose, Policy(placement_weeks=4)) == on(27)

    def test_the_office_sets_the_lengths(self) -> None:
        assert last_day(TODAY, TASTE, Policy(taste_working_days=1)) == TODAY
        longer = Policy(taste_working_days=6, search_weeks=1)
        taken = a_placement(on(7), on(400))
        assert free(placements=(taken,)).starts == TODAY
        assert free(policy=longer, placements=(taken,)).state is NOT_MET

    def test_a_first_day_is_a_working_day(self) -> None:
        assert first_working_day(date(2026, 4, 2)) == date(2026, 4, 7)
        assert first_working_day(TODAY) == TODAY

    def test_a_mentor_who_leaves_at_easter_is_not_there_for_a_taste_across_it(self) -> None:
        today = date(2026, 3, 31)
        board = a_board(today, mentors=(a_mentor(available_to=date(2026, 4, 8)),))
        assert find_free_date(board, an_opening(), TASTE).state is NOT_MET
        board = a_board(today, mentors=(a_mentor(available_to=date(2026, 4, 9)),))
        assert find_free_date(board, an_opening(), TASTE).starts == today
