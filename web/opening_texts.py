"""What the pages of an employer's openings say: labels, examples of each level, what is wrong."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matcher.domain.cefr import Level
from matcher.domain.employers import LanguageUse
from matcher.domain.errors import FormRefused
from matcher.domain.purposes import Purpose
from matcher.workflows.workplace.field_rules import FieldsRefused, Problem, Wrong
from matcher.workflows.workplace.opening_list import Standing
from web.field_texts import usual_text
from web.words import CREDENTIALS, LIMITS, WEEK

# In the order of the form.
LABELS = {
    "title": _("Hva er jobben?"),
    "occupation": _("Yrke"),
    "tasks": _("Hva skal personen gjøre?"),
    "hours_per_week": _("Timer i uka"),
    "schedule": _("Når på dagen?"),
    "postal_code": _("Postnummer"),
    "place": _("Sted"),
    "needs_spoken": _("Hvor mye norsk må personen forstå og snakke?"),
    "needs_written": _("Hva må personen kunne lese og skrive?"),
    "language_use": _("Hvor mye norsk er det i løpet av dagen?"),
    "demands": _("Hva krever jobben av kroppen?"),
    "credentials": _("Hva må personen ha?"),
    "purposes": _("Hva kan det være?"),
    "mentors": _("Hvem følger opp?"),
    "new_mentor": _("En annen: skriv navnet"),
    "slots": _("Hvor mange på samme tid?"),
    "starts": _("Tidligst fra"),
    "ends": _("Senest til"),
}
# What is asked about an opening that does not say it.
UNKNOWN = {
    "occupation": _("hvilket yrke det er"),
    "tasks": _("oppgavene"),
    "hours_per_week": _("timer i uka"),
    "needs_spoken": _("hvor mye norsk som må snakkes"),
    "needs_written": _("hva som må leses og skrives"),
    "language_use": _("hvor mye norsk det er i løpet av dagen"),
    "purposes": _("hva plassen kan brukes til"),
    "slots": _("hvor mange det er plass til"),
    "mentors": _("hvem som følger opp"),
    "place": _("hvor det er"),
}
NOT_SAID = _("Vet ikke ennå")
SPOKEN = {
    Level.A0: _("Ingenting: vi viser hvordan"),
    Level.A1: _("Noen ord: «hent esken der borte»"),
    Level.A2: _("Kan følge en muntlig beskjed: «rydd hylla og si fra når du er ferdig»"),
    Level.B1: _("Kan snakke med kunder og kolleger om vanlige ting"),
    Level.B2: _("Kan forklare, ta telefonen og løse noe uventet"),
    Level.C1: _("Snakker uanstrengt om det meste"),
}
WRITTEN = {
    Level.A0: _("Ingenting"),
    Level.A1: _("Kan kjenne igjen ord på skilt og varer"),
    Level.A2: _("Kan lese en kort liste eller en SMS, og svare med noen ord"),
    Level.B1: _("Kan lese en rutine og skrive en enkel beskjed"),
    Level.B2: _("Kan skrive en e-post eller en kort rapport"),
    Level.C1: _("Skriver godt og uten hjelp"),
}
LANGUAGE_USE = {
    LanguageUse.NONE: _("Lite eller ingenting"),
    LanguageUse.SOME: _("Noe, som i pauser og beskjeder"),
    LanguageUse.CONSTANT: _("Hele dagen, som med kunder"),
}
PURPOSES = {
    Purpose.TASTE: _("Prøve noen dager"),
    Purpose.EXPERIENCE: _("Få erfaring i noen uker eller måneder"),
    Purpose.LANGUAGE: _("Lære norsk på jobb"),
    Purpose.JOB_HERE: _("Vi vil gjerne ansette om det går bra"),
}
STANDING = {
    Standing.OPEN: _("Åpen"),
    Standing.UNKNOWN: _("Ikke sagt om den er åpen"),
    Standing.PAUSED: _("På pause"),
    Standing.OVER: _("Datoen er ute"),
    Standing.CLOSED: _("Stengt"),
}
COLORS = {
    Standing.OPEN: "success",
    Standing.UNKNOWN: "info",
    Standing.PAUSED: "warning",
    Standing.OVER: "neutral",
    Standing.CLOSED: "neutral",
}
_TABLES: dict[str, Mapping[Any, Any]] = {
    "needs_spoken": SPOKEN,
    "needs_written": WRITTEN,
    "language_use": LANGUAGE_USE,
    "schedule": WEEK,
    "purposes": PURPOSES,
    "demands": LIMITS,
    "credentials": CREDENTIALS,
}
_DATE = _("Skriv en dato, for eksempel 2026-03-31.")
_NOT_UNDERSTOOD = {
    "title": _("Skriv hva jobben er, for eksempel «butikkmedarbeider»."),
    "slots": _("Skriv et helt tall, for eksempel 1."),
    "hours_per_week": _("Skriv et tall, for eksempel 22,5, eller la feltet stå tomt."),
    "postal_code": _("Skriv fire siffer, for eksempel 0150, eller la feltet stå tomt."),
    "starts": _DATE,
    "ends": _("Skriv en dato som ikke er før den første dagen."),
}
_OTHERWISE = _("Velg eller skriv noe annet; dette kan ikke brukes.")


def messages(refused: FormRefused) -> dict[str, str]:
    """What to write beside each field that is refused."""
    if isinstance(refused, FieldsRefused):
        return {field: _message(problem) for field, problem in refused.problems.items()}
    return {field: str(_NOT_UNDERSTOOD.get(field, _OTHERWISE)) for field in refused.by_field}


def _message(problem: Problem) -> str:
    said = usual_text(problem)
    if said is not None:
        return said
    if problem.why is Wrong.PLACES:
        return gettext(
            "Skriv et tall fra 1 til %(count)s. Sett plassen på pause hvis ingen kan komme nå.",
            count=problem.count,
        )
    return str(_PLAIN[problem.why])


_PLAIN = {
    Wrong.MISSING: _NOT_UNDERSTOOD["slots"],
    Wrong.NO_HOURS: _("Skriv mer enn 0, eller la feltet stå tomt."),
    Wrong.IN_THE_PAST: _("Dagen er allerede over. Velg en dag som kommer."),
    Wrong.NOT_OURS: _("Velg blant mentorene på lista, eller skriv et nytt navn."),
}


def shown(field: str, cell: str, mentors: Mapping[str, str]) -> str:
    """A cell of the form in a reader's words, for telling two versions apart."""
    if not cell:
        return str(NOT_SAID)
    table = {**mentors, **{_key(k): str(v) for k, v in _TABLES.get(field, {}).items()}}
    return ", ".join(table.get(part, part.replace("_", " ")) for part in cell.split("|"))


def _key(word: Any) -> str:
    return word.name if isinstance(word, Level) else str(word)
