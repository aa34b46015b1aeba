"""What a line of the day says, and the one step that it leads to, in the reader's words."""

from collections.abc import Callable
from dataclasses import dataclass

from babel.lists import format_list
from flask import url_for
from flask_babel import get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _

from matcher.domain.day_order import Kind, When
from matcher.domain.outcomes import Reporter
from matcher.domain.requests import Answer, ConsentState, Request
from matcher.store.day_marks import DayMark
from matcher.workflows.day_facts import DayFact
from matcher.workflows.day_lines import DayLine
from matcher.workflows.day_marking import PutOffRefusal
from matcher.workflows.workplace.request_dates import last_answer_day
from web import follow_up_texts, request_texts, week_texts
from web.templating import day, weekday_and_day, weeks
from web.today import today

GROUPS = {
    When.NOW: _("Nå"),
    When.TODAY: _("I dag"),
    When.THIS_WEEK: _("Denne uka"),
}
COLORS = {When.NOW: "warning", When.TODAY: "info", When.THIS_WEEK: "neutral"}
_REPORTERS = {
    Reporter.PARTICIPANT: _("deltakeren"),
    Reporter.MENTOR: _("mentoren"),
    Reporter.ADVISER: _("jobbspesialisten"),
}
_REFUSED = {
    PutOffRefusal.MISSING: _("Skriv en dato, for eksempel 2026-03-31."),
    PutOffRefusal.NOT_AHEAD: _("Velg en dag etter i dag."),
    PutOffRefusal.TOO_FAR: _("Velg en dag innen tre måneder, så ingen blir glemt."),
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where a line leads: a page, or with ``sends`` a form that is sent by one click."""

    text: str
    address: str
    sends: bool = False


def refused(why: str) -> str:
    """What to do about the date that was refused."""
    return str(_REFUSED[PutOffRefusal(why)])


def told(line: DayLine) -> str:
    """What a line says."""
    return _TOLD[line.kind](line)


def told_fact(fact: DayFact) -> str:
    """What to ask, and what it is worth."""
    waiting = ngettext(
        "%(num)d plass venter på svaret.", "%(num)d plasser venter på svaret.", fact.openings
    )
    return f"{fact.text} {waiting}"


def off(mark: DayMark) -> str:
    """How a line came off the list."""
    if mark.until is None:
        return gettext("Ferdig")
    return gettext("Utsatt til %(day)s", day=weekday_and_day(mark.until))


def _start(line: DayLine) -> str:
    if line.by == today():
        return gettext("Første dag er i dag. Møtte personen opp?")
    return gettext("Første dag var %(day)s. Møtte personen opp?", day=day(line.by))


def _talk(line: DayLine) -> str:
    assert line.due is not None
    return follow_up_texts.due(line.due)


def _rung(line: DayLine) -> str:
    assert line.due is not None
    if line.due.rung is None:
        return gettext("Det går bra. Hva er neste steg?")
    rung = follow_up_texts.RUNGS[line.due.rung.rung]
    by_date = day(line.due.rung.by_date)
    return gettext("%(rung)s skulle avgjøres innen %(day)s.", rung=rung, day=by_date)


def _overdue_end(line: DayLine) -> str:
    assert line.on is not None
    return gettext(
        "Skulle vært ferdig %(day)s. Er den over, eller fortsetter den?", day=day(line.on)
    )


def _ending(line: DayLine) -> str:
    assert line.on is not None
    return gettext("Siste dag er %(day)s, og neste steg er ikke avtalt.", day=day(line.on))


def _promise(line: DayLine) -> str:
    assert line.promise is not None
    what = line.promise.contact.promised
    return gettext("Lovet: «%(what)s», til %(day)s", what=what, day=day(line.promise.due_on))


def _empty(line: DayLine) -> str:
    if line.on is None:
        return gettext("Programmet er tomt.")
    how_long = weeks(line.on, today())
    return gettext("Programmet har vært tomt i %(weeks)s.", weeks=how_long)


def _proposal(line: DayLine) -> str:
    assert line.on is not None
    left = (line.on - today()).days
    if left <= 0:
        return gettext("Forslaget venter på svar. I dag er siste dag.")
    return ngettext(
        "Forslaget venter på svar. Det faller bort om %(num)d dag.",
        "Forslaget venter på svar. Det faller bort om %(num)d dager.",
        left,
    )


def _programme(line: DayLine) -> str:
    assert line.milestone is not None
    return week_texts.warning(line.milestone)


def _call(line: DayLine) -> str:
    return gettext(
        "Det er %(months)s måneder siden plasseringen. Hvordan går det nå?", months=line.months
    )


def _report(line: DayLine) -> str:
    assert line.on is not None
    names = [str(_REPORTERS[who]) for who in line.missing]
    who = format_list(names, locale=get_locale() or "nb")
    return gettext("Avsluttet %(day)s. Svar mangler fra %(who)s.", day=day(line.on), who=who)


def _talk_first(line: DayLine) -> str:
    assert line.placement is not None
    held = last_answer_day(line.placement, today())
    return gettext(
        "Arbeidsgiveren vil snakke først. Plassen holdes til og med %(day)s.", day=day(held)
    )


def _answer(line: DayLine) -> str:
    assert line.request is not None
    if line.request.answer is Answer.YES:
        return gettext("Arbeidsgiveren sa ja. Si fra til personen, og avtal første dag.")
    return request_texts.summary(line.request)


def _consent(line: DayLine) -> str:
    assert line.consent is not None
    if line.consent.state is ConsentState.ASKED:
        return gettext(
            "Spørsmålet om navnet er ikke besvart. Fristen er %(day)s.", day=day(line.by)
        )
    if line.consent.state is not ConsentState.GIVEN:
        return gettext("Personen sa nei til at arbeidsgiveren får navnet.")
    return gettext("Ja-et til å vise navnet gjelder til og med %(day)s.", day=day(line.by))


def _ring(line: DayLine) -> str:
    assert line.call is not None
    who = line.call.who or line.call.employer or gettext("Arbeidsgiveren")
    said = gettext("%(who)s vil at du ringer.", who=who)
    note = f" «{line.call.note}»" if line.call.note else ""
    return f"{said}{note}{f' {line.call.phone}' if line.call.phone else ''}"


_TOLD: dict[Kind, Callable[[DayLine], str]] = {
    Kind.START: _start,
    Kind.TALK: _talk_first,
    Kind.RING: _ring,
    Kind.ANSWER: _answer,
    Kind.CONSENT: _consent,
    Kind.FOLLOW_UP: _talk,
    Kind.NEXT_RUNG: _rung,
    Kind.OVERDUE_END: _overdue_end,
    Kind.ENDING: _ending,
    Kind.PROMISE: _promise,
    Kind.EMPTY: _empty,
    Kind.PROPOSAL: _proposal,
    Kind.PROGRAMME: _programme,
    Kind.CALL: _call,
    Kind.REPORT: _report,
}


def next_step(line: DayLine, back: str, who: str) -> NextStep | None:
    """The one step of a line; None for a start, which has two answers. ``back`` is the day."""
    if line.promise is not None:
        return _of_promise(line)
    if line.call is not None:
        to = url_for("requests.called", call_id=line.call.id)
        return NextStep(gettext("Jeg har ringt"), to, sends=True)
    if line.request is not None:
        return _of_request(line.request, line)
    if line.placement is not None:
        return _of_placement(line, line.placement.placement_id, back, who)
    return _of_person(line)


def _of_promise(line: DayLine) -> NextStep:
    assert line.promise is not None
    contact = line.promise.contact
    to = url_for("employers.settled", employer_id=contact.employer_id, contact_id=contact.id)
    return NextStep(gettext("Kryss av"), to, sends=True)


def _of_request(asked: Request, line: DayLine) -> NextStep:
    assert line.participant is not None
    if asked.answer is Answer.TALK:
        to = url_for("requests.show", request_id=asked.id)
        return NextStep(gettext("Ring, og noter svaret"), to)
    if asked.answer is Answer.YES:
        to = url_for("placement.show", placement_id=asked.placement_id)
        return NextStep(gettext("Se avtalen"), to)
    person = line.participant.participant_id
    to = url_for("participant.show", participant_id=person, _anchor="suggestions")
    return NextStep(gettext("Finn en annen plass"), to)


def _of_person(line: DayLine) -> NextStep:
    assert line.participant is not None
    person = line.participant.participant_id
    if line.kind is Kind.EMPTY:
        to = url_for("participant.show", participant_id=person, _anchor="suggestions")
        return NextStep(gettext("Finn en plass"), to)
    return NextStep(gettext("Se uka"), url_for("week.show", participant_id=person))


def _of_placement(line: DayLine, placement: str, back: str, who: str) -> NextStep | None:
    page = url_for("placement.show", placement_id=placement)
    match line.kind:
        case Kind.START:
            return None
        case Kind.FOLLOW_UP:
            to = url_for("follow_ups.form", placement_id=placement, next=back)
            return NextStep(gettext("Noter oppfølging"), to)
        case Kind.NEXT_RUNG if line.due is not None and line.due.rung is not None:
            to = url_for("follow_ups.decide", placement_id=placement)
            return NextStep(gettext("Det er avgjort"), to, sends=True)
        case Kind.NEXT_RUNG | Kind.ENDING:
            to = url_for("follow_ups.rung_form", placement_id=placement, next=back)
            return NextStep(gettext("Avtal neste steg"), to)
        case Kind.CALL:
            to = url_for("calls.show", who=who, first=placement, _anchor=f"call-{placement}")
            return NextStep(gettext("Noter svaret"), to)
        case Kind.REPORT if Reporter.ADVISER in line.missing:
            to = url_for("report.form", placement_id=placement, reporter="adviser")
            return NextStep(gettext("Svar på skjemaet"), to)
        case Kind.REPORT:
            return NextStep(gettext("Lag en lenke"), f"{page}#reports")
        case Kind.CONSENT:
            return NextStep(gettext("Snakk med personen"), f"{page}#consent")
        case Kind.OVERDUE_END:
            return NextStep(gettext("Avslutt eller forleng"), page)
        case _:
            return NextStep(gettext("Se forslaget"), page)
