"""What observations read off a person's likings, as matrices over many persons at once.

A reading is a number of the dimensions' weights w and of an occupation's own terms u, with noise:

    reading = loads . w + own_sd / 2 * asked . u[row] + noise

P persons have n readings each; who has fewer gets ``empty`` ones, which read nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Flags, Floats
from matcher.occupations import DIMENSIONS
from matcher.tasting.space import FACETS, Facet, TasteSpace

_NO_ROW = -1


@dataclass(frozen=True, slots=True)
class Observation:
    """Something seen: the ``value`` of a ``facet`` of an occupation's liking, or of all of it.

    ``whole`` is how much an answer about a facet is about the whole work, from 0 to 1: who likes
    the work says so of every side. With ``dimension`` it is the weight of that dimension instead,
    and ``code`` is not used. ``noise`` is a standard deviation, ``source`` numbers the evidence.
    """

    value: float
    noise: float
    source: int
    code: str = ""
    facet: Facet | None = None
    dimension: str | None = None
    whole: float = 0.0


@dataclass(frozen=True, slots=True)
class Readings:
    """``loads`` (P, n, D), ``asked`` (P, n, 4), the others (P, n); ``row`` -1 for no occupation."""

    loads: Floats
    asked: Floats
    row: NDArray[np.intp]
    value: Floats
    noise: Floats
    source: NDArray[np.intp]
    empty: Flags


def read(space: TasteSpace, seen: Sequence[Sequence[Observation]]) -> Readings:
    """The readings of each person's observations."""
    shape = (len(seen), max((len(items) for items in seen), default=0))
    readings = Readings(
        loads=np.zeros((*shape, len(DIMENSIONS))),
        asked=np.zeros((*shape, len(FACETS))),
        row=np.full(shape, _NO_ROW, np.intp),
        value=np.zeros(shape),
        noise=np.zeros(shape),
        source=np.zeros(shape, np.intp),
        empty=np.ones(shape, np.bool_),
    )
    row_of = {code: row for row, code in enumerate(space.codes)}
    for person, items in enumerate(seen):
        for n, item in enumerate(items):
            _fill(readings, (person, n), item, row_of)
    at_work = readings.row != _NO_ROW
    sides = readings.asked[at_work] @ space.facet_of
    readings.loads[at_work] = space.shared_sd * space.features[readings.row[at_work]] * sides
    return readings


def _fill(
    readings: Readings, at: tuple[int, int], item: Observation, row_of: dict[str, int]
) -> None:
    readings.value[at], readings.noise[at] = item.value, item.noise
    readings.source[at], readings.empty[at] = item.source, False
    if item.dimension is not None:
        readings.loads[at][DIMENSIONS.index(item.dimension)] = 1.0
        return
    readings.row[at] = row_of[item.code]
    readings.asked[at] = 1.0 if item.facet is None else item.whole / len(FACETS)
    if item.facet is not None:
        readings.asked[at][FACETS.index(item.facet)] += 1.0 - item.whole


def among(space: TasteSpace, left: Readings, right: Readings) -> Floats:
    """(P, n, m) prior covariances of the readings of the same person."""
    same = left.row[:, :, None] == right.row[:, None, :]
    own = (left.asked @ right.asked.swapaxes(1, 2)) * same
    cov: Floats = left.loads @ right.loads.swapaxes(1, 2) + space.own_sd**2 / len(FACETS) * own
    return cov


def noisy_among(space: TasteSpace, readings: Readings) -> Floats:
    """(P, n, n) prior covariances with noise; an empty reading stands alone with variance 1."""
    cov = among(space, readings, readings)
    each = np.arange(cov.shape[1])
    cov[:, each, each] += np.where(readings.empty, 1.0, readings.noise**2)
    return cov


def with_likings(space: TasteSpace, readings: Readings) -> Floats:
    """(P, n, G) prior covariances of the readings with the likings of all occupations."""
    here = readings.row[:, :, None] == np.arange(len(space.codes))
    own = readings.asked.sum(axis=2)[:, :, None] * here
    shared = readings.loads @ (space.shared_sd * space.features.T)
    cov: Floats = shared + space.own_sd**2 / len(FACETS) * own
    return cov


def by_source(readings: Readings, evidence: int) -> Floats:
    """(P, E, n): each reading's value at its source, 0 elsewhere."""
    here = readings.source[:, None, :] == np.arange(evidence)[:, None]
    values: Floats = readings.value[:, None, :] * (here & ~readings.empty[:, None, :])
    return values
