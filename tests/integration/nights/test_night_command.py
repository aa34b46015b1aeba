"""The night as an operator meets it: the command ``train``, and what the demo says of it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matcher.cli import cli
from matcher.learning.gates import GATES
from matcher.store.nights import claim_night
from matcher.workflows.demo import learn_once
from matcher.workflows.night_state import STEPS
from tests.integration.learning_stores import TODAY, clock
from tests.integration.nights.night_steps import nights_of


@pytest.fixture
def train(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Calls the command on the store to learn from."""
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("JOBBSMAK_MODELS", str(tmp_path / "versions"))

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["train", "--today", str(TODAY), *arguments])

    return call


def test_the_command_prints_one_document_and_its_steps_on_standard_error(train):
    result = train("--json")

    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert result.stdout.count("\n") == 1
    assert document["decision"] in ("promoted", "kept")
    for number, step in enumerate(STEPS, start=1):
        assert f"[{number}/{len(STEPS)}] {step}" in result.stderr
    assert "Day 5 of 5 is forecast." in result.stderr


def test_the_command_says_decision_gates_and_losses(train):
    result = train()

    assert result.exit_code == 0
    assert re.match(r"(Promoted|Kept): ", result.stdout)
    for words in (*GATES, "candidate", "champion", "challenger", "day_one", "base_rate"):
        assert words in result.stdout


def test_the_command_fails_with_one_line_while_another_night_runs(train, program):
    claim_night(program.engine, TODAY, "another-machine:4711", datetime.now(UTC))
    result = train("--json")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "A night is running already: another-machine:4711" in result.stderr


def test_the_demo_learns_once(program):
    said: list[str] = []
    for _ in range(2):
        learn_once(program, today=TODAY, clock=clock, report=said.append)

    assert len(nights_of(program)) == 1
    assert re.match(r"(Promoted|Kept): ", said[-1])
