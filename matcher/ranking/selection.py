"""Which of the possible openings are shown: the best, a little varied, near-ties drawn by lot.

What is shown is ordered by score. The lot decides only who is on the list, so that an opening
which is as good as another is seen as often; the chance of being shown is recorded.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Floats
from matcher.domain.policy import Policy

# The chance of being shown is counted over so many draws besides the one that is used.
DRAWS = 199


@dataclass(frozen=True, slots=True)
class Shown:
    """Row numbers into the scores, best first, with each one's chance of being shown."""

    rows: NDArray[np.intp]
    chances: Floats


def seed_of(participant_id: str, today: date) -> int:
    """The same list for the same participant on the same day, and another one tomorrow."""
    digest = hashlib.sha256(f"{participant_id}\n{today.isoformat()}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


def select(
    scores: Floats, occupations: NDArray[np.intp], limit: int, policy: Policy, seed: int
) -> Shown:
    """Choose at most ``limit`` of n ``scores`` (n,); ``occupations`` (n,) are numbers of theirs.

    Each draw adds noise below ``policy.near_tie`` and takes ``policy.variety`` off for every
    better one of the same occupation; the first draw decides, all of them give the chances.
    """
    if limit >= len(scores):
        order = _by_score(scores, np.random.default_rng(seed))
        return Shown(order, np.ones(len(scores)))
    pool = _within_reach(scores, occupations, limit, policy)
    generator = np.random.default_rng(seed)
    noise = generator.random((DRAWS + 1, len(pool))) * policy.near_tie
    keys = _less_for_repeats(scores[pool] + noise, occupations[pool], policy.variety)
    best = np.argpartition(-keys, limit - 1, axis=1)[:, :limit]
    times = np.bincount(best.ravel(), minlength=len(pool))
    order = _by_score(scores[pool[best[0]]], generator)
    chosen = best[0][order]
    return Shown(pool[chosen], times[chosen] / (DRAWS + 1))


def _by_score(scores: Floats, generator: np.random.Generator) -> NDArray[np.intp]:
    """Best first; equal scores in drawn order, so that they do not follow the order of rows."""
    return np.lexsort((generator.random(len(scores)), -scores))


def _within_reach(
    scores: Floats, codes: NDArray[np.intp], limit: int, policy: Policy
) -> NDArray[np.intp]:
    """The rows that can be on the list in some draw: the noise can lift them to the last place.

    Noise only adds, so that the last place is never below what it is without any; and a row may
    come first among those of its occupation that are as good, so that repeats do not rule it out.
    """
    keys = _less_for_repeats(scores[None, :], codes, policy.variety)[0]
    last = np.partition(keys, -limit)[-limit]
    return np.flatnonzero(scores + policy.near_tie >= last)


def _less_for_repeats(keys: Floats, codes: NDArray[np.intp], variety: float) -> Floats:
    """(d, n) keys minus ``variety`` for every better key of the same code in the same row."""
    order = np.lexsort((-keys, np.broadcast_to(codes, keys.shape)), axis=1)
    sorted_codes = codes[order]
    first = np.ones_like(order, dtype=np.bool_)
    first[:, 1:] = sorted_codes[:, 1:] != sorted_codes[:, :-1]
    position = np.arange(keys.shape[1])
    began = np.maximum.accumulate(np.where(first, position, 0), axis=1)
    repeats = np.empty_like(order)
    np.put_along_axis(repeats, order, position - began, axis=1)
    return keys - variety * repeats
