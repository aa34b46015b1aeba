"""Use case: two simulated years of nights (``evaluate learning``, design.md 7).

Each month people arrive and the program places them by its learned model, with the lot between
near-ties. Outcomes come late or never, and the next night learns from what has come. Every other
policy is asked about the same people and places, and carries nothing out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.outcomes import Stage
from matcher.domain.policy import Policy
from matcher.ranking.day_one import DayOne
from matcher.ranking.model import AdditiveModel
from matcher.ranking.value import placement_value
from matcher.simulation.policy_worlds import PolicyWorld, WorldKind, kind_of, make_policy_world
from matcher.workflows.evaluate_choices import (
    How,
    give,
    knowable_value,
    random_value,
    truth_of,
    wish_value,
    with_lot,
    worth,
)
from matcher.workflows.evaluate_learner import Learner, predicted, random_rows
from matcher.workflows.evaluate_logged import seen_of
from matcher.workflows.evaluate_office import Month, Office
from matcher.workflows.evaluate_summary import Figure, over_seeds, table, way_of

SEEDS = range(1, 22)
RANDOM, WISH, START, LEARNED, BEST, KNOWABLE = (
    *("random", "wish text only", "day-one", "learned"),
    *("learned without gaps", "knowable"),
)
POLICIES = (WISH, START, LEARNED, BEST)
WAYS = {"one by one": How.COME, "planned": How.PLAN}


@dataclass(frozen=True, slots=True)
class Years:
    """How large a simulation is; a night learns each month, and every
    ``compared_every`` months all policies are compared.

    ``ceiling`` is the number of random pairs with every outcome known that the model without gaps
    is learned from, before the first month.
    """

    newcomers: int = 200
    employers: int = 260
    months: int = 25
    compared_every: int = 4
    ceiling: int = 8_000


@dataclass(frozen=True, slots=True)
class Point:
    """One month: outcomes seen (placements with any, and with work), and values by policy and way.

    Values are true ones, a participant.
    """

    month: int
    outcomes: int
    work_outcomes: int
    values: dict[tuple[str, str], float] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Course:
    """One world's months."""

    seed: int
    kind: WorldKind
    points: tuple[Point, ...]


def run_learning(
    day_one: DayOne,
    policy: Policy,
    *,
    seeds: Iterable[int] = SEEDS,
    years: Years | None = None,
    jobs: int = 2,
    backend: str = "loky",
) -> list[Course]:
    """Two years in the world of every seed."""
    run = partial(live, years=years or Years(), day_one=day_one, policy=policy)
    return over_seeds(run, seeds, jobs=jobs, backend=backend)


def live(seed: int, years: Years, day_one: DayOne, policy: Policy) -> Course:
    """Two years in one world."""
    kind = kind_of(seed)
    world = make_policy_world(kind, seed, employers=years.employers, months=years.months)
    return Course(seed, kind, tuple(_months(world, years, day_one, policy)))


def _months(world: PolicyWorld, years: Years, day_one: DayOne, policy: Policy) -> Iterator[Point]:
    office = Office.of(world, policy, newcomers=years.newcomers, seed=3)
    learner = Learner.of(day_one)
    others = Office.of(world, policy, newcomers=years.newcomers, seed=4)
    best = learner.fit_rows(*random_rows(learner, others, years.months, years.ceiling))
    learned = learner.start
    for number in range(years.months):
        month = office.month(number)
        if number:
            learned = learner.fit(seen_of(month.history))
        if number % years.compared_every == 0:
            models = {START: learner.start, LEARNED: learned, BEST: best}
            yield _point(world, month, models, policy)
        _place(world, office, learner, month, learned, policy)


def _place(
    world: PolicyWorld,
    office: Office,
    learner: Learner,
    month: Month,
    learned: AdditiveModel,
    policy: Policy,
) -> None:
    value = placement_value(predicted(learned, month), policy)
    choice = give(month, with_lot(month, value, policy), How.COME)
    rows = choice[choice >= 0]
    chances = truth_of(world, month, policy).chances
    learner.keep(month, rows, office.carry_out(month, rows, chances))


def _point(
    world: PolicyWorld, month: Month, models: dict[str, AdditiveModel], policy: Policy
) -> Point:
    truth = truth_of(world, month, policy)
    values = {
        RANDOM: random_value(month, 0),
        WISH: wish_value(month),
        **{
            name: with_lot(month, placement_value(predicted(model, month), policy), policy)
            for name, model in models.items()
        },
        KNOWABLE: knowable_value(world, month, policy),
    }
    seen = seen_of(month.history)
    return Point(
        month.number,
        len(seen),
        sum(row.labels[Stage.LEADS_TO_WORK] is not None for row in seen),
        {
            (name, way): worth(month, truth, give(month, value, how)).value
            for name, value in values.items()
            for way, how in WAYS.items()
        },
    )


def way(courses: Sequence[Course], at: int, policy: str, how: str) -> Figure:
    """From random (0) to knowable (1), both placing in the same way, at one point of time."""

    def by_world(name: str) -> Floats:
        return np.array([course.points[at].values[name, how] for course in courses])

    return way_of(*(by_world(name) for name in (policy, RANDOM, KNOWABLE)))


def outcomes_seen(courses: Sequence[Course], at: int) -> tuple[float, float]:
    """Mean outcomes known at one point of time, of any stage and of work."""
    points = [course.points[at] for course in courses]
    return (
        float(np.mean([point.outcomes for point in points])),
        float(np.mean([point.work_outcomes for point in points])),
    )


def parts(courses: Sequence[Course]) -> dict[str, list[Course]]:
    """All worlds, those where the signs are right, and those where a third is wrong."""
    found = {
        "All worlds": list(courses),
        "Signs right": [c for c in courses if not c.kind.wrong_signs],
        "A third of the signs wrong": [c for c in courses if c.kind.wrong_signs],
    }
    return {name: some for name, some in found.items() if some}


def markdown(courses: Sequence[Course]) -> list[str]:
    """A table for each part and way of placing; a night a row."""
    lines: list[str] = []
    heading = ("month", "outcomes", "of work", *POLICIES)
    for title, some in parts(courses).items():
        for how in WAYS:
            rows = []
            for at, point in enumerate(some[0].points):
                seen, work = outcomes_seen(some, at)
                figures = [way(some, at, policy, how).text() for policy in POLICIES]
                rows.append((str(point.month), f"{seen:.0f}", f"{work:.0f}", *figures))
            lines += [f"### {title} ({len(some)}), {how}", "", *table(heading, rows), ""]
    return lines
