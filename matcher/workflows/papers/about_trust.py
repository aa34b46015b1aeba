"""The papers about trust: the risk register and the log."""

from datetime import timedelta

from matcher.learning.gates import SLOPE_FROM, SLOPE_TO
from matcher.store.paper_counts import FIRST
from matcher.workflows.last_backup import OLD_AFTER
from matcher.workflows.night_watch import OVERDUE_AFTER
from matcher.workflows.papers import words as w
from matcher.workflows.papers.about_doors import (
    complaint_risk,
    log_by_role,
    mail_risk,
    token_risk,
)
from matcher.workflows.papers.about_people import FILL_IN, findings_table
from matcher.workflows.papers.facts import Facts

Risk = tuple[str, str, str, str]
_WELL, _LOOK = "som den skal", "**se på**"


def risk_register(facts: Facts) -> str:
    """Each risk with what is measured of it today; who owns a risk is not known here."""
    risks = [
        _groups(facts), _waiting(facts), _proxy(facts), _calibration(facts), _nights(facts),
        _followed(facts), _reports(facts), _chain(facts), _backup(facts), _overdue(facts),
        *map(_at_the_doors, (complaint_risk(facts), mail_risk(facts), token_risk(facts))),
    ]  # fmt: skip
    heading = ("risiko", "måles ved", "i dag", "status")
    return "\n\n".join([
        w.section("Risikoer", w.rows(heading, risks)),
        w.section("Funn om grupper", findings_table(facts)),
        w.section("Eier av hver risiko, og restrisiko", FILL_IN),
    ])  # fmt: skip


def _status(fine: bool | None) -> str:
    return w.UNKNOWN if fine is None else _WELL if fine else _LOOK


def _at_the_doors(risk: tuple[str, str, str, bool]) -> Risk:
    what, measure, today, fine = risk
    return what, measure, today, _status(fine)


def _groups(facts: Facts) -> Risk:
    worse = None
    if facts.fairness:
        worse = sum(g["worse"] for f in facts.fairness["figures"] for g in f["groups"])
    today = w.UNKNOWN if worse is None else str(worse)
    fine = None if worse is None else not worse
    return ("En gruppe kommer dårligere ut", "grupper og tall som er klart dårligere", today,
            _status(fine))  # fmt: skip


def _waiting(facts: Facts) -> Risk:
    return ("Ingen ser på et funn", "åpne funn uten eier eller frist", str(facts.waiting),
            _status(not facts.waiting))  # fmt: skip


def _proxy(facts: Facts) -> Risk:
    known = [
        each["auc"] for each in facts.fairness.get("proxies", ()) if each["auc"]["low"] is not None
    ]
    most = max(known, key=lambda auc: auc["value"], default=None)
    fine = None if most is None else bool(most["low"] <= 0.5)
    return ("Trekkene står i stedet for en gruppe", "høyeste AUC; 0,5 er å gjette",
            w.figure(most), _status(fine))  # fmt: skip


def _calibration(facts: Facts) -> Risk:
    own = ((facts.report.get("metrics") or {}).get("candidate") or {}).get("pooled") or {}
    slope = own.get("calibration_slope")
    fine = None
    if slope and slope.get("low") is not None:
        fine = slope["low"] <= SLOPE_TO and slope["high"] >= SLOPE_FROM
    return ("Sannsynlighetene er for skråsikre", "kalibreringsstigning", w.figure(slope),
            _status(fine))  # fmt: skip


def _nights(facts: Facts) -> Risk:
    last = facts.last_night
    ended = None if last is None else last.finished_at
    fine = None if ended is None else facts.now - ended <= OVERDUE_AFTER
    return ("Modellen blir gammel", "siste natt som ble ferdig", w.day(ended), _status(fine))


def _followed(facts: Facts) -> Risk:
    choices = facts.counts.choices
    known = [count for count in choices.values() if count is not None]
    # Below a few dozen choices a share says nothing.
    if len(known) < len(choices) or sum(known) < 30:
        return ("Forslaget følges blindt", "andel valg av det øverste", w.UNKNOWN, w.UNKNOWN)
    first = choices.get(FIRST) or 0
    return ("Forslaget følges blindt", "andel valg av det øverste", w.share(first, sum(known)),
            _status(first < 0.9 * sum(known)))  # fmt: skip


def _reports(facts: Facts) -> Risk:
    ended, reported = facts.counts.ended, facts.counts.reported
    fine = reported >= ended / 2 if ended else None
    return ("Utfall meldes ikke", "avsluttede plasseringer med rapport", w.share(reported, ended),
            _status(fine))  # fmt: skip


def _chain(facts: Facts) -> Risk:
    whole = facts.chain.problem is None
    return ("Noen endrer loggen", "kjeden er hel", w.yes_no(whole), _status(whole))


def _backup(facts: Facts) -> Risk:
    made = facts.backup
    fine = None if made is None else facts.now - made <= OLD_AFTER
    return ("Data går tapt", "siste kopi", w.day(made), _status(fine))


def _overdue(facts: Facts) -> Risk:
    count = facts.overdue_people
    today = w.whole(None if 0 < count < 5 else count)
    return ("Data beholdes for lenge", "personer over tiden sin", today, _status(not count))


def log_paper(facts: Facts) -> str:
    """What is logged, how it is protected, and whether it is whole today."""
    chain = facts.chain
    return "\n\n".join([
        w.section("Hva som logges", w.points(
            "Hvem som så eller endret hvem, når, fra hvilken side eller kommando, tillatt eller"
            " nektet. Deltakeren står ved et sammendrag med egen nøkkel, som ødelegges når personen"
            " slettes. Også arbeidsgivere, den som åpner en lenke, og andre systemer (`api:` og"
            " nøkkelens nummer).",
            "Hver forslagsliste: hva som sto hvor, med hvilken modell og sannsynlighet.",
            "Hver natt og hver modell som ble tatt i bruk.",
        )),
        w.section("I dag", w.rows(("logg", "rader"), [
            (f"`{name}`", str(facts.rows.get(name, 0)))
            for name in ("audit_log", "suggestion_lists", "suggestions_shown", "nights",
                         "model_versions", "model_promotions", "placement_events")
        ])),
        w.section("Hvem som står i loggen", log_by_role(facts)),
        w.section("Er loggen hel?", w.points(
            f"Kjeden ble sjekket nå: {w.yes_no(chain.problem is None)}, {chain.rows} rader.",
            f"Anker: `{chain.anchor}`. Skriv det ned et annet sted;"
            " `jobbsmak audit verify --anchor` sjekker mot det.",
        )),
        w.section("Hvor lenge", w.points(
            f"Forslagslister: {facts.retention.suggestion_lists_months} måneder.",
            "Loggen over hvem som så hvem har ingen frist: den er én kjede. Når personen slettes,"
            " peker radene på ingen.",
            f"Natten regnes som uteblitt etter {_hours(OVERDUE_AFTER)} timer.",
        )),
    ])  # fmt: skip


def _hours(length: timedelta) -> int:
    return round(length.total_seconds() / 3600)
