"""Nobody writes while a copy takes the store's place: what was kept aside is all there was.

On PostgreSQL writers wait until the end. SQLite's own copy takes the lock itself, so the last step
lets go of it first, and asks whether somebody came in between.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from matcher.domain.errors import StoreBusy
from matcher.store.engine import BUSY_SECONDS, noted, writers_waiting


class WroteMeanwhile(StoreBusy):
    """Somebody wrote when the lock was let go; nothing was changed."""


class Standstill:
    """Where nothing can be written: a store that is not there, or is damaged."""

    def let_go(self) -> None:
        """Let others write, as the copy itself needs the lock."""

    def require(self) -> None:
        """WroteMeanwhile where somebody has written since the standstill began."""


class _OfFile(Standstill):
    def __init__(self, store: Path) -> None:
        self._store = store
        self._lock, self._watch = bare_connection(store), bare_connection(store)
        try:
            self._lock.execute("BEGIN IMMEDIATE")
            self._seen = self._version()
        except sqlite3.Error as error:
            self.close()
            raise StoreBusy(self._text) from error

    def let_go(self) -> None:
        """End the transaction, which changed nothing."""
        self._lock.rollback()

    def require(self) -> None:
        """Compare SQLite's own mark, which changes with whatever another connection keeps."""
        if self._version() != self._seen:
            raise WroteMeanwhile(self._text)

    def close(self) -> None:
        self._lock.close()
        self._watch.close()

    def _version(self) -> int:
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    @property
    def _text(self) -> str:
        return f"The store {self._store} is being written to; try again in a moment."


@contextmanager
def standstill(engine: sa.Engine) -> Iterator[Standstill]:
    """Let nobody else write; what is to be noted in the audit log waits until the end.

    Whoever writes meanwhile, or sees somebody, which is noted, waits and is told after some seconds
    to try again. StoreBusy where a writer does not end.
    """
    if engine.dialect.name == "postgresql":
        with noted(engine), writers_waiting(engine):
            yield Standstill()
        return
    with noted(engine), closing(_OfFile(Path(str(engine.url.database)))) as held:
        yield held


def bare_connection(store: Path) -> sqlite3.Connection:
    """SQLite itself, without a transaction of its own; it never makes an empty store."""
    return sqlite3.connect(
        f"{store.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
