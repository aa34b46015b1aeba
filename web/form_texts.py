"""The labels of the participant form, and what each field expects when it refuses a value."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _

LABELS = {
    "name": _("Navn"),
    "phone": _("Telefon"),
    "email": _("E-post"),
    "adviser": _("Jobbspesialist (brukernavn)"),
    "postal_code": _("Postnummer"),
    "place": _("Sted"),
    "transport": _("Kommer seg til jobb med"),
    "max_travel_minutes": _("Lengste reisevei, minutter hver vei"),
    "norwegian_spoken": _("Snakker norsk"),
    "norwegian_written": _("Skriver norsk"),
    "languages": _("Språk"),
    "education": _("Utdanning"),
    "credentials": _("Kurs, førerkort og attester"),
    "functional_limits": _("Må unngå"),
    "max_hours_per_week": _("Timer i uka, høyst"),
    "available": _("Kan jobbe"),
    "track": _("Spor"),
    "programme_start": _("Programmet startet"),
    "programme_end": _("Programmet slutter"),
    "wish": _("Ønske"),
}
_LIST = _("Kryss av minst én, eller velg «Ingen». Egne ord skrives med bokstavene a til z.")
_MESSAGES = {
    "email": _("Skriv en e-postadresse, for eksempel kari@eksempel.no, eller la feltet stå tomt."),
    "postal_code": _("Skriv fire siffer, for eksempel 0150."),
    "max_travel_minutes": _("Skriv et helt tall fra 0 til 1440."),
    "languages": _(
        "Kryss av minst ett språk vi kjenner, eller velg «Ingen». Skriv navnet på norsk."
    ),
    "max_hours_per_week": _("Skriv et tall fra 0 til 168, for eksempel 22,5."),
    "programme_start": _("Skriv en dato, for eksempel 2026-03-31."),
    "programme_end": _("Skriv en dato, ikke før programmet startet."),
    "credentials": _LIST,
    "functional_limits": _LIST,
    "available": _("Kryss av minst én, eller velg «Ingen»."),
}
_OTHERWISE = _("Velg eller skriv noe annet; denne verdien kan ikke brukes.")


def label_of(field: str) -> Any:
    """The label of a field of the form, also of one wish among several."""
    if field.startswith("wish-"):
        return LABELS["wish"]
    return LABELS.get(field, field)


def message_for(field: str) -> Any:
    """What to write in a field instead."""
    return _MESSAGES.get(field, _OTHERWISE)


def fields_in_order(fields: Iterable[str]) -> list[str]:
    """Fields in the order of the form: wishes first, then as the labels stand."""
    places = {name: place for place, name in enumerate(LABELS)}
    return sorted(fields, key=lambda field: (places.get(field, -1), field))
