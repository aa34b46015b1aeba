"""What every command has: an example, and a process of its own with one line of output."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.cli import cli
from tests.integration.commands.command_steps import (
    AT,
    assert_suggestions_document,
    run,
    somebody,
)


class TestProcess:
    """One real process: what the entry point adds."""

    def run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-c", "from matcher.cli import main; main()", *arguments],
            capture_output=True,
            check=False,
            timeout=60,
            env={**os.environ, "PYTHONWARNINGS": "error", "LC_ALL": "C"},
        )

    def test_a_document_in_utf_8_and_nothing_else(self, town: Path) -> None:
        participant = somebody()["participant_id"]
        done = self.run("suggest", participant, *AT, "--json")
        assert (done.returncode, done.stderr) == (0, b"")
        found = json.loads(done.stdout.decode("utf-8"))
        assert_suggestions_document(found)
        assert done.stdout.count(b"\n") == 1

    def test_wrong_usage_is_quick_and_plain(self) -> None:
        done = self.run("suggest", "P001", "--today", "in May")
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.startswith(b"Usage: jobbsmak suggest ")
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_has_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0 and "Example:" in result.stdout
    assert f"jobbsmak {command}" in result.stdout


def test_help_has_an_example_and_names_the_store() -> None:
    shown = run("--help").stdout
    assert "Example:" in shown and "DATABASE_URL" in shown
