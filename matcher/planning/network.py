"""The capacity network: nodes, arcs, and costs in integers.

Nodes, in this order: people, openings before their slots, openings after them, mentors, employers,
and the end. A person's unit goes through one pair, a slot, a mentor and an employer, or past all of
them where nothing is to be had. Costs are integers: see ``Scaling``.
"""

from dataclasses import dataclass

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.plans import Objective
from matcher.planning.problem import Candidates, Places, Rows, gains

# One unit of cost is a millionth of value, unless the network is so large that it would overflow.
UNITS_PER_VALUE = 1_000_000
# OR-tools multiplies costs by the number of nodes, and adds them up, in 64 bits.
LARGEST = 2**60


@dataclass(frozen=True, slots=True)
class Scaling:
    """Value in integers: ``units`` to one, and ``placed`` units for each person who is placed.

    ``placed`` is above anything that moving everybody around can gain, so that the number of
    people comes first, exactly. Each pair is rounded by at most half a unit, so that no plan of
    ``most`` people is better than the one found by more than ``bound`` in units of value.
    """

    units: int
    placed: int
    most: int

    @property
    def bound(self) -> float:
        """How far rounding can keep the plan from the optimum, in units of value."""
        return self.most / self.units


@dataclass(frozen=True, slots=True)
class Network:
    """A arcs with ``tail``, ``head``, ``room`` and ``cost``; ``supply`` by node, the end last.

    ``pair`` are the rows of the candidates that have an arc; the arcs stand in the order pairs,
    past everything (one a person), slots, links, mentors, employers: ``ends`` closes each.
    """

    tail: Rows
    head: Rows
    room: Rows
    cost: Rows
    supply: Rows
    pair: Rows
    ends: tuple[int, int, int, int, int, int]
    scaling: Scaling

    def arcs(self, part: str) -> slice:
        """The arcs of one part: pairs, past, slots, links, mentors or employers."""
        index = ("pairs", "past", "slots", "links", "mentors", "employers").index(part)
        return slice(0 if index == 0 else self.ends[index - 1], self.ends[index])


def build(places: Places, pairs: Candidates, objective: Objective, floor: float) -> Network:
    """The arcs, with costs in integers."""
    allowed, locked = pairs.allowed(floor), pairs.lock_flags()
    counted = gains(pairs, allowed, objective) + pairs.weights()[pairs.person]
    pair = np.flatnonzero(allowed & ~locked)
    people, openings = pairs.people, len(places.slots)
    before, after = people, people + openings
    mentors = after + openings
    employers = mentors + len(places.mentor_places)
    end = employers + len(places.employer_places)
    most = min(people, int(places.slots.sum()), int(places.mentor_places.sum()))
    scaling, cost = _scaled(counted[pair], objective, most, end + 1)
    each = np.arange(openings), np.arange(len(places.mentor_places))
    employer = np.arange(len(places.employer_places))
    tails = (
        pairs.person[pair], np.arange(people), before + each[0],
        after + places.link_opening, mentors + each[1], employers + employer,
    )  # fmt: skip
    heads = (
        before + pairs.opening[pair], np.full(people, end), after + each[0],
        mentors + places.link_mentor, employers + places.mentor_employer,
        np.full(len(employer), end),
    )  # fmt: skip
    rooms = (
        np.ones(len(pair), dtype=np.int64), np.ones(people, dtype=np.int64), places.slots,
        np.full(len(places.link_opening), people + 1), places.mentor_places,
        places.employer_places,
    )  # fmt: skip
    tail = np.concatenate(tails)
    costs = np.zeros(len(tail), dtype=np.int64)
    costs[: len(pair)] = -cost
    return Network(
        tail=tail,
        head=np.concatenate(heads),
        room=np.concatenate(rooms),
        cost=costs,
        supply=_supply(pairs, before, end),
        pair=pair,
        ends=tuple(np.cumsum([len(part) for part in tails]).tolist()),
        scaling=scaling,
    )


def _supply(pairs: Candidates, before: int, end: int) -> Rows:
    """One unit a person; a locked pair's unit begins at its opening, so that it cannot go past."""
    supply = np.zeros(end + 1, dtype=np.int64)
    locked = pairs.lock_flags()
    supply[: pairs.people] = 1
    supply[pairs.person[locked]] = 0
    np.add.at(supply, before + pairs.opening[locked], 1)
    supply[end] = -supply.sum()
    return supply


def _scaled(gained: Floats, objective: Objective, most: int, nodes: int) -> tuple[Scaling, Rows]:
    """Gains as integers, with what everybody placed counts besides."""
    low, high = (float(gained.min()), float(gained.max())) if len(gained) else (0.0, 0.0)
    width = (high - low) * (most + 1) if objective is Objective.PEOPLE else 0.0
    largest = max(abs(low), abs(high)) + width + 1.0
    units = int(min(UNITS_PER_VALUE, max(1, LARGEST // (nodes * largest))))
    cost = np.rint(gained * units).astype(np.int64)
    if objective is not Objective.PEOPLE or not len(gained):
        return Scaling(units, 0, most), cost
    spread = int(cost.max() - cost.min())
    # With this much added, every pair is worth more than all the moves that make room for it.
    placed = spread * (most + 1) + 1 + max(0, -int(cost.min()))
    return Scaling(units, placed, most), cost + placed
