"""Where what was forecast and what happened meet: dots with their ranges, in a square of 200."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SIDE = 200
# The largest dot stands for the most outcomes; its area is as their number.
LARGEST, SMALLEST = 6.0, 3.0


@dataclass(frozen=True, slots=True)
class Dot:
    """``x`` was forecast, ``y`` happened, from the top; the range is from ``low`` to ``high``."""

    x: float
    y: float
    low: float
    high: float
    radius: float


def dots(bins: Iterable[Mapping[str, float]]) -> tuple[Dot, ...]:
    """A dot for each bin of a night's report.

    >>> dots([{"mean": 0.5, "rate": 0.25, "low": 0.1, "high": 0.4, "count": 20}])
    (Dot(x=100.0, y=150.0, low=180.0, high=120.0, radius=6.0),)
    """
    every = tuple(bins)
    most = max((each["count"] for each in every), default=1)
    return tuple(
        Dot(
            x=round(SIDE * each["mean"], 1),
            y=_from_top(each["rate"]),
            low=_from_top(each["low"]),
            high=_from_top(each["high"]),
            radius=round(max(SMALLEST, LARGEST * (each["count"] / most) ** 0.5), 1),
        )
        for each in every
    )


def _from_top(share: float) -> float:
    return round(SIDE * (1 - share), 1)
