"""From a market day and its people to finished plans: value, solve, check, price, explain.

Offices that are solved together share one network; each gets its own plan out of it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from matcher.domain.arrays import Floats, day_numbers
from matcher.domain.errors import BadInput
from matcher.domain.participants import Participant
from matcher.domain.plans import (
    Fairness,
    GroupRate,
    NotPlanned,
    Objective,
    OfficePlan,
    PlaceKind,
    PlacePrice,
    Planned,
    Shortage,
    WhyNot,
)
from matcher.domain.purposes import Purpose
from matcher.eligibility.screening import screen
from matcher.planning.baselines import first_come, greedy
from matcher.planning.checker import Asked, check_plan
from matcher.planning.fairness import (
    NEED_GROUPS,
    PRIORITY_PER_MONTH,
    need_groups,
    priorities,
)
from matcher.planning.prices import Price, place_prices, whole_prices
from matcher.planning.problem import Candidates, Rows
from matcher.planning.solving import Problem, Solved, planned, solve_problem
from matcher.planning.why_not import (
    binding_shortage,
    people_helped,
    why_nothing_passes,
    why_taken,
)
from matcher.ranking.rank import MarketDay
from matcher.workflows.plan_people import Valued, Waiting, months_empty, value_pairs, waiting
from matcher.workflows.program import Program

Pairs = Collection[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PlanWishes:
    """What the plan is asked to be; locked and forbidden are (participant_id, opening_id).

    ``priority_per_month`` is what each month of an empty programme weighs, in units of value, when
    not everybody can be placed.
    """

    purpose: Purpose | None = None
    objective: Objective = Objective.PEOPLE
    fairness: Fairness = Fairness.OFF
    floor: float = 0.0
    priority_per_month: float = PRIORITY_PER_MONTH
    locked: Pairs = ()
    forbidden: Pairs = ()


@dataclass(frozen=True, slots=True)
class _Made:
    """One network's result, before it is dealt out to the offices."""

    day: MarketDay
    wishes: PlanWishes
    who: Waiting
    problem: Problem
    solved: Solved
    lines: tuple[Planned, ...]
    prices: tuple[Price, ...]
    first_come: Rows
    greedy: Rows


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
    valued = value_pairs(day, program.model, who.people, wishes.purpose)
    problem = _problem(day, who, valued, wishes)
    solved = solve_problem(problem)
    lines = planned(problem, solved)
    _refuse_wrong(day, who, problem, wishes, lines)
    flow, pairs = solved.flow, solved.pairs
    arrival = day_numbers(p.programme_start for p in who.people)
    made = _Made(
        day, wishes, who, problem, solved, lines,
        (*place_prices(flow, pairs), *whole_prices(flow, pairs)),
        first_come(solved.supply.places, problem.pairs, arrival, wishes.floor),
        greedy(solved.supply.places, problem.pairs, wishes.floor, wishes.objective),
    )  # fmt: skip
    reasons = _reasons(made)
    prices, shortage = _named_prices(made), _shortage(made)
    return [
        _office_plan(program, made, office_id, reasons, prices, shortage, made_by)
        for office_id in offices
    ]


def _problem(day: MarketDay, who: Waiting, valued: Valued, wishes: PlanWishes) -> Problem:
    months = months_empty(day, who.people)
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
            weight=priorities(months, wishes.priority_per_month),
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
    day: MarketDay, who: Waiting, valued: Valued, named: Pairs, *, must_exist: bool
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


def _titles(day: MarketDay) -> list[str]:
    employers = day.ready.board.employers
    return [
        ", ".join([o.title or o.opening_id, employers[o.employer_id].name or o.employer_id])
        for o in day.ready.openings
    ]


def _reasons(made: _Made) -> dict[str, WhyNot]:
    """By participant id, why there is no line for them."""
    pairs, people = made.problem.pairs, made.who.people
    titles = _titles(made.day)
    found = {
        p.participant_id: WhyNot(p.participant_id, NotPlanned.HAS_PROPOSAL)
        for p in made.who.has_proposal
    }
    left = np.flatnonzero(made.solved.choice < 0)
    if not len(left):
        return found
    screening = screen(made.day.ready, [people[row] for row in left], made.wishes.purpose)
    starts = np.searchsorted(pairs.person, np.arange(pairs.people + 1))
    for place, row in enumerate(left.tolist()):
        own = slice(starts[row], starts[row + 1])
        name = people[row].participant_id
        good = pairs.value[own] > made.wishes.floor
        refused = pairs.forbidden[own] if pairs.forbidden.size else ~good & good
        columns = pairs.opening[own][good & ~refused].tolist()
        if starts[row] == starts[row + 1]:
            found[name] = why_nothing_passes(screening, place, titles, made.solved.board)
        elif not good.any():
            found[name] = WhyNot(name, NotPlanned.BELOW_FLOOR)
        elif not columns:
            found[name] = WhyNot(name, NotPlanned.REFUSED)
        else:
            found[name] = why_taken(screening, place, columns, titles, made.solved.board)
    return found


def _named_prices(made: _Made) -> tuple[PlacePrice, ...]:
    """Prices by kind and id; a mentor of two employers has the higher of two."""
    named: dict[tuple[PlaceKind, str], PlacePrice] = {}
    for price in made.prices:
        kind, name = PlaceKind(price.kind), _name(made, price)
        if name is None or price.price <= 0:
            continue
        known = named.get((kind, name))
        if known is None or known.price < price.price:
            named[kind, name] = PlacePrice(kind, name, price.price, price.people)
    return tuple(sorted(named.values(), key=lambda p: (p.kind, p.id)))


def _name(made: _Made, price: Price) -> str | None:
    supply = made.solved.supply
    if price.kind == "mentor":
        return supply.mentor_ids[price.row]
    if price.kind == "employer":
        return supply.employer_ids[price.row]
    return made.day.ready.openings[price.row].opening_id


def _shortage(made: _Made) -> Shortage | None:
    price = binding_shortage(made.prices)
    if price is None:
        return None
    pairs = made.problem.pairs
    supply, employers = made.solved.supply, made.day.ready.board.employers
    if price.kind in ("opening", "whole"):
        place = _titles(made.day)[price.row]
    else:
        row = price.row
        if price.kind == "mentor":
            row = int(supply.places.mentor_employer[row])
        name = supply.employer_ids[row]
        place = employers[name].name or name
    helped = people_helped(price, pairs.person.tolist(), pairs.value.tolist())
    return Shortage(PlaceKind(price.kind), place, helped)


def _office_plan(
    program: Program,
    made: _Made,
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
    value = sum(line.value for line in lines)
    whole = sum(line.value for line in made.lines)
    return OfficePlan(
        office_id=office_id,
        today=made.day.today,
        made_at=datetime.now(UTC),
        made_by=made_by,
        purpose=made.wishes.purpose,
        objective=made.wishes.objective,
        fairness=made.wishes.fairness,
        model_version=program.model.version,
        value=value,
        # The bound holds for all offices of the network together; what is above goes to each.
        upper_bound=value + max(0.0, made.solved.upper_bound - whole),
        first_come=_worth(pairs, made.first_come[here]),
        greedy=_worth(pairs, made.greedy[here]),
        fairness_cost=made.solved.fairness_cost,
        shortage=shortage,
        assignments=lines,
        unassigned=tuple(reasons[name] for name in sorted(names & reasons.keys())),
        prices=prices,
        rates=_rates(made, here),
    )


def _worth(pairs: Candidates, choice: Rows) -> float:
    values: Floats = pairs.value[choice[choice >= 0]]
    return float(values.sum())


def _rates(made: _Made, here: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[GroupRate, ...]:
    """Who is placed by need group, and by audit group, which decides nothing."""
    counts: dict[tuple[str, str], list[int]] = {}
    for row in np.flatnonzero(here).tolist():
        placed = int(made.solved.choice[row] >= 0)
        audit = made.who.people[row].audit_group or "unknown"
        for key in (("need", NEED_GROUPS[made.problem.need[row]]), ("audit", audit)):
            count = counts.setdefault(key, [0, 0])
            count[0] += 1
            count[1] += placed
    return tuple(GroupRate(*key, *count) for key, count in sorted(counts.items()))
