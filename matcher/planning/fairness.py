"""A floor or parity of placement rates across need groups, by one bonus a group; what it costs.

The groups say who needs a placement most: a programme that has been empty for long, few openings
that would do. Audit groups are reported with ``rates`` and allocate nothing.
"""

from dataclasses import dataclass, replace

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.plans import Fairness, Objective
from matcher.planning.optimum import Flow, solve
from matcher.planning.problem import Candidates, Places, Rows

LONG_WAIT_MONTHS = 3.0
FEW_OPENINGS = 3
# An empty programme counts more the longer it lasts, up to a year: units of value a month. So
# little decides only between plans that are as good as each other; 0.01 would weigh a year's wait
# like a clearly better place.
PRIORITY_PER_MONTH = 1e-5
PRIORITY_MONTHS = 12.0
NEED_GROUPS = ("others", "long_wait", "few_openings", "long_wait_few_openings")
# Halvings of the widest bonus; 2 ** -12 of it is less than a thousandth of value.
STEPS = 12


@dataclass(frozen=True, slots=True)
class FairPlan:
    """The plan with its bonus by group, rates before and after, and the value that it gave up."""

    flow: Flow
    bonus: Floats
    rates: Floats
    rates_before: Floats
    cost: float


def need_groups(months_empty: Floats, possible: Rows) -> Rows:
    """(P,) rows of ``NEED_GROUPS``; months that are not known (NaN) count as none.

    >>> need_groups(np.array([0.0, 6.0, np.nan]), np.array([9, 1, 2])).tolist()
    [0, 3, 2]
    """
    waited = np.nan_to_num(months_empty) >= LONG_WAIT_MONTHS
    few = possible <= FEW_OPENINGS
    return waited.astype(np.int64) + 2 * few.astype(np.int64)


def priorities(months_empty: Floats, per_month: float = PRIORITY_PER_MONTH) -> Floats:
    """(P,) weights for an empty programme: so many units of value a month, up to a year's.

    >>> priorities(np.array([0.0, 6.0, 40.0, np.nan]), per_month=0.01).tolist()
    [0.0, 0.06, 0.12, 0.0]
    """
    months = np.clip(np.nan_to_num(months_empty), 0.0, PRIORITY_MONTHS)
    weights: Floats = per_month * months
    return weights


def rates(choice: Rows, group: Rows, groups: int) -> Floats:
    """(groups,) share of each group that is placed; NaN for an empty group."""
    size = np.bincount(group, minlength=groups)
    placed = np.bincount(group[choice >= 0], minlength=groups)
    return np.where(size > 0, placed / np.maximum(size, 1), np.nan)


def solve_fairly(
    places: Places,
    pairs: Candidates,
    group: Rows,
    fairness: Fairness,
    *,
    objective: Objective = Objective.PEOPLE,
    floor: float = 0.0,
    share: float = 0.8,
    tolerance: float = 0.05,
) -> FairPlan:
    """The best plan in which no group lies below its target, as far as places allow.

    Each group below its target gets the least bonus that lifts it there, found by bisection; where
    none does, the bonus that places the most of it. ``group`` (P,) has small whole numbers.
    """
    groups = int(group.max(initial=0)) + 1
    plain = solve(places, pairs, objective=objective, floor=floor)
    before = rates(plain.choice, group, groups)
    search = _Search(places, pairs, group, groups, objective, floor)
    flow, bonus = plain, np.zeros(groups)
    if fairness is not Fairness.OFF:
        target = _Target(fairness, _placed_share(plain), share, tolerance)
        for _ in range(groups):
            now = rates(flow.choice, group, groups)
            below = np.flatnonzero(now < target.of(now))
            below = below[bonus[below] < search.widest]
            if not below.size:
                break
            worst = int(below[np.argmin(now[below])])
            flow, bonus = search.lift(worst, target, bonus)
    return FairPlan(
        flow=flow,
        bonus=bonus,
        rates=rates(flow.choice, group, groups),
        rates_before=before,
        cost=_worth(pairs, plain) - _worth(pairs, flow),
    )


def _placed_share(flow: Flow) -> float:
    return float((flow.choice >= 0).mean()) if len(flow.choice) else 0.0


@dataclass(frozen=True, slots=True)
class _Target:
    """What every group is to reach, given the rates of all; a hair less, for rounding."""

    fairness: Fairness
    office: float
    share: float
    tolerance: float

    def of(self, now: Floats) -> float:
        if self.fairness is Fairness.FLOOR:
            return self.share * self.office - 1e-9
        return float(np.nanmax(now, initial=0.0)) - self.tolerance - 1e-9


def _worth(pairs: Candidates, flow: Flow) -> float:
    return float(pairs.value[flow.chosen()].sum())


@dataclass(frozen=True, slots=True)
class _Search:
    places: Places
    pairs: Candidates
    group: Rows
    groups: int
    objective: Objective
    floor: float

    @property
    def widest(self) -> float:
        """Above this no bonus changes anything: every swap is worth less."""
        value = self.pairs.value
        return 2.0 * float(np.ptp(value)) + 1.0 if value.size else 0.0

    def solve(self, bonus: Floats) -> Flow:
        weight = self.pairs.weights() + bonus[self.group]
        pairs = replace(self.pairs, weight=weight)
        return solve(self.places, pairs, objective=self.objective, floor=self.floor)

    def lift(self, which: int, target: _Target, bonus: Floats) -> tuple[Flow, Floats]:
        """The least bonus with which one group reaches its target; the others' stay.

        Where no bonus does, the least with which as many of it are placed as can be.
        """

        def attempt(amount: float) -> tuple[Flow, Floats]:
            tried = bonus.copy()
            tried[which] = amount
            flow = self.solve(tried)
            return flow, rates(flow.choice, self.group, self.groups)

        low, high = float(bonus[which]), self.widest
        best, now = attempt(high)
        reached = now[which] >= target.of(now)
        most = float(now[which]) - 1e-9
        for _ in range(STEPS):
            middle = (low + high) / 2
            flow, now = attempt(middle)
            if now[which] >= (target.of(now) if reached else most):
                high, best = middle, flow
            else:
                low = middle
        lifted = bonus.copy()
        lifted[which] = high
        return best, lifted
