"""The hard rules together, and by hand whether an opening is open and takes the purpose."""

import pytest

from matcher.domain.employers import OpeningStatus
from matcher.domain.purposes import Purpose, Track
from matcher.eligibility.pair import is_open, judge, pair_of, takes_purpose
from matcher.eligibility.rules import Rule
from tests.unit.eligibility_cases import MET, NOT_MET, UNKNOWN, YESTERDAY
from tests.unit.market_builders import TODAY, a_board, a_participant, an_employer, an_opening


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
