"""Where a belief stands in its chart: a dot, and a bar as wide as we are unsure, in per cent."""

from dataclasses import dataclass
from typing import Any

# Likings beyond this, in standard deviations, are drawn at the edge.
EDGE = 2.0
# The bar holds the truth four times out of five (standard normal distribution).
FOUR_OF_FIVE = 1.2816


@dataclass(frozen=True, slots=True)
class Mark:
    """Per cent from the left: the ``dot``, where the bar begins, and how ``wide`` it is."""

    dot: float
    begins: float
    wide: float


def mark(belief: Any) -> Mark:
    """Where a belief with ``mean`` and ``sd`` is drawn; "as well as other work" is the middle.

    >>> from types import SimpleNamespace
    >>> mark(SimpleNamespace(mean=0.0, sd=0.0))
    Mark(dot=50.0, begins=50.0, wide=0.0)
    """
    reach = FOUR_OF_FIVE * belief.sd
    low, high = _percent(belief.mean - reach), _percent(belief.mean + reach)
    return Mark(_percent(belief.mean), low, round(high - low, 1))


def _percent(liking: float) -> float:
    inside = min(max(liking, -EDGE), EDGE)
    return round(50 + 50 * inside / EDGE, 1)
