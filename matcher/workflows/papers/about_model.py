"""The papers about the model: its card, how it is to be used, its accuracy and robustness."""

from collections.abc import Iterator

from matcher.learning.fairness import DOUBT, FEWEST_JUDGED
from matcher.learning.gates import (
    FEWEST_OUTCOMES,
    FEWEST_PEOPLE,
    LEAST_PROBABILITY,
    MOST_DRIFT,
    SLOPE_FROM,
    SLOPE_TO,
)
from matcher.workflows.papers import words as w
from matcher.workflows.papers.facts import Facts
from matcher.workflows.papers.robustness import faults_table

_MODELS = {
    "candidate": "denne modellen",
    "champion": "modellen som var i bruk",
    "challenger": "boostet utfordrer (tas aldri i bruk)",
    "day_one": "startmodellen",
    "base_rate": "samme sjanse for alle",
}
_METRICS = ("log_loss", "brier", "auc", "calibration_slope")


def model_card(facts: Facts) -> str:
    """What the model is, from what, for what, and how well it does."""
    return "\n\n".join([
        w.section("Hva den er", _what(facts)),
        w.section("Hva den bygger på", _basis(facts)),
        w.section("Det modellen ser på", _features(facts)),
        w.section("Hvor godt den treffer", accuracy_table(facts)),
        w.section("Hvordan det går for hver gruppe", fairness_table(facts)),
    ])  # fmt: skip


def _what(facts: Facts) -> str:
    policy = facts.policy
    return w.points(
        f"Versjon i bruk: `{facts.model}`"
        f" ({'lært av utfall' if facts.learned else 'startmodellen, skrevet av fagfolk'}).",
        f"Modellen som registeret peker på, kan brukes: {w.yes_no(not facts.problem)}.",
        "Fire sannsynligheter for en deltaker og en plass:"
        f" {'; '.join(w.STAGES.values())}. Additive i log-odds, så hvert tall kan forklares.",
        "Verdi = møter opp × ("
        f"{w.number(policy.weight_fits, 2)} × trives + {w.number(policy.weight_completes, 2)} ×"
        f" fullfører + {w.number(policy.weight_work, 2)} × fullfører × får jobb).",
        f"Startmodellens versjon: `{facts.day_one.version}`.",
    )


def _basis(facts: Facts) -> str:
    made = facts.manifest
    if not made:
        return "Startmodellen er ikke tilpasset utfall. Størrelsene i den er fagfolks skjønn."
    lines = [
        f"Lært per {made.get('as_of', w.UNKNOWN)} av {made.get('rows', w.UNKNOWN)} plasseringer"
        f" valgt fra {' til '.join(made.get('window', [w.UNKNOWN]))}.",
        f"Filens sha256: `{made.get('sha256', w.UNKNOWN)}`.",
    ]
    lines += [
        f"Kjente utfall, {w.STAGES.get(stage, stage)}: {count}."
        for stage, count in made.get("counts", {}).items()
    ]
    return w.points(*lines)


def _features(facts: Facts) -> str:
    lines = [
        (f"`{entry.name}`", entry.label["nb"], entry.source) for entry in facts.day_one.entries
    ]
    return (
        f"{len(lines)} trekk. Navn, kjønn, alder, fødeland, hjemmespråk, diagnose, funksjons"
        "begrensninger, omsorgsplikter, ytelse og revisjonsgruppe er aldri blant dem.\n\n"
        + w.rows(("trekk", "betyr", "kilde"), lines)
    )


def accuracy_table(facts: Facts) -> str:
    """Every model's figures on what came later; unknown for the start model."""
    metrics = facts.report.get("metrics") or {}
    lines = [
        (_MODELS.get(model, model), *(w.figure(stages["pooled"].get(name)) for name in _METRICS))
        for model, stages in metrics.items()
        if stages.get("pooled")
    ]
    heading = ("modell", "log loss", "Brier", "AUC", "kalibreringsstigning")
    return (
        "Målt framover i tid: det som ble spådd, ble valgt etter dagen modellen stod på. 90 %"
        " intervall over personer i parentes.\n\n" + w.rows(heading, lines)
    )


def fairness_table(facts: Facts) -> str:
    """Every figure by group, as the latest night measured it."""
    lines = [
        (
            w.FIGURES.get(figure["figure"], figure["figure"]),
            group["group"],
            w.HIDDEN if group["people"] is None else str(group["people"]),
            w.HIDDEN if group["people"] is None else w.figure(group["value"]),
            "ja" if group["worse"] else "nei",
        )
        for figure in facts.fairness.get("figures", ())
        for group in figure["groups"]
    ]
    measured = facts.fairness.get("as_of", w.UNKNOWN)
    heading = ("tall", "gruppe", "personer", "verdi", "klart dårligere")
    return (
        f"Målt {measured}. «Klart dårligere» er minst {100 * (1 - DOUBT):.0f} % sikkert, alle"
        f" grupper og tall sett under ett, og bare for grupper på {FEWEST_JUDGED} eller flere."
        " Gruppene er aldri med i modellen.\n\n" + w.rows(heading, lines)
    )


def accuracy(facts: Facts) -> str:
    """Accuracy and robustness: figures, gates, forecasts by group, and what gives groups away."""
    return "\n\n".join([
        w.section("Treffsikkerhet", accuracy_table(facts)),
        w.section("Per utfall", _stages(facts)),
        w.section("Prøver før en modell tas i bruk", _bounds(), _gates(facts)),
        w.section("Grupper", fairness_table(facts)),
        w.section("Røper trekkene gruppen?", _proxies(facts)),
        w.section("Hva paritet ville endret (brukes aldri)", _parity(facts)),
        w.section("Netter", _nights(facts)),
        w.section("Når noe ryker", faults_table()),
    ])  # fmt: skip


def _stages(facts: Facts) -> str:
    own = (facts.report.get("metrics") or {}).get("candidate", {})
    lines = [
        (text, *(w.figure(own[stage].get(name)) for name in _METRICS))
        for stage, text in w.STAGES.items()
        if own.get(stage)
    ]
    return w.rows(("utfall", "log loss", "Brier", "AUC", "kalibreringsstigning"), lines)


def _bounds() -> str:
    return w.points(
        f"Minst {FEWEST_OUTCOMES} utfall av {FEWEST_PEOPLE} personer.",
        f"Bedre log loss med sannsynlighet minst {w.number(LEAST_PROBABILITY, 2)}.",
        f"Kalibreringsstigningens intervall overlapper {w.number(SLOPE_FROM, 2)} til"
        f" {w.number(SLOPE_TO, 2)}.",
        f"Stabilitetsindeks under {w.number(MOST_DRIFT, 2)}.",
        "Ingen gruppe klart dårligere, og ethvert funn har eier og frist.",
    )


def _gates(facts: Facts) -> str:
    lines = [
        (gate["gate"], w.yes_no(gate["held"]), _short(gate["figure"]))
        for gate in facts.report.get("gates", ())
    ]
    return w.rows(("prøve", "bestått", "tall"), lines)


def _short(value: float | None) -> str:
    """Counts without decimals, shares with three."""
    return w.number(value, 0 if value is not None and value == int(value) else 3)


def _proxies(facts: Facts) -> str:
    lines = [
        (
            each["group"],
            w.HIDDEN if each["people"] is None else str(each["people"]),
            w.figure(each["auc"]),
            ", ".join(each["strongest"] or ()) or w.UNKNOWN,
        )
        for each in facts.fairness.get("proxies", ())
    ]
    return "0,5 er å gjette.\n\n" + w.rows(("gruppe", "personer", "AUC", "røper mest"), lines)


def _parity(facts: Facts) -> str:
    under = facts.fairness.get("under_parity", {})
    changed = {each["group"]: each for each in under.get("forecasts", ())}
    lines = [
        (
            each["group"],
            w.whole(each["placed_more"]),
            w.whole(changed.get(each["group"], {}).get("forecasts_changed")),
        )
        for each in under.get("placements", ())
    ]
    return w.rows(("gruppe", "flere plassert", "spådommer som skifter side"), lines)


def _nights(facts: Facts) -> str:
    last = facts.last_night
    return w.points(
        *(f"{state}: {count}" for state, count in sorted(facts.nights.items())),
        f"Siste natt: {w.day(last.today if last else None)} ({last.state if last else w.UNKNOWN}).",
        "Feiler en natt, blir modellen i bruk stående.",
    )


def instructions(facts: Facts) -> str:
    """What the score is, what it is not, and what to do with it."""
    return "\n\n".join([
        w.section("Hva tallet er", _what(facts)),
        w.section("Hva tallet ikke er", w.points(*_is_not(facts))),
        w.section("Hvordan det brukes", w.points(
            "Forslagene er en liste å begynne med. Rådgiveren og deltakeren velger.",
            "Les grunnene og det som mangler, før du velger. `jobbsmak why` viser alt for ett par.",
            "Si nei i ett steg, med grunn. Grunnen huskes.",
            "Det samme gjelder i andre systemer som leser forslagene med kontorets nøkkel (API).",
            "Be en arbeidsgiver først når deltakeren har sagt ja til å bli foreslått der.",
            "Meld utfall. Et utfall som mangler, er ukjent, ikke en fiasko.",
        )),
    ])  # fmt: skip


def _is_not(facts: Facts) -> Iterator[str]:
    yield "Ikke en vurdering av personen, av arbeidsevne eller av rett til ytelse."
    yield "Ikke et vedtak, og ingen terskel avgjør noe."
    yield "Ikke noe arbeidsgiveren ser."
    if not facts.learned:
        yield "Ikke målte hyppigheter: startmodellen er skjønn."
        return
    slope = ((facts.report.get("metrics") or {}).get("candidate") or {}).get("pooled", {})
    yield (
        "Ikke sikkert: kalibreringsstigningen er"
        f" {w.figure(slope.get('calibration_slope'))}, der 1 er riktig."
    )
