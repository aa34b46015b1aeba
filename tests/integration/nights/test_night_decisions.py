"""Which model is in use in the morning: the gates decide, and nobody is overruled."""

from dataclasses import replace
from datetime import timedelta

import pytest

from matcher.domain.access import OPERATOR
from matcher.domain.errors import Conflict
from matcher.store.engine import reading
from matcher.store.model_registry import champion, read_versions
from matcher.workflows import night as night_workflow
from matcher.workflows.models import roll_back
from matcher.workflows.suggest import suggest
from tests.integration.learning_stores import TODAY, clock, made_up_market
from tests.integration.nights.night_steps import learn, nights_of, set_gates
from tests.integration.small_market import SMALL_MARKET

MARKET = made_up_market()
FEW = frozenset(sorted(p.placement_id for p in MARKET.placements if p.ended)[:12])
FEW_OUTCOMES = replace(
    MARKET, outcomes=tuple(each for each in MARKET.outcomes if each.placement_id in FEW)
)


def test_a_promoted_model_answers_at_once_and_its_name_stands_by_the_suggestions(
    program, monkeypatch
):
    set_gates(monkeypatch, held=True)
    waiting = MARKET.participants[0].participant_id
    before = suggest(program, OPERATOR, waiting, today=TODAY, log=False)

    done = learn(program)

    after = suggest(program, OPERATOR, waiting, today=TODAY, log=False)
    assert done.promoted
    assert before.model_version == program.day_one.version
    assert after.model_version == done.version == program.model.version


def test_a_candidate_that_one_gate_stops_is_kept_for_reading_and_never_used(program, monkeypatch):
    set_gates(monkeypatch, held=False)
    done = learn(program)

    assert done.report["decision"] == "kept"
    assert "The gate better was not passed" in done.report["why"]
    assert program.model.version == program.day_one.version
    with reading(program.engine) as connection:
        assert champion(connection) is None
        assert [each.version for each in read_versions(connection)] == [done.version]


@pytest.mark.parametrize(
    ("market", "first_gate", "why"),
    [(SMALL_MARKET, [], "No outcome is known yet"), (FEW_OUTCOMES, [False], "too few")],
    ids=["none", "few"],
)
def test_where_no_or_few_outcomes_are_known_the_start_model_stays(
    sqlite_engine, program_over, market, first_gate, why
):
    done = learn(program_over(sqlite_engine, market))

    assert done.report["decision"] == "kept"
    assert [gate["held"] for gate in done.report["gates"][:1]] == first_gate
    assert why in done.report["why"]


def test_a_later_night_is_compared_with_a_champion_as_old_as_the_model_in_use(program, monkeypatch):
    set_gates(monkeypatch, held=True)
    learn(program, TODAY - timedelta(days=60))
    ages = []
    material = night_workflow.material_of
    monkeypatch.setattr(night_workflow, "material_of", lambda *a: ages.append(a[2]) or material(*a))
    learn(program)

    assert ages == [60]


def test_who_rolls_back_while_a_night_runs_has_the_last_word(program, monkeypatch):
    set_gates(monkeypatch, held=True)
    learn(program, TODAY - timedelta(days=60))

    def roll_back_at_write(step):
        if step == "write":
            roll_back(program.engine, program.in_use.folder, by="kari", now=clock())

    with pytest.raises(Conflict, match="was put in use in the place of"):
        learn(program, step=roll_back_at_write)

    assert program.model.version == program.day_one.version
    assert nights_of(program)[0].state == "failed"
