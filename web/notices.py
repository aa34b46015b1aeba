"""What everybody who is signed in should know of the model: an earlier one answers, no night came.

It is read from memory on every page, and looked up in the store at most once a minute.
"""

from dataclasses import dataclass
from time import monotonic

from flask import Flask, current_app
from flask_babel import gettext, ngettext
from flask_login import current_user

from matcher.domain.access import Role
from matcher.domain.errors import StoreProblem
from matcher.workflows.model_in_use import InUse
from matcher.workflows.night_watch import NightState, night_state
from web.people import program
from web.templating import day
from web.today import moment

LOOK_EVERY_SECONDS = 60
_LOOKED = "model_looked_at"


@dataclass(frozen=True, slots=True)
class Notice:
    """One calm sentence or two; ``more`` where the reader may open the model's page."""

    text: str
    more: bool


def init_app(app: Flask) -> None:
    """Give every page of ``app`` its notice, and what the estimates on it build on."""
    app.extensions[_LOOKED] = None
    app.context_processor(lambda: {"model_notice": _notice, "learned_from": _learned_from})


def _notice() -> Notice | None:
    """The notice for whoever is signed in, or None; never an error, for error pages show it too.

    Employers see no estimate, and so no word of what estimates build on.
    """
    if not current_user.is_authenticated or current_user.account.role is Role.EMPLOYER:
        return None
    found = _in_use()
    text = None if found is None else notice_text(found)
    role = current_user.account.role
    return None if text is None else Notice(text, role in (Role.LEADER, Role.ADMINISTRATOR))


def notice_text(found: InUse) -> str | None:
    """What is to be said of the model in use and of the last night; None where all is well."""
    if found.problem is not None:
        return gettext(
            "Den nyeste modellen kan ikke brukes nå. Forslagene bygger på en tidligere modell."
        )
    last, state = found.last_night, night_state(found.last_night, moment())
    if last is None or state in (NightState.FINE, NightState.NEVER):
        return None
    if state is NightState.FAILED:
        return gettext(
            "Nattens læring ble ikke ferdig. Forslagene bygger på den samme modellen som før."
        )
    return gettext(
        "Det er ikke lært noe nytt siden %(day)s. Forslagene bygger på modellen fra da.",
        day=day((last.finished_at or last.started_at).date()),
    )


def _learned_from() -> str:
    """What the estimates build on: outcomes until a day, or judgement."""
    found = program().in_use.known()
    if found.learned is None:
        return gettext(
            "Anslagene bygger på startmodellen, som er fagfolks skjønn. Hvordan det har gått hos"
            " arbeidsgiveren før, teller med så snart det er meldt."
        )
    return ngettext(
        "Anslagene er lært av %(num)d plassering, sist %(day)s.",
        "Anslagene er lært av %(num)d plasseringer, sist %(day)s.",
        found.learned.rows,
        day=day(found.learned.as_of),
    )


def _in_use() -> InUse | None:
    kept, at = program().in_use, monotonic()
    looked = current_app.extensions[_LOOKED]
    if looked is None or at - looked > LOOK_EVERY_SECONDS:
        current_app.extensions[_LOOKED] = at
        try:
            return kept.look()
        except StoreProblem:
            return kept.last_found
    return kept.last_found
