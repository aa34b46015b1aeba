"""The best that anybody could have done in a simulated year, knowing all of it beforehand.

A linear program over whole stays. Its optimum bounds every policy; nobody who does not know the
future reaches it. What a week of each place is worth there is what the past can teach.
"""

from dataclasses import dataclass

import numpy as np

from matcher.domain.arrays import Floats
from matcher.simulation.weekly_world import OPENINGS, PATIENCE, STAY, WEEKS, Rows, Year


@dataclass(frozen=True, slots=True)
class Hindsight:
    """The optimum's ``value``, and ``place`` (O, W): what a week of each opening is worth."""

    value: float
    place: Floats

    def stay_prices(self) -> Floats:
        """(O,) what a whole stay at each opening costs others, on average over the year."""
        prices: Floats = STAY * self.place.mean(axis=1)
        return prices


def hindsight(year: Year) -> Hindsight:
    """The best plan of a year that is known."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    person, opening, start = _stays(year)
    people, columns = len(year.week), np.arange(len(person))
    weeks = start[:, None] + np.arange(STAY)
    within = weeks < WEEKS
    taken = people + opening[:, None] * WEEKS + np.minimum(weeks, WEEKS - 1)
    rows = np.concatenate([person, taken[within]])
    cells = np.concatenate([columns, np.broadcast_to(columns[:, None], within.shape)[within]])
    limits = csr_array(
        (np.ones(len(rows)), (rows, cells)), shape=(people + OPENINGS * WEEKS, len(person))
    )
    found = linprog(
        -year.value[person, opening], A_ub=limits, b_ub=np.ones(limits.shape[0]),
        bounds=(0, None), method="highs",
    )  # fmt: skip
    if found.status != 0:
        raise RuntimeError(f"hindsight stopped: {found.message}")
    duals: Floats = -np.asarray(found.ineqlin.marginals)
    return Hindsight(float(-found.fun), duals[people:].reshape(OPENINGS, WEEKS))


def _stays(year: Year) -> tuple[Rows, Rows, Rows]:
    """Person, opening and first week of every stay that begins within the year."""
    person, opening = np.nonzero(~np.isnan(year.value))
    waits = np.arange(PATIENCE + 1)
    row = np.repeat(np.arange(len(person)), len(waits))
    start = year.week[person[row]] + np.tile(waits, len(person))
    begins = start < WEEKS
    return person[row[begins]], opening[row[begins]], start[begins]
