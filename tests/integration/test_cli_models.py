"""The commands ``models`` and ``doctor``: documents, plain lines, exits."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from matcher.cli import cli
from matcher.store.model_registry import DAY_ONE
from tests.integration.learned_models import keep_model, keep_night

NOW = datetime.now(UTC).replace(microsecond=0)
KEYS = {"version", "made_at", "in_use", "rows", "problem", "promotions"}


@pytest.fixture
def versions(tmp_path: Path, store: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of models, which the environment names with the store."""
    folder = tmp_path / "versions"
    monkeypatch.setenv("DATABASE_URL", str(store.url))
    monkeypatch.setenv("JOBBSMAK_MODELS", str(folder))
    return folder


@pytest.fixture
def two(store: sa.Engine, versions: Path) -> tuple[str, str]:
    """Yesterday's model, and the one in use."""
    first = keep_model(store, versions, 1, NOW - timedelta(days=1))
    return first.version, keep_model(store, versions, 2, NOW).version


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def document(*arguments: str, code: int = 0) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == code, result.output
    assert result.stderr == "" and result.stdout.count("\n") == 1
    return json.loads(result.stdout)


def test_models_are_listed_with_the_one_in_use(two):
    listed = document("models", "list")["models"]
    assert [each["version"] for each in listed] == [two[1], two[0], DAY_ONE]
    assert [each["in_use"] for each in listed] == [True, False, False]
    assert set(listed[0]) == KEYS and listed[0]["rows"] == 412 and listed[0]["problem"] is None
    assert f"* {two[1]}" in run("models", "list").stdout


def test_a_store_without_models_uses_the_start_model(versions):
    assert document("models", "list")["models"] == [
        {"version": DAY_ONE, "made_at": None, "in_use": True, "rows": None, "problem": None,
         "promotions": []}
    ]  # fmt: skip


def test_a_model_is_shown_with_its_manifest(two):
    shown = document("models", "show", two[0])
    assert set(shown) == KEYS | {"manifest"}
    assert shown["manifest"]["version"] == two[0]
    assert shown["promotions"][0]["cause"] == "night"
    plain = run("models", "show", two[0]).stdout
    assert "night by night" in plain and "sha256" in plain
    assert document("models", "show", DAY_ONE)["manifest"] is None


def test_an_unknown_model_is_refused_in_one_line(versions):
    for command in ("show", "promote"):
        result = run("models", command, "V9")
        assert result.exit_code == 1 and result.stdout == ""
        assert result.stderr == (
            'Error: There is no model "V9"; `jobbsmak models list` names them all.\n'
        )


def test_going_back_and_putting_in_use_again(two):
    assert document("models", "rollback") == {
        "before": two[1], "version": two[0], "passed_over": []
    }  # fmt: skip
    assert document("models", "promote", two[1])["version"] == two[1]
    again = run("models", "promote", two[1])
    assert again.exit_code == 1 and "in use already" in again.stderr
    assert "In use from now on: day-one" in run("models", "promote", DAY_ONE).stdout
    assert [p["cause"] for p in document("models", "show", two[1])["promotions"]] == [
        "night", "promote",
    ]  # fmt: skip


def test_going_back_with_nothing_before_ends_with_1(versions):
    result = run("models", "rollback")
    assert result.exit_code == 1
    assert result.stderr == "Error: The start model is in use; there is no model before it.\n"


def test_going_back_loads_neither_model_nor_number_library(two):
    """As long as these stay out, it takes well under a second."""
    code = (
        "import sys; from matcher.cli import cli\n"
        "try: cli(['models', 'rollback'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "assert not {'sklearn', 'scipy', 'numpy', 'joblib', 'pandas'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert two[0] in done.stdout


def test_the_doctor_finds_a_healthy_store_well(two, store):
    keep_night(store, NOW, "kept")
    found = document("doctor")
    assert found["well"]
    assert {each["check"] for each in found["findings"]} == {
        "store", "audit", "model", "night", "settings", "folder", "backup", "disk",
    }  # fmt: skip
    assert any(two[1] in each["text"] for each in found["findings"])
    assert any("412 placements, 7 of them new" in each["text"] for each in found["findings"])


def test_the_doctor_ends_with_1_and_names_the_runbook(two, versions):
    shutil.rmtree(versions / two[1])
    found = document("doctor", code=1)
    assert not found["well"]
    plain = run("doctor")
    assert plain.exit_code == 1 and "[models/DOCTOR.md#model-not-opened]" in plain.stdout
    assert "Traceback" not in plain.output


@pytest.mark.parametrize(
    ("name", "says"),
    [("DATABASE_URL", "There is no store"), ("nonsense", "does not name a store")],
)
def test_the_doctor_says_what_is_wrong_with_a_store(name, says, versions, tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path}/none.db" if name == "DATABASE_URL" else name
    monkeypatch.setenv("DATABASE_URL", url)
    assert says in document("doctor", code=1)["findings"][0]["text"]


def test_the_doctor_finds_a_damaged_store(versions, store, tmp_path):
    keep_night(store, NOW, "kept")
    with store.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.dispose()
    path = Path(str(store.url.database))
    content = bytearray(path.read_bytes())
    for place in range(4096 * 5, len(content), 4096):
        content[place : place + 64] = b"\xff" * 64
    path.write_bytes(content)
    found = document("doctor", code=1)["findings"][0]
    assert found["check"] == "store" and found["state"] == "wrong"


def test_an_overdue_night_is_overdue_by_the_limit_that_is_given(store, versions):
    keep_night(store, NOW - timedelta(hours=30), "kept")
    found = document("doctor", code=1)["findings"]
    assert "night-overdue" in {each["entry"] for each in found}
    assert document("doctor", "--overdue-after", "48")["well"]
