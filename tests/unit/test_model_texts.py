"""The gates, nights and findings of the model's page are said in the reader's language."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from matcher.learning.fairness import Worse
from matcher.learning.gates import GATES
from matcher.store.nights import Night
from matcher.workflows.night_fairness import finding_text
from tests.unit.test_employer_texts import reading_in
from web import model_texts

DAY = date(2026, 3, 31)
NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)
NIGHT = Night(1, DAY, NOON, NOON, NOON, "here:1", "kept", None, 40, 0, None, "Kept.", None)
FIGURES = {"rows": 989.0, "better": 0.93, "calibration": 1.02, "groups": -0.001, "drift": 0.11}


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_every_gate_that_judged_says_what_it_saw(lang):
    with reading_in(lang):
        said = [
            model_texts.gate_said({"gate": gate, "held": True, "figure": FIGURES.get(gate, 0.0)})
            for gate in GATES
        ]
    assert all(said[:-1]) and said[-1] == ""  # no finding waits
    assert len(set(said)) == len(GATES)


def test_a_gate_that_could_not_judge_says_so():
    with reading_in("nb"):
        said = model_texts.gate_said({"gate": "better", "held": False, "figure": None})
    assert said == "Ikke prøvd: det er for lite å dømme etter."


def test_a_finding_is_read_from_the_words_that_the_night_keeps():
    text = finding_text(Worse("Nord-A", "placement_rate", 0.25, 0.5, 40))
    with reading_in("nb"):
        assert model_texts.finding_said(text) == "0,25 for de 40 i gruppen, 0,50 for alle andre."
        assert model_texts.finding_said("Written by hand.") is None


def test_a_night_without_gates_says_why():
    report = {"gates": [{"gate": "rows", "held": True}]}
    with reading_in("nb"):
        assert model_texts.night_said(NIGHT) == "Ingen nye utfall siden natten før."
        assert model_texts.night_said(replace(NIGHT, rows=0)) == "Ingen utfall er kjent ennå."
        assert model_texts.night_said(replace(NIGHT, new_rows=3)) == ""
        assert model_texts.night_said(replace(NIGHT, report=report)) == ""
        assert "stoppet" in model_texts.night_said(replace(NIGHT, state="failed"))
