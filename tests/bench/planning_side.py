"""One way of planning on one made-up office, in a process of its own, so that memory is its own.

    .venv/bin/python -m tests.bench.planning_side WAY PEOPLE EACH

Prints what it took and what the plan is worth as JSON.
"""

import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

from matcher.domain.plans import Objective
from matcher.planning.baselines import first_come, greedy
from matcher.planning.checker import check_choice
from matcher.planning.network import Network, build
from matcher.planning.optimum import run, solve
from matcher.planning.problem import Candidates, Places, Rows, centred
from tests.bench.measuring import peak_megabytes, seconds

SEED = 2026
OPENINGS_PER_PERSON, MENTORS_PER_OPENING, EMPLOYERS_PER_OPENING = 0.6, 0.8, 0.4


def office(
    people: int, each: int, seed: int = SEED, share: float = OPENINGS_PER_PERSON
) -> tuple[Places, Candidates]:
    """``people`` with about ``each`` candidates; places for about half of ``share`` of them.

    A value is half the person's own (some are easier to place) and half the pair's.
    """
    draw = np.random.default_rng(seed)
    openings = max(int(people * share), 1)
    mentors = max(int(openings * MENTORS_PER_OPENING), 1)
    employers = max(int(openings * EMPLOYERS_PER_OPENING), 1)
    link = np.unique(
        np.repeat(np.arange(openings), 2) * mentors + draw.integers(0, mentors, 2 * openings)
    )
    key = np.unique(
        np.repeat(np.arange(people), each) * openings + draw.integers(0, openings, people * each)
    )
    places = Places(
        draw.integers(1, 3, openings), link // mentors, link % mentors,
        draw.integers(1, 3, mentors), draw.integers(0, employers, mentors),
        draw.integers(1, 4, employers),
    )  # fmt: skip
    person = key // openings
    value = 0.5 * draw.random(people)[person] + 0.5 * draw.random(len(key)) ** 2
    return places, Candidates(people, person, key % openings, value)


def plan_step(places: Places, pairs: Candidates) -> Rows:
    """Building the network, solving, and checking the plan."""
    flow = solve(places, pairs)
    assert check_choice(places, pairs, flow.choice, flow.links) == []
    return flow.chosen()


def from_flow(network: Network, flow: Rows) -> Rows:
    return network.pair[flow[network.arcs("pairs")] > 0]


def by_linprog(places: Places, pairs: Candidates) -> Rows:
    """The same arcs by HiGHS; its vertex is whole, for the matrix is that of a network."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    network = build(places, pairs, Objective.PEOPLE, 0.0)
    arcs = np.arange(len(network.tail))
    balance = csr_array(
        (
            np.concatenate([np.ones(len(arcs)), -np.ones(len(arcs))]),
            (np.concatenate([network.tail, network.head]), np.concatenate([arcs, arcs])),
        ),
        shape=(len(network.supply), len(arcs)),
    )
    bounds = np.column_stack([np.zeros(len(arcs)), network.room])
    cost = network.cost / network.scaling.units
    found = linprog(cost, A_eq=balance, b_eq=network.supply, bounds=bounds, method="highs")
    assert found.status == 0, found.message
    return from_flow(network, np.rint(found.x).astype(np.int64))


def by_networkx(places: Places, pairs: Candidates) -> Rows:
    """The same arcs by network simplex in Python."""
    import networkx

    network = build(places, pairs, Objective.PEOPLE, 0.0)
    graph = networkx.DiGraph()
    for node, supply in enumerate(network.supply.tolist()):
        graph.add_node(node, demand=-supply)
    for tail, head, room, cost in zip(
        network.tail.tolist(), network.head.tolist(), network.room.tolist(),
        network.cost.tolist(), strict=True,
    ):  # fmt: skip
        graph.add_edge(tail, head, capacity=room, weight=cost)
    _, found = networkx.network_simplex(graph)
    flow = [found[t][h] for t, h in zip(network.tail.tolist(), network.head.tolist(), strict=True)]
    return from_flow(network, np.array(flow))


def by_matching(places: Places, pairs: Candidates) -> Rows:
    """A stable matching of people and slots (Gale and Shapley); it knows slots only."""
    from matching.games import HospitalResident

    sys.setrecursionlimit(1_000_000)  # it copies its players, who know each other
    row_of = {
        (p, o): row
        for row, (p, o) in enumerate(
            zip(pairs.person.tolist(), pairs.opening.tolist(), strict=True)
        )
    }
    by_person: dict[int, list[int]] = {}
    by_opening: dict[int, list[int]] = {}
    for row in np.argsort(-pairs.value).tolist():
        by_person.setdefault(int(pairs.person[row]), []).append(int(pairs.opening[row]))
        by_opening.setdefault(int(pairs.opening[row]), []).append(int(pairs.person[row]))
    slots = {o: int(places.slots[o]) for o in by_opening}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        game = HospitalResident.create_from_dictionaries(by_person, by_opening, slots)
        found = game.solve()
    rows = [row_of[p.name, o.name] for o, people in found.items() for p in people]
    return np.array(rows, dtype=np.int64)


def in_arrival_order(places: Places, pairs: Candidates) -> Rows:
    choice = first_come(places, pairs, np.arange(pairs.people, dtype=np.float64))
    return choice[choice >= 0]


def best_first(places: Places, pairs: Candidates) -> Rows:
    choice = greedy(places, pairs, objective=Objective.PEOPLE)
    return choice[choice >= 0]


def best_value_first(places: Places, pairs: Candidates) -> Rows:
    choice = greedy(places, pairs)
    return choice[choice >= 0]


WAYS: dict[str, Callable[[Places, Candidates], Rows]] = {
    "plan": plan_step,
    "first_come": in_arrival_order,
    "greedy": best_first,
    "greedy_value": best_value_first,
    "highs": by_linprog,
    "networkx": by_networkx,
    "matching": by_matching,
}


def own_peak() -> float:
    """This process's largest memory in MB; what its parent held is not counted where Linux says."""
    status = Path("/proc/self/status")
    if not status.exists():
        return peak_megabytes()
    lines = status.read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main(way: str, people: int, each: int) -> None:
    places, pairs = office(people, each)
    rows: list[Rows] = []
    if way == "bare":
        network = build(places, pairs, Objective.PEOPLE, 0.0)
        run(build(*office(20, 3), Objective.PEOPLE, 0.0))  # OR-tools is loaded
        took = seconds(lambda: rows.append(from_flow(network, run(network))))
    else:
        WAYS[way](*office(20, 3))
        took = seconds(lambda: rows.append(WAYS[way](places, pairs)))
    chosen = rows[0]
    gains = centred(pairs, pairs.allowed(0.0))
    print(
        json.dumps(
            {
                "seconds": took,
                "people": len(chosen),
                "value": float(pairs.value[chosen].sum()),
                "gain": float(gains[chosen].sum()),
                "pairs": len(pairs.person),
                "peak": own_peak(),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
