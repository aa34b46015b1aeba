"""A simulated world in which advisers placed by habit, and what was learned from what they saw.

Some years of logging, then long enough for every outcome to be reported, then some months whose
people every policy places. Policies and predictions are measured on those months.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.policy import Policy
from matcher.features.labels import Labelled
from matcher.planning.problem import Rows
from matcher.ranking.day_one import DayOne
from matcher.ranking.model import AdditiveModel
from matcher.ranking.value import placement_value
from matcher.simulation.policy_worlds import PolicyWorld, WorldKind, make_policy_world
from matcher.workflows.evaluate_choices import (
    How,
    Truth,
    give,
    habit_value,
    knowable_value,
    truth_of,
)
from matcher.workflows.evaluate_learner import Learner, predicted, random_rows
from matcher.workflows.evaluate_office import Month, Office

# After so many months a year has passed since every placement's end, and the calls were made.
_MATURING = 15
# Months by habit before the measured ones, so that places are taken as they usually are.
_FILLING = 3


@dataclass(frozen=True, slots=True)
class Size:
    """How large a simulation is: people a month, employers, months logged and months measured.

    ``outcomes`` are the numbers of logged placements that models are learned from, ``ceiling`` that
    of pairs drawn at random with every outcome known, from which the model without gaps is learned.
    """

    newcomers: int = 120
    employers: int = 156
    logged: int = 40
    measured: int = 4
    outcomes: tuple[int, ...] = (1_000, 4_000)
    ceiling: int = 8_000


@dataclass(frozen=True, slots=True)
class Measured:
    """One month that policies are measured on: its truth, and each model's chances (n, 4).

    ``base`` (4,) is the rate of each stage among the outcomes that had been logged.
    """

    world: PolicyWorld = field(repr=False)
    month: Month = field(repr=False)
    truth: Truth = field(repr=False)
    chances: dict[str, Floats] = field(repr=False)
    values: dict[str, Floats] = field(repr=False)
    base: Floats = field(repr=False)


def models_of(size: Size) -> tuple[str, ...]:
    """The names of the models, the start model first.

    >>> models_of(Size())
    ('day-one', 'learned from 1000', 'learned from 4000', 'learned without gaps')
    """
    return ("day-one", *(f"learned from {n}" for n in size.outcomes), "learned without gaps")


def measured_months(
    kind: WorldKind, seed: int, size: Size, day_one: DayOne, policy: Policy
) -> Iterator[Measured]:
    """Live through a world by habit, and answer the months that are measured."""
    begins = size.logged + _MATURING
    world = make_policy_world(kind, seed, employers=size.employers, months=begins + size.measured)
    office = Office.of(world, policy, newcomers=size.newcomers, seed=1)
    learner = Learner.of(day_one)
    for number in range(size.logged):
        _by_habit(world, office, learner, office.month(number), policy)
    for number in range(begins - _FILLING, begins):
        _by_habit(world, office, learner, office.month(number), policy)
    models: dict[str, AdditiveModel] = {}
    for number in range(begins, begins + size.measured):
        month = office.month(number)
        models = models or _models(world, learner, month, size, policy)
        yield _measured(world, learner, month, models, policy)
        _by_habit(world, office, learner, month, policy)


def _by_habit(
    world: PolicyWorld, office: Office, learner: Learner, month: Month, policy: Policy
) -> None:
    choice = give(month, habit_value(world, month), How.COME)
    rows: Rows = choice[choice >= 0]
    truth = truth_of(world, month, policy)
    learner.keep(month, rows, office.carry_out(month, rows, truth.chances))


def _models(
    world: PolicyWorld, learner: Learner, month: Month, size: Size, policy: Policy
) -> dict[str, AdditiveModel]:
    """Learned as of a month's day, by name."""
    seen = seen_of(month.history)
    learned = [learner.fit(seen[:count]) for count in size.outcomes]
    office = Office.of(world, policy, newcomers=size.newcomers, seed=2)
    ceiling = learner.fit_rows(*random_rows(learner, office, size.logged, size.ceiling))
    return dict(zip(models_of(size), (learner.start, *learned, ceiling), strict=True))


def seen_of(history: tuple[Labelled, ...]) -> tuple[Labelled, ...]:
    """The placements of which some outcome is known."""
    return tuple(row for row in history if any(label is not None for label in row.labels.values()))


def _measured(
    world: PolicyWorld,
    learner: Learner,
    month: Month,
    models: dict[str, AdditiveModel],
    policy: Policy,
) -> Measured:
    chances = {name: predicted(model, month) for name, model in models.items()}
    values = {name: placement_value(found, policy) for name, found in chances.items()}
    nobody = np.zeros_like
    strangers = replace(
        world,
        effects=replace(
            world.effects,
            employers=nobody(world.effects.employers),
            mentors=nobody(world.effects.mentors),
        ),
    )
    values["knowable but for employers and mentors"] = knowable_value(strangers, month, policy)
    values["knowable"] = knowable_value(world, month, policy)
    base = np.nanmean(learner.rows(month.history)[1], axis=0)
    return Measured(world, month, truth_of(world, month, policy), chances, values, base)
