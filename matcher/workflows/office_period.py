"""The period of an office's report: its days, its months, and the periods one mostly asks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from matcher.domain.errors import BadInput


class Usual(StrEnum):
    """A period that has a name."""

    YEAR = "year"
    TWELVE_MONTHS = "12-months"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Period:
    """From ``first`` to ``last``, both included; BadInput where they stand the wrong way round."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise BadInput(
                f"The period begins on {self.first}, after its end on {self.last};"
                " give the earlier day first."
            )

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def until(self, today: date) -> "Period | None":
        """The part of it that has been; None where all of it is still to come."""
        return None if today < self.first else Period(self.first, min(self.last, today))

    def months(self) -> Iterator[str]:
        """Every month that it touches.

        >>> list(Period(date(2025, 12, 31), date(2026, 2, 1)).months())
        ['2025-12', '2026-01', '2026-02']
        """
        month = self.first.replace(day=1)
        while month <= self.last:
            yield month_of(month)
            month = (month + timedelta(days=31)).replace(day=1)


def month_of(day: date) -> str:
    """The month of a day, as groups are named by it.

    >>> month_of(date(2026, 3, 9))
    '2026-03'
    """
    return f"{day:%Y-%m}"


def usual_period(usual: Usual, today: date) -> Period:
    """This year so far; this month so far and the eleven before it; the last whole quarter.

    >>> usual_period(Usual.TWELVE_MONTHS, date(2026, 3, 9)).first
    datetime.date(2025, 4, 1)
    >>> usual_period(Usual.QUARTER, date(2026, 3, 9))
    Period(first=datetime.date(2025, 10, 1), last=datetime.date(2025, 12, 31))
    """
    if usual is Usual.YEAR:
        return Period(today.replace(month=1, day=1), today)
    if usual is Usual.TWELVE_MONTHS:
        return Period(_months_before(today, 11), today)
    this_quarter = _months_before(today, (today.month - 1) % 3)
    return Period(_months_before(this_quarter, 3), this_quarter - timedelta(days=1))


def _months_before(day: date, months: int) -> date:
    count = 12 * day.year + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
