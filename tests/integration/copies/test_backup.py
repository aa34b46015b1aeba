"""A backup is a whole, private copy at a name of its own, on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest

import matcher
from matcher.domain.errors import CopyProblem, StoreMissing
from matcher.store.archive import read_manifest
from matcher.store.columns import METADATA
from matcher.store.copy_folder import give_name
from matcher.store.engine import open_store, reading
from matcher.store.every_table import REVISION_TABLE, row_counts
from matcher.workflows.backup import make_backup
from matcher.workflows.last_backup import backup_finding
from tests.integration.copies.copy_steps import NOW, backed_up


def test_only_the_owner_may_read_a_backup(filled, versions, copies):
    assert backed_up(filled, versions, copies).stat().st_mode & 0o077 == 0


def test_a_backup_is_named_by_its_time_in_a_folder_and_overwrites_nothing(filled, versions, copies):
    first = backed_up(filled, versions, copies)
    content = first.read_bytes()

    assert first.name == "jobbsmak-20260331-020500.tar.gz"
    for target in (copies, first):
        with pytest.raises(CopyProblem, match="exists already"):
            make_backup(filled, versions, target, now=NOW)
    assert first.read_bytes() == content and list(copies.iterdir()) == [first]


def test_a_name_that_was_taken_in_the_meantime_is_not_overwritten(tmp_path):
    (tmp_path / "finished").write_text("new")
    (tmp_path / "name").write_text("old")
    with pytest.raises(CopyProblem, match="exists already"):
        give_name(tmp_path / "finished", tmp_path / "name")
    assert (tmp_path / "name").read_text() == "old"


def test_a_folder_that_is_not_there_is_named(filled, versions, copies):
    with pytest.raises(CopyProblem, match=r"There is no folder .*nowhere"):
        make_backup(filled, versions, copies / "nowhere" / "b.tar.gz", now=NOW)


def test_a_store_that_is_not_there_cannot_be_copied(empty_url, versions, copies):
    engine = open_store(empty_url)
    with pytest.raises(StoreMissing, match="jobbsmak init"):
        make_backup(engine, versions, copies, now=NOW)
    engine.dispose()
    assert list(copies.iterdir()) == []


def test_a_backup_counts_every_table_as_it_was(filled, versions, copies):
    with reading(filled) as connection:
        rows = row_counts(connection)
    made = make_backup(filled, versions, copies, now=NOW)

    assert made.rows == rows == read_manifest(made.file)["rows"]
    assert set(rows) == {*METADATA.tables, REVISION_TABLE}


def test_the_doctor_knows_the_last_backup_and_says_where_it_is_old_or_gone(store, versions, copies):
    def said(days: int) -> tuple[str, str | None]:
        found = backup_finding(store.url, NOW + timedelta(days=days))
        return found.state.value, found.entry

    assert said(0) == ("note", "backup-never")
    source = backed_up(store, versions, copies)
    assert said(1) == ("ok", None)
    assert said(8) == ("note", "backup-old")
    source.unlink()
    assert said(1) == ("note", "backup-moved")


def test_every_finding_about_backups_stands_in_the_runbook():
    runbook = (Path(matcher.__file__).parent.parent / "models" / "DOCTOR.md").read_text(
        encoding="utf-8"
    )
    for entry in ("backup-never", "backup-old", "backup-moved"):
        assert f"\n## {entry}\n" in runbook
