"""What a programme week says, in sentences: hours, empty days, dates that ask for something."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from babel.lists import format_list
from flask_babel import format_date, get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _

from matcher.domain.day import Activity
from matcher.domain.programme_dates import Milestone, ProgrammeDate
from matcher.domain.week import FULL_WEEK_MINUTES, MINUTES_AN_HOUR, Week, WeekActivity
from matcher.domain.week_strip import Fill, StripWeek
from matcher.workflows.week_activities import LONGEST_TITLE, WeekRefusal
from web.templating import day, number
from web.today import today

FULL = FULL_WEEK_MINUTES / MINUTES_AN_HOUR
_A_MONDAY = date(2024, 1, 1)
_ALL_WEEKDAYS = 5

ACTIVITIES = {
    Activity.LANGUAGE_COURSE: _("Norskkurs"),
    Activity.COURSE: _("Kurs"),
    Activity.TREATMENT: _("Behandling"),
    Activity.OWN: _("Egen aktivitet"),
}
FILLS = {Fill.FILLED: _("Fylt"), Fill.PARTLY: _("Delvis fylt"), Fill.EMPTY: _("Tom")}
MILESTONES = {
    Milestone.START: _("Begynner"),
    Milestone.HALF_TIME: _("Halvveis"),
    Milestone.END: _("Slutter"),
    Milestone.LONGEST: _("Kan forlenges til"),
    Milestone.EXCEPTIONAL: _("Med særlige grunner til"),
}
LABELS = {
    "activity": _("Hva er det?"),
    "title": _("Tittel (valgfritt)"),
    "weekday": _("Dager"),
    "begins": _("Fra"),
    "until": _("Til"),
    "starts": _("Første dag"),
    "ends": _("Siste dag (valgfritt)"),
}
_MISSING = {
    "activity": _("Velg hva det er."),
    "weekday": _("Kryss av minst én dag."),
    "begins": _("Skriv når det begynner, for eksempel 09:00."),
    "until": _("Skriv når det slutter, for eksempel 12:00."),
    "starts": _("Skriv den første dagen."),
}
_REFUSED = {
    WeekRefusal.NOT_A_TIME: _("Skriv et klokkeslett, for eksempel 09:00."),
    WeekRefusal.NOT_AFTER: _(
        "Skriv et klokkeslett etter det det begynner. Går det over midnatt, del det på to dager."
    ),
    WeekRefusal.NOT_A_DATE: _("Skriv en dato, for eksempel 2026-03-31."),
    WeekRefusal.BEFORE_START: _("Siste dag kan ikke være før første dag."),
    WeekRefusal.FAR_AWAY: _("Sjekk året: datoen er mer enn fem år unna."),
    WeekRefusal.NO_SUCH_DAY: _("Ingen av dagene du krysset av, er i denne tida."),
}


def refused(field: str, why: str) -> Any:
    """What to do about a field that was refused."""
    if why == WeekRefusal.MISSING:
        return _MISSING[field]
    if why == WeekRefusal.TOO_LONG:
        return gettext("Skriv det kortere: høyst %(most)s tegn.", most=LONGEST_TITLE)
    return _REFUSED[WeekRefusal(why)]


def clock(minute: int) -> str:
    """A time of the wall's clock.

    >>> clock(570), clock(1440)
    ('09:30', '24:00')
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"


def hours(minutes: float) -> str:
    """So many hours."""
    said = number(minutes / MINUTES_AN_HOUR)
    one = 1 if said == number(1) else 2
    return ngettext("%(hours)s time", "%(hours)s timer", one, hours=said)


def weekday(number_of_day: int, style: str = "EEEE") -> str:
    """A weekday's name; 0 is Monday."""
    return format_date(_A_MONDAY + timedelta(days=number_of_day), style)


def weekdays(days: Sequence[int]) -> str:
    """Weekdays in words; three or more in a row as a stretch."""
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return gettext("%(first)s til %(last)s", first=weekday(days[0]), last=weekday(days[-1]))
    return listed(weekday(each) for each in days)


def listed(names: Iterable[str]) -> str:
    """Names as a list: a, b and c."""
    return format_list(list(names), locale=get_locale() or "nb")


def summary(week: Week) -> str:
    """The week in one line: "22 av 37,5 timer; tomt fredag"."""
    hours = {"hours": number(week.hours), "full": number(FULL)}
    if week.unknown:
        said = gettext("Minst %(hours)s av %(full)s timer", **hours)
    else:
        said = gettext("%(hours)s av %(full)s timer", **hours)
    return "; ".join(part for part in (said, empty(week)) if part)


def empty(week: Week) -> str:
    """Which days are empty, as the end of a sentence; nothing where none is."""
    if not week.empty_days:
        return ""
    if len(week.empty_days) == _ALL_WEEKDAYS:
        return gettext("tomt hele uka")
    return gettext("tomt %(days)s", days=weekdays(week.empty_days))


def called(activity: WeekActivity) -> str:
    """What to call an activity: its title, else its kind."""
    return activity.title or str(ACTIVITIES[activity.activity])


def warning(each: ProgrammeDate) -> str:
    """What a date of the programme asks for now."""
    told = day(each.on)
    if each.what is Milestone.START:
        return gettext("Programmet begynner %(day)s, og den første uka er tom.", day=told)
    if each.what is Milestone.HALF_TIME and each.on > today():
        return gettext(
            "Programmet er halvveis %(day)s. Innen da skal noe arbeidsrettet ha begynt.", day=told
        )
    if each.what is Milestone.HALF_TIME:
        return gettext(
            "Programmet var halvveis %(day)s, og ikke noe arbeidsrettet har begynt.", day=told
        )
    if each.assumed:
        return gettext(
            "Når programmet slutter, er ikke skrevet ned. Vi regner med %(day)s.", day=told
        )
    return gettext(
        "Programmet slutter %(day)s. Avgjør om det skal forlenges, eller hva som kommer etter.",
        day=told,
    )


def so_far(strip: Sequence[StripWeek], now: date) -> list[str]:
    """The strip in one or two sentences: what was empty, and what is coming."""
    past = [week for week in strip if week.monday <= now]
    coming = [week for week in strip if week.monday > now]
    said = []
    if past:
        said.append(_count_empty(past) or gettext("Ingen uker er tomme til nå."))
    ahead = sum(week.fill is Fill.EMPTY for week in coming)
    if ahead:
        said.append(
            ngettext(
                "Av ukene som kommer, er %(num)d tom.",
                "Av ukene som kommer, er %(num)d tomme.",
                ahead,
            )
        )
    return said


def _count_empty(weeks: Sequence[StripWeek]) -> str:
    number_of = sum(week.fill is Fill.EMPTY for week in weeks)
    if not number_of:
        return ""
    return ngettext(
        "%(num)d av %(weeks)s uker til nå er tom.",
        "%(num)d av %(weeks)s uker til nå er tomme.",
        number_of,
        weeks=len(weeks),
    )
