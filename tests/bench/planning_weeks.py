"""A simulated year of weekly arrivals: what planning week by week loses to knowing the future.

People arrive, wait at most ``PATIENCE`` weeks for a place, and keep it for ``STAY`` weeks. The
arrivals of the year before are known, as an office's own past is. Hindsight is the linear program
over all arrivals of the year at once, whose optimum no policy can beat.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from matcher.domain.arrays import Floats
from matcher.domain.plans import Objective
from matcher.planning.allocate import allocate
from matcher.planning.problem import Places, Rows

WEEKS, STAY, PATIENCE = 52, 12, 4
OPENINGS, POSSIBLE, ARRIVALS = 30, 8, 3.5
LEARN_EVERY = 13
# Mean and spread of the 5 009 values between people and openings in a simulated municipality of
# 200 people (seed 3, 2 March 2026), by person, opening and pair.
MEAN, PERSON_SD, OPENING_SD, PAIR_SD, LEAST = 0.37, 0.094, 0.078, 0.080, 0.02
AHEAD, SCENARIOS, LEAST_SHARE = 20, 8, 0.1


@dataclass(frozen=True)
class Year:
    """People in the order of arrival: ``week`` (n,), and ``value`` (n, O), NaN: not possible."""

    week: Rows
    value: Floats


def arrivals(draw: np.random.Generator, quality: Floats) -> Year:
    """A year's people, whose values have the spread that those of the demo have."""
    week = np.repeat(np.arange(WEEKS), draw.poisson(ARRIVALS, WEEKS))
    people = PERSON_SD * draw.standard_normal((len(week), 1))
    pairs = PAIR_SD * draw.standard_normal((len(week), OPENINGS))
    value = np.clip(MEAN + people + quality + pairs, LEAST, 1.0)
    rank = draw.random(value.shape).argsort(axis=1)
    return Year(week, np.where(rank < POSSIBLE, value, np.nan))


@dataclass(frozen=True)
class Best:
    """The optimum of a linear program over stays: its value and what its limits are worth.

    ``person`` (n,) is what each person gains, ``place`` (O, W) what each opening's week is worth,
    ``at_once`` (n, O) the pairs that begin in the first week.
    """

    value: float
    person: Floats
    place: Floats
    at_once: Floats


def best_of(year: Year, weeks: int, free_from: Rows | None = None) -> Best:
    """The best of people known in advance over ``weeks``, with places free from a week each."""
    person, opening = np.nonzero(~np.isnan(year.value))
    waits = np.arange(PATIENCE + 1)
    who = np.repeat(np.arange(len(person)), len(waits))
    start = year.week[person[who]] + np.tile(waits, len(person))
    first = np.zeros(OPENINGS, dtype=np.int64) if free_from is None else free_from
    possible = (start < weeks) & (start >= first[opening[who]]) & (start >= 0)
    who, start = who[possible], start[possible]
    people = len(year.week)
    if not len(who):
        none = np.zeros((people, OPENINGS))
        return Best(0.0, np.zeros(people), np.zeros((OPENINGS, weeks)), none)
    columns = np.arange(len(who))
    stays = start[:, None] + np.arange(STAY)
    within = stays < weeks
    taken = people + opening[who][:, None] * weeks + np.minimum(stays, weeks - 1)
    rows = np.concatenate([person[who], taken[within]])
    cells = np.concatenate([columns, np.broadcast_to(columns[:, None], within.shape)[within]])
    limits = csr_array(
        (np.ones(len(rows)), (rows, cells)), shape=(people + OPENINGS * weeks, len(who))
    )
    worth = year.value[person[who], opening[who]]
    found = linprog(-worth, A_ub=limits, b_ub=np.ones(limits.shape[0]), bounds=(0, None),
                    method="highs")  # fmt: skip
    assert found.status == 0, found.message
    duals = -np.asarray(found.ineqlin.marginals)
    at_once = np.zeros((people, OPENINGS))
    first_week = start == 0
    np.add.at(at_once, (person[who[first_week]], opening[who[first_week]]), found.x[first_week])
    place = duals[people:].reshape(OPENINGS, weeks)
    return Best(float(-found.fun), duals[:people], place, at_once)


def stay_prices(year: Year) -> Floats:
    """(O,) what a whole stay at each opening costs others, on average over a year that is past."""
    prices: Floats = STAY * best_of(year, WEEKS).place.mean(axis=1)
    return prices


Choose = Callable[[Floats, Places, int, Rows, Rows], Rows]


def live(year: Year, choose: Choose) -> float:
    """The value of a year in which ``choose`` gives out the places of each week."""
    free_from = np.zeros(OPENINGS, dtype=np.int64)
    waiting = np.ones(len(year.week), dtype=np.bool_)
    total = 0.0
    for week in range(WEEKS):
        pool = np.flatnonzero(waiting & (year.week <= week) & (year.week >= week - PATIENCE))
        free = free_from <= week
        values = np.where(free, year.value[pool], np.nan)
        choice = choose(values, places_of(free), week, pool, free_from)
        placed = np.flatnonzero(choice >= 0)
        total += float(values[placed, choice[placed]].sum())
        waiting[pool[placed]] = False
        free_from[choice[placed]] = week + STAY
    return total


def places_of(free: np.ndarray) -> Places:
    """One slot, one mentor and one employer for each opening that is free."""
    each = np.arange(len(free))
    count = free.astype(np.int64)
    return Places(count, each, each, count, each, count)


def first_come(values: Floats, places: Places, week: int, pool: Rows, free_from: Rows) -> Rows:
    """Each in turn takes the best place that is left."""
    left = places.slots.copy()
    choice = np.full(len(values), -1)
    for row, own in enumerate(values):
        open_to = np.where((left > 0) & ~np.isnan(own), own, -1.0)
        if open_to.max(initial=-1.0) > 0:
            choice[row] = int(open_to.argmax())
            left[choice[row]] -= 1
    return choice


def weekly(values: Floats, places: Places, week: int, pool: Rows, free_from: Rows) -> Rows:
    """The best plan of the week, as if there were no next one."""
    return allocate(values, places, objective=Objective.VALUE)


def priced(past: Year, year: Year, factor: float) -> Choose:
    """The best plan of values minus prices, learned from the 52 weeks before, four times a year.

    Towards the end of the year, which is known, a stay reaches beyond what is counted.
    """
    known: dict[int, Floats] = {}

    def choose(values: Floats, places: Places, week: int, pool: Rows, free_from: Rows) -> Rows:
        since = week - week % LEARN_EVERY
        if since not in known:
            known[since] = stay_prices(trailing(past, year, since))
        left = min(1.0, (WEEKS - week) / STAY)
        return allocate(values - factor * left * known[since], places, objective=Objective.VALUE)

    return choose


def looking_ahead(past: Year, year: Year, draw: np.random.Generator) -> Choose:
    """The pairs that are begun at once in the best plans of ``SCENARIOS`` possible futures.

    Each future's arrivals are drawn from those of the past 52 weeks; places and people who wait
    are as they are. The pairs chosen most often are dealt within the places of the week.
    """

    def choose(values: Floats, places: Places, week: int, pool: Rows, free_from: Rows) -> Rows:
        ahead = min(AHEAD, WEEKS - week)
        seen = trailing(past, year, week + 1)
        share = np.zeros(values.shape)
        each = len(seen.week) / WEEKS
        for _ in range(SCENARIOS):
            drawn = draw.integers(0, len(seen.week), draw.poisson(each * (ahead - 1)))
            later = 1 + draw.integers(0, max(ahead - 1, 1), len(drawn))
            people = Year(
                np.concatenate([year.week[pool] - week, later]),
                np.concatenate([year.value[pool], seen.value[drawn]]),
            )
            best = best_of(people, ahead, np.maximum(free_from - week, 0))
            share += best.at_once[: len(pool)] / SCENARIOS
        worth = np.where(np.isnan(values), np.nan, share)
        return allocate(worth, places, objective=Objective.VALUE, floor=LEAST_SHARE)

    return choose


def trailing(past: Year, year: Year, week: int) -> Year:
    """The 52 weeks before ``week`` of the ``year``, counted from 0."""
    old, new = past.week >= week, year.week < week
    weeks = np.concatenate([past.week[old] - week, year.week[new] + WEEKS - week])
    return Year(weeks, np.concatenate([past.value[old], year.value[new]]))


def one_world(seed: int) -> dict[str, float]:
    """Share of the hindsight optimum by policy."""
    draw = np.random.default_rng(seed)
    quality = OPENING_SD * draw.standard_normal(OPENINGS)
    past, year = arrivals(draw, quality), arrivals(draw, quality)
    best = best_of(year, WEEKS).value
    policies: dict[str, Choose] = {
        "first come": first_come,
        "weekly optimum": weekly,
        "weekly optimum minus 0.8 x prices": priced(past, year, 0.8),
        "weekly optimum minus 0.5 x prices": priced(past, year, 0.5),
        "looking ahead by past arrivals": looking_ahead(
            past, year, np.random.default_rng([seed, 1])
        ),
    }
    return {name: live(year, choose) / best for name, choose in policies.items()}
