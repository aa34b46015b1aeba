"""The parts of a finished plan: reasons, prices and rates, by name, out of one network's result."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.plans import (
    Fairness,
    GroupRate,
    NotPlanned,
    Objective,
    PlaceKind,
    PlacePrice,
    Planned,
    Shortage,
    WhyNot,
)
from matcher.domain.purposes import Purpose
from matcher.eligibility.screening import screen
from matcher.planning.fairness import (
    NEED_GROUPS,
)
from matcher.planning.prices import Price
from matcher.planning.problem import Candidates, Rows
from matcher.planning.solving import Problem, Solved
from matcher.planning.why_not import (
    binding_shortage,
    people_helped,
    why_nothing_passes,
    why_taken,
)
from matcher.ranking.rank import MarketDay
from matcher.workflows.plan_people import Waiting

PairNames = Collection[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PlanWishes:
    """What the plan is asked to be; locked and forbidden are (participant_id, opening_id).

    ``priority_per_month`` is what each month of an empty programme weighs, in units of value, when
    not everybody can be placed; ``ahead`` counts on those who will come: policy.toml where None.
    """

    purpose: Purpose | None = None
    objective: Objective = Objective.PEOPLE
    fairness: Fairness = Fairness.OFF
    floor: float = 0.0
    priority_per_month: float | None = None
    locked: PairNames = ()
    forbidden: PairNames = ()
    ahead: bool | None = None


@dataclass(frozen=True, slots=True)
class Made:
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


def reasons_of(made: Made) -> dict[str, WhyNot]:
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
        elif pairs.later.size and pairs.later[own][good & ~refused].all():
            found[name] = WhyNot(name, NotPlanned.NEXT_WEEK)
        else:
            found[name] = why_taken(screening, place, columns, titles, made.solved.board)
    return found


def named_prices(made: Made) -> tuple[PlacePrice, ...]:
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


def _name(made: Made, price: Price) -> str | None:
    supply = made.solved.supply
    if price.kind == "mentor":
        return supply.mentor_ids[price.row]
    if price.kind == "employer":
        return supply.employer_ids[price.row]
    return made.day.ready.openings[price.row].opening_id


def shortage_of(made: Made) -> Shortage | None:
    """The place of which one more would gain most, None where nothing is short."""
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


def rates_of(made: Made, here: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[GroupRate, ...]:
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


def worth_of(pairs: Candidates, choice: Rows) -> float:
    """The sum of the values of a choice of pairs."""
    values: Floats = pairs.value[choice[choice >= 0]]
    return float(values.sum())


def _titles(day: MarketDay) -> list[str]:
    employers = day.ready.board.employers
    return [
        f"{employers[o.employer_id].name or o.employer_id} ({o.title or o.opening_id})"
        for o in day.ready.openings
    ]
