"""Use case: how much of the price of a place to subtract, and what week-by-week planning loses.

``evaluate prices``: simulated years of weekly arrivals (``simulation.weekly_world``), as a share
of what the same year would have given in hindsight.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from matcher.domain.plans import Objective
from matcher.planning.ahead import AHEAD, FUTURES
from matcher.simulation.weekly_hindsight import hindsight
from matcher.simulation.weekly_world import Choose, Year, live, two_years
from matcher.workflows.weekly_policies import (
    first_come,
    from_priced_lists,
    looking_ahead,
    minus_learned_prices,
    most_people,
    weekly,
)

SEEDS = range(20)
FACTORS = (0.0, 0.25, 0.5, 0.8, 1.0)

# A seed, the year that is past and the one to plan; answers who gets what each week.
Policy = Callable[[int, Year, Year], Choose]


@dataclass(frozen=True, slots=True)
class Share:
    """One policy's mean share of hindsight, with its standard error over the seeds."""

    policy: str
    mean: float
    error: float

    def __str__(self) -> str:
        """In per cent.

        >>> str(Share("first come", 0.787, 0.005))
        '78.7 ± 0.5'
        """
        return f"{100 * self.mean:.1f} ± {100 * self.error:.1f}"


def _ahead(objective: Objective) -> Policy:
    def policy(seed: int, past: Year, year: Year) -> Choose:
        draw = np.random.default_rng([seed, 1])
        return looking_ahead(
            past, year, draw, weeks=AHEAD, futures=FUTURES, objective=objective
        )  # fmt: skip

    return policy


def _lists(factor: float) -> Policy:
    return lambda seed, past, year: from_priced_lists(factor)


def _learned(factor: float) -> Policy:
    return lambda seed, past, year: minus_learned_prices(past, year, factor)


POLICIES: Mapping[str, Policy] = {
    "first come": lambda seed, past, year: first_come,
    "most people each week": lambda seed, past, year: most_people,
    "most people each week, looking ahead": _ahead(Objective.PEOPLE),
    "weekly optimum": lambda seed, past, year: weekly,
    "weekly optimum minus 0.8 x learned prices": _learned(0.8),
    "weekly optimum, looking ahead": _ahead(Objective.VALUE),
}
PRICED = {
    "lists": {f"lists {factor:g}": _lists(factor) for factor in FACTORS},
    "plan": {f"plan {factor:g}": _learned(factor) for factor in FACTORS},
}


def shares_of_hindsight(
    policies: Mapping[str, Policy] = POLICIES,
    seeds: Iterable[int] = SEEDS,
    report: Callable[[str], None] = lambda line: None,
) -> tuple[Share, ...]:
    """Every policy in the same simulated years."""
    found = []
    for seed in seeds:
        report(f"Year {seed} ...")
        past, year = two_years(seed)
        best = hindsight(year).value
        found.append([live(year, make(seed, past, year)) / best for make in policies.values()])
    each = np.array(found)
    error = each.std(axis=0, ddof=1) / np.sqrt(len(each)) if len(each) > 1 else each[0] * np.nan
    return tuple(map(Share, policies, each.mean(axis=0).tolist(), error.tolist()))


def evaluate_prices(
    seeds: Iterable[int] = SEEDS, report: Callable[[str], None] = lambda line: None
) -> list[str]:
    """The tables as lines of Markdown."""
    policies = {**PRICED["lists"], **PRICED["plan"], **POLICIES}
    shares = {share.policy: share for share in shares_of_hindsight(policies, seeds, report)}
    lists, plans = ([shares[name] for name in group] for group in PRICED.values())
    return [
        "| factor | advisers following priced lists | weekly plan minus learned prices |",
        "| ---: | ---: | ---: |",
        *(f"| {f:g} | {a} | {b} |" for f, a, b in zip(FACTORS, lists, plans, strict=True)),
        "",
        "| policy | share |",
        "| --- | ---: |",
        *(f"| {name} | {shares[name]} |" for name in POLICIES),
    ]
