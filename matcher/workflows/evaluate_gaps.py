"""Use case: what keeps the learned model from the knowable (``bench_policies.py gaps``).

The fit gets thousands of outcomes of pairs drawn at random, and beside the program's features one
or all of the causes as the simulated truth has them. What a cause adds is what the features lack;
what all of them leave is a lack of outcomes, or of a form that bends and crosses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.policy import Policy
from matcher.learning.stages import FittedStages, Prior, fit_stages, predict_stages
from matcher.planning.problem import Rows
from matcher.ranking.day_one import DayOne
from matcher.ranking.value import placement_value
from matcher.simulation.effects import CAUSES
from matcher.simulation.hearts import hearts
from matcher.simulation.policy_worlds import WorldKind, kind_of, make_policy_world
from matcher.workflows.evaluate_choices import (
    How,
    give,
    knowable_value,
    random_value,
    truth_of,
    worth,
)
from matcher.workflows.evaluate_learner import (
    Learner,
    Names,
    drawn_outcomes,
    encoded,
    groups_of,
    standardised,
    together,
)
from matcher.workflows.evaluate_office import Month, Office
from matcher.workflows.evaluate_summary import over_seeds, table, way_of
from matcher.workflows.learned_model import prior_of

# Worlds for finding things out; none of them is in the other tables.
SEEDS = range(1001, 1013)
RANDOM, KNOWABLE = "random", "knowable"
ROWS = 9_600
_FEWER = (1_000, 4_000)
_ADDED = ("liking", "travel", "spoken_margin", "experience", "hours_share", "language_practice")
_SD = 0.5  # of a true cause's effect before any outcome: wide, since nothing is known of it
_NEWCOMERS, _EMPLOYERS, _MEASURED = 100, 130, range(24, 28)


@dataclass(frozen=True, slots=True)
class Gaps:
    """One world: the true value of plans, by what the model was given."""

    seed: int
    kind: WorldKind
    values: dict[str, float] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Rows:
    """n pairs: the program's columns, the true causes, outcomes, and who was there."""

    ours: Floats
    causes: Floats
    labels: Floats
    groups: Mapping[str, Names]


def run_gaps(
    day_one: DayOne,
    policy: Policy,
    *,
    seeds: Iterable[int] = SEEDS,
    rows: int = ROWS,
    jobs: int = 2,
    backend: str = "loky",
) -> list[Gaps]:
    """The gaps in the world of every seed, from ``rows`` outcomes each."""
    run = partial(gaps_of, rows=rows, day_one=day_one, policy=policy)
    return over_seeds(run, seeds, jobs=jobs, backend=backend)


def gaps_of(seed: int, rows: int, day_one: DayOne, policy: Policy) -> Gaps:
    """The gaps in one world."""
    kind = kind_of(seed)
    world = make_policy_world(kind, seed, employers=_EMPLOYERS, months=_MEASURED.stop)
    office = Office.of(world, policy, newcomers=_NEWCOMERS, seed=8)
    learner, rng = Learner.of(day_one), np.random.default_rng([seed, 9])
    logged = [_rows(learner, office, office.month(n), rng, rows // 16) for n in range(16)]
    seen = _Rows(
        np.concatenate([each.ours for each in logged]),
        np.concatenate([each.causes for each in logged]),
        np.concatenate([each.labels for each in logged]),
        {kind: np.concatenate([each.groups[kind] for each in logged]) for kind in logged[0].groups},
    )
    measured = [office.month(number) for number in _MEASURED]
    asked = [_rows(learner, office, month, rng, None) for month in measured]
    values = {
        RANDOM: [random_value(month, 0) for month in measured],
        KNOWABLE: [knowable_value(world, month, policy) for month in measured],
    }
    for name, (causes, count) in given(rows).items():
        fitted = _fit(seen, prior_of(day_one), causes, rng.permutation(len(seen.labels))[:count])
        values[name] = [placement_value(_said(fitted, each, causes), policy) for each in asked]
    return Gaps(seed, kind, {name: _worth(measured, each, office) for name, each in values.items()})


def given(rows: int = ROWS) -> dict[str, tuple[list[int], int]]:
    """What models are given, by name: true causes beside the program's features, and outcomes."""
    every = list(range(1, len(CAUSES)))
    counts = (*_FEWER, rows)
    return {
        **{f"our features, {count} outcomes": ([], count) for count in counts},
        **{f"and the true {name}, {rows}": ([CAUSES.index(name)], rows) for name in _ADDED},
        **{f"and every true cause, {count}": (every, count) for count in counts},
    }


def markdown(runs: Sequence[Gaps], rows: int = ROWS) -> list[str]:
    """One table: a way from random to knowable, both planned, by what the model was given."""

    def by_world(name: str) -> Floats:
        return np.array([run.values[name] for run in runs])

    lines = [
        (name, way_of(by_world(name), by_world(RANDOM), by_world(KNOWABLE)).text())
        for name in given(rows)
    ]
    return table(("learned from", "way to knowable, planned"), lines)


def _rows(
    learner: Learner, office: Office, month: Month, rng: np.random.Generator, count: int | None
) -> _Rows:
    """``count`` pairs drawn evenly, or all of them, with every outcome drawn."""
    facts, start = month.facts, learner.start
    chances = truth_of(office.world, month, office.policy).chances
    rows = np.arange(len(month.person)) if count is None else rng.permutation(len(month.person))
    rows = rows[:count]
    causes = facts.causes.copy()
    liking = hearts().expected(month.people)[facts.person, facts.trade]
    causes[:, CAUSES.index("liking")] = liking
    return _Rows(
        standardised(start, encoded(start, month)[rows]),
        causes[rows],
        drawn_outcomes(rng, month, rows, chances[rows]),
        together([groups_of(month, row) for row in rows.tolist()]),
    )


def _fit(seen: _Rows, prior: Prior, causes: Sequence[int], rows: Rows) -> FittedStages:
    columns = np.column_stack([seen.ours, seen.causes[:, causes]])[rows]
    groups = {kind: ids[rows] for kind, ids in seen.groups.items()}
    return fit_stages(columns, seen.labels[rows], groups, _wider(prior, len(causes)))


def _said(fitted: FittedStages, each: _Rows, causes: Sequence[int]) -> Floats:
    return predict_stages(fitted, np.column_stack([each.ours, each.causes[:, causes]]), each.groups)


def _wider(prior: Prior, more: int) -> Prior:
    """The prior with so many further columns, of which nothing is known."""

    def wide(table: Floats, value: float) -> Floats:
        return np.concatenate([table, np.full((more, table.shape[1]), value)])

    return Prior(
        names=(*prior.names, *(f"true {number}" for number in range(more))),
        effects=wide(prior.effects, 0.0),
        sd=wide(prior.sd, _SD),
        lower=wide(prior.lower, -np.inf),
        upper=wide(prior.upper, np.inf),
        intercepts=prior.intercepts,
        intercept_sd=prior.intercept_sd,
        held=prior.held,
    )


def _worth(months: Sequence[Month], values: Sequence[Floats], office: Office) -> float:
    found = [
        worth(month, truth_of(office.world, month, office.policy), give(month, value, How.PLAN))
        for month, value in zip(months, values, strict=True)
    ]
    return float(np.mean([each.value for each in found]))
