"""The reasons for a suggestion as one would say them to the participant; no adviser's words."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _

from matcher.domain.cefr import Level
from matcher.domain.participants import Participant

# What speaks for a place, by the feature behind it; what is not here is not said to the person.
_FOR = {
    "wish_match": _("Det ligner på det du ønsker deg"),
    "wish_own": _("Det ligner på det du selv ønsker deg"),
    "experience_match": _("Du har gjort lignende arbeid før"),
    "spoken_margin": _("Du snakker nok norsk til å klare deg godt"),
    "written_margin": _("Du skriver nok norsk til å klare deg godt"),
    "language_use": _("Du får øve mye norsk"),
    "language_missed": _("Du får øve norsk"),
    "hours_spare": _("Det er ikke for mange timer"),
    "travel_minutes": _("Det er kort vei"),
    "travel_strain": _("Det er kort vei"),
    "credential_used": _("Du får brukt kurset eller førerkortet ditt"),
    "completed_here": _("Du kjenner stedet fra før"),
    "wait_weeks": _("Du kan begynne snart"),
}
MOST = 3


# Nobody tells a person with Norwegian as mother tongue that it is good enough.
_ABOUT_NORWEGIAN = ("spoken_margin", "written_margin", "language_use", "language_missed")


def plain_reasons(reasons: Iterable[Any], participant: Participant) -> list[Any]:
    """Up to three sentences to the participant, from what speaks for the place.

    >>> from types import SimpleNamespace as R
    >>> loaded, unwanted = R(feature="employer_load", effect=0.1), R(feature="wish_own", effect=-1)
    >>> plain_reasons([loaded, unwanted], Participant("P1", "N1"))
    []
    """
    native = participant.norwegian_spoken is Level.native
    said = [
        _FOR[reason.feature]
        for reason in reasons
        if reason.effect > 0
        and reason.feature in _FOR
        and not (native and reason.feature in _ABOUT_NORWEGIAN)
    ]
    return list({str(text): text for text in said}.values())[:MOST] if said else []
