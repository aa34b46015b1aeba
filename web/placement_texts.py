"""What a placement's life says, in sentences: its state, its steps, and why one is refused."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from matcher.domain.life import LAPSED, PROGRAM, PlacementEvent, Step
from matcher.domain.placements import PROPOSAL_LAPSES_AFTER_DAYS, Placement, PlacementStatus
from matcher.domain.requests import Closing, NotNow
from matcher.domain.steps import StepRefusal
from matcher.store.audit import Look
from matcher.workflows.placement_list import Where
from matcher.workflows.workplace.answer import BY_LINK, REASON_JOINS
from web import request_texts
from web.people import viewer
from web.templating import capital, day, weekday_and_day
from web.today import today

# The clock on the wall of those who read.
_ZONE = "Europe/Oslo"

GROUPS = {
    Where.TO_START: _("Begynte de?"),
    Where.OVERDUE: _("Skulle vært ferdig"),
    Where.PROPOSED: _("Venter på svar"),
    Where.ACCEPTED: _("Avtalt, begynner senere"),
    Where.RUNNING: _("I gang"),
    Where.LAPSED: _("Falt bort uten svar"),
    Where.ENDED: _("Avsluttet siste 30 dager"),
}
COLORS = {
    Where.TO_START: "warning",
    Where.OVERDUE: "warning",
    Where.PROPOSED: "info",
    Where.ACCEPTED: "success",
    Where.RUNNING: "success",
}
# The line of a life, from left to right.
LIFE = (
    PlacementStatus.PROPOSED,
    PlacementStatus.ACCEPTED,
    PlacementStatus.RUNNING,
    PlacementStatus.ENDED,
)
DONE = {
    Step.ACCEPT: _("Plasseringen er avtalt."),
    Step.START: _("Det er notert at plasseringen er i gang."),
    Step.EXTEND: _("Plasseringen er forlenget."),
    Step.SHORTEN: _("Plasseringen er kortet ned."),
    Step.END: _("Plasseringen er avsluttet."),
    Step.NO_SHOW: _("Det er notert at deltakeren ikke møtte opp. Plasseringen er avsluttet."),
    Step.CANCEL: _("Plasseringen er avlyst. Plassen er ledig for andre."),
}
_WRITE_A_DATE = _("Skriv en dato, for eksempel 2026-03-31.")
_REFUSED = {
    ("planned_end", StepRefusal.MISSING): _WRITE_A_DATE,
    ("day", StepRefusal.MISSING): _WRITE_A_DATE,
    ("reason", StepRefusal.MISSING): _("Skriv kort hvorfor."),
    ("planned_end", StepRefusal.IN_THE_PAST): _("Velg en dag som ikke er passert."),
    ("planned_end", StepRefusal.BEFORE_START): _("Siste dag kan ikke komme før første dag."),
    ("planned_end", StepRefusal.NOT_LATER): _(
        "Velg en dag etter den siste dagen som er avtalt nå."
    ),
    ("planned_end", StepRefusal.NOT_EARLIER): _(
        "Velg en dag før den siste dagen som er avtalt nå."
    ),
    ("planned_end", StepRefusal.TOO_LONG): _("Velg en periode på høyst ett år."),
    ("planned_end", StepRefusal.AFTER_PROGRAMME): _("Da er programmet over."),
    ("day", StepRefusal.IN_THE_FUTURE): _("Velg i dag eller en dag som har vært."),
    ("day", StepRefusal.BEFORE_START): _("Siste dag kan ikke komme før første dag."),
    ("day", StepRefusal.AFTER_END): _("Første dag kan ikke komme etter siste dag."),
    ("day", StepRefusal.TOO_LONG): _("Velg en periode på høyst ett år."),
    ("form", "impossible"): _("Steget er ikke mulig nå. Se hvordan plasseringen står."),
    ("form", StepRefusal.NO_END): _("Slutten er ikke avtalt ennå. Sett den først."),
    ("form", StepRefusal.NOT_BEGUN): _("Første dag har ikke kommet ennå. Avlys i stedet."),
    ("form", StepRefusal.LAPSED): _(
        "Forslaget har falt bort, for ingen svarte i tide. Foreslå plasseringen på nytt."
    ),
}
_FULL = {
    StepRefusal.OPENING_FULL: _("Plassen er gitt til noen andre fra %(day)s."),
    StepRefusal.MENTOR_FULL: _("Mentoren har ikke kapasitet fra %(day)s."),
    StepRefusal.EMPLOYER_FULL: _("Arbeidsgiveren har ikke plass til flere fra %(day)s."),
    StepRefusal.MENTOR_AWAY: _("Mentoren er borte lenge fra %(day)s."),
    StepRefusal.EMPLOYER_BANNED: _("En leder har stengt for denne arbeidsgiveren."),
}
# Why a proposal was called off after a request.
_CLOSED = {
    Closing.EXPIRED: _("Arbeidsgiveren svarte ikke i tide"),
    Closing.OPENING_CLOSED: _("Plassen tar ikke imot noen nå"),
}


def refused(problems: Mapping[str, Any], full_on: Any = None) -> dict[str, str]:
    """A sentence for each problem, by field; ``full_on`` is the first day without room."""
    said = {}
    for field, problem in problems.items():
        if problem in _FULL:
            said[field] = str(_FULL[problem]) % {"day": day(full_on)}
        else:
            said[field] = str(_REFUSED[(field, problem)])
    return said


def state(placement: Placement, lapsed: bool, came: bool, last: PlacementEvent | None) -> str:
    """Where a placement stands today, in a sentence or two."""
    if placement.status is PlacementStatus.PROPOSED:
        return _proposed(placement, lapsed)
    if placement.status is PlacementStatus.ACCEPTED:
        return _accepted(placement)
    if placement.status is PlacementStatus.RUNNING:
        return _running(placement)
    if placement.status is PlacementStatus.CANCELLED:
        return _cancelled(last)
    if not came:
        return gettext("Deltakeren møtte ikke opp.")
    if placement.ended is None:
        return gettext("Plasseringen er avsluttet.")
    return gettext("Avsluttet. Siste dag var %(day)s.", day=weekday_and_day(placement.ended))


def _proposed(placement: Placement, lapsed: bool) -> str:
    if lapsed:
        return gettext("Forslaget har falt bort, for ingen svarte på 14 dager.")
    since = placement.proposed_on or placement.starts
    if since is None:
        return gettext("Foreslått. Venter på svar.")
    last = since + timedelta(days=PROPOSAL_LAPSES_AFTER_DAYS)
    return gettext("Foreslått. Plassen holdes til og med %(day)s.", day=weekday_and_day(last))


def _accepted(placement: Placement) -> str:
    if placement.starts is None:
        return gettext("Avtalt. Første dag er ikke satt.")
    if placement.starts > today():
        return gettext("Avtalt. Begynner %(day)s.", day=weekday_and_day(placement.starts))
    return gettext("Skulle begynne %(day)s. Begynte de?", day=weekday_and_day(placement.starts))


def _running(placement: Placement) -> str:
    ends = placement.planned_end
    if ends is None:
        return gettext("I gang. Slutt er ikke avtalt.")
    left = (ends - today()).days
    if left < 0:
        return gettext("Skulle vært ferdig %(day)s.", day=weekday_and_day(ends))
    if left == 0:
        return gettext("I gang. I dag er siste dag.")
    until = weekday_and_day(ends)
    if left < 14:
        return ngettext(
            "I gang til og med %(day)s, %(num)d dag igjen.",
            "I gang til og med %(day)s, %(num)d dager igjen.",
            left, day=until,
        )  # fmt: skip
    return ngettext(
        "I gang til og med %(day)s, %(num)d uke igjen.",
        "I gang til og med %(day)s, %(num)d uker igjen.",
        left // 7, day=until,
    )  # fmt: skip


def _cancelled(last: PlacementEvent | None) -> str:
    if last is None:
        return gettext("Plasseringen er avlyst.")
    if last.reason == LAPSED:
        return gettext("Forslaget har falt bort, for ingen svarte på 14 dager.")
    return gettext("Avlyst %(day)s.", day=day(_local(last.happened_at).date()))


def told(event: PlacementEvent) -> str:
    """Who did what, in a sentence without the time."""
    if event.step is Step.CANCEL and event.reason == LAPSED:
        return gettext("Forslaget falt bort, for ingen svarte på 14 dager")
    if event.step is Step.CANCEL and event.done_by == PROGRAM:
        return gettext("Forslaget falt bort")
    who = gettext("Du") if event.done_by == viewer().name else event.done_by
    who = gettext("Noen med lenken") if who == BY_LINK else who
    when = day(event.day) if event.day else ""
    sentences = {
        Step.PROPOSE: gettext("%(who)s foreslo plasseringen", who=who),
        Step.ACCEPT: gettext("%(who)s noterte at plasseringen er avtalt", who=who),
        Step.START: gettext("%(who)s noterte at deltakeren begynte %(day)s", who=who, day=when),
        Step.EXTEND: gettext("%(who)s forlenget til %(day)s", who=who, day=when),
        Step.SHORTEN: gettext("%(who)s kortet ned til %(day)s", who=who, day=when),
        Step.END: gettext("%(who)s avsluttet. Siste dag var %(day)s", who=who, day=when),
        Step.NO_SHOW: gettext("%(who)s noterte at deltakeren ikke møtte opp", who=who),
        Step.CANCEL: gettext("%(who)s avlyste plasseringen", who=who),
    }
    return capital(sentences[event.step])


def reason(event: PlacementEvent) -> str:
    """Why the step was taken, where somebody said so."""
    if event.reason in (None, LAPSED):
        return ""
    kind, _join, why = str(event.reason).partition(REASON_JOINS)
    if kind == Closing.NOT_NOW and why in request_texts.NOT_NOW:
        return str(request_texts.NOT_NOW[NotNow(why)])
    return str(_CLOSED.get(kind, event.reason))


def moment(event: PlacementEvent | Look) -> str:
    """When the step was taken, or somebody looked, by the clock here."""
    return clock_time(event.happened_at)


def clock_time(happened_at: datetime) -> str:
    """A moment by the clock here."""
    here = _local(happened_at)
    clock = f"{here:%H.%M}" if _here() is not UTC else f"{here:%H.%M} UTC"
    return gettext("%(day)s kl. %(time)s", day=day(here.date()), time=clock)


def _local(happened_at: datetime) -> datetime:
    return happened_at.astimezone(_here())


@cache
def _here() -> tzinfo:
    """The zone of the readers; a machine that has no list of zones says UTC, and that it does."""
    try:
        return ZoneInfo(_ZONE)
    except ZoneInfoNotFoundError:
        return UTC
