"""The model's page in words: nights, gates, figures, and what outcomes made of what was thought."""

from typing import Any

from flask_babel import format_decimal, gettext, ngettext
from flask_babel import lazy_gettext as _

from matcher.domain.outcomes import Stage
from matcher.store.nights import Night
from matcher.workflows.model_page import Move

NIGHT_STATES = {
    "running": _("Kjører nå"),
    "promoted": _("Tok i bruk en ny modell"),
    "kept": _("Beholdt modellen"),
    "failed": _("Ble ikke ferdig"),
}
GATES = {
    "rows": _("Nok utfall å dømme etter"),
    "better": _("Bedre enn modellen i bruk, med minst 80 prosent sannsynlighet"),
    "calibration": _("Sannsynlighetene er verken for skråsikre eller for forsiktige"),
    "groups": _("Ingen gruppe kommer klart dårligere ut"),
    "drift": _("Forslagene endrer seg ikke brått"),
    "findings": _("Noen har ansvar for hvert funn om en gruppe"),
}
FIGURES = {
    "placement_rate": _("Fikk plass innen 90 dager"),
    "best_value": _("Verdien av de fem beste forslagene"),
    "possible_openings": _("Antall mulige plasser"),
    "good_exposure": _("Hvor mye gode plasser vises"),
    "forecast_minus_outcome": _("Spådd minus slik det gikk"),
    "false_negative_rate": _("Gikk bra, men modellen trodde lite på det"),
    "false_positive_rate": _("Gikk dårlig, men modellen trodde på det"),
}
MODELS = {
    "candidate": _("Denne modellen"),
    "champion": _("Modellen før den"),
    "day_one": _("Startmodellen"),
    "challenger": _("Utfordreren (en modell som ikke kan forklares)"),
    "base_rate": _("Samme sjanse for alle"),
}
CAUSES = {
    "night": _("tatt i bruk av natten"),
    "promote": _("tatt i bruk for hånd"),
    "rollback": _("gått tilbake til"),
}
_GOALS = {
    Stage.SHOWS_UP: _("å møte opp"),
    Stage.COMPLETES: _("å fullføre"),
    Stage.FITS: _("å trives"),
    Stage.LEADS_TO_WORK: _("å få jobb"),
}


def move_sentence(move: Move, label: str) -> str:
    """What outcomes made of one effect, and whether that may be chance."""
    facts = {"label": label, "goal": _GOALS[move.stage]}
    if move.turned and move.prior > 0:
        said = gettext("Vi trodde «%(label)s» hjalp for %(goal)s. Det ser motsatt ut.", **facts)
    elif move.turned:
        said = gettext("Vi trodde «%(label)s» talte mot %(goal)s. Det ser motsatt ut.", **facts)
    elif move.prior == 0 and move.fitted > 0:
        said = gettext("«%(label)s» hjelper for %(goal)s. Det hadde vi ikke regnet med.", **facts)
    elif move.prior == 0:
        said = gettext("«%(label)s» taler mot %(goal)s. Det hadde vi ikke regnet med.", **facts)
    elif abs(move.fitted) > abs(move.prior):
        said = gettext("«%(label)s» betyr mer for %(goal)s enn vi trodde.", **facts)
    else:
        said = gettext("«%(label)s» betyr mindre for %(goal)s enn vi trodde.", **facts)
    # Not within an f-string, where the texts to translate are not found.
    sure = gettext("Ganske sikkert.") if move.sure else gettext("Kan være tilfeldig.")
    return f"{said} {sure}"


def night_rows(night: Night) -> str:
    """On how much a night worked; that nothing was new is said."""
    if night.rows is None:
        return ""
    rows = ngettext("%(num)d plassering", "%(num)d plasseringer", night.rows)
    new = night.new_rows or 0
    return gettext("%(rows)s, ingen nye", rows=rows) if new == 0 else (
        gettext("%(rows)s, %(new)s nye", rows=rows, new=new)
    )  # fmt: skip


def figure(estimate: dict[str, float | None] | None, form: str = "0.00") -> str:
    """A number with its interval; a dash where there is none."""
    if estimate is None or estimate.get("value") is None:
        return "–"
    value = format_decimal(estimate["value"], form)
    if estimate.get("low") is None or estimate.get("high") is None:
        return value
    low, high = (format_decimal(estimate[end], form) for end in ("low", "high"))
    return gettext("%(value)s (%(low)s til %(high)s)", value=value, low=low, high=high)


def gates_of(night: Night) -> list[dict[str, Any]]:
    """The gates of a night's report, in its order."""
    return list((night.report or {}).get("gates", ()))
