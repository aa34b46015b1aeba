"""A night of learning, from the store to the model in use, and what it keeps of itself."""

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import sqlalchemy as sa

from matcher.domain.errors import Conflict
from matcher.domain.outcomes import Outcome, Reporter, Stage
from matcher.learning.gates import GATES
from matcher.learning.registry import CARD, MANIFEST, MODEL, kept_versions
from matcher.learning.stages import predict_stages
from matcher.ranking.model import probabilities
from matcher.store.engine import reading, writing
from matcher.store.model_registry import read_versions
from matcher.store.nights import claim_night
from matcher.store.writers import upsert_rows
from matcher.workflows import night as night_workflow
from matcher.workflows.learned_model import log_odds_of
from matcher.workflows.night_candidate import fit_candidate
from matcher.workflows.night_rows import material_of, night_rows
from matcher.workflows.night_state import STEPS
from tests.integration.learning_stores import TODAY, copied_store, made_up_market, program_on
from tests.integration.nights.night_steps import learn, nights_of

MARKET = made_up_market()


def test_the_store_of_these_tests_holds_what_the_gates_need(program):
    with reading(program.engine) as connection:
        ended = connection.execute(
            sa.text("SELECT COUNT(*) FROM placements WHERE status = 'ended'")
        ).scalar_one()
    assert ended > 120


def test_a_night_tells_its_report_its_folder_and_the_registry_the_same(program):
    heard: list[str] = []
    done = learn(program, step=heard.append)

    assert tuple(heard) == STEPS
    report = done.report
    assert report["rows"] == report["new_rows"] > 100
    assert [gate["gate"] for gate in report["gates"]] == list(GATES)
    assert set(report["metrics"]["candidate"]) >= {"pooled", *map(str, Stage)}
    folder = program.in_use.folder / str(done.version)
    assert {path.name for path in folder.iterdir()} == {MODEL, MANIFEST, CARD}
    manifest = json.loads((folder / MANIFEST).read_text())
    with reading(program.engine) as connection:
        (kept,) = read_versions(connection)
    assert kept.manifest == manifest
    assert kept.sha256 == manifest["sha256"]
    assert manifest["report"] == report
    assert (manifest["as_of"], manifest["rows"]) == (TODAY.isoformat(), report["rows"])
    (night,) = nights_of(program)
    assert (night.state, night.version, night.rows) == (
        report["decision"], done.version, report["rows"],
    )  # fmt: skip
    assert night.report == report


def test_the_card_can_be_read_by_a_person(program):
    done = learn(program)
    card = (program.in_use.folder / str(done.version) / CARD).read_text(encoding="utf-8")

    assert card.startswith("# Model made ")
    for heading in ("What it is for", "Known outcomes", "How well it forecasts", "Gates",
                    "What was learned that was not expected", "Audit groups"):  # fmt: skip
        assert f"## {heading}" in card
    assert done.report["why"] in card


def test_a_second_night_with_nothing_new_says_so_and_makes_nothing(program):
    first = learn(program)
    heard: list[str] = []
    again = learn(program, message=heard.append)

    assert (again.version, again.report["new_rows"]) == (None, 0)
    assert "Zero new rows" in again.report["why"]
    assert again.report["why"] in heard
    assert kept_versions(program.in_use.folder) == (first.version,)


def test_one_new_answer_is_one_new_row_also_when_it_is_of_an_earlier_day(program):
    learn(program)
    rows = night_rows(program, TODAY)
    silent = {p.placement_id for p in MARKET.placements} - {o.placement_id for o in MARKET.outcomes}
    one = next(p for p in MARKET.placements if p.ended and p.placement_id in silent)
    answer = Outcome(
        one.placement_id, Reporter.MENTOR, one.ended + timedelta(days=1), showed_up=True
    )
    with writing(program.engine) as connection:
        upsert_rows(connection, "outcomes", [answer])

    assert (rows.same, rows.new) == (True, 0)
    more = night_rows(program, TODAY)
    assert (more.same, more.new) == (False, 1)


def test_the_same_store_gives_the_same_model_to_the_bit(template, tmp_path):
    models = []
    for name in ("one", "two"):
        program = program_on(copied_store(template, tmp_path / name), tmp_path / name / "versions")
        done = learn(program)
        models.append((program.in_use.folder / str(done.version) / MODEL).read_bytes())
        program.engine.dispose()

    assert models[0] == models[1]


def test_the_model_that_is_put_in_use_forecasts_as_the_fit_does(program):
    material = material_of(program, night_rows(program, TODAY), None)
    candidate = fit_candidate(program, material)

    by_model = probabilities(log_odds_of(candidate.model, material.rows))
    by_fit = predict_stages(candidate.fitted, material.columns, material.rows.groups)
    assert np.allclose(by_model, by_fit)


def test_the_audit_group_is_no_column_of_a_model(program):
    done = learn(program)
    with reading(program.engine) as connection:
        (kept,) = read_versions(connection)

    assert not any("audit" in name or "group" in name for name in kept.manifest["columns"])
    assert done.report["groups"]


def test_a_night_runs_on_either_database(engine, program_over):
    program = program_over(engine, MARKET)
    done = learn(program)

    assert done.version is not None
    assert nights_of(program)[0].report == done.report


def test_an_error_in_the_fit_marks_the_night_failed_and_the_next_one_says_so(program, monkeypatch):
    def broken(*_given):
        raise MemoryError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(night_workflow, "fit_candidate", broken)
        with pytest.raises(MemoryError):
            learn(program)
    (failed,) = nights_of(program)
    heard: list[str] = []
    done = learn(program, message=heard.append)

    assert failed.state == "failed"
    assert "failed at fit: MemoryError: no room" in str(failed.message)
    assert any("The night before did not come to its end" in text for text in heard)
    assert done.version is not None


def test_while_one_night_runs_another_says_who_runs_it_since_when(program):
    began = datetime.now(UTC)
    claim_night(program.engine, TODAY, "another-machine:4711", began)

    with pytest.raises(Conflict, match=rf"another-machine:4711, since {began:%Y-%m-%d %H:%M}"):
        learn(program)
    assert [night.state for night in nights_of(program)] == ["running"]
