"""A night of learning, from the store to the model in use, and everything that it says."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from matcher.cli import cli
from matcher.domain.access import OPERATOR
from matcher.domain.errors import Conflict
from matcher.domain.outcomes import Outcome, Reporter, Stage
from matcher.learning.gates import GATES
from matcher.learning.registry import CARD, MANIFEST, MODEL, kept_versions
from matcher.learning.stages import predict_stages
from matcher.ranking.model import probabilities
from matcher.store.engine import open_store, reading, writing
from matcher.store.model_registry import champion, read_versions
from matcher.store.nights import claim_night, read_nights
from matcher.store.writers import upsert_market, upsert_rows
from matcher.workflows import night as night_workflow
from matcher.workflows.demo import learn_once
from matcher.workflows.learned_model import log_odds_of
from matcher.workflows.models import roll_back
from matcher.workflows.night import run_night
from matcher.workflows.night_candidate import Judged, fit_candidate
from matcher.workflows.night_messages import MESSAGES
from matcher.workflows.night_rows import material_of, night_rows
from matcher.workflows.night_state import STEPS, Ears
from matcher.workflows.open_store import ROOT
from matcher.workflows.program import Program
from matcher.workflows.suggest import suggest
from tests.integration.learning_stores import (
    TODAY,
    clock,
    copied_store,
    made_up_market,
    make_template,
    program_on,
)

RUNBOOK = (ROOT / "models" / "NIGHT.md").read_text(encoding="utf-8")
MARKET = made_up_market()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("learning"))


@pytest.fixture
def url(template: Path, tmp_path: Path) -> str:
    return copied_store(template, tmp_path)


@pytest.fixture
def program(url: str, tmp_path: Path) -> Iterator[Program]:
    opened = program_on(url, tmp_path / "versions")
    yield opened
    opened.engine.dispose()


def nights_of(program):
    with reading(program.engine) as connection:
        return read_nights(connection)


def letting_through(passed):
    """The night's judgement, with every gate open or one shut."""
    judge = night_workflow.judge

    def judged(*given):
        found = judge(*given)
        gates = tuple(replace(gate, held=passed) for gate in found.gates)
        return Judged(gates, found.figures, found.notes)

    return judged


def test_a_night_tells_its_report_its_folder_and_the_registry_the_same(program):
    heard: list[str] = []
    done = run_night(program, today=TODAY, clock=clock, ears=Ears(step=heard.append))

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
    done = run_night(program, today=TODAY, clock=clock)
    card = (program.in_use.folder / str(done.version) / CARD).read_text(encoding="utf-8")

    assert card.startswith("# Model made ")
    for heading in ("What it is for", "Known outcomes", "How well it forecasts", "Gates",
                    "What was learned that was not expected", "Audit groups"):  # fmt: skip
        assert f"## {heading}" in card
    assert done.report["why"] in card


def test_a_promoted_model_answers_at_once_and_its_name_stands_by_the_suggestions(
    program, monkeypatch
):
    monkeypatch.setattr(night_workflow, "judge", letting_through(True))
    waiting = MARKET.participants[0].participant_id
    before = suggest(program, OPERATOR, waiting, today=TODAY, log=False)

    done = run_night(program, today=TODAY, clock=clock)

    after = suggest(program, OPERATOR, waiting, today=TODAY, log=False)
    assert done.promoted
    assert before.model_version == program.day_one.version
    assert after.model_version == done.version == program.model.version


def test_a_candidate_that_one_gate_stops_is_kept_for_reading_and_never_used(program, monkeypatch):
    monkeypatch.setattr(night_workflow, "judge", letting_through(False))
    done = run_night(program, today=TODAY, clock=clock)

    assert done.report["decision"] == "kept"
    assert "The gate better was not passed" in done.report["why"]
    assert program.model.version == program.day_one.version
    with reading(program.engine) as connection:
        assert champion(connection) is None
        assert [each.version for each in read_versions(connection)] == [done.version]


def test_a_second_night_with_nothing_new_says_so_and_makes_nothing(program):
    first = run_night(program, today=TODAY, clock=clock)
    heard: list[str] = []
    again = run_night(program, today=TODAY, clock=clock, ears=Ears(message=heard.append))

    assert (again.version, again.report["new_rows"]) == (None, 0)
    assert "Zero new rows" in again.report["why"]
    assert again.report["why"] in heard
    assert kept_versions(program.in_use.folder) == (first.version,)


def test_one_new_answer_is_one_new_row_also_when_it_is_of_an_earlier_day(program):
    run_night(program, today=TODAY, clock=clock)
    rows = night_rows(program, TODAY)
    silent = {p.placement_id for p in MARKET.placements} - {o.placement_id for o in MARKET.outcomes}
    ended = [p for p in MARKET.placements if p.ended and p.placement_id in silent]
    answer = Outcome(
        ended[0].placement_id, Reporter.MENTOR, ended[0].ended + timedelta(days=1), showed_up=True
    )
    with writing(program.engine) as connection:
        upsert_rows(connection, "outcomes", [answer])

    assert (rows.same, rows.new) == (True, 0)
    more = night_rows(program, TODAY)
    assert (more.same, more.new) == (False, 1)


def test_a_later_night_is_compared_with_a_champion_as_old_as_the_model_in_use(program, monkeypatch):
    monkeypatch.setattr(night_workflow, "judge", letting_through(True))
    run_night(program, today=TODAY - timedelta(days=60), clock=clock)
    ages = []
    material = night_workflow.material_of
    monkeypatch.setattr(night_workflow, "material_of", lambda *a: ages.append(a[2]) or material(*a))
    run_night(program, today=TODAY, clock=clock)

    assert ages == [60]


def test_the_same_store_gives_the_same_model_to_the_bit(template, tmp_path):
    models = []
    for name in ("one", "two"):
        program = program_on(copied_store(template, tmp_path / name), tmp_path / name / "versions")
        done = run_night(program, today=TODAY, clock=clock)
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
    done = run_night(program, today=TODAY, clock=clock)
    with reading(program.engine) as connection:
        (kept,) = read_versions(connection)

    assert not any("audit" in name or "group" in name for name in kept.manifest["columns"])
    assert done.report["groups"]


def test_without_any_outcome_the_start_model_stays(sqlite_engine, small_market, tmp_path):
    with writing(sqlite_engine) as connection:
        upsert_market(connection, small_market)
    program = program_on(sqlite_engine.url.render_as_string(), tmp_path / "versions")
    done = run_night(program, today=TODAY, clock=clock)

    assert done.report["decision"] == "kept"
    assert "No outcome is known yet" in done.report["why"]
    program.engine.dispose()


def test_few_outcomes_make_a_candidate_that_the_first_gate_stops(sqlite_engine, tmp_path):
    few = frozenset(p.placement_id for p in MARKET.placements if p.ended)
    some = set(sorted(few)[:12])
    with writing(sqlite_engine) as connection:
        upsert_market(
            connection,
            replace(MARKET, outcomes=tuple(o for o in MARKET.outcomes if o.placement_id in some)),
        )
    program = program_on(sqlite_engine.url.render_as_string(), tmp_path / "versions")
    done = run_night(program, today=TODAY, clock=clock)

    assert done.report["decision"] == "kept"
    assert done.report["gates"][0]["held"] is False
    assert "too few" in done.report["why"]
    program.engine.dispose()


def test_a_night_runs_on_either_database(store_url, tmp_path):
    engine = open_store(store_url)
    with writing(engine) as connection:
        upsert_market(connection, MARKET)
    engine.dispose()
    program = program_on(store_url, tmp_path / "versions")
    done = run_night(program, today=TODAY, clock=clock)

    assert done.version is not None
    assert nights_of(program)[0].report == done.report
    program.engine.dispose()


def test_an_error_in_the_fit_marks_the_night_failed_and_the_next_one_says_so(program, monkeypatch):
    def broken(*given):
        raise MemoryError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(night_workflow, "fit_candidate", broken)
        with pytest.raises(MemoryError):
            run_night(program, today=TODAY, clock=clock)
    (failed,) = nights_of(program)
    heard: list[str] = []
    done = run_night(program, today=TODAY, clock=clock, ears=Ears(message=heard.append))

    assert failed.state == "failed"
    assert "failed at fit: MemoryError: no room" in str(failed.message)
    assert any("The night before did not come to its end" in text for text in heard)
    assert done.version is not None


def test_who_rolls_back_while_a_night_runs_has_the_last_word(program, monkeypatch):
    monkeypatch.setattr(night_workflow, "judge", letting_through(True))
    run_night(program, today=TODAY - timedelta(days=60), clock=clock)

    def roll_back_at_write(step):
        if step == "write":
            roll_back(program.engine, program.in_use.folder, by="kari", now=clock())

    with pytest.raises(Conflict, match="was put in use in the place of"):
        run_night(program, today=TODAY, clock=clock, ears=Ears(step=roll_back_at_write))

    assert program.model.version == program.day_one.version
    assert nights_of(program)[0].state == "failed"


def test_while_one_night_runs_another_says_who_runs_it_since_when(program):
    began = datetime.now(UTC)
    claim_night(program.engine, TODAY, "another-machine:4711", began)

    with pytest.raises(Conflict, match=rf"another-machine:4711, since {began:%Y-%m-%d %H:%M}"):
        run_night(program, today=TODAY, clock=clock)
    assert [night.state for night in nights_of(program)] == ["running"]


def run_cli(url: str, versions: Path, *arguments: str):
    environment = {"DATABASE_URL": url, "JOBBSMAK_MODELS": str(versions)}
    return CliRunner().invoke(cli, ["train", "--today", str(TODAY), *arguments], env=environment)


def test_the_command_prints_one_document_and_its_steps_on_standard_error(url, tmp_path):
    result = run_cli(url, tmp_path / "versions", "--json")

    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert result.stdout.count("\n") == 1
    assert document["decision"] in ("promoted", "kept")
    for number, step in enumerate(STEPS, start=1):
        assert f"[{number}/{len(STEPS)}] {step}" in result.stderr
    assert "Day 5 of 5 is forecast." in result.stderr


def test_the_command_says_decision_gates_and_losses(url, tmp_path):
    result = run_cli(url, tmp_path / "versions")

    assert result.exit_code == 0
    assert re.match(r"(Promoted|Kept): ", result.stdout)
    for words in (*GATES, "candidate", "champion", "challenger", "day_one", "base_rate"):
        assert words in result.stdout


def test_the_command_fails_with_one_line_while_another_night_runs(url, tmp_path):
    engine = open_store(url)
    claim_night(engine, TODAY, "another-machine:4711", datetime.now(UTC))
    engine.dispose()
    result = run_cli(url, tmp_path / "versions", "--json")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "A night is running already: another-machine:4711" in result.stderr


def test_the_demo_learns_once(program):
    said: list[str] = []
    for _ in range(2):
        learn_once(program, today=TODAY, clock=clock, report=said.append)

    assert len(nights_of(program)) == 1
    assert re.match(r"(Promoted|Kept): ", said[-1])


@pytest.mark.parametrize("key", MESSAGES)
def test_every_message_of_the_night_has_an_entry_in_the_runbook(key):
    assert f"### `{key}`\n" in RUNBOOK


@pytest.mark.parametrize("key", MESSAGES)
def test_every_message_is_said_somewhere(key):
    said = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("workflows", "cli")
        for path in (ROOT / "matcher" / folder).glob("*.py")
        if path.name != "night_messages.py"
    )
    assert f'"{key}"' in said


def test_the_runbook_has_no_entry_for_a_message_that_is_gone():
    assert set(re.findall(r"^### `(\w+)`$", RUNBOOK, re.MULTILINE)) == set(MESSAGES)


@pytest.mark.parametrize("word", [*STEPS, *GATES])
def test_the_runbook_explains_every_step_and_every_gate(word):
    assert f"| `{word}` |" in RUNBOOK


def test_the_store_of_these_tests_holds_what_the_gates_need(program: Program):
    with reading(program.engine) as connection:
        ended = connection.execute(
            sa.text("SELECT COUNT(*) FROM placements WHERE status = 'ended'")
        ).scalar_one()
    assert ended > 120
