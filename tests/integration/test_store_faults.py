"""Whatever breaks, everything that somebody was told is kept is there afterwards.

Servers run in processes of their own and are killed with signal 9, databases are restarted, disks
filled, while people post. ``make faults`` does it often and writes tests/bench/faults.md.
"""

import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matcher.store.archive import unpack
from matcher.store.copy_postgres import read_dump
from matcher.store.engine import open_store, reading
from matcher.store.every_table import row_counts
from matcher.store.whole import damage
from matcher.workflows.backup import make_backup
from tests.integration.durable_postgres import DurablePostgres
from tests.integration.fault_table import note_fault
from tests.integration.filled_store import fill
from tests.integration.served_store import Adviser, Server, load, make_store, stored
from tests.integration.small_disks import mounted_disk

ADVISERS = 6
SECONDS_OF_LOAD = 1.0
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def often(short: int, long: int) -> pytest.MarkDecorator:
    """A few times in every run of the tests, many in the long one."""
    return pytest.mark.parametrize("times", [short, pytest.param(long, marks=pytest.mark.long)])


@pytest.fixture(scope="module")
def durable() -> Iterator[DurablePostgres]:
    made = DurablePostgres.make()
    make_store(made.url)
    yield made
    made.remove()


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if backend == "postgresql":
        return str(request.getfixturevalue("durable").url)
    made = f"sqlite:///{tmp_path / 'store.db'}"
    make_store(made)
    return made


@pytest.fixture
def server(url: str, tmp_path: Path) -> Iterator[Server]:
    made = Server(url, tmp_path)
    made.start()
    yield made
    made.stop()
    assert "Traceback" not in made.said()


_counts = itertools.count(1)


def missing(url: str, advisers: list[Adviser]) -> set[str]:
    """What was acknowledged and is not there."""
    return {name for each in advisers for name in each.kept} - stored(url)


def noted(what: str, times: int, advisers: list[Adviser], lost: set[str]) -> None:
    note_fault(
        what,
        times,
        kept=sum(len(each.kept) for each in advisers),
        lost=len(lost),
        refused=sum(len(each.refused) for each in advisers),
        cut_off=sum(each.cut_off for each in advisers),
    )


@often(2, 20)
def test_a_server_killed_under_load_loses_nothing_that_was_acknowledged(
    server: Server, backend: str, times: int
) -> None:
    advisers = [Adviser(server, number) for number in range(ADVISERS)]
    lost: set[str] = set()
    for _ in range(times):
        told = sum(len(each.kept) for each in advisers)
        with load(advisers, _counts):
            time.sleep(SECONDS_OF_LOAD)
            server.kill()
        assert sum(len(each.kept) for each in advisers) > told, "somebody must have written"
        lost |= missing(server.url, advisers)
        server.start()  # and nobody has to sign in again
    noted(f"kill -9 of the server under load, {NAMES[backend]}", times, advisers, lost)
    assert lost == set()


@pytest.mark.postgres
@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.parametrize("mode", ["fast", "immediate"])
@often(1, 10)
def test_a_database_that_restarts_under_load_loses_nothing_and_the_server_goes_on(
    server: Server, durable: DurablePostgres, mode: str, times: int
) -> None:
    advisers = [Adviser(server, number) for number in range(ADVISERS)]
    lost: set[str] = set()
    for _ in range(times):
        with load(advisers, _counts):
            time.sleep(SECONDS_OF_LOAD)
            durable.control("restart", "-m", mode)
            told = sum(len(each.kept) for each in advisers)
            time.sleep(SECONDS_OF_LOAD)
        assert sum(len(each.kept) for each in advisers) > told, "the server found it again"
        lost |= missing(server.url, advisers)
    how = {"fast": "asked to", "immediate": "cut off"}[mode]
    noted(f"PostgreSQL restarted under load ({how})", times, advisers, lost)
    assert lost == set()
    assert {status for each in advisers for status in each.refused} <= {503}


@pytest.mark.postgres
@pytest.mark.parametrize("backend", ["postgresql"])
@often(1, 10)
def test_of_two_servers_on_one_database_each_sees_what_the_other_kept(
    server: Server, tmp_path: Path, times: int
) -> None:
    (tmp_path / "other").mkdir()
    other = Server(server.url, tmp_path / "other")
    other.start()
    try:
        here, there = Adviser(server, 900), Adviser(other, 901)
        path = "/participants/P1/tastes"
        advisers = [Adviser((server, other)[n % 2], 910 + n) for n in range(ADVISERS)]
        for round_ in range(times):
            said = f"Sa til den ene, {times}-{round_}"
            assert said not in here.page(path)[1] + there.page(path)[1]
            assert here.say("P1", said) == 303
            # Beliefs are reckoned from the market, which each server keeps in memory.
            assert said in there.page(path)[1]
            with load(advisers, _counts):
                time.sleep(SECONDS_OF_LOAD)
        lost = missing(server.url, advisers)
    finally:
        other.stop()
    noted("two servers writing to one PostgreSQL", times, advisers, lost)
    assert lost == set()
    assert not any(each.cut_off for each in advisers)
    assert {status for each in advisers for status in each.refused} <= {503}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 24 MB: room for the store and for what it writes ahead."""
    with mounted_disk(tmp_path, "24m") as place:
        yield place


def fill_up(place: Path) -> Path:
    """Use up the last byte."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
    return ballast


@often(1, 5)
def test_on_a_full_disk_a_write_is_refused_and_after_room_is_made_it_goes_on(
    small_disk: Path, times: int, tmp_path: Path
) -> None:
    url = f"sqlite:///{small_disk / 'store.db'}"
    make_store(url)
    server = Server(url, tmp_path)
    server.start()
    try:
        advisers = [Adviser(server, number) for number in range(ADVISERS)]
        lost: set[str] = set()
        for _ in range(times):
            with load(advisers, _counts):
                time.sleep(SECONDS_OF_LOAD / 2)
                ballast = fill_up(small_disk)
                time.sleep(SECONDS_OF_LOAD)
            assert any(each.refused for each in advisers), "somebody must have been refused"
            status, text = advisers[0].page("/participants/P1/week")
            ballast.unlink()
            assert status in (200, 503) and "Traceback" not in text
            told = sum(len(each.kept) for each in advisers)
            with load(advisers, _counts):
                time.sleep(SECONDS_OF_LOAD)
            assert sum(len(each.kept) for each in advisers) > told, "it goes on without a restart"
            lost |= missing(url, advisers)
    finally:
        server.stop()
    noted("disk full under load, SQLite", times, advisers, lost)
    assert lost == set()
    assert {status for each in advisers for status in each.refused} <= {503}


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.parametrize("what", ["tables", "everything"])
def test_a_full_disk_of_a_postgresql_server_refuses_and_loses_nothing(
    what: str, open_disk: Path, tmp_path: Path
) -> None:
    """Without room for its log the database server gives up, and has to be started again."""
    database = DurablePostgres.make(open_disk if what == "everything" else None)
    if what == "tables":
        database.keep_tables_on(open_disk)
    make_store(database.url)
    server, times, lost = Server(database.url, tmp_path), 5, set[str]()
    server.start()
    try:
        advisers = [Adviser(server, 970 + number) for number in range(ADVISERS)]
        for _ in range(times):
            until_somebody_is_refused(advisers, open_disk)
            database.start_again()
            told = sum(len(each.kept) for each in advisers)
            with load(advisers, _counts):
                time.sleep(2 * SECONDS_OF_LOAD)
            assert sum(len(each.kept) for each in advisers) > told, "it goes on without a restart"
            lost |= missing(database.url, advisers)
    finally:
        server.stop()
        database.remove()
    noted(f"disk full under load, PostgreSQL ({what})", times, advisers, lost)
    assert lost == set()
    assert {status for each in advisers for status in each.refused} <= {503}
    assert "Traceback" not in server.said()


def until_somebody_is_refused(advisers: list[Adviser], disk: Path) -> None:
    """Fill the disk under load, and make room again; pages that are begun have some, too."""
    refused = sum(len(each.refused) for each in advisers)
    with load(advisers, _counts):
        time.sleep(SECONDS_OF_LOAD / 2)
        ballast = fill_up(disk)
        until = time.monotonic() + 60
        while sum(len(each.refused) for each in advisers) == refused:
            assert time.monotonic() < until, "somebody must be refused"
            time.sleep(0.1)
    ballast.unlink()


@pytest.fixture
def open_disk() -> Iterator[Path]:
    """A disk of 96 MB where another user may come in."""
    folder = Path(tempfile.mkdtemp(prefix="jobbsmak-small-"))
    folder.chmod(0o755)
    try:
        with mounted_disk(folder, "96m") as place:
            yield place
    finally:
        shutil.rmtree(folder)


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
        with load(advisers, _counts):
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


# --- Copies that are cut off --------------------------------------------------------------------


def start_command(url: str, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", "from matcher.cli import main; main()", *arguments],
        env=os.environ | {"DATABASE_URL": url, "JOBBSMAK_MODELS": "/nonexistent"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def cut_off(process: "subprocess.Popen[bytes]", after: float) -> bool:
    """Kill it after some seconds; whether it was still at work."""
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)
    return process.returncode == -signal.SIGKILL


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
            counts = row_counts(connection)
        rows.add((counts["week_activities"], counts["participants"], counts["wishes"]))
        for kept in tmp_path.rglob("jobbsmak-before-restore-*"):
            kept.unlink()
    engine.dispose()
    assert killed
    assert len({(people, wishes) for _, people, wishes in rows}) == 1
    assert {activities for activities, _, _ in rows} <= {0, 1}
    note_fault(f"kill -9 of `restore`, {NAMES[backend]}", killed, kept=0, lost=0)
