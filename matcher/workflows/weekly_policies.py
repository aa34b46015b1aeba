"""Ways to give out places week by week in the simulated year of ``simulation.weekly_world``.

The plan's own parts do it, so that what is measured is what the program has.
"""

from functools import lru_cache

import numpy as np

from matcher.domain.arrays import Flags, Floats
from matcher.domain.plans import Objective
from matcher.planning.ahead import LEAST_SHARE, Coming, Outlook, begin_now
from matcher.planning.allocate import allocate
from matcher.planning.optimum import solve
from matcher.planning.prices import price_vector, whole_prices
from matcher.planning.problem import Candidates, Places, Rows
from matcher.simulation.weekly_hindsight import hindsight
from matcher.simulation.weekly_world import (
    OPENINGS,
    PATIENCE,
    STAY,
    WEEKS,
    Choose,
    Week,
    Year,
    trailing,
)

# Prices of the past are learned four times a year.
LEARN_EVERY = 13


def first_come(week: Week) -> Rows:
    """Each in turn takes the best place that is left."""
    return _in_turn(week.values)


def weekly(week: Week) -> Rows:
    """The best plan of the week, as if there were no next one."""
    return allocate(week.values, _places(week.free), objective=Objective.VALUE)


def most_people(week: Week) -> Rows:
    """As many people as possible each week, as the plan's own objective has it."""
    return allocate(week.values, _places(week.free), objective=Objective.PEOPLE)


def from_priced_lists(factor: float) -> Choose:
    """Each in turn takes the first of their list: value minus ``factor`` x price by the plan.

    That is what the rankings do, when every adviser follows them.
    """

    def choose(week: Week) -> Rows:
        places = _places(week.free)
        person, opening = np.nonzero(~np.isnan(week.values))
        pairs = Candidates(len(week.values), person, opening, week.values[person, opening])
        flow = solve(places, pairs, objective=Objective.VALUE)
        price = price_vector(whole_prices(flow, pairs), "whole", OPENINGS)
        return _in_turn(week.values - factor * price)

    return choose


def minus_learned_prices(past: Year, year: Year, factor: float) -> Choose:
    """The best plan of values minus ``factor`` x what a stay was worth in the 52 weeks before.

    Towards the end of the year, which is known, a stay reaches beyond what is counted.
    """

    @lru_cache(maxsize=WEEKS)
    def learned(since: int) -> Floats:
        return hindsight(trailing(past, year, since)).stay_prices()

    def choose(week: Week) -> Rows:
        left = min(1.0, (WEEKS - week.number) / STAY)
        price = factor * left * learned(week.number - week.number % LEARN_EVERY)
        return allocate(week.values - price, _places(week.free), objective=Objective.VALUE)

    return choose


def looking_ahead(
    past: Year,
    year: Year,
    draw: np.random.Generator,
    *,
    weeks: int,
    futures: int,
    objective: Objective = Objective.VALUE,
) -> Choose:
    """The pairs that begin now in the best plan over futures drawn from the past 52 weeks.

    ``Objective.PEOPLE`` never lets anybody wait for whom there is a place now.
    """

    def choose(week: Week) -> Rows:
        ahead = min(weeks, WEEKS - week.number)
        seen = trailing(past, year, week.number + 1)
        waiting = _coming(week.since - week.number, week.hopes)
        drawn = [_drawn(seen, draw, ahead) for _ in range(futures)]
        room = np.arange(ahead) >= (week.free_from - week.number)[:, None]
        each = np.arange(OPENINGS)
        outlook = Outlook(
            room.astype(np.int64), each, each, PATIENCE, last=ahead == WEEKS - week.number
        )  # fmt: skip
        now = np.where(week.free[waiting.opening], 0, -1)
        share = np.full(week.values.shape, np.nan)
        share[waiting.person, waiting.opening] = begin_now(waiting, now, drawn, outlook)
        share[np.isnan(week.values)] = np.nan
        floor = LEAST_SHARE if objective is Objective.VALUE else -1.0
        return allocate(share, _places(week.free), objective=objective, floor=floor)

    return choose


def _drawn(seen: Year, draw: np.random.Generator, ahead: int) -> Coming:
    """One possible future: as many people a week as in the past, and people as there were then."""
    count = draw.poisson(len(seen.week) / WEEKS * (ahead - 1))
    row = draw.integers(0, len(seen.week), count)
    return _coming(1 + draw.integers(0, max(ahead - 1, 1), count), seen.value[row])


def _coming(since: Rows, values: Floats) -> Coming:
    person, opening = np.nonzero(~np.isnan(values))
    return Coming(
        since, person, opening, values[person, opening], np.full(len(person), STAY)
    )  # fmt: skip


def _in_turn(scores: Floats) -> Rows:
    """Each in the order of arrival takes the best place that is left."""
    left = np.ones(OPENINGS, dtype=np.bool_)
    choice = np.full(len(scores), -1)
    for row, own in enumerate(scores):
        open_to = np.where(left & ~np.isnan(own), own, -np.inf)
        if np.isfinite(open_to.max(initial=-np.inf)):
            choice[row] = int(open_to.argmax())
            left[choice[row]] = False
    return choice


def _places(free: Flags) -> Places:
    """One slot, one mentor and one employer for each opening that is free."""
    each, count = np.arange(len(free)), free.astype(np.int64)
    return Places(count, each, each, count, each, count)
