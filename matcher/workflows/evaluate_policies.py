"""Use case: policies side by side in simulated worlds (``evaluate policies``, design.md 7).

Same people, places and rules for all; what each choice is truly worth, per participant. Every
policy is compared with the knowable one that places in the same way: one by one, or by a plan.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.policy import Policy
from matcher.ranking.day_one import DayOne
from matcher.simulation.policy_worlds import Shape, WorldKind, kind_of
from matcher.workflows.evaluate_choices import (
    How,
    Worth,
    give,
    habit_value,
    random_value,
    wish_value,
    with_lot,
    worth,
)
from matcher.workflows.evaluate_logged import Measured, Size, measured_months, models_of
from matcher.workflows.evaluate_prediction import Prediction, predictions_in
from matcher.workflows.evaluate_summary import Figure, mean_of, over_seeds, table, way_of

# None of these was looked at when anything was chosen; those that were have seeds from 1001.
SEEDS = range(1, 22)
_RANDOM_DRAWS = 3

RANDOM, KNOWABLE, ORACLE = "random", "knowable", "oracle"
STRANGERS = "knowable but for employers and mentors"


@dataclass(frozen=True, slots=True)
class Placed:
    """One policy's worth, averaged over the months of a world."""

    value: float
    work: float
    placed: float
    groups: dict[tuple[str, str], tuple[int, int]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class WorldRun:
    """All policies in one world, by name, and what the models predicted there."""

    seed: int
    kind: WorldKind
    by_policy: dict[str, Placed]
    prediction: Prediction


def run_policies(
    day_one: DayOne,
    policy: Policy,
    *,
    seeds: Iterable[int] = SEEDS,
    size: Size | None = None,
    jobs: int = 2,
    backend: str = "loky",
) -> list[WorldRun]:
    """Every policy in the world of every seed."""
    run = partial(run_world, size=size or Size(), day_one=day_one, policy=policy)
    return over_seeds(run, seeds, jobs=jobs, backend=backend)


def run_world(seed: int, size: Size, day_one: DayOne, policy: Policy) -> WorldRun:
    """Every policy in one world."""
    kind = kind_of(seed)
    months = list(measured_months(kind, seed, size, day_one, policy))
    predicted = predictions_in(seed, kind, months, policy)
    return WorldRun(seed, kind, placed_in(months, size, policy), predicted)


def placed_in(months: Iterable[Measured], size: Size, policy: Policy) -> dict[str, Placed]:
    """Every policy's worth over the months of one world."""
    worths: dict[str, list[Worth]] = {}
    for each in months:
        for name, found in _worths(each, size, policy):
            worths.setdefault(name, []).append(found)
    return {name: _together(each) for name, each in worths.items()}


def policies_of(size: Size) -> tuple[str, ...]:
    """The names in the tables' order; those that end in "plan" plan for all."""
    models = [*models_of(size), STRANGERS, KNOWABLE, ORACLE]
    rows = [f"{name} {way}" for name in models for way in ("greedy", "plan")]
    return (
        RANDOM,
        f"{RANDOM}, plan",
        "first come",
        "wish text only",
        "wish text only, plan",
        *rows,
    )


def _worths(each: Measured, size: Size, policy: Policy) -> Iterator[tuple[str, Worth]]:
    month, truth = each.month, each.truth

    def of(value: Floats, how: How) -> Worth:
        return worth(month, truth, give(month, value, how))

    for draw in range(_RANDOM_DRAWS):
        yield RANDOM, of(random_value(month, draw), How.COME)
        yield f"{RANDOM}, plan", of(random_value(month, draw), How.PLAN)
    yield "first come", of(habit_value(each.world, month), How.COME)
    yield "wish text only", of(wish_value(month), How.COME)
    yield "wish text only, plan", of(wish_value(month), How.PLAN)
    for name, value in each.values.items():
        lot = with_lot(month, value, policy) if name in each.chances else value
        yield f"{name} greedy", of(lot, How.COME)
        yield f"{name} plan", of(value, How.PLAN)
    yield f"{ORACLE} greedy", of(truth.value, How.COME)
    yield f"{ORACLE} plan", of(truth.value, How.BEST)


def _together(worths: Sequence[Worth]) -> Placed:
    groups: dict[tuple[str, str], tuple[int, int]] = {}
    for each in worths:
        for key, (people, placed) in each.groups.items():
            before = groups.get(key, (0, 0))
            groups[key] = (before[0] + people, before[1] + placed)
    return Placed(
        value=float(np.mean([each.value for each in worths])),
        work=float(np.mean([each.work for each in worths])),
        placed=float(np.mean([each.placed for each in worths])),
        groups=groups,
    )


def markdown(runs: Sequence[WorldRun], size: Size) -> list[str]:
    """The tables: all worlds, then by kind, then placement rates by group."""
    lines = ["### All worlds", "", *_main(runs, size), ""]
    for title, chosen in _parts():
        some = [run for run in runs if chosen(run.kind)]
        if some:
            lines += [f"### {title}: {len(some)} worlds", "", *_ways(some, size), ""]
    return [*lines, "### Who is placed: share of each group", "", *_groups(runs, size), ""]


def way(runs: Sequence[WorldRun], name: str) -> Figure:
    """From random (0) to knowable (1), both placing in the same way: one by one, or by a plan."""
    nothing, everything = RANDOM, f"{KNOWABLE} greedy"
    if name.endswith("plan"):
        nothing, everything = f"{RANDOM}, plan", f"{KNOWABLE} plan"
    return way_of(*(_by_world(runs, each) for each in (name, nothing, everything)))


def _parts() -> Iterator[tuple[str, Callable[[WorldKind], bool]]]:
    yield "Signs right", lambda kind: not kind.wrong_signs
    yield "A third of the signs wrong", lambda kind: kind.wrong_signs
    yield "Additive truth", lambda kind: kind.shape is Shape.ADDITIVE
    yield "Thresholds or interactions", lambda kind: kind.shape is not Shape.ADDITIVE


def _by_world(runs: Sequence[WorldRun], name: str, what: str = "value") -> Floats:
    return np.array([getattr(run.by_policy[name], what) for run in runs])


def _main(runs: Sequence[WorldRun], size: Size) -> list[str]:
    heading = (
        *("policy", "jobs per 100", "mean value", "placed, %"),
        *("way to knowable", "way to the oracle plan"),
    )
    nothing, best = _by_world(runs, RANDOM), _by_world(runs, f"{ORACLE} plan")
    rows = [
        (
            name,
            mean_of(_by_world(runs, name, "work")).text(1),
            mean_of(_by_world(runs, name)).text(3),
            f"{100 * _by_world(runs, name, 'placed').mean():.0f}",
            way(runs, name).text(),
            way_of(_by_world(runs, name), nothing, best).text(),
        )
        for name in policies_of(size)
    ]
    return table(heading, rows)


def _ways(runs: Sequence[WorldRun], size: Size) -> list[str]:
    rows = [
        (name, mean_of(_by_world(runs, name, "work")).text(1), way(runs, name).text())
        for name in policies_of(size)
    ]
    return table(("policy", "jobs per 100", "way to knowable"), rows)


def _groups(runs: Sequence[WorldRun], size: Size) -> list[str]:
    keys = sorted({key for run in runs for key in run.by_policy[RANDOM].groups})
    rows = []
    for name in policies_of(size):
        counts = [[run.by_policy[name].groups.get(key, (0, 0)) for run in runs] for key in keys]
        shares = [sum(p for _, p in each) / sum(n for n, _ in each) for each in counts]
        rows.append((name, *(f"{100 * share:.0f}" for share in shares)))
    return table(("policy", *(f"{kind}: {name}, %" for kind, name in keys)), rows)
