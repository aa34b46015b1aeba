"""A simulated office over a year of weeks: people arrive, wait for a place, and leave it again.

People wait at most ``PATIENCE`` weeks for one of ``OPENINGS`` places and keep it for ``STAY``
weeks. The arrivals of the year before are known, as an office's own past is; what is coming is not.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Flags, Floats

Rows = NDArray[np.int64]

WEEKS, STAY, PATIENCE = 52, 12, 4
OPENINGS, POSSIBLE, ARRIVALS = 30, 8, 3.5
# Mean and spread of the 5 009 values between people and openings in a simulated municipality of
# 200 people (seed 3, 2 March 2026), by person, opening and pair.
MEAN, PERSON_SD, OPENING_SD, PAIR_SD, LEAST = 0.37, 0.094, 0.078, 0.080, 0.02


@dataclass(frozen=True, slots=True)
class Year:
    """People in the order of arrival: ``week`` (n,), and ``value`` (n, O), NaN: not possible."""

    week: Rows
    value: Floats


@dataclass(frozen=True, slots=True)
class Week:
    """What is to be decided in one ``number``ed week, counted from 0.

    ``values`` (p, O) of those who wait, NaN where a place is taken or not possible; ``hopes`` are
    the same with places that are taken now. ``since`` (p,) is the week in which each came, and
    ``free_from`` (O,) the week from which each place is free.
    """

    number: int
    values: Floats
    hopes: Floats
    since: Rows
    free_from: Rows

    @property
    def free(self) -> Flags:
        """(O,) places that are free now."""
        return self.free_from <= self.number


# (p,) the opening that each gets in a week, -1 for none.
Choose = Callable[[Week], Rows]


def two_years(seed: int) -> tuple[Year, Year]:
    """The year that is past, and the one to plan, of the office with this seed."""
    draw = np.random.default_rng(seed)
    quality = OPENING_SD * draw.standard_normal(OPENINGS)
    return arrivals(draw, quality), arrivals(draw, quality)


def arrivals(draw: np.random.Generator, quality: Floats) -> Year:
    """A year's people, whose values have the spread that those of the demo have."""
    week = np.repeat(np.arange(WEEKS), draw.poisson(ARRIVALS, WEEKS))
    people = PERSON_SD * draw.standard_normal((len(week), 1))
    pairs = PAIR_SD * draw.standard_normal((len(week), OPENINGS))
    value = np.clip(MEAN + people + quality + pairs, LEAST, 1.0)
    rank = draw.random(value.shape).argsort(axis=1)
    return Year(week, np.where(rank < POSSIBLE, value, np.nan))


def trailing(past: Year, year: Year, week: int) -> Year:
    """The 52 weeks before ``week`` of the ``year``, counted from 0."""
    old, new = past.week >= week, year.week < week
    weeks = np.concatenate([past.week[old] - week, year.week[new] + WEEKS - week])
    return Year(weeks, np.concatenate([past.value[old], year.value[new]]))


def live(year: Year, choose: Choose) -> float:
    """The value of a year in which ``choose`` gives out the places of each week."""
    free_from = np.zeros(OPENINGS, dtype=np.int64)
    waiting = np.ones(len(year.week), dtype=np.bool_)
    total = 0.0
    for number in range(WEEKS):
        here = (year.week <= number) & (year.week >= number - PATIENCE)
        pool = np.flatnonzero(waiting & here)
        hopes = year.value[pool]
        values = np.where(free_from <= number, hopes, np.nan)
        choice = choose(Week(number, values, hopes, year.week[pool], free_from.copy()))
        placed = np.flatnonzero(choice >= 0)
        gained = values[placed, choice[placed]]
        assert not np.isnan(gained).any(), "somebody was given a place that is taken or impossible"
        assert len(set(choice[placed].tolist())) == len(placed), "a place was given twice"
        total += float(gained.sum())
        waiting[pool[placed]] = False
        free_from[choice[placed]] = number + STAY
    return total
