"""The integer optimum of the capacity network: min-cost flow by OR-tools."""

from dataclasses import dataclass

import numpy as np

from matcher.domain.errors import Conflict
from matcher.domain.plans import Objective
from matcher.planning.network import Network, build
from matcher.planning.problem import Candidates, Places, Rows


@dataclass(frozen=True, slots=True)
class Flow:
    """The optimum: ``choice`` (P,) is each person's row among the candidates, -1 for none.

    ``links`` (L,) is how many placements each link of opening and mentor carries; ``flow`` (A,)
    the units on each arc of ``network``; ``gain`` the objective in integers, locked pairs left out.
    """

    network: Network
    choice: Rows
    links: Rows
    flow: Rows
    gain: int

    def chosen(self) -> Rows:
        """The rows of the candidates in the plan, by person."""
        return self.choice[self.choice >= 0]


def solve(
    places: Places,
    pairs: Candidates,
    *,
    objective: Objective = Objective.PEOPLE,
    floor: float = 0.0,
) -> Flow:
    """The best plan within every capacity; Conflict where the locked pairs do not fit.

    >>> places = Places(*map(np.array, ([1], [0], [0], [1], [0], [1])))
    >>> pairs = Candidates(2, np.array([0, 1]), np.array([0, 0]), np.array([0.3, 0.4]),
    ...                    weight=np.array([0.0, 0.1]))
    >>> solve(places, pairs).choice.tolist()
    [-1, 1]
    """
    network = build(places, pairs, objective, floor)
    flow = run(network)
    choice = np.full(pairs.people, -1, dtype=np.int64)
    taken = network.pair[flow[network.arcs("pairs")] > 0]
    choice[pairs.person[taken]] = taken
    locked = np.flatnonzero(pairs.lock_flags())
    choice[pairs.person[locked]] = locked
    gain = -int(flow @ network.cost)
    return Flow(network, choice, flow[network.arcs("links")], flow, gain)


def run(network: Network) -> Rows:
    """(A,) units of flow on each arc at the least cost."""
    people = network.arcs("past").stop - network.arcs("past").start
    nobody_locked = not network.supply[people:-1].any()
    if network.scaling.placed and nobody_locked:
        return _run_most_people(network)
    return _solved(network, np.arange(len(network.tail)), network.cost)


def _run_most_people(network: Network) -> Rows:
    """The same flow, two to three times sooner: the most units first, then the least cost.

    Without a way past everything the largest flow places the most people, and costs stay small.
    """
    past = network.arcs("past")
    kept = np.concatenate([np.arange(past.start), np.arange(past.stop, len(network.tail))])
    cost = network.cost.copy()
    cost[: past.start] += network.scaling.placed
    flow = _solved(network, kept, cost, most=True)
    people = past.stop - past.start
    of_pairs = slice(0, past.start)
    placed = np.zeros(people, dtype=np.int64)
    np.add.at(placed, network.tail[of_pairs], flow[of_pairs])
    flow[past] = 1 - placed
    return flow


def _solved(network: Network, arcs: Rows, cost: Rows, *, most: bool = False) -> Rows:
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(
        network.tail[arcs], network.head[arcs], network.room[arcs], cost[arcs]
    )
    solver.set_nodes_supplies(np.arange(len(network.supply)), network.supply)
    status = solver.solve_max_flow_with_min_cost() if most else solver.solve()
    if status == solver.INFEASIBLE:
        raise Conflict(
            "The locked placements do not fit: an opening, a mentor or an employer has fewer"
            " places than are locked there. Unlock one of them."
        )
    if status != solver.OPTIMAL:
        raise RuntimeError(f"the solver stopped with status {status}")
    flow: Rows = np.zeros(len(network.tail), dtype=np.int64)
    flow[arcs] = solver.flows(numbers)
    return flow
