"""What the commands about matching refuse: wrong usage, and what cannot be met; plain errors."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from matcher.store import engine as engine_module
from tests.integration.commands.command_steps import (
    AT,
    assert_refused,
    run,
    somebody,
)


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
        with closing(sqlite3.connect(town)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        assert_refused(run("suggest", "P001", *AT), "newer version")

    def test_a_locked_store(self, town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        participant = somebody()["participant_id"]
        monkeypatch.setattr(engine_module, "BUSY_SECONDS", 0.1)
        with closing(sqlite3.connect(town, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            assert_refused(run("suggest", participant, *AT, "--json"), "try again")
            # Whom a list shows stands in the audit log before it is printed.
            assert_refused(run("suggest", "--all", *AT, "--json"), "try again")

    def test_a_folder_that_is_not_there(self, town: Path, tmp_path: Path) -> None:
        assert_refused(run("import", str(tmp_path / "no-such-folder")), "no-such-folder")

    def test_a_store_that_fails_midway_prints_no_document(self, town: Path) -> None:
        with closing(sqlite3.connect(town)) as connection:
            connection.execute("DROP TABLE suggestions_shown")
        participant = somebody()["participant_id"]
        assert_refused(run("suggest", participant, *AT, "--json"), "jobbsmak init")
