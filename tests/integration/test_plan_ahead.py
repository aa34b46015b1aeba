"""Plans that look ahead: who had better wait, for whom, and whether the office wants it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.access import OPERATOR
from matcher.domain.plans import (
    NotPlanned,
    Objective,
)
from matcher.planning.explain import why_not_text
from matcher.workflows.plan import make_plan
from matcher.workflows.plan_ahead import expected
from matcher.workflows.plan_making import PlanWishes
from matcher.workflows.program import Program
from tests.integration.kept_market_of import market_of

TODAY = date(2025, 9, 1)


@pytest.fixture
def program(town: Callable[..., Program]) -> Program:
    """A simulated municipality that has fewer places than people."""
    return town(participants=40, employers=10, openings=24, offices=2)


def test_looking_ahead_places_as_many_and_lets_nobody_wait_when_people_come_first(
    program: Program,
) -> None:
    plain = make_plan(program, OPERATOR, "N1", today=TODAY, keep=False)
    wishes = PlanWishes(ahead=True)
    ahead = make_plan(program, OPERATOR, "N1", today=TODAY, wishes=wishes, keep=False)
    assert len(ahead.assignments) == len(plain.assignments)
    again = make_plan(program, OPERATOR, "N1", today=TODAY, wishes=wishes, keep=False)
    assert again.assignments == ahead.assignments, "the futures are drawn by the day's own lot"


def test_who_had_better_wait_is_told_so(program: Program) -> None:
    wishes = PlanWishes(objective=Objective.VALUE, ahead=True)
    plan = make_plan(program, OPERATOR, "N1", today=TODAY, wishes=wishes, keep=False)
    told = [line for line in plan.unassigned if line.reason is NotPlanned.NEXT_WEEK]
    plain = make_plan(
        program, OPERATOR, "N1", today=TODAY, wishes=PlanWishes(objective=Objective.VALUE),
        keep=False,
    )  # fmt: skip
    assert len(plan.assignments) <= len(plain.assignments)
    texts = [why_not_text(line, "en") for line in told if line.day is None]
    assert all(text.startswith("Better wait a little") for text in texts)
    person = plan.assignments[0]
    locked = replace(wishes, locked=((person.participant_id, person.opening_id),))
    kept = make_plan(program, OPERATOR, "N1", today=TODAY, wishes=locked, keep=False)
    assert (person.participant_id, person.opening_id) in {
        (line.participant_id, line.opening_id) for line in kept.assignments
    }


def test_the_office_sets_whether_to_look_ahead(program: Program) -> None:
    wishes = PlanWishes(objective=Objective.VALUE, ahead=True)
    asked = make_plan(program, OPERATOR, "N1", today=TODAY, wishes=wishes, keep=False)
    setting = replace(program, policy=replace(program.policy, plan_ahead=True))
    usual = make_plan(
        setting, OPERATOR, "N1", today=TODAY, wishes=replace(wishes, ahead=None), keep=False
    )
    assert usual.assignments == asked.assignments


def test_those_who_come_are_like_those_who_came_in_the_past_year(program: Program) -> None:
    people = [p for p in market_of(program).participants if p.office_id == "N1"]
    past = expected(program.market_day(TODAY), program.model, people)
    came = [p for p in people if p.programme_start and 0 <= (TODAY - p.programme_start).days < 364]
    assert past.people == len(came) > 0
    assert len(past.pairs.person) > 0
    assert 0 <= past.pairs.value.min() <= past.pairs.value.max() <= 1
