"""Hand-made broken plans: each is refused, and for the right reason."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from matcher.domain.cefr import Level
from matcher.domain.market import Market
from matcher.domain.plans import Planned
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose, Track
from matcher.eligibility.board import make_board
from matcher.eligibility.lengths import last_day
from matcher.planning.checker import Asked, check_choice, check_plan
from matcher.planning.optimum import solve
from matcher.planning.problem import Candidates, Places
from tests.unit.market_builders import (
    TODAY,
    a_market,
    a_mentor,
    a_participant,
    a_placement,
    an_employer,
    an_opening,
)

WEEK = timedelta(days=7)


def a_line(**facts: Any) -> Planned:
    """P1 at O1 with M1 from today, which nothing is wrong with."""
    known = {
        "participant_id": "P1",
        "opening_id": "O1",
        "mentor_id": "M1",
        "purpose": Purpose.JOB_HERE,
        "starts": TODAY,
        "value": 0.5,
    }
    known |= facts
    end = last_day(known["starts"], known["purpose"], Policy())
    return Planned(**{"planned_end": end, **known})


def problems(
    *lines: Planned, value: float | None = None, asked: dict[str, Any] | None = None, **tables: Any
) -> list[str]:
    market: Market = a_market(
        **{"participants": (a_participant("P1"), a_participant("P2")), **tables}
    )
    wishes = Asked(
        participants={p.participant_id: p for p in market.participants},
        openings={o.opening_id: o for o in market.openings},
        values={(line.participant_id, line.opening_id): 0.5 for line in lines},
        **(asked or {}),
    )
    total = sum(line.value for line in lines) if value is None else value
    return check_plan(make_board(market, TODAY, Policy()), wishes, lines, total)


def test_a_sound_plan_has_no_problems() -> None:
    assert problems(a_line()) == []
    assert problems() == []


def test_nobody_is_placed_twice() -> None:
    found = problems(
        a_line(),
        a_line(opening_id="O2"),
        openings=(an_opening("O1"), an_opening("O2")),
    )
    assert found == ["P1 is placed 2 times"]


def test_an_opening_over_its_slots_is_found() -> None:
    found = problems(a_line(), a_line(participant_id="P2"))
    assert found == [f"opening O1 has 2 people on {TODAY}, with room for 1"]


def test_a_mentor_over_capacity_is_found_also_across_openings() -> None:
    found = problems(
        a_line(),
        a_line(participant_id="P2", opening_id="O2", starts=TODAY + WEEK),
        openings=(an_opening("O1"), an_opening("O2")),
        mentors=(a_mentor(capacity=1),),
    )
    assert found == [f"mentor M1 has 2 people on {TODAY + WEEK}, with room for 1"]


def test_an_employer_over_capacity_is_found() -> None:
    found = problems(
        a_line(),
        a_line(participant_id="P2", opening_id="O2"),
        openings=(an_opening("O1"), an_opening("O2")),
        employers=(an_employer(capacity=1),),
    )
    assert found == [f"employer E1 has 2 people on {TODAY}, with room for 1"]


def test_placements_that_run_already_count() -> None:
    running = a_placement(TODAY - WEEK, TODAY + WEEK)
    found = problems(a_line(), placements=(running,))
    assert found == [f"opening O1 has 2 people on {TODAY}, with room for 1"]
    after = a_line(starts=TODAY + WEEK + timedelta(days=1))
    assert problems(after, placements=(running,)) == []


def test_a_rule_that_is_not_met_is_found() -> None:
    found = problems(a_line(), openings=(an_opening(needs_spoken=Level.C1),))
    assert found == ["P1 at O1: the rule language_spoken is not met"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"starts": TODAY - WEEK}, "too early"),
        ({"starts": TODAY + 9 * WEEK}, "after the weeks that are planned"),
        ({"planned_end": TODAY + WEEK}, "not the planned length"),
        ({"mentor_id": None}, "has no mentor"),
        ({"mentor_id": "M9"}, "M9 is no mentor there"),
        ({"purpose": Purpose.TASTE}, "taste is not asked for"),
        ({"participant_id": "P9"}, "not among those who were asked for"),
        ({"value": 0.7}, "is not worth 0.7"),
    ],
)
def test_a_line_that_is_wrong_in_itself_is_found(facts: dict[str, Any], said: str) -> None:
    line = a_line(**facts)
    asked = {"values": {("P1", "O1"): 0.5, ("P9", "O1"): 0.5}}
    market = a_market()
    wishes = Asked(
        participants={"P1": market.participants[0]},
        openings={"O1": market.openings[0]},
        **asked,
    )
    board = make_board(market, TODAY, Policy())
    (found,) = check_plan(board, wishes, [line], line.value)
    assert said in found


def test_the_dates_of_opening_mentor_and_programme_are_kept() -> None:
    later = a_line(starts=TODAY + 2 * WEEK)
    early = TODAY + WEEK
    assert problems(later, openings=(an_opening(ends=early),)) == [
        f"P1 at O1: begins on {later.starts}, when the opening has ended"
    ]
    assert problems(later, participants=(a_participant(programme_end=early),)) == [
        f"P1 at O1: begins on {later.starts}, when the programme has ended"
    ]
    assert problems(later, mentors=(a_mentor(available_to=early),)) == [
        "P1 at O1: M1 leaves before the end"
    ]
    assert problems(a_line(), mentors=(a_mentor(available_from=early),)) == [
        "P1 at O1: M1 is not there yet"
    ]


def test_a_purpose_that_the_opening_does_not_take_is_found() -> None:
    found = problems(
        a_line(),
        openings=(an_opening(purposes=(Purpose.EXPERIENCE,)),),
        participants=(a_participant(track=Track.PLACE_THEN_TRAIN),),
    )
    assert found == ["P1 at O1: the opening does not take job_here"]


def test_decisions_of_the_adviser_hold() -> None:
    assert problems(a_line(), asked={"locked": {("P2", "O1")}}) == [
        "P2 is locked at O1, and is not there"
    ]
    assert problems(a_line(), asked={"forbidden": {("P1", "O1")}}) == ["P1 must not go to O1"]
    assert problems(a_line(), asked={"floor": 0.6}) == ["P1 at O1 is not above the floor"]
    assert problems(a_line(), asked={"floor": 0.6, "locked": {("P1", "O1")}}) == []


def test_a_wrong_sum_is_found() -> None:
    assert problems(a_line(), value=0.9) == ["the values add up to 0.500000, not to 0.900000"]


def arrays() -> tuple[Places, Candidates]:
    supply = Places(*map(np.array, ([1, 1], [0, 1], [0, 1], [1, 1], [0, 0], [2])))
    pairs = Candidates(2, np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([0.5, 0.4, 0.3]))
    return supply, pairs


def test_arrays_that_break_a_capacity_are_found() -> None:
    supply, pairs = arrays()
    flow = solve(supply, pairs)
    assert check_choice(supply, pairs, flow.choice, flow.links) == []
    both = np.array([0, 2])
    over = replace(supply, slots=np.array([2, 1]))
    assert check_choice(supply, pairs, both, np.array([2, 0])) == [
        "an opening is over its slots", "a mentor is over capacity"
    ]  # fmt: skip
    assert check_choice(over, pairs, both, np.array([1, 1])) == [
        "the mentors dealt are not those of the placements"
    ]
    full = replace(supply, employer_places=np.array([1]))
    assert check_choice(full, pairs, np.array([1, 2]), np.array([1, 1])) == [
        "an employer is over capacity"
    ]


def test_arrays_that_break_a_decision_are_found() -> None:
    supply, pairs = arrays()
    first = np.array([True, False, False])
    none = np.array([-1, -1])
    assert check_choice(supply, replace(pairs, locked=first), none, np.array([0, 0])) == [
        "a locked pair is not in the plan"
    ]
    refused = replace(pairs, forbidden=first)
    assert check_choice(supply, refused, np.array([0, -1]), np.array([1, 0])) == [
        "a forbidden pair is in the plan"
    ]
    assert "somebody has another's pair" in check_choice(
        supply, pairs, np.array([2, -1]), np.array([1, 0])
    )
