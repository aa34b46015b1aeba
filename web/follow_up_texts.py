"""What follow-ups say, in sentences: what is due, how often, how it goes, and what comes next."""

from collections.abc import Mapping

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from matcher.domain.day import Attendance, Going, Rung, SpokenWith
from matcher.domain.follow_ups import FollowUp, Rhythm, What
from matcher.workflows.follow_up_calendar import Entry, EntryKind
from matcher.workflows.follow_up_due import FollowUpDue
from matcher.workflows.follow_up_record import TalkRefusal
from web.people import viewer
from web.templating import day

SPOKEN_WITH = {
    SpokenWith.PARTICIPANT: _("Deltakeren"),
    SpokenWith.MENTOR: _("Mentoren"),
    SpokenWith.BOTH: _("Begge"),
}
SPOKE_WITH = {
    SpokenWith.PARTICIPANT: _("Snakket med deltakeren"),
    SpokenWith.MENTOR: _("Snakket med mentoren"),
    SpokenWith.BOTH: _("Snakket med deltakeren og mentoren"),
}
ATTENDANCE = {
    Attendance.ALWAYS: _("Hver gang"),
    Attendance.MOSTLY: _("For det meste"),
    Attendance.SELDOM: _("Sjelden"),
    Attendance.NEVER: _("Ikke"),
}
ATTENDED = {
    Attendance.ALWAYS: _("Kom hver gang"),
    Attendance.MOSTLY: _("Kom for det meste"),
    Attendance.SELDOM: _("Kom sjelden"),
    Attendance.NEVER: _("Kom ikke"),
}
GOING = {Going.WELL: _("Bra"), Going.MIXED: _("Både og"), Going.BADLY: _("Dårlig")}
WENT = {Going.WELL: _("Går bra"), Going.MIXED: _("Går både og"), Going.BADLY: _("Går dårlig")}
GOING_ICONS = {Going.WELL: "FaceSmile", Going.MIXED: "Face", Going.BADLY: "FaceFrown"}
GOING_COLORS = {Going.WELL: "success", Going.MIXED: "warning", Going.BADLY: "danger"}
RUNGS = {
    Rung.LONGER_PLACEMENT: _("Lengre plassering"),
    Rung.SUBSIDISED_JOB: _("Jobb med lønnstilskudd"),
    Rung.CONTRACT: _("Ansettelse"),
}
WHAT = {
    What.FIRST_DAY: _("Samtale om første dag"),
    What.WEEKLY: _("Oppfølging"),
    What.LATER: _("Oppfølging"),
    What.LAST_DAY: _("Samtale om siste dag"),
    What.EMPLOYER: _("Samtale med mentoren"),
    What.NEXT_RUNG: _("Neste steg"),
}
_ENTRIES = {
    EntryKind.TALK: _("Oppfølging: plassering %(id)s"),
    EntryKind.LAST_TALK: _("Samtale om siste dag: plassering %(id)s"),
    EntryKind.NEXT_RUNG: _("Neste steg avgjøres: plassering %(id)s"),
    EntryKind.PLANNED_END: _("Siste dag: plassering %(id)s"),
    EntryKind.CALL: _("Spør hvordan det går, %(months)s måneder etter: plassering %(id)s"),
}
LABELS = {
    "done_on": _("Når snakket dere?"),
    "spoken_with": _("Hvem snakket du med?"),
    "attendance": _("Kommer deltakeren på jobb?"),
    "going": _("Hvordan går det?"),
    "note": _("Notat"),
    "early_weeks": _("Uker i begynnelsen med tett oppfølging"),
    "early_days": _("Dager mellom samtalene i begynnelsen"),
    "later_days": _("Dager mellom samtalene etterpå"),
    "rung": _("Hva er neste steg?"),
    "by_date": _("Avgjøres innen"),
}
_WRITE_A_DATE = _("Skriv en dato, for eksempel 2026-03-31.")
_REFUSED = {
    TalkRefusal.MISSING: _WRITE_A_DATE,
    TalkRefusal.IN_THE_FUTURE: _("Velg i dag eller en dag som har vært."),
    TalkRefusal.IN_THE_PAST: _("Velg en dag som ikke er passert."),
    TalkRefusal.TOO_LONG_AGO: _("Datoen er mer enn ett år tilbake. Sjekk årstallet."),
    TalkRefusal.TOO_FAR: _("Velg en dag innen ett år."),
    TalkRefusal.TOO_LONG: _("Notatet er for langt. Bruk høyst 1000 tegn."),
    TalkRefusal.UNKNOWN: _("Velg ett av svarene."),
    TalkRefusal.ZERO: _("Det må gå minst én dag mellom samtalene."),
}
_NUMBERS = {"early_weeks": _("Skriv et helt tall fra 0 til 52.")}
_DAYS = _("Skriv et helt tall fra 1 til 90.")


def refused(problems: Mapping[str, str]) -> dict[str, str]:
    """A sentence for each problem, by field."""
    return {field: str(_sentence(field, problem)) for field, problem in problems.items()}


def short(field: str) -> str:
    """The label of a field where a sentence follows it."""
    return str(LABELS[field]).rstrip("?")


def _sentence(field: str, problem: str) -> object:
    if problem in (TalkRefusal.NO_NUMBER, TalkRefusal.TOO_MANY):
        return _NUMBERS.get(field, _DAYS)
    if field == "rung":
        return _REFUSED[TalkRefusal.UNKNOWN]
    return _REFUSED[TalkRefusal(problem)]


def every(days: int) -> str:
    """How often, as one says it."""
    if days == 1:
        return gettext("hver dag")
    if days == 7:
        return gettext("hver uke")
    if days % 7 == 0:
        return gettext("hver %(weeks)s. uke", weeks=days // 7)
    return gettext("hver %(days)s. dag", days=days)


def rhythm(kept: Rhythm) -> str:
    """When talks are planned, in a sentence."""
    if kept.early_weeks == 0:
        return gettext("Første dag, så %(later)s.", later=every(kept.later_days))
    return ngettext(
        "Første dag, så %(early)s i %(num)d uke, deretter %(later)s.",
        "Første dag, så %(early)s i %(num)d uker, deretter %(later)s.",
        kept.early_weeks, early=every(kept.early_days), later=every(kept.later_days),
    )  # fmt: skip


def due(found: FollowUpDue) -> str:
    """What is due, and for how long, in a sentence."""
    what = str(WHAT[found.what])
    if found.overdue_days == 0:
        return gettext("%(what)s i dag.", what=what)
    return ngettext(
        "%(what)s skulle vært %(day)s, for %(num)d dag siden.",
        "%(what)s skulle vært %(day)s, for %(num)d dager siden.",
        found.overdue_days, what=what, day=day(found.due_on),
    )  # fmt: skip


def told(talk: FollowUp) -> str:
    """Who noted the talk."""
    if talk.done_by == viewer().name:
        return gettext("Notert av deg")
    return gettext("Notert av %(name)s", name=talk.done_by)


def entry(of: Entry) -> str:
    """A day of the calendar; a placement's number is all that it says of anybody."""
    return str(_ENTRIES[of.kind]) % {"id": of.placement_id, "months": of.months}
