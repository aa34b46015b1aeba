"""Use case: the papers that regulators ask for, written from what is true today (``papers``).

Each says from where and of what day its figures are. Nothing in them is typed that could be
measured, what is not known is said to be unknown, and no person is named.
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from matcher.domain.errors import BadInput
from matcher.exchange.writing import replace_file
from matcher.workflows.papers.about_model import accuracy, instructions, model_card
from matcher.workflows.papers.about_people import data_sheet, impact_assessment, oversight
from matcher.workflows.papers.about_trust import log_paper, risk_register
from matcher.workflows.papers.facts import Facts, read_facts
from matcher.workflows.papers.words import day
from matcher.workflows.program import Program

PAPERS: dict[str, tuple[str, Callable[[Facts], str]]] = {
    "modellkort.md": ("Modellkort", model_card),
    "datablad.md": ("Datablad", data_sheet),
    "risikoregister.md": ("Risikoregister", risk_register),
    "bruksanvisning.md": ("Bruksanvisning: hva tallet er, og hva det ikke er", instructions),
    "menneskelig-kontroll.md": ("Menneskelig kontroll", oversight),
    "logging.md": ("Logging", log_paper),
    "noyaktighet-og-robusthet.md": ("Nøyaktighet og robusthet", accuracy),
    "personvernkonsekvenser.md": ("Vurdering av personvernkonsekvenser", impact_assessment),
}


def write_papers(program: Program, folder: Path, *, today: date, now: datetime) -> tuple[str, ...]:
    """Write every paper into ``folder``, each whole or not at all; answers their names.

    All are made before the first is written. BadInput where the folder cannot be written to.
    """
    facts = read_facts(program, today=today, now=now)
    texts = {name: paper(facts, title, make) for name, (title, make) in PAPERS.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            replace_file(folder / name, text.encode())
    except OSError as problem:
        raise BadInput(f"Cannot write to {folder}: {problem.strerror or problem}.") from problem
    return tuple(texts)


def paper(facts: Facts, title: str, make: Callable[[Facts], str]) -> str:
    """One paper: its title, its sources and date, and what it says."""
    measured = facts.fairness.get("as_of")
    sources = (
        f"Skrevet {day(facts.today)} av `jobbsmak papers` (versjon {facts.program}) fra lageret"
        f" ({facts.database}), modellregisteret (modell `{facts.model}`) og innstillingene i"
        " `models/`. Tall om grupper: natten"
        f" {day(date.fromisoformat(measured)) if measured else 'ukjent'}."
        " Det programmet ikke kan vite, står som ukjent. Endre ikke for hånd: skriv på nytt."
    )
    made_up = (
        "\n\n**Alle personer og tall her er oppdiktet (simulering).**" if facts.made_up else ""
    )
    return f"# {title}\n\n{sources}{made_up}\n\n{make(facts)}\n"
