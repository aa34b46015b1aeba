"""Copies of a store that is read and written all the while are of one moment."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from matcher.domain.employers import Office
from matcher.domain.errors import StoreBusy
from matcher.domain.market import Market
from matcher.store.archive import read_manifest, unpack
from matcher.store.copy_sqlite import put_back_sqlite
from matcher.store.engine import open_store, reading, writing
from matcher.store.readers import read_market
from matcher.store.standstill import Standstill, _OfFile
from matcher.store.writers import upsert_market
from matcher.workflows.backup import make_backup
from matcher.workflows.store_before import keep_before
from tests.integration.copies.copy_steps import (
    NOW,
    address,
    backed_up,
    everything,
    lose_a_wish,
    restored,
)


@contextmanager
def all_the_while(work: Callable[[], None]) -> Iterator[None]:
    """``work`` is done again and again in a thread; what goes wrong there is raised in the end."""
    over = threading.Event()

    def again_and_again() -> None:
        while not over.is_set():
            work()

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(again_and_again)
        try:
            yield
        finally:
            over.set()
        working.result()


def test_a_backup_under_load_is_of_one_moment(filled, versions, copies):
    written: list[int] = []

    def write() -> None:
        number = len(written) + 1
        with writing(filled) as connection:
            connection.exec_driver_sql(f"INSERT INTO offices (office_id) VALUES ('W{number}')")
            connection.exec_driver_sql(f"INSERT INTO employers (employer_id) VALUES ('W{number}')")
        written.append(number)

    with all_the_while(write):
        for number in range(5):
            acknowledged = len(written)
            made = make_backup(filled, versions, copies / f"{number}.tar.gz", now=NOW)
            assert made.rows["offices"] - 2 == made.rows["employers"] - 1 >= acknowledged


def test_a_restore_under_load_is_one_step_for_whoever_reads(filled, versions, copies):
    source = backed_up(filled, versions, copies)
    lose_a_wish(filled)
    counts = set()

    def read() -> None:
        with reading(filled) as connection:
            market = read_market(connection)
        counts.add((len(market.wishes), len(market.participants)))

    with all_the_while(read):
        done = restored(filled, versions, source, replace=True)

    assert counts <= {(1, 2), (2, 2)}
    assert done.rows["wishes"] == 2


def test_nobody_writes_between_the_copy_that_is_kept_and_the_restore(
    filled, versions, copies, monkeypatch
):
    source, other = backed_up(filled, versions, copies), open_store(address(filled))
    written: list[str] = []

    def write() -> None:
        with writing(other) as connection:
            upsert_market(connection, Market(offices=(Office("N9", "Skrevet"),)))
        written.append("N9")

    def while_it_is_kept(*asked: Any) -> tuple[str, ...]:
        thread.start()
        found = keep_before(*asked)
        time.sleep(0.2)
        assert not written, "it waits"
        return found

    thread = threading.Thread(target=write)
    monkeypatch.setattr("matcher.workflows.restore.keep_before", while_it_is_kept)
    restored(filled, versions, source, replace=True)
    thread.join(30)
    other.dispose()
    with reading(filled) as connection:
        assert "N9" in {office.office_id for office in read_market(connection).offices}


@pytest.mark.parametrize(("often", "fails"), [(2, False), (1_000, True)])
def test_who_writes_when_the_lock_is_let_go_is_in_the_copy_or_ends_the_restore(
    store, versions, copies, monkeypatch, often, fails
):
    source, let_go = backed_up(store, versions, copies), _OfFile.let_go
    before, written = everything(store), []

    def then_somebody_writes(held: _OfFile) -> None:
        let_go(held)
        if len(written) < often:
            written.append(f"N{len(written)}x")
            with writing(store) as connection:
                upsert_market(connection, Market(offices=(Office(written[-1]),)))

    monkeypatch.setattr("matcher.workflows.restore.TRIES", 3)
    monkeypatch.setattr(_OfFile, "let_go", then_somebody_writes)
    if fails:
        with pytest.raises(StoreBusy, match="try again"):
            restored(store, versions, source, replace=True)
        assert len(everything(store)["offices"]) == len(before["offices"]) + 3
        assert not list(copies.parent.rglob("jobbsmak-before-restore-*"))
        return
    (kept,) = restored(store, versions, source, replace=True).kept
    assert everything(store)["offices"] == before["offices"]
    assert read_manifest(Path(kept))["rows"]["offices"] == len(before["offices"]) + 2


def test_a_copy_waits_for_a_writer_and_gives_up_in_the_end(store, versions, copies, monkeypatch):
    monkeypatch.setattr("matcher.store.copy_sqlite.PATIENCE_SECONDS", 0.1)
    source = backed_up(store, versions, copies)
    live = Path(str(store.url.database))
    unpack(source, copies / "out")
    with closing(sqlite3.connect(live, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="being written to"):
            put_back_sqlite(copies / "out" / "store.db", live, Standstill())
        other.execute("ROLLBACK")
