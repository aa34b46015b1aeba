"""Disks that are full while people post: a write is refused in words, and nothing is lost."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.durable_postgres import DurablePostgres
from tests.integration.served_store import Adviser, Server, load, make_store
from tests.integration.small_disks import mounted_disk
from tests.integration.store_faults.fault_steps import (
    ADVISERS,
    SECONDS_OF_LOAD,
    counts,
    missing,
    noted,
    often,
)


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
            with load(advisers, counts):
                time.sleep(SECONDS_OF_LOAD / 2)
                ballast = fill_up(small_disk)
                time.sleep(SECONDS_OF_LOAD)
            assert any(each.refused for each in advisers), "somebody must have been refused"
            status, text = advisers[0].page("/participants/P1/week")
            ballast.unlink()
            assert status in (200, 503) and "Traceback" not in text
            told = sum(len(each.kept) for each in advisers)
            with load(advisers, counts):
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
            with load(advisers, counts):
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
    with load(advisers, counts):
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
