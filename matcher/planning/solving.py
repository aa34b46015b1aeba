"""The whole plan of one market day: optimum, fairness, mentors and dates, and what it is worth.

The network counts every place once and leaves dates aside; where the dates do not work out for a
pair, that pair is taken out and the network solved again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.domain.arrays import PURPOSES, Floats, Ints
from matcher.domain.employers import Opening
from matcher.domain.errors import Conflict
from matcher.domain.participants import Participant
from matcher.domain.plans import Fairness, Objective, Planned
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import Board
from matcher.planning.dates import DatedBoard, Stay, Wanted, deal
from matcher.planning.fairness import solve_fairly
from matcher.planning.free_places import Supply, supply_of
from matcher.planning.optimum import Flow, solve
from matcher.planning.problem import Candidates, Rows

# Rounds of taking out pairs whose dates do not work out; after them those are left out for good.
MOST_ROUNDS = 25


@dataclass(frozen=True, slots=True)
class Problem:
    """n pairs of ``participants`` and ``openings``; ``purpose`` (n,) indexes ``PURPOSES``.

    ``need`` (P,) are need groups. ``floor`` is the value that a pair has to be above.
    """

    board: Board
    participants: Sequence[Participant]
    openings: Sequence[Opening]
    pairs: Candidates
    purpose: Ints
    need: Rows
    objective: Objective = Objective.PEOPLE
    fairness: Fairness = Fairness.OFF
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class Solved:
    """``choice`` (P,) of pairs that have a stay, ``stays`` by row of a pair.

    ``flow`` is the network's last optimum, ``board`` the one with the plan carried out, and
    ``upper_bound`` the value before dates were looked at.
    """

    supply: Supply
    pairs: Candidates
    flow: Flow
    choice: Rows
    stays: dict[int, Stay]
    board: DatedBoard
    upper_bound: float
    fairness_cost: float

    def chosen(self) -> Rows:
        """Rows of the pairs in the plan, by person."""
        return self.choice[self.choice >= 0]


def solve_problem(problem: Problem) -> Solved:
    """The best plan with mentor and dates for everybody in it; Conflict where locks do not fit."""
    supply = supply_of(problem.board, problem.openings, _wanted_purposes(problem))
    places = supply.places
    fair = solve_fairly(
        places,
        problem.pairs,
        problem.need,
        problem.fairness,
        objective=problem.objective,
        floor=problem.floor,
    )
    bound = _sum(problem.pairs, fair.flow.chosen()) + fair.flow.network.scaling.bound
    bonus = fair.bonus[problem.need] if len(problem.need) else np.zeros(0)
    pairs = replace(problem.pairs, weight=problem.pairs.weights() + bonus)
    flow = fair.flow
    for last in (*[False] * (MOST_ROUNDS - 1), True):
        board = DatedBoard(problem.board)
        stays, undated = _dated(problem, board, flow.chosen())
        if not undated or last:
            break
        pairs = _without(pairs, undated)
        flow = solve(places, pairs, objective=problem.objective, floor=problem.floor)
    choice = flow.choice.copy()
    choice[problem.pairs.person[undated]] = -1
    value = _sum(problem.pairs, choice[choice >= 0])
    return Solved(
        supply, pairs, flow, choice, stays, board, max(bound, value), fair.cost
    )  # fmt: skip


def planned(problem: Problem, solved: Solved) -> tuple[Planned, ...]:
    """The lines of the plan, by participant."""
    pairs, locked = problem.pairs, problem.pairs.lock_flags()
    return tuple(
        Planned(
            participant_id=problem.participants[pairs.person[row]].participant_id,
            opening_id=problem.openings[pairs.opening[row]].opening_id,
            mentor_id=solved.stays[row].mentor_id,
            purpose=PURPOSES[problem.purpose[row]],
            starts=solved.stays[row].starts,
            planned_end=solved.stays[row].ends,
            value=float(pairs.value[row]),
            locked=bool(locked[row]),
        )
        for row in solved.chosen().tolist()
    )


def _wanted_purposes(problem: Problem) -> list[frozenset[Purpose]]:
    """For each opening the purposes that somebody could come for."""
    count = len(PURPOSES)
    keys = np.unique(problem.pairs.opening * count + problem.purpose)
    wanted: list[set[int]] = [set() for _ in problem.openings]
    for opening, purpose in zip((keys // count).tolist(), (keys % count).tolist(), strict=True):
        wanted[opening].add(purpose)
    return [frozenset(PURPOSES[p] for p in purposes) for purposes in wanted]


def _dated(problem: Problem, board: DatedBoard, rows: Rows) -> tuple[dict[int, Stay], list[int]]:
    """Stays by row of a pair, and the rows for which there is no day."""
    pairs, locked = problem.pairs, problem.pairs.lock_flags()
    chosen = rows.tolist()
    found = deal(
        board,
        [
            Wanted(
                participant=problem.participants[pairs.person[row]],
                opening=problem.openings[pairs.opening[row]],
                purpose=PURPOSES[problem.purpose[row]],
                worth=np.inf if locked[row] else float(pairs.value[row]),
            )
            for row in chosen
        ],
    )
    stays = {row: stay for row, stay in zip(chosen, found, strict=True) if stay is not None}
    undated = [row for row in chosen if row not in stays]
    if any(locked[row] for row in undated):
        raise Conflict(
            "The locked placements do not fit on any date of the coming weeks; unlock one of them."
        )
    return stays, undated


def _without(pairs: Candidates, rows: Sequence[int]) -> Candidates:
    forbidden = np.zeros(len(pairs.person), dtype=np.bool_)
    if pairs.forbidden.size:
        forbidden |= pairs.forbidden
    forbidden[list(rows)] = True
    return replace(pairs, forbidden=forbidden)


def _sum(pairs: Candidates, rows: Rows) -> float:
    values: Floats = pairs.value[rows]
    return float(values.sum())
