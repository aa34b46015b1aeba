"""Backups and restores that are killed, and a restore while people post."""

import re
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matcher.store.archive import unpack
from matcher.store.copy_postgres import read_dump
from matcher.store.engine import open_store, reading
from matcher.store.every_table import row_counts
from matcher.store.whole import damage
from matcher.workflows.backup import make_backup
from tests.integration.fault_table import note_fault
from tests.integration.filled_store import fill
from tests.integration.served_store import Adviser, Server, load, stored
from tests.integration.store_faults.fault_steps import (
    ADVISERS,
    NAMES,
    SECONDS_OF_LOAD,
    counts,
    cut_off,
    noted,
    often,
    start_command,
)


@often(1, 5)
def test_a_restore_under_load_leaves_what_was_acknowledged_in_the_store_or_in_the_copy_it_kept(
    server: Server, backend: str, times: int, tmp_path: Path
) -> None:
    source = copied(server.url, tmp_path / f"before-{times}.tar.gz")
    lost: set[str] = set()
    gone = 0
    everybody: list[Adviser] = []
    for _ in range(times):
        advisers = [Adviser(server, 950 + number) for number in range(ADVISERS)]
        everybody += advisers
        with load(advisers, counts):
            time.sleep(SECONDS_OF_LOAD)
            done = start_command(server.url, "restore", str(source), "--yes")
            assert done.wait(120) == 0
            time.sleep(SECONDS_OF_LOAD)
        (kept,) = tmp_path.glob("jobbsmak-before-restore-*.tar.gz")
        there, aside = stored(server.url), names_in(kept)
        kept.unlink()
        told = {name for each in advisers for name in each.kept}
        lost |= told - there - aside
        gone += len(told - there)
        assert told & aside, "somebody wrote before"
    noted(f"restored under load, {NAMES[backend]}", times, everybody, lost)
    assert gone and lost == set()
    assert {status for each in everybody for status in each.refused} <= {401, 503}


def copied(url: str, target: Path) -> Path:
    engine = open_store(url)
    made = make_backup(engine, target.parent / "versions", target, now=datetime.now(UTC))
    engine.dispose()
    return made.file


def names_in(archive: Path) -> set[str]:
    """What a backup holds of what the advisers posted."""
    with tempfile.TemporaryDirectory() as made:
        unpack(archive, Path(made))
        store, dump = Path(made) / "store.db", Path(made) / "store.dump"
        if store.exists():
            return stored(f"sqlite:///{store}")
        with read_dump(dump) as parts:
            text = b"\n".join(line for part in parts for line in part.lines)
    return {name.decode() for name in re.findall(rb"\bA\d+-\d+\b", text)}


@pytest.fixture
def full_url(backend: str, store_url: str) -> str:
    engine = open_store(store_url)
    fill(engine)
    engine.dispose()
    return store_url


@often(4, 30)
def test_a_backup_that_is_killed_never_has_the_final_name(
    full_url: str, backend: str, times: int, tmp_path: Path
) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    killed = 0
    for round_ in range(times):
        name = copies / f"{round_}.tar.gz"
        done = not cut_off(start_command(full_url, "backup", str(name)), 0.15 + round_ % 10 * 0.04)
        killed += not done
        assert done or not name.exists() or _whole(full_url, name)
    engine = open_store(full_url)
    make_backup(engine, tmp_path / "versions", copies, now=datetime.now(UTC))
    engine.dispose()
    assert list(copies.glob(".*")) == [], "what was left is cleared away by the next one"
    assert killed
    note_fault(f"kill -9 of `backup`, {NAMES[backend]}", killed, kept=0, lost=0)


def _whole(url: str, archive: Path) -> bool:
    """It got its name in the very moment in which it was killed."""
    unpack(archive, archive.with_suffix(".out"))
    return True


@often(4, 30)
def test_a_restore_that_is_killed_leaves_the_old_store_or_the_new_one(
    full_url: str, backend: str, times: int, tmp_path: Path
) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    engine = open_store(full_url)
    now = datetime.now(UTC) - timedelta(days=1)
    source = make_backup(engine, tmp_path / "versions", copies, now=now).file
    killed, rows = 0, set()
    for round_ in range(times):
        with engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM week_activities")
        engine.dispose()
        killed += cut_off(
            start_command(full_url, "restore", str(source), "--yes"), 0.3 + round_ % 10 * 0.07
        )
        with reading(engine) as connection:
            assert damage(connection) is None
            found = row_counts(connection)
        rows.add((found["week_activities"], found["participants"], found["wishes"]))
        for kept in tmp_path.rglob("jobbsmak-before-restore-*"):
            kept.unlink()
    engine.dispose()
    assert killed
    assert len({(people, wishes) for _, people, wishes in rows}) == 1
    assert {activities for activities, _, _ in rows} <= {0, 1}
    note_fault(f"kill -9 of `restore`, {NAMES[backend]}", killed, kept=0, lost=0)
