"""How the papers say a number, a date, a table; what is not known is said to be unknown."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from matcher.learning.card import table

UNKNOWN = "ukjent"
HIDDEN = "skjult (færre enn fem, eller til å regne ut)"
FIGURES = {
    "placement_rate": "Fikk plass innen 90 dager etter start, andel",
    "best_value": "Verdi av de fem beste forslagene, snitt",
    "possible_openings": "Mulige plasser, snitt",
    "good_exposure": "Oppmerksomhet gitt til gode plasser, andel",
    "forecast_minus_outcome": "Spådd minus faktisk (kalibrering)",
    "false_negative_rate": "Gikk bra, spådd dårlig (falsk negativ), andel",
    "false_positive_rate": "Gikk dårlig, spådd bra (falsk positiv), andel",
}
STAGES = {
    "shows_up": "møter opp",
    "completes": "fullfører, av dem som møter opp",
    "fits": "trives og passer inn",
    "leads_to_work": "får jobb innen et år etterpå",
}

Figure = Mapping[str, float | None]


def number(value: float | None, digits: int = 3) -> str:
    """A number as it is written in Norwegian.

    >>> number(0.12345), number(None), number(-0.5, 1)
    ('0,123', 'ukjent', '-0,5')
    """
    return UNKNOWN if value is None else f"{value:.{digits}f}".replace(".", ",")


def whole(value: int | None) -> str:
    """A count; hidden where it is None."""
    return HIDDEN if value is None else str(value)


def share(part: int, of: int) -> str:
    """How many of how many, in percent.

    >>> share(1, 4), share(0, 0)
    ('25 %', 'ukjent')
    """
    return f"{100 * part / of:.0f} %" if of else UNKNOWN


def figure(estimate: Figure | None) -> str:
    """A figure with its interval.

    >>> figure({"value": 0.5, "low": 0.4, "high": 0.6}), figure(None)
    ('0,500 (0,400 til 0,600)', 'ukjent')
    """
    if estimate is None or estimate.get("value") is None:
        return UNKNOWN
    value, low, high = (estimate.get(end) for end in ("value", "low", "high"))
    if low is None or high is None:
        return number(value)
    return f"{number(value)} ({number(low)} til {number(high)})"


def day(value: date | datetime | None) -> str:
    """A day, or that it is unknown."""
    return UNKNOWN if value is None else f"{value:%d.%m.%Y}"


def yes_no(value: bool) -> str:
    """Ja or nei."""
    return "ja" if value else "nei"


def section(heading: str, *parts: str) -> str:
    """A heading and what stands under it."""
    return "\n\n".join([f"## {heading}", *parts])


def rows(heading: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table, or that there is nothing to show."""
    found = list(lines)
    return table(heading, found) if found else "Ikke noe er målt eller registrert ennå."


def points(*lines: str) -> str:
    """A list of points."""
    return "\n".join(f"- {line}" for line in lines)
