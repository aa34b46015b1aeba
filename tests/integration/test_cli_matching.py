"""The commands about matching, as a user or a script meets them: documents, exits, plain errors."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from matcher.cli import cli
from matcher.eligibility.rules import Rule
from matcher.ranking.model import STAGES
from matcher.store import engine as engine_module

TODAY = "2025-09-01"
AT = ["--today", TODAY]


@pytest.fixture
def town(
    town_template: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A store of this test's own, named by ``DATABASE_URL``."""
    path = tmp_path / "store.db"
    shutil.copy(town_template(participants=12), path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    return path


def run(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, list(arguments), input=given)


def document(result: Result) -> Any:
    """The one JSON document, alone on one line of standard output."""
    assert result.exit_code == 0, result.output
    assert result.stderr == "" and result.stdout.count("\n") == 1
    return json.loads(result.stdout)


def assert_refused(result: Result, says: str, code: int = 1) -> None:
    """One clear line on standard error, nothing on standard output, no traceback."""
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert says in result.stderr, result.stderr
    assert "Traceback" not in result.stderr
    if code == 1:
        assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1
    assert result.exception is None or isinstance(result.exception, SystemExit)


def lists(*arguments: str) -> list[dict[str, Any]]:
    result = run("suggest", "--all", *arguments, *AT, "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def somebody() -> dict[str, Any]:
    """The first of those who wait that has suggestions, as ``suggest --all`` says it."""
    return next(each for each in lists() if each["suggestions"])


def assert_suggestions_document(found: dict[str, Any]) -> None:
    """Design section 5: these keys and types, the ranges besides, and no others."""
    assert list(found) == ["participant_id", "today", "model_version", "suggestions", "blocked"]
    assert found["today"] == TODAY and isinstance(found["model_version"], str)
    for rank, each in enumerate(found["suggestions"], start=1):
        assert list(each) == [
            "rank", "opening_id", "mentor_id", "free_from", "travel_minutes", "value", "price",
            "score", "outcomes", "ranges", "reasons", "unknown",
        ]  # fmt: skip
        assert each["rank"] == rank and isinstance(each["opening_id"], str)
        assert each["mentor_id"] is None or isinstance(each["mentor_id"], str)
        assert date.fromisoformat(each["free_from"]) >= date.fromisoformat(TODAY)
        assert each["travel_minutes"] is None or each["travel_minutes"] >= 0
        assert all(isinstance(each[key], float) for key in ("value", "price", "score"))
        assert list(each["outcomes"]) == [str(stage) for stage in STAGES]
        assert all(isinstance(chance, float) for chance in each["outcomes"].values())
        assert list(each["ranges"]) == list(each["outcomes"])
        for stage, (low, high) in each["ranges"].items():
            assert 0 < low <= each["outcomes"][stage] <= high < 1
        for reason in each["reasons"]:
            assert list(reason) == ["feature", "effect", "text"]
            assert isinstance(reason["effect"], float)
        for unknown in each["unknown"]:
            assert list(unknown) == ["rule", "field", "text"] and unknown["rule"] in set(Rule)
    assert all(rule in set(Rule) and count > 0 for rule, count in found["blocked"].items())


class TestSuggest:
    def test_one_document_as_the_contract_says(self, town: Path) -> None:
        participant = somebody()["participant_id"]
        found = document(run("suggest", participant, *AT, "--json"))
        assert_suggestions_document(found)
        assert found["participant_id"] == participant and found["suggestions"]
        assert found["model_version"].startswith("day-one-")

    def test_all_is_one_document_a_line_and_not_logged(self, town: Path) -> None:
        everybody = lists("-n", "2")
        assert len(everybody) > 3
        for each in everybody:
            assert_suggestions_document(each)
            assert len(each["suggestions"]) <= 2
        with sqlite3.connect(town) as connection:
            assert connection.execute("SELECT count(*) FROM suggestion_lists").fetchone() == (0,)
        connection.close()

    def test_one_list_is_logged(self, town: Path) -> None:
        participant = somebody()["participant_id"]
        found = document(run("suggest", participant, *AT, "-n", "3", "--json"))
        connection = sqlite3.connect(town)
        rows = connection.execute(
            "SELECT position, opening_id, probability FROM suggestions_shown ORDER BY position"
        ).fetchall()
        connection.close()
        assert [row[:2] for row in rows] == [
            (each["rank"], each["opening_id"]) for each in found["suggestions"]
        ]
        assert all(0 < row[2] <= 1 for row in rows)

    def test_an_office_and_a_purpose_can_be_asked_for(self, town: Path) -> None:
        offices = {office: lists("--office", office) for office in ("N1", "N2", "N3")}
        assert sum(len(each) for each in offices.values()) == len(lists())
        assert all(
            each["participant_id"] for each in lists("--purpose", "language", "--office", "N1")
        )

    def test_plain_text_says_the_same(self, town: Path) -> None:
        participant = somebody()["participant_id"]
        found = document(run("suggest", participant, *AT, "--json", "--lang", "en"))
        text = run("suggest", participant, *AT, "--lang", "en").stdout
        for each in found["suggestions"]:
            assert each["opening_id"] in text and each["reasons"][0]["text"] in text
        assert "Stopped by rule: " in text and "None" not in text

    def test_text_where_nothing_is_possible(self, town: Path) -> None:
        participant = somebody()["participant_id"]
        text = run("suggest", participant, "--today", "2099-01-01").stdout
        assert "No opening passes every rule." in text


class TestWhy:
    def test_every_rule_and_every_contribution(self, town: Path) -> None:
        asked = somebody()
        opening = asked["suggestions"][0]["opening_id"]
        found = document(run("why", asked["participant_id"], opening, *AT, "--json"))
        assert [rule["rule"] for rule in found["rules"]] == list(Rule)
        assert {rule["state"] for rule in found["rules"]} <= {"met", "not_met", "unknown"}
        assert [stage["stage"] for stage in found["stages"]] == [str(stage) for stage in STAGES]
        for stage in found["stages"]:
            parts = sum(part["log_odds"] for part in stage["contributions"])
            assert stage["intercept"] + parts == pytest.approx(stage["log_odds"], abs=1e-9)
        assert found["eligible"] is True
        assert found["value"] == pytest.approx(asked["suggestions"][0]["value"])

    def test_plain_text(self, town: Path) -> None:
        asked = somebody()
        opening = asked["suggestions"][0]["opening_id"]
        text = run("why", asked["participant_id"], opening, *AT, "--lang", "en").stdout
        assert "The opening is open: The opening is open." in text and "intercept" in text
        assert f"value {asked['suggestions'][0]['value']:.3f}" in text


class TestWrongUsage:
    """Exit 2, with the usage."""

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("suggest", "P001", "--today", "2025-02-30"), "'2025-02-30' is not a date"),
            (("suggest", "P001", "--today", "in May"), "'in May' is not a date"),
            (("suggest", "P001", "--today", "9999-12-31"), "not between 1900 and 2199"),
            (("suggest", "P001", "--today", "0001-01-01"), "not between 1900 and 2199"),
            (("suggest", "P001", "--purpose", "tast"), "'tast' is not one of taste, experience"),
            (("suggest", "P001", "-n", "0"), "0 is not in the range x>=1"),
            (("suggest", "P001", "-n", "ten"), "'ten' is not a valid integer"),
            (("suggest", "\udcff"), "is not UTF-8 text"),
            (("why", "P001", "\udcff"), "is not UTF-8 text"),
            (("suggest", "--all", "--office", "\udcff"), "is not UTF-8 text"),
            (("suggest", "P001", "--lang", "fr"), "'fr' is not one of 'nb', 'en'"),
            (("suggest",), "Name one PARTICIPANT, or ask for --all."),
            (("suggest", "P001", "--all"), "Name one PARTICIPANT, or ask for --all."),
            (("suggest", "P001", "--office", "N1"), "--office goes with --all."),
            (("suggest", "P001", "P002"), "unexpected extra argument"),
            (("why", "P001"), "Missing argument 'OPENING'"),
            (("sugest", "P001"), "No such command"),
            (("occupations",), "Missing argument 'TEXT...'"),
        ],
    )
    def test_is_said_in_one_sentence(self, arguments: tuple[str, ...], says: str) -> None:
        assert_refused(run(*arguments), says, code=2)


class TestCannotBeMet:
    """Exit 1, with one line."""

    def test_an_unknown_participant(self, town: Path) -> None:
        says = 'There is no participant "P-none" at your office.'
        assert_refused(run("suggest", "P-none", *AT, "--json"), says)
        assert_refused(run("why", "P-none", "O001", *AT), says)

    def test_an_unknown_opening_and_an_unknown_office(self, town: Path) -> None:
        participant = somebody()["participant_id"]
        assert_refused(run("why", participant, "O-none"), 'There is no opening "O-none".')
        assert_refused(run("suggest", "--all", "--office", "N9"), 'There is no office "N9"')

    @pytest.mark.parametrize("name", ["a\x00b", "'; DROP TABLE offices; --", "p" * 9999])
    def test_names_that_nobody_has(self, town: Path, name: str) -> None:
        assert_refused(run("suggest", name, *AT), "")
        assert somebody()

    def test_no_store(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "none.db"
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
        assert_refused(run("suggest", "P001"), f"There is no store at {path}. Run `jobbsmak init`")
        assert not path.exists(), "to look makes no store"

    @pytest.mark.parametrize("url", ["mysql://db/x", "sqlite://", "nonsense", "sqlite:///:memory:"])
    def test_an_address_that_names_no_store(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", url)
        assert_refused(run("suggest", "P001"), "DATABASE_URL does not name a store")

    def test_a_file_that_is_no_store(self, town: Path) -> None:
        town.write_bytes(b"not a database, but long enough to be read as one" * 50)
        assert_refused(run("suggest", "P001", *AT), "is not a database")

    def test_a_store_from_a_newer_version(self, town: Path) -> None:
        connection = sqlite3.connect(town)
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
        connection.close()
        assert_refused(run("suggest", "P001", *AT), "newer version")

    def test_a_locked_store(self, town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        participant = somebody()["participant_id"]
        monkeypatch.setattr(engine_module, "BUSY_SECONDS", 0.1)
        holder = sqlite3.connect(town, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            assert_refused(run("suggest", participant, *AT, "--json"), "try again")
            # Whom a list shows stands in the audit log before it is printed.
            assert_refused(run("suggest", "--all", *AT, "--json"), "try again")
        finally:
            holder.close()

    def test_a_folder_that_is_not_there(self, town: Path, tmp_path: Path) -> None:
        missing = tmp_path / "no-such-folder"
        result = run("import", str(missing))
        assert result.exit_code == 1 and "Traceback" not in result.output
        assert result.stdout == "" and str(missing.name) in result.stderr

    def test_a_store_that_fails_midway_prints_no_document(
        self, town: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        engine = sa.create_engine(f"sqlite:///{town}")
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE suggestions_shown")
        engine.dispose()
        participant = somebody()["participant_id"]
        result = run("suggest", participant, *AT, "--json")
        assert result.exit_code == 1 and result.stdout == "" and "Traceback" not in result.stderr


class TestOccupations:
    """Needs no store."""

    @pytest.fixture(autouse=True)
    def without_a_store(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")

    def test_one_document_as_the_contract_says(self) -> None:
        found = document(run("occupations", "butikk", "--json"))
        assert list(found) == ["text", "matches"] and found["text"] == "butikk"
        for match in found["matches"]:
            assert list(match) == ["code", "name", "score", "via"]
            assert len(match["code"]) == 4 and 0 < match["score"] <= 1
        scores = [match["score"] for match in found["matches"]]
        assert scores == sorted(scores, reverse=True) and scores

    def test_nothing_is_an_honest_nothing(self) -> None:
        assert document(run("occupations", "vet ikke", "--json"))["matches"] == []
        assert run("occupations", "vet ikke").stdout == "No occupation is named there.\n"

    def test_a_text_a_line_is_a_document_a_line(self) -> None:
        result = run("occupations", "-", given=b"kokk\r\n\nvet ikke\n")
        documents = [json.loads(line) for line in result.stdout.splitlines()]
        assert [each["text"] for each in documents] == ["kokk", "", "vet ikke"]
        assert documents[0]["matches"] and documents[1]["matches"] == []

    def test_a_bom_is_no_part_of_the_text(self) -> None:
        result = run("occupations", "-", given=b"\xef\xbb\xbfkokk\n")
        assert json.loads(result.stdout)["text"] == "kokk"

    def test_bytes_that_are_no_text(self) -> None:
        result = run("occupations", "-", given=b"kokk\nsjaf\xf8r\n")
        assert result.exit_code == 1 and "Traceback" not in result.output
        assert result.stderr == "Error: Line 2 is not UTF-8 text; save the input as UTF-8.\n"
        assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == ["kokk"]


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
