"""The office's report in words: its groups, its tables' headings, and its shares."""

from datetime import date

from flask_babel import format_date, format_decimal, gettext, ngettext
from flask_babel import lazy_gettext as _

from matcher.domain.employers import Sector
from matcher.domain.outcomes import NextStep
from matcher.domain.purposes import Track
from matcher.domain.shares import Share
from matcher.workflows.national import Kind
from matcher.workflows.office_groups import UNKNOWN
from matcher.workflows.office_period import Usual
from matcher.workflows.report_office import OfficeReport
from web import words

PERIODS = {
    Usual.TWELVE_MONTHS: _("Siste tolv måneder"),
    Usual.YEAR: _("Så langt i år"),
    Usual.QUARTER: _("Forrige kvartal"),
}
KINDS = {
    Kind.WORK: _("I jobb"),
    Kind.DROPPED_OUT: _("Falt fra"),
    Kind.SUBSIDISED_OR_MEASURE: _("Lønnstilskudd eller annet tiltak"),
}
SECTORS = {
    Sector.PRIVATE: _("Privat"),
    Sector.PUBLIC: _("Offentlig"),
    Sector.NONPROFIT: _("Ideell"),
}
NOT_KNOWN = _("Ikke oppgitt")
NATIONAL_NOTE = _(
    "Landstallene er fra 2011 og gjelder alle som avsluttet programmet eller falt fra. Kontorets"
    " tall gjelder få personer, bare dem vi vet utfallet for, og frafall er her de som ikke er i"
    " arbeid og ellers er ukjent. Sammenlign med forsiktighet."
)
HIDDEN_NOTE = _(
    "Grupper med færre enn fem personer er skjult. Noen ganger er også en større gruppe skjult,"
    " fordi summen ellers ville røpet den lille."
)


def whole_day(value: date) -> str:
    """A day with its year, as it must stand on paper."""
    return format_date(value, "long")


def figures(report: OfficeReport) -> list[tuple[int, str]]:
    """What one reads first: how many, and what of."""
    jobs = report.programme_outcomes[NextStep.JOB]
    return [
        (
            report.programmes_ended,
            ngettext("program avsluttet", "programmer avsluttet", report.programmes_ended),
        ),
        (jobs, gettext("i jobb etter programmet")),
        (report.ended, ngettext("plassering avsluttet", "plasseringer avsluttet", report.ended)),
        (report.completed, gettext("fullført")),
        (report.no_show, gettext("møtte ikke opp")),
    ]


def month(group: str) -> str:
    """A month in words, with its year."""
    return format_date(date.fromisoformat(f"{group}-01"), "MMMM y")


def short_month(group: str) -> str:
    """A month as a chart has room for it."""
    return format_date(date.fromisoformat(f"{group}-01"), "MMM").rstrip(".")


def track(group: str) -> str:
    """A track in words."""
    return str(NOT_KNOWN) if group == UNKNOWN else words.word(words.TRACK, Track(group))


def sector(group: str) -> str:
    """A sector in words."""
    return str(NOT_KNOWN) if group == UNKNOWN else words.word(SECTORS, Sector(group))


def name(group: str) -> str:
    """A group that bears a name of its own."""
    return str(NOT_KNOWN) if group == UNKNOWN else group


def percent(part: int, whole: int) -> float | str:
    """Per cent with one decimal; empty of nobody.

    >>> percent(1, 3), percent(0, 0)
    (33.3, '')
    """
    return round(100 * part / whole, 1) if whole else ""


def between(share: Share) -> str:
    """The interval of a share in per cent; empty of nobody."""
    if share.low is None or share.high is None:
        return ""
    return gettext(
        "%(low)s til %(high)s", low=figure(100 * share.low), high=figure(100 * share.high)
    )


def figure(value: float) -> str:
    """A count as it is, a share with one decimal, in the reader's format."""
    return format_decimal(value, "#,##0" if isinstance(value, int) else "#,##0.0")
