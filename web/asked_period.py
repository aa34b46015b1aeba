"""The period that an address asks for: one of the usual ones, or two days that somebody typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from flask_babel import gettext

from matcher.workflows.office_period import Period, Usual, usual_period
from web.asked import word

USUAL = Usual.TWELVE_MONTHS
# Nobody asks about another day.
FIRST_YEAR, LAST_YEAR = 1990, 2199


@dataclass(frozen=True, slots=True)
class AskedPeriod:
    """The period, or None and what is wrong by field; ``typed`` is what stood in the fields."""

    period: Period | None
    usual: Usual | None
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


def asked_period(given: Mapping[str, str], today: date) -> AskedPeriod:
    """What ``given`` asks for; BadInput where it names a period that there is not."""
    typed = {name: given.get(name, "").strip() for name in ("from", "to")}
    if not any(typed.values()):
        usual = word(Usual, given.get("period") or USUAL)
        period = usual_period(usual, today)
        return AskedPeriod(period, usual, _typed(period))
    days = {name: read_day(text) for name, text in typed.items()}
    errors = {name: _wrong(typed[name]) for name, day in days.items() if day is None}
    first, last = days["from"], days["to"]
    if first is None or last is None:
        return AskedPeriod(None, None, typed, errors)
    if first > last:
        wrong = gettext("Siste dag er før første dag. Bytt om, eller velg en senere dag.")
        return AskedPeriod(None, None, typed, {"to": wrong})
    return AskedPeriod(Period(first, last), None, _typed(Period(first, last)))


def read_day(text: str) -> date | None:
    """A day as a field of dates sends it, or as one writes it; None for anything else.

    >>> read_day("2026-03-09") == read_day("9.3.2026") == date(2026, 3, 9)
    True
    >>> read_day("31.2.2026"), read_day("0001-01-01")
    (None, None)
    """
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
    return None


def _wrong(text: str) -> str:
    if not text:
        return gettext("Velg en dag.")
    return gettext("«%(text)s» er ikke en dag vi kan bruke. Skriv for eksempel 31.03.2026.",
                   text=text[:40])  # fmt: skip


def _typed(period: Period) -> dict[str, str]:
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}
