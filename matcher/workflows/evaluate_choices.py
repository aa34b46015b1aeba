"""Who gets which place by a policy in a simulated month, and what that is truly worth.

Every policy has the same people, places and rules; only what it believes of the pairs differs, and
whether it places one by one or plans for all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.plans import Objective
from matcher.domain.policy import Policy
from matcher.planning.baselines import first_come, greedy
from matcher.planning.fairness import NEED_GROUPS, need_groups
from matcher.planning.optimum import solve
from matcher.planning.problem import Rows
from matcher.ranking.value import placement_value
from matcher.simulation.effects import PERSON_SD, chance
from matcher.simulation.habit import HABIT_CHANCE, appeal
from matcher.simulation.hearts import hearts
from matcher.simulation.policy_truth import chances, true_liking, true_own
from matcher.simulation.policy_worlds import PolicyWorld
from matcher.workflows.evaluate_office import Month

_DAYS_PER_MONTH = 30.4375
# Hearts are drawn so many times for the one who knows everything else.
_HEARTS_DRAWN = 32


class How(StrEnum):
    """How places are given out once every pair has a value."""

    COME = "in the order of arrival, each the best that is left"
    GREEDY = "the best pair first"
    PLAN = "the office's plan: most people, then value above each one's own mean"
    BEST = "one plan for the largest sum of values"


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of n pairs: ``chances`` (n, 4), ``value`` (n,) and that of a job, ``work``."""

    chances: Floats = field(repr=False)
    value: Floats = field(repr=False)
    work: Floats = field(repr=False)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a month's choice is truly worth: value a participant, jobs per 100, share placed.

    Who has no place counts as nothing. ``groups`` has people and placed by kind and name of group.
    """

    value: float
    work: float
    placed: float
    groups: dict[tuple[str, str], tuple[int, int]] = field(repr=False)


def truth_of(world: PolicyWorld, month: Month, policy: Policy) -> Truth:
    """The truth of a month's pairs."""
    facts, people = month.facts, month.people
    known = chances(world, facts, true_liking(people, facts), true_own(people, facts))
    shows, completes, _, work = known.T
    return Truth(known, placement_value(known, policy), shows * completes * work)


def knowable_value(world: PolicyWorld, month: Month, policy: Policy) -> Floats:
    """(n,) expected value to someone who knows every effect, and of hearts what was stated."""
    facts = month.facts
    expected = hearts().expected(month.people)[facts.person, facts.trade]
    rng = np.random.default_rng(_HEARTS_DRAWN)
    total = np.zeros(len(expected))
    for _ in range(_HEARTS_DRAWN // 2):
        liking, own = hearts().sd * rng.standard_normal(), PERSON_SD * rng.standard_normal(4)
        for way in (1.0, -1.0):
            drawn = chances(world, facts, expected + way * liking, way * own)
            total += placement_value(drawn, policy)
    return total / _HEARTS_DRAWN


def wish_value(month: Month) -> Floats:
    """(n,) how near the work is to what the person wishes for; nothing else counts."""
    column = month.pairs.people.wish_match
    offers = month.day.encoder.offers
    near = column[month.person, offers.code[month.opening]]
    return _above_nothing(np.nan_to_num(near), _rng(month, 2))


def habit_value(world: PolicyWorld, month: Month) -> Floats:
    """(n,) how advisers rated openings before there was a program: wish, nearness and chance."""
    rng, columns = _rng(month, 3), world.workplaces.columns
    rows = month.opening.astype(np.int64)
    starts = np.searchsorted(month.person, np.arange(len(month.people) + 1))
    rated = [
        appeal(person, columns, rows[starts[row] : starts[row + 1]])
        for row, person in enumerate(month.people)
    ]
    appeals = np.concatenate(rated) + HABIT_CHANCE * rng.gumbel(size=len(rows))
    return chance(appeals)  # only the order counts; a plan wants values above 0


def random_value(month: Month, draw: int) -> Floats:
    """(n,) nothing but chance."""
    return _above_nothing(np.zeros(len(month.person)), _rng(month, 10 + draw))


def with_lot(month: Month, value: Floats, policy: Policy) -> Floats:
    """(n,) with the lot that decides between near-ties in every list of the program."""
    return value + policy.near_tie * _rng(month, 4).random(len(value))


def give(month: Month, value: Floats, how: How) -> Rows:
    """(P,) each person's row among the pairs, or -1."""
    return _GIVEN[how](month, value)


def worth(month: Month, truth: Truth, choice: Rows) -> Worth:
    """What a choice (P,) is truly worth."""
    rows, people = choice[choice >= 0], len(month.people)
    return Worth(
        value=float(truth.value[rows].sum()) / people,
        work=100 * float(truth.work[rows].sum()) / people,
        placed=len(rows) / people,
        groups=dict(_by_group(month, choice)),
    )


def _by_group(month: Month, choice: Rows) -> Iterator[tuple[tuple[str, str], tuple[int, int]]]:
    waited = (month.today.toordinal() - month.arrived) / _DAYS_PER_MONTH
    possible = np.bincount(month.person, minlength=len(month.people))
    need = np.array(NEED_GROUPS)[need_groups(waited, possible)]
    audit = np.array([person.audit_group for person in month.people])
    for kind, names in (("need", need), ("audit", audit)):
        for name in np.unique(names).tolist():
            here = names == name
            yield (kind, name), (int(here.sum()), int((choice[here] >= 0).sum()))


_GIVEN: dict[How, Callable[[Month, Floats], Rows]] = {
    How.COME: lambda month, value: first_come(month.places, month.candidates(value), month.arrived),
    How.GREEDY: lambda month, value: greedy(month.places, month.candidates(value)),
    How.PLAN: lambda month, value: (
        solve(month.places, month.candidates(value), objective=Objective.PEOPLE).choice
    ),
    How.BEST: lambda month, value: (
        solve(month.places, month.candidates(value), objective=Objective.VALUE).choice
    ),
}


def _rng(month: Month, part: int) -> np.random.Generator:
    return np.random.default_rng([month.number, len(month.person), part])


def _above_nothing(value: Floats, rng: np.random.Generator) -> Floats:
    """Ties are broken by lot, and nothing is below the least value that a plan takes."""
    return value + 1e-3 * (1e-3 + rng.random(len(value)))
