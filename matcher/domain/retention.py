"""How long each kind of data is kept (``models/retention.toml``), and which day that reaches."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from matcher.domain.errors import BadInput

# Longer than any rule asks for, and short enough for the calendar.
LONGEST = 1200
# "work within 12 months": before that an outcome may still be waited for.
LEAST_MONTHS_AFTER_PROGRAMME = 12


@dataclass(frozen=True, slots=True)
class Retention:
    """Periods in months or days, as each name says; 0: without end."""

    programme_ended_months: int = 24
    suggestion_lists_months: int = 24
    plans_months: int = 12
    report_links_months: int = 12
    report_drafts_days: int = 90
    employer_talks_months: int = 60
    day_marks_days: int = 30
    sign_in_attempts_days: int = 30
    sessions_days: int = 30
    mails_months: int = 6
    invitations_months: int = 12
    sign_in_links_days: int = 30
    call_requests_months: int = 12
    complaints_months: int = 60
    stops_months: int = 24
    api_tokens_months: int = 12
    idempotency_keys_days: int = 2
    api_usage_days: int = 30
    # Of files that the program makes and never deletes.
    backups_days: int = 90

    def __post_init__(self) -> None:
        for entry in fields(self):
            value = getattr(self, entry.name)
            if type(value) is not int or not 0 <= value <= LONGEST:
                raise _wrong(entry.name, value, f"a whole number from 0 to {LONGEST}")
        if 0 < self.programme_ended_months < LEAST_MONTHS_AFTER_PROGRAMME:
            least = f"0, or at least {LEAST_MONTHS_AFTER_PROGRAMME}"
            raise _wrong("programme_ended_months", self.programme_ended_months, least)

    @classmethod
    def from_mapping(cls, table: Mapping[str, Any]) -> "Retention":
        """The periods that a parsed ``retention.toml`` states; an unknown name is an error.

        >>> Retention.from_mapping({"plans_months": 6}).plans_months
        6
        """
        known = [entry.name for entry in fields(cls)]
        unknown = sorted(set(table) - set(known))
        if unknown:
            raise BadInput(
                f"retention.toml: {unknown[0]!r} is not a period; known are {', '.join(known)}."
            )
        return cls(**table)

    def kept_from(self, name: str, today: date) -> date | None:
        """The first day that is still kept on ``today``; None where nothing goes.

        >>> Retention(plans_months=6).kept_from("plans_months", date(2026, 8, 31))
        datetime.date(2026, 2, 28)
        """
        length: int = getattr(self, name)
        if not length:
            return None
        if name.endswith("_days"):
            return today - timedelta(days=length)
        return months_before(today, length)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last.

    >>> months_before(date(2026, 3, 31), 1), months_before(date(2026, 3, 31), 24)
    (datetime.date(2026, 2, 28), datetime.date(2024, 3, 31))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_after(day: date, months: int) -> date:
    """The first day on which ``day`` lies before what is still kept.

    >>> months_after(date(2024, 2, 29), 24), months_after(date(2026, 1, 31), 1)
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1))
    """
    later = day + timedelta(days=28 * months)
    while months_before(later, months) <= day:
        later += timedelta(days=1)
    return later


def _wrong(name: str, value: object, expected: str) -> BadInput:
    return BadInput(f"retention.toml: {name} must be {expected}; it is {value!r}.")
