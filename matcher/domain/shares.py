"""A share of few, with the range in which the true one probably is."""

from dataclasses import dataclass
from math import sqrt

# Ends of the 90 % interval that the program gives everywhere (standard normal distribution).
_Z = 1.6448536


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``of``; ``low`` and ``high`` are a 90 % interval, all of it None of nobody."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None


def share_of(count: int, of: int) -> Share:
    """The share with Wilson's interval (1927), which is never empty, not even at 0 or 1.

    >>> found = share_of(2, 8)
    >>> found.share, round(found.low, 3), round(found.high, 3)
    (0.25, 0.087, 0.54)
    >>> share_of(0, 0).share is None
    True
    """
    if of == 0:
        return Share(count, of, None, None, None)
    rate, weight = count / of, 1.0 + _Z**2 / of
    middle = (rate + _Z**2 / (2 * of)) / weight
    half = _Z * sqrt(rate * (1 - rate) / of + _Z**2 / (4 * of**2)) / weight
    # At 0 and 1 the formula ends at the rate itself, but for rounding.
    low, high = min(rate, middle - half), max(rate, middle + half)
    return Share(count, of, rate, max(0.0, low), min(1.0, high))
