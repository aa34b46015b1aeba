"""The months of the office's report as bars: what ended, and in it what was completed."""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.workflows.office_groups import Group
from web.office_report_texts import short_month

HIGHEST = 116
# The part of a month's width that its bar fills.
FILLED = 0.64
# So many months have room for their names.
MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class MonthBar:
    """Per cent from the left, and pixels upwards; the figures are None where they are hidden.

    ``name`` is empty where there is no room for it; ``year`` where it is the one before's.
    """

    x: float
    middle: float
    wide: float
    high: float
    high_completed: float
    ended: int | None
    name: str
    year: str


def month_bars(months: Sequence[Group]) -> tuple[MonthBar, ...]:
    """A bar for each month; nothing to draw where every figure is hidden.

    >>> month_bars([Group("2026-01"), Group("2026-02")])
    ()
    """
    shown = [each.ended for each in months if each.ended is not None]
    if not shown:
        return ()
    most, step = max(*shown, 1), 100 / len(months)
    every = -(-len(months) // MOST_NAMES)
    return tuple(
        MonthBar(
            x=round(place * step + step * (1 - FILLED) / 2, 2),
            middle=round((place + 0.5) * step, 2),
            wide=round(step * FILLED, 2),
            high=round(HIGHEST * (each.ended or 0) / most, 1),
            high_completed=round(HIGHEST * (each.completed or 0) / most, 1),
            ended=each.ended,
            name=short_month(each.group) if place % every == 0 else "",
            year=_year(months, place) if place % every == 0 else "",
        )
        for place, each in enumerate(months)
    )


def _year(months: Sequence[Group], place: int) -> str:
    year = months[place].group[:4]
    first = next(i for i, each in enumerate(months) if each.group[:4] == year)
    every = -(-len(months) // MOST_NAMES)
    return year if place - first < every else ""
