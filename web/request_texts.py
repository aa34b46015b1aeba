"""Requests, answers and consents in the reader's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from matcher.domain.requests import (
    PARTICIPANT,
    Answer,
    Consent,
    ConsentState,
    NotNow,
    Request,
    RequestStatus,
)
from matcher.exchange.kept_back import KeptBack
from matcher.workflows.workplace.answer import BY_LINK, AnswerRefusal
from matcher.workflows.workplace.ask_rules import AskRefusal
from matcher.workflows.workplace.consent import ConsentRefusal
from matcher.workflows.workplace.reply_rate import Rate
from matcher.workflows.workplace.request_shown import Stands
from web.kept_back_texts import sentences
from web.people import viewer
from web.templating import day, number

# For the employer.
STANDS = {
    Stands.WAITS: _("Venter på svar fra dere"),
    Stands.TALKING: _("Vi ringer dere"),
    Stands.SAID_YES: _("Dere sa ja"),
    Stands.SAID_NO: _("Dere sa ikke nå"),
    Stands.EXPIRED: _("Fristen gikk ut"),
    Stands.CLOSED: _("Gjelder ikke lenger"),
}
COLORS = {
    Stands.WAITS: "warning",
    Stands.TALKING: "info",
    Stands.SAID_YES: "success",
}
NOT_NOW = {
    NotNow.BUSY: _("Det er for travelt akkurat nå"),
    NotNow.MENTOR_AWAY: _("Den som skal følge opp, er borte"),
    NotNow.PLACE_TAKEN: _("Plassen er gitt til noen andre"),
    NotNow.NEEDS_OTHERS: _("Vi trenger noen som kan noe annet"),
    NotNow.LATER: _("Gjerne senere"),
    NotNow.OTHER: _("Noe annet"),
}
# For the adviser.
STATUS = {
    RequestStatus.SENT: _("Venter på svar"),
    RequestStatus.EXPIRED: _("Ikke svart i tide"),
    RequestStatus.WITHDRAWN: _("Trukket tilbake"),
}
ANSWERS = {
    Answer.YES: _("Sa ja"),
    Answer.TALK: _("Vil snakke først"),
    Answer.NOT_NOW: _("Ikke nå"),
}
ANSWER_COLORS = {Answer.YES: "success", Answer.TALK: "warning", Answer.NOT_NOW: "neutral"}
CONSENT = {
    ConsentState.ASKED: _("Venter på svar"),
    ConsentState.GIVEN: _("Sagt ja"),
    ConsentState.REFUSED: _("Sagt nei"),
    ConsentState.WITHDRAWN: _("Trukket tilbake"),
    ConsentState.EXPIRED: _("Utløpt"),
}
CONSENT_COLORS = {ConsentState.ASKED: "info", ConsentState.GIVEN: "success"}
_WRITE_A_DATE = _("Skriv en dato, for eksempel 2026-03-31.")
_REFUSED = {
    ("profile", AskRefusal.MISSING): _("Skriv noen setninger om hva personen vil og kan."),
    ("profile", AskRefusal.TOO_LONG): _("Skriv kortere, høyst 1500 tegn."),
    ("agreed_on", AskRefusal.MISSING): _WRITE_A_DATE,
    ("agreed_on", AskRefusal.IN_THE_FUTURE): _("Velg i dag eller en dag som har vært."),
    ("agreed_with", AskRefusal.MISSING): _("Skriv hvem personen sa ja til."),
    ("agreed_with", AskRefusal.TOO_LONG): _("Skriv kortere, høyst 100 tegn."),
    ("answer_by", AskRefusal.MISSING): _WRITE_A_DATE,
    ("answer_by", AskRefusal.IN_THE_PAST): _("Velg en dag som ikke er passert."),
    ("answer_by", AskRefusal.AFTER_LAPSE): _("Da holdes ikke plassen lenger. Velg en dag før."),
    ("answer_by", ConsentRefusal.TOO_LATE): _("Da er plasseringen over. Velg en dag før."),
    ("answer", AnswerRefusal.FULL): _(
        "Takk for ja! Men plassen eller mentoren er blitt opptatt i mellomtiden. Vi tar kontakt."
    ),
    ("not_now", AnswerRefusal.MISSING): _("Velg det som passer best."),
    ("note", AnswerRefusal.TOO_LONG): _("Skriv kortere, høyst 500 tegn."),
}


def refused(problems: Mapping[str, str], found: Sequence[KeptBack] = ()) -> dict[str, str]:
    """A sentence for each problem, by field; words that are kept back are named, with why."""
    said = {
        field: str(_REFUSED[(field, problem)])
        for field, problem in problems.items()
        if problem != AskRefusal.KEPT_BACK
    }
    if found:
        said["profile"] = " ".join(sentences(found))
    return said


def standing(request: Request) -> tuple[str, str]:
    """What a request's tag says to the adviser, and its colour."""
    if request.status is RequestStatus.ANSWERED and request.answer is not None:
        return str(ANSWERS[request.answer]), ANSWER_COLORS[request.answer]
    color = "info" if request.status is RequestStatus.SENT else "neutral"
    return str(STATUS[request.status]), color


def summary(request: Request) -> str:
    """Where a request stands, in a sentence."""
    if request.status is RequestStatus.SENT:
        return gettext("Arbeidsgiveren kan svare til og med %(day)s.", day=day(request.answer_by))
    if request.status is RequestStatus.ANSWERED:
        return _answered(request)
    if request.status is RequestStatus.EXPIRED:
        return gettext("Ingen svarte innen %(day)s. Plassen er ledig igjen.",
                       day=day(request.answer_by))  # fmt: skip
    return gettext("Forespørselen er trukket tilbake.")


def _answered(request: Request) -> str:
    when = day(request.answered_at.date()) if request.answered_at else ""
    if request.answer is Answer.YES:
        return gettext("Arbeidsgiveren sa ja %(day)s. Plasseringen er avtalt.", day=when)
    if request.answer is Answer.TALK:
        return gettext("Arbeidsgiveren vil snakke med deg først. Svarte %(day)s.", day=when)
    why = str(NOT_NOW[request.not_now or NotNow.OTHER])
    return gettext("Arbeidsgiveren kan ikke nå: %(why)s.", why=why[:1].lower() + why[1:])


def happened(request: Request) -> list[tuple[Any, str]]:
    """What happened to a request: when (None: a day is in the text) and what, the latest first."""
    said: list[tuple[Any, str]] = [
        (
            None,
            gettext("Personen sa ja til å bli foreslått %(day)s, til %(who)s",
                    day=day(request.agreed_on), who=request.agreed_with),
        )
    ]  # fmt: skip
    if request.sent_at is not None:
        said.append(
            (request.sent_at, gettext("%(who)s sendte forespørselen", who=_who(request.made_by)))
        )
    if request.reminded_at is not None:
        said.append((request.reminded_at, gettext("Påminnelse ble sendt")))
    if request.answered_at is not None and request.answer is not None:
        what, _color = standing(request)
        said.append(
            (
                request.answered_at,
                gettext("%(who)s svarte: %(what)s", who=_who(request.answered_by or ""), what=what),
            )
        )
    if request.closed_at is not None:
        said.append((request.closed_at, str(STATUS[request.status])))
    return said[::-1]


def _who(name: str) -> str:
    if name == viewer().name:
        return gettext("Du")
    return gettext("Noen med lenken") if name == BY_LINK else name


def consent(known: Consent) -> str:
    """Where a consent stands, in a sentence for the adviser."""
    if known.state is ConsentState.ASKED:
        return gettext("Deltakeren er spurt, og kan svare til og med %(day)s.",
                       day=day(known.answer_by))  # fmt: skip
    if known.state is ConsentState.GIVEN:
        return gettext(
            "Deltakeren har sagt ja. Arbeidsgiveren ser navn og telefon til og med %(day)s.",
            day=day(known.holds_until),
        )
    if known.state is ConsentState.REFUSED:
        return gettext("Deltakeren har sagt nei. Arbeidsgiveren ser ikke navnet.")
    if known.state is ConsentState.WITHDRAWN:
        return gettext("Deltakeren tok ja-et tilbake. Arbeidsgiveren ser ikke navnet lenger.")
    return gettext("Svarfristen eller samtykket er gått ut. Arbeidsgiveren ser ikke navnet.")


def said_by(known: Consent) -> str:
    """Who said or noted it, and when."""
    if known.changed_by is None or known.changed_at is None:
        return ""
    who = known.changed_by
    if who == PARTICIPANT:
        return gettext("Svart av deltakeren %(day)s", day=day(known.changed_at.date()))
    return gettext("Notert av %(who)s %(day)s", who=who, day=day(known.changed_at.date()))


def rate(found: Rate) -> str:
    """How often an employer answers, in a sentence."""
    if not found.asked:
        return gettext("De er ikke spurt det siste året.")
    said = ngettext(
        "Svarte på %(answered)s av %(num)d forespørsel det siste året",
        "Svarte på %(answered)s av %(num)d forespørsler det siste året",
        found.asked, answered=found.answered,
    )  # fmt: skip
    if found.days is None:
        return f"{said}."
    if found.days < 1:
        return gettext("%(said)s, oftest samme dag.", said=said)
    return gettext(
        "%(said)s, oftest etter %(days)s dager.", said=said, days=number(round(found.days))
    )
