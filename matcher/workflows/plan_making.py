"""From a market day and its people to finished plans: value, solve, check, price, explain.

Offices that are solved together share one network; each gets its own plan out of it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from matcher.domain.arrays import day_numbers
from matcher.domain.errors import BadInput
from matcher.domain.participants import Participant
from matcher.domain.plans import (
    OfficePlan,
    PlacePrice,
    Planned,
    Shortage,
    WhyNot,
)
from matcher.planning.baselines import first_come, greedy
from matcher.planning.checker import Asked, check_plan
from matcher.planning.fairness import (
    need_groups,
    priorities,
)
from matcher.planning.prices import place_prices, whole_prices
from matcher.planning.problem import Candidates
from matcher.planning.solving import Problem, planned, solve_problem
from matcher.ranking.rank import MarketDay
from matcher.workflows.plan_ahead import look_ahead
from matcher.workflows.plan_parts import (
    Made,
    PairNames,
    PlanWishes,
    named_prices,
    rates_of,
    reasons_of,
    shortage_of,
    worth_of,
)
from matcher.workflows.plan_people import Valued, Waiting, months_empty, value_pairs, waiting
from matcher.workflows.program import Program

__all__ = ["PlanWishes", "make_plans"]


def make_plans(
    program: Program,
    day: MarketDay,
    offices: Sequence[str],
    participants: Sequence[Participant],
    wishes: PlanWishes,
    made_by: str,
) -> list[OfficePlan]:
    """A plan for each of ``offices``, all in one network; Conflict or BadInput for bad locks.

    AssertionError where the checker refuses it: such a plan is an error of ours and never shown.
    """
    who = waiting(day, participants)
    model = program.model  # one for the whole plan, whoever puts another into use meanwhile
    valued = value_pairs(day, model, who.people, wishes.purpose)
    problem = plain = _problem(day, who, valued, wishes)
    if program.policy.plan_ahead if wishes.ahead is None else wishes.ahead:
        seen = look_ahead(
            day, model, participants, valued, plain.pairs, wishes.objective, wishes.purpose
        )
        problem = replace(plain, pairs=seen)
    solved = solve_problem(problem)
    lines = planned(problem, solved)
    _refuse_wrong(day, who, problem, wishes, lines)
    flow, pairs = solved.flow, solved.pairs
    arrival = day_numbers(p.programme_start for p in who.people)
    made = Made(
        day, wishes, who, problem, solved, lines,
        (*place_prices(flow, pairs), *whole_prices(flow, pairs)),
        first_come(solved.supply.places, plain.pairs, arrival, wishes.floor),
        greedy(solved.supply.places, plain.pairs, wishes.floor, wishes.objective),
    )  # fmt: skip
    reasons = reasons_of(made)
    prices, shortage = named_prices(made), shortage_of(made)
    return [
        _office_plan(model.version, made, office_id, reasons, prices, shortage, made_by)
        for office_id in offices
    ]


def _problem(day: MarketDay, who: Waiting, valued: Valued, wishes: PlanWishes) -> Problem:
    months = months_empty(day, who.people)
    per_month = wishes.priority_per_month
    if per_month is None:
        per_month = day.policy.plan_priority_per_month
    possible = np.bincount(valued.person, minlength=len(who.people))
    return Problem(
        board=day.ready.board,
        participants=who.people,
        openings=day.ready.openings,
        pairs=Candidates(
            people=len(who.people),
            person=valued.person,
            opening=valued.opening,
            value=valued.value,
            weight=priorities(months, per_month),
            locked=_flags(day, who, valued, wishes.locked, must_exist=True),
            forbidden=_flags(day, who, valued, wishes.forbidden, must_exist=False),
        ),
        purpose=valued.purpose,
        need=need_groups(months, possible),
        objective=wishes.objective,
        fairness=wishes.fairness,
        floor=wishes.floor,
    )


def _flags(
    day: MarketDay, who: Waiting, valued: Valued, named: PairNames, *, must_exist: bool
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """(n,) which pairs are named; BadInput for a named one that does not pass the rules."""
    person_of = {person.participant_id: row for row, person in enumerate(who.people)}
    flags = np.zeros(len(valued.person), dtype=np.bool_)
    for participant_id, opening_id in sorted(set(named)):
        person, opening = person_of.get(participant_id), day.ready.column_of.get(opening_id)
        if person is not None and opening is not None:
            found = (valued.person == person) & (valued.opening == opening)
            flags |= found
            if found.any():
                continue
        if must_exist:
            raise BadInput(
                f"{participant_id} cannot be locked at {opening_id}: the pair does not pass the"
                " rules, or is not waiting any more. `jobbsmak why` says which rule it is."
            )
    return flags


def _refuse_wrong(
    day: MarketDay,
    who: Waiting,
    problem: Problem,
    wishes: PlanWishes,
    lines: Sequence[Planned],
) -> None:
    pairs, openings = problem.pairs, day.ready.openings
    ids = [p.participant_id for p in who.people]
    values = {
        (ids[person], openings[opening].opening_id): value
        for person, opening, value in zip(
            pairs.person.tolist(), pairs.opening.tolist(), pairs.value.tolist(), strict=True
        )
    }
    asked = Asked(
        participants={p.participant_id: p for p in who.people},
        openings={o.opening_id: o for o in openings},
        values=values,
        purpose=wishes.purpose,
        locked=set(wishes.locked),
        forbidden=set(wishes.forbidden),
        floor=wishes.floor,
    )
    wrong = check_plan(day.ready.board, asked, lines, sum(line.value for line in lines))
    assert not wrong, "the checker refuses the plan: " + "; ".join(wrong)


def _office_plan(
    model_version: str,
    made: Made,
    office_id: str,
    reasons: dict[str, WhyNot],
    prices: tuple[PlacePrice, ...],
    shortage: Shortage | None,
    made_by: str,
) -> OfficePlan:
    people, pairs = made.who.people, made.problem.pairs
    here = np.array([p.office_id == office_id for p in people], dtype=np.bool_)
    names = {p.participant_id for p in people if p.office_id == office_id}
    names |= {p.participant_id for p in made.who.has_proposal if p.office_id == office_id}
    lines = tuple(line for line in made.lines if line.participant_id in names)
    value = sum((line.value for line in lines), 0.0)
    whole = sum((line.value for line in made.lines), 0.0)
    return OfficePlan(
        office_id=office_id,
        today=made.day.today,
        made_at=datetime.now(UTC),
        made_by=made_by,
        purpose=made.wishes.purpose,
        objective=made.wishes.objective,
        fairness=made.wishes.fairness,
        model_version=model_version,
        value=value,
        # The bound holds for all offices of the network together; what is above goes to each.
        upper_bound=value + max(0.0, made.solved.upper_bound - whole),
        first_come=worth_of(pairs, made.first_come[here]),
        greedy=worth_of(pairs, made.greedy[here]),
        fairness_cost=made.solved.fairness_cost,
        shortage=shortage,
        assignments=lines,
        unassigned=tuple(reasons[name] for name in sorted(names & reasons.keys())),
        prices=prices,
        rates=rates_of(made, here),
    )
