"""Why a chosen placement was refused, as a sentence beside the field."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from matcher.eligibility.pair import Judgement
from matcher.eligibility.rules import Rule
from matcher.eligibility.sentences import rule_sentence
from matcher.workflows.choose import Refusal

_TEXTS = {
    ("mentor_id", Refusal.MISSING): _("Velg en mentor."),
    ("starts", Refusal.MISSING): _("Skriv en dato, for eksempel 2026-03-31."),
    ("planned_end", Refusal.MISSING): _("Skriv en dato, for eksempel 2026-03-31."),
    ("starts", Refusal.IN_THE_PAST): _("Velg en dag som ikke er passert."),
    ("starts", Refusal.BEFORE_OPENING): _("Plassen er ikke ledig så tidlig."),
    ("starts", Refusal.AFTER_OPENING): _("Plassen er ikke lenger ledig da."),
    ("starts", Refusal.AFTER_PROGRAMME): _("Da er programmet over."),
    ("starts", Refusal.FULL): _("Det er fullt i denne perioden. Velg andre datoer."),
    ("planned_end", Refusal.ENDS_BEFORE_START): _("Slutten må komme etter starten."),
    ("planned_end", Refusal.TOO_LONG): _("Velg en periode på høyst ett år."),
    ("mentor_id", Refusal.MENTOR_FULL): _("Mentoren har ikke kapasitet i denne perioden."),
    ("mentor_id", Refusal.MENTOR_AWAY): _("Mentoren er borte første dag, eller lenge i perioden."),
    ("mentor_id", Refusal.MENTOR_UNKNOWN): _("Velg en av mentorene på plassen."),
    ("form", "second"): _(
        "Deltakeren har allerede en åpen plassering med samme formål. Avslutt den først."
    ),
}


def by_field(problems: Mapping[str, str], judgement: Judgement, lang: str) -> dict[str, Any]:
    """A sentence for each problem; a rule that says no speaks for itself, above the form."""
    answers = {answer.rule: answer for answer in judgement.answers}
    said: dict[str, Any] = {}
    for field, problem in problems.items():
        if problem == Refusal.RULE:
            said["form"] = rule_sentence(answers[Rule(field)], lang)
        else:
            said[field] = _TEXTS[(field, problem)]
    return said
