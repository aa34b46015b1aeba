"""Copies of an embedded store while it is in use, through SQLite's own online backup."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from matcher.domain.errors import CopyProblem, StoreBusy
from matcher.store.engine import open_store, reading
from matcher.store.every_table import row_counts
from matcher.store.standstill import Standstill, bare_connection
from matcher.store.whole import damage

# How long the store may be held by other writers before a copy gives up.
PATIENCE_SECONDS = 30
_PAUSE_SECONDS = 0.05
# A store has more pages than this, so that the first step is never the last.
_STEP_PAGES = 16
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def copy_sqlite(store: Path, target: Path) -> None:
    """Make ``target`` a copy of the store as it is at one moment; nobody waits for it.

    CopyProblem where the store is damaged or the disk is full.
    """
    target.touch(mode=0o600)
    try:
        with closing(bare_connection(store)) as live, closing(bare_connection(target)) as copy:
            live.backup(copy, pages=-1, progress=_patience(store), sleep=_PAUSE_SECONDS)
    except sqlite3.Error as error:
        raise CopyProblem(f"The store {store} cannot be copied: {error}.") from error


def put_back_sqlite(copy: Path, store: Path, still: Standstill) -> None:
    """Give the live store the content of ``copy`` in one step, which its users see at once.

    StoreBusy where others write all the time, or wrote when ``still`` had let them; CopyProblem
    where the store's file is damaged.
    """
    try:
        with closing(bare_connection(copy)) as source, closing(bare_connection(store)) as live:
            live.execute("PRAGMA journal_mode = WAL")
            live.execute("PRAGMA synchronous = FULL")
            still.let_go()
            source.backup(
                live, pages=_STEP_PAGES, progress=_when_locked(_patience(store), still.require),
                sleep=_PAUSE_SECONDS,
            )  # fmt: skip
    except sqlite3.Error as error:
        raise CopyProblem(f"The store {store} cannot be written: {error}.") from error


def checked_rows(path: Path) -> dict[str, int]:
    """The rows of each table in a copy; CopyProblem where SQLite finds something wrong with it."""
    engine = open_store(f"sqlite:///{path}")
    try:
        with reading(engine) as connection:
            wrong = damage(connection)
            if wrong is not None:
                raise CopyProblem(f"The store is damaged ({wrong}); see `jobbsmak doctor`.")
            return row_counts(connection)
    finally:
        engine.dispose()


def _when_locked(
    patience: Callable[[int, int, int], None], locked: Callable[[], None]
) -> Callable[[int, int, int], None]:
    """After the first pages the store is locked, and nothing of it is kept until the last."""
    waiting = [locked]

    def look(status: int, remaining: int, total: int) -> None:
        patience(status, remaining, total)
        if status == sqlite3.SQLITE_OK and waiting:
            waiting.pop()()

    return look


def _patience(store: Path) -> Callable[[int, int, int], None]:
    """Ends a copy that others keep from its lock: Python itself would try for ever."""
    until = time.monotonic() + PATIENCE_SECONDS

    def look(status: int, _remaining: int, _total: int) -> None:
        if status in _BUSY and time.monotonic() > until:
            raise StoreBusy(f"The store {store} is being written to all the time; try again.")

    return look
