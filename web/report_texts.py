"""What the three report forms ask and answer, in words; and what an answer looks like in a line.

Everything that a participant or a mentor reads stands here and in `templates/report/`, so that
whoever checks a new language knows where to look (see `translations/README.md`).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matcher.domain.outcomes import Reporter
from matcher.store.reports import FROM_FILE
from matcher.workflows.report_links import GIVEN_BY_LINK
from matcher.workflows.report_overview import CALL
from matcher.workflows.report_questions import ASKED, FITS, UNKNOWN, Wrong
from web import words
from web.templating import day

YES_NO = {"yes": _("Ja"), "no": _("Nei")}
YES_NO_ICONS = {"yes": "ThumbUp", "no": "ThumbDown", UNKNOWN: "QuestionmarkCircle"}
DO_NOT_KNOW = _("Vet ikke")
# How one felt, from 1 to 5; decoration beside the words.
FIT_ICONS = {
    "1": "FaceCry",
    "2": "FaceFrown",
    "3": "Face",
    "4": "FaceSmile",
    "5": "FaceLaugh",
    UNKNOWN: "QuestionmarkCircle",
}
QUESTION_ICONS = {
    "fit_tasks": "Tasklist",
    "fit_people": "PersonGroup",
    "fit_pace": "Clock",
    "fit_language": "Chat2",
    "would_continue": "ArrowRight",
    "showed_up": "DoorOpen",
    "completed": "CheckmarkCircle",
    "would_hire": "Handshake",
    "training": "LightBulb",
    "end_reason": "Leave",
    "next_step": "Briefcase",
    "next_step_on": "Calendar",
}
REPORTERS = {
    Reporter.PARTICIPANT: _("Deltakeren"),
    Reporter.MENTOR: _("Mentoren"),
    Reporter.ADVISER: _("Jobbspesialisten"),
}
TO_PARTICIPANT = ASKED[Reporter.PARTICIPANT]
# The words to the participant, who is "you".
_ASKED = {
    "fit_tasks": _("Hvordan passet oppgavene?"),
    "fit_people": _("Hvordan passet folkene på stedet?"),
    "fit_pace": _("Hvordan passet tempoet?"),
    "fit_language": _("Hvordan gikk det med språket?"),
    "would_continue": _("Ville du fortsatt der om du kunne?"),
    "training": _("Hva bør læres mer av?"),
    "end_reason": _("Hvorfor tok det slutt?"),
    "next_step": _("Hva skjedde etterpå?"),
    "next_step_on": _("Fra hvilken dato?"),
}
# In a list of answers, where there is no room for the whole question.
SHORT = {
    **words.FIT_SIDES,
    "would_continue": _("Ville fortsatt"),
    "showed_up": _("Møtte opp"),
    "completed": _("Gjennomførte"),
    "would_hire": _("Ville ansatt"),
    "training": _("Bør lære mer"),
    "end_reason": _("Sluttårsak"),
    "next_step": _("Neste steg"),
    "next_step_on": _("Fra dato"),
}
WRONG = {
    Wrong.NO_DATE: _("Dette er ikke en dato. Skriv for eksempel 31.3.2026, eller la det stå tomt."),
    Wrong.BEFORE_START: _("Datoen er før plasseringen begynte."),
    Wrong.FAR_AHEAD: _("Datoen er mer enn ett år fram i tid."),
    Wrong.TOO_LONG: _("Teksten er for lang. Kort den ned til omtrent ti linjer."),
    Wrong.NOTHING: _("Svar på minst ett spørsmål. «Vet ikke» er også et svar."),
    Wrong.CONTRADICTION: _("Dette stemmer ikke med et annet svar. Se på begge, og rett det ene."),
}
# Why a placement ended; the adviser chooses one.
END_REASONS = words.END_REASONS
NEXT_STEPS = words.NEXT_STEPS


def question(name: str, who: str | None) -> str:
    """A question in full; ``who`` is the first name of the person that it is about."""
    person = who or gettext("personen")
    named = {
        "showed_up": gettext("Møtte %(name)s opp?", name=person),
        "completed": gettext("Gjennomførte %(name)s det dere hadde avtalt?", name=person),
        "would_hire": gettext("Ville dere ansatt %(name)s, om dere hadde en jobb?", name=person),
    }
    return named.get(name) or str(_ASKED[name])


def choices(name: str) -> list[tuple[str, Any, str | None]]:
    """The answers of a question: value, words, and an icon where there is one."""
    if name in FITS:
        fits = {str(value): text for value, text in words.FIT_ANSWERS.items()}
        return _with_icons({**fits, UNKNOWN: DO_NOT_KNOW}, FIT_ICONS)
    if name == "end_reason":
        return _with_icons({**_values(END_REASONS), UNKNOWN: DO_NOT_KNOW}, {})
    if name == "next_step":
        return _with_icons(_values(NEXT_STEPS), {})
    return _with_icons({**YES_NO, UNKNOWN: DO_NOT_KNOW}, YES_NO_ICONS)


def answered(answers: Mapping[str, str]) -> list[tuple[Any, str]]:
    """Each answer in words, with the short name of its question; in the order of the forms."""
    return [(SHORT[name], _in_words(name, answers[name])) for name in SHORT if name in answers]


def given_by(name: str) -> str:
    """Who sent an answer, in words; empty where nobody knows (it came with a file)."""
    if name == FROM_FILE:
        return ""
    return gettext("med lenke") if name == GIVEN_BY_LINK else name


def about(answers: Mapping[str, str]) -> str:
    """Which day the answer to a call is about; empty for the other answers."""
    asked_about = answers.get(CALL)
    if asked_about is None:
        return ""
    return gettext("om hvordan det gikk %(day)s", day=day(date.fromisoformat(asked_about)))


def wrong(code: str) -> Any:
    """What is wrong with a field, in words."""
    return WRONG[Wrong(code)]


def _in_words(name: str, text: str) -> str:
    if name == "training":
        return text
    if name == "next_step_on":
        return _date_in_words(text)
    return next((str(said) for value, said, _icon in choices(name) if value == text), text)


def _date_in_words(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:  # a draft holds what was typed
        return text


def _values(table: Mapping[Any, Any]) -> dict[str, Any]:
    return {word.value: text for word, text in table.items()}


def _with_icons(
    table: Mapping[str, Any], icons: Mapping[str, str]
) -> list[tuple[str, Any, str | None]]:
    return [(value, text, icons.get(value)) for value, text in table.items()]
