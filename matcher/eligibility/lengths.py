"""How long a placement is planned to last, and which of its days count as working days."""

from datetime import date, timedelta
from functools import cache

import holidays
import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose

Days = NDArray[np.datetime64]


@cache
def _norwegian_calendar(first_year: int, last_year: int) -> np.busdaycalendar:
    free = holidays.country_holidays("NO", years=range(first_year, last_year + 1), language="no")
    return np.busdaycalendar(holidays=np.array(sorted(free), dtype="datetime64[D]"))


def last_days(starts: Days, purpose: Purpose, policy: Policy) -> Days:
    """The last day of a placement that begins on each of ``starts`` (datetime64[D], any shape).

    A taste lasts ``policy.taste_working_days`` working days (Monday to Friday, Norwegian holidays
    left out); any other purpose ``policy.placement_weeks`` weeks. The last day is included.
    """
    starts = np.asarray(starts, dtype="datetime64[D]")
    if purpose is not Purpose.TASTE or starts.size == 0:
        return starts + np.timedelta64(7 * policy.placement_weeks - 1, "D")
    years = starts.astype("datetime64[Y]").astype(int) + 1970
    calendar = _norwegian_calendar(int(years.min()), int(years.max()) + 1)
    return np.busday_offset(
        starts, policy.taste_working_days - 1, roll="forward", busdaycal=calendar
    )


def last_day(start: date, purpose: Purpose, policy: Policy) -> date:
    """The last day of a placement that begins on ``start``.

    >>> last_day(date(2026, 3, 2), Purpose.TASTE, Policy())  # Monday to Friday
    datetime.date(2026, 3, 6)
    >>> last_day(date(2026, 3, 2), Purpose.EXPERIENCE, Policy())
    datetime.date(2026, 5, 24)
    """
    day: date = last_days(np.array([start], dtype="datetime64[D]"), purpose, policy)[0].item()
    return day


def first_working_day(day: date) -> date:
    """``day`` itself, or the next that is neither weekend nor holiday.

    >>> first_working_day(date(2026, 5, 16))  # a Saturday; 17 May is a Sunday
    datetime.date(2026, 5, 18)
    """
    found: date = first_working_days(np.array([day], dtype="datetime64[D]"))[0].item()
    return found


def first_working_days(days: Days) -> Days:
    """The same for each of ``days`` (datetime64[D], any shape)."""
    if days.size == 0:
        return days
    years = days.astype("datetime64[Y]").astype(int) + 1970
    calendar = _norwegian_calendar(int(years.min()), int(years.max()) + 1)
    return np.busday_offset(days, 0, roll="forward", busdaycal=calendar)


def search_window(today: date, starts: date | None, policy: Policy) -> tuple[date, date]:
    """First and last day on which a placement may begin (design.md 6.1, rule ``capacity``).

    >>> search_window(date(2026, 1, 1), date(2026, 2, 1), Policy())
    (datetime.date(2026, 2, 1), datetime.date(2026, 3, 29))
    """
    first = today if starts is None else max(today, starts)
    return first, first + timedelta(weeks=policy.search_weeks)
