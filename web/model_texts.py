"""The model's page in words: nights, gates, figures, and what outcomes made of what was thought."""

import re
from collections.abc import Mapping
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
# A finding is kept in the words of ``night_fairness.finding_text``.
_FOUND = re.compile(
    r"\w+ is (?P<value>-?[\d.]+) for the (?P<people>\d+) people of .*,"
    r" (?P<others>-?[\d.]+) for everybody else\."
)


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


def gate_said(gate: Mapping[str, Any]) -> str:
    """What a gate saw, from its figure; the report's own text is English and for operators."""
    figure, held = gate.get("figure"), gate["held"]
    if figure is None:
        return gettext("Ikke prøvd: det er for lite å dømme etter.") if not held else ""
    match gate["gate"]:
        case "rows":
            return ngettext("%(num)d kjent utfall.", "%(num)d kjente utfall.", round(figure))
        case "better":
            percent = format_decimal(100 * figure, "0")
            return gettext("Sannsynligheten er %(percent)s prosent.", percent=percent)
        case "calibration":
            slope = format_decimal(figure, "0.00")
            return gettext("Stigningen er %(slope)s. Den skal være nær 1.", slope=slope)
        case "groups":
            difference = format_decimal(figure, "+0.0000;\N{MINUS SIGN}0.0000")
            return gettext(
                "Endring i feil for gruppen som kom dårligst ut: %(difference)s. Under 0 er bedre.",
                difference=difference,
            )
        case "drift":
            drift = format_decimal(figure, "0.000")
            return gettext("Endringen er %(drift)s. Den skal være under 0,25.", drift=drift)
        case "findings" if figure:
            return ngettext("%(num)d funn venter.", "%(num)d funn venter.", round(figure))
        case _:
            return ""


def night_said(night: Night) -> str:
    """Why a night without gates ended as it did; nothing where its gates say it."""
    if night.state == "failed":
        return gettext("Natten stoppet før den var ferdig. Modellen som var i bruk, er i bruk.")
    if night.state != "kept" or gates_of(night):
        return ""
    if not night.rows:
        return gettext("Ingen utfall er kjent ennå.")
    return gettext("Ingen nye utfall siden natten før.") if not night.new_rows else ""


def finding_said(text: str) -> str | None:
    """A finding's sentence in the reader's language; None where ``text`` is in other words."""
    found = _FOUND.fullmatch(text)
    if found is None:
        return None
    value, others = (format_decimal(float(found[name]), "0.00") for name in ("value", "others"))
    return gettext(
        "%(value)s for de %(people)s i gruppen, %(others)s for alle andre.",
        value=value, people=found["people"], others=others,
    )  # fmt: skip


def gates_of(night: Night) -> list[dict[str, Any]]:
    """The gates of a night's report, in its order."""
    return list((night.report or {}).get("gates", ()))
