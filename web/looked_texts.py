"""Who has looked at a participant, in sentences: who, what, and from which page."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matcher.domain.access import Role
from matcher.store.trail import LINK_ROLE, UNNAMED
from matcher.workflows.api_tokens import ACTOR
from matcher.workflows.audit_log import Look
from matcher.workflows.workplace.request_shown import EMPLOYER
from web.access import WORKPLACE
from web.api.table import OPERATIONS
from web.people import API, viewer
from web.templating import capital

# The pages in a reader's words, by the name of their blueprint.
PAGES: dict[str, Any] = {
    "answer_link": _("forespørselen bak en lenke"),
    "audit_looks": _("hvem som har sett"),
    "calendar": _("kalenderen"),
    "calls": _("samtaler etter plasseringen"),
    "consent_link": _("spørsmålet om navnet"),
    "caseload": _("listen over deltakere"),
    "doors": _("hva som åpner flere plasser"),
    "edit": _("opplysningene om deltakeren"),
    "employers": _("arbeidsgivere"),
    "find": _("søket"),
    "follow_ups": _("oppfølgingen"),
    "my_day": _("min dag"),
    "office_report": _("kontorets rapport"),
    "opening_fit": _("hvem en plass passer for"),
    "outbox": _("utboksen"),
    "participant": _("siden om deltakeren"),
    "placement": _("plasseringer"),
    "plan": _("planen"),
    "plan_steps": _("planen"),
    "portfolio": _("tabellen over deltakere"),
    "report": _("rapporten om en plassering"),
    "report_link": _("skjemaet bak en lenke"),
    "requests": _("forespørsler til arbeidsgivere"),
    "suggestions": _("forslagene"),
    "tastes": _("jobbsmak"),
    "together": _("se sammen"),
    "week": _("uka"),
    "why": _("hvorfor ikke denne"),
}
# What other systems ask for, by what an operation of the API is about.
_CALLS = {
    "Outcomes": PAGES["report"],
    "Requests": PAGES["requests"],
    "Suggestions": PAGES["suggestions"],
}
_TAG_OF = {each.name: each.tag for each in OPERATIONS}
_COMMAND = "jobbsmak "


def page(look: Look) -> str:
    """From where somebody looked."""
    if look.page.startswith(_COMMAND):
        return gettext("kommandoen «%(name)s»", name=look.page)
    if look.page == UNNAMED:
        return gettext("programmet selv")
    endpoint = look.page.partition(" ")[0]
    blueprint, _dot, name = endpoint.partition(".")
    if blueprint.startswith(WORKPLACE):
        return gettext("arbeidsgiverens sider")
    if blueprint == API:
        return str(_CALLS.get(_TAG_OF.get(name, ""), endpoint))
    return str(PAGES.get(blueprint, endpoint))


def who(look: Look) -> str:
    """Who looked; somebody of another office has no name here."""
    if look.role == LINK_ROLE:
        if look.actor == EMPLOYER:
            return gettext("Arbeidsgiveren, med lenke")
        by_mentor = look.actor == "mentor"
        return gettext("Mentoren, med lenke") if by_mentor else gettext("Deltakeren, med lenke")
    if look.actor.startswith(ACTOR):
        return _system(look)
    if look.role == Role.OPERATOR:
        return gettext("Den som drifter tjeneren")
    if look.role == Role.ADMINISTRATOR:
        return gettext("En administrator")
    if look.role == Role.EMPLOYER:
        return gettext("Noen hos arbeidsgiveren")
    if look.office_id != viewer().office_id:
        return gettext("Noen ved et annet kontor")
    return gettext("Du") if look.actor == viewer().name else look.actor


def _system(look: Look) -> str:
    """Another system, by whose token it came."""
    if look.role == Role.EMPLOYER:
        return gettext("Et datasystem hos arbeidsgiveren")
    if look.office_id != viewer().office_id:
        return gettext("Et datasystem ved et annet kontor")
    return gettext("Et datasystem ved kontoret")


def told(look: Look) -> str:
    """What they did, as a sentence."""
    about = {"who": who(look), "where": page(look)}
    if not look.allowed:
        return capital(gettext("%(who)s fikk ikke se: %(where)s", **about))
    if look.action == "write":
        return capital(gettext("%(who)s endret: %(where)s", **about))
    if look.action == "export":
        return capital(gettext("%(who)s hentet ut: %(where)s", **about))
    return capital(gettext("%(who)s så: %(where)s", **about))
