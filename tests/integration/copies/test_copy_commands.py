"""The commands ``backup`` and ``restore``: what they print, and how they end."""

import hashlib
import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from matcher.cli import cli
from matcher.store.migrate import REVISIONS
from tests.integration.copies.copy_steps import address


def run(engine: sa.Engine, *arguments: str) -> Result:
    return CliRunner(env={"DATABASE_URL": address(engine)}).invoke(cli, arguments)


@pytest.fixture(autouse=True)
def no_models(monkeypatch: pytest.MonkeyPatch, versions: Path) -> None:
    monkeypatch.setenv("JOBBSMAK_MODELS", str(versions))


def test_the_commands_print_one_document(filled, copies):
    made = run(filled, "backup", str(copies / "b.tar.gz"), "--json")
    assert made.exit_code == 0 and made.stdout.count("\n") == 1
    document = json.loads(made.stdout)
    assert set(document) == {
        "file", "sha256", "bytes", "made_at", "revision", "rows", "models", "models_missing",
    }  # fmt: skip
    file = Path(document["file"])
    assert document["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert document["bytes"] == file.stat().st_size and document["revision"] == REVISIONS[-1]

    done = run(filled, "restore", str(file), "--yes", "--json")
    assert done.exit_code == 0 and done.stdout.count("\n") == 1
    document = json.loads(done.stdout)
    assert set(document) == {
        "file", "store", "made_at", "revision", "rows", "models", "models_missing", "kept",
        "models_set_aside", "erased_since", "restart", "consents_unsure", "mails_unsure",
        "erased",
    }  # fmt: skip
    assert Path(document["kept"][0]).is_file()


def test_the_commands_say_in_one_line_what_cannot_be_done(store, copies):
    file = str(copies / "b.tar.gz")
    assert run(store, "backup", file).exit_code == 0
    for arguments in (("backup", file), ("restore", file), ("restore", f"{file}x", "--yes")):
        result = run(store, *arguments)
        assert result.exit_code == 1 and result.stdout == ""
        assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1
    assert run(store, "backup").exit_code == run(store, "restore", "--ja", file).exit_code == 2


def test_the_commands_say_in_words_what_was_done(store, copies):
    made = run(store, "backup", str(copies))
    assert "Copied and read back" in made.stdout and "sha256" in made.stdout
    (file,) = copies.iterdir()
    done = run(store, "restore", str(file), "--yes")
    assert done.stdout.startswith("Restored ")
    assert "What was there is kept in" in done.stderr
