"""Opens a store, and gives connections for reading and for writing in one transaction each.

On either database there is one writer at a time, and a reader sees one moment throughout. Whom
somebody saw or changed is in the audit log before the connection's user goes on.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from matcher.domain.errors import StoreMissing, StoreProblem
from matcher.store.audit import append_notes
from matcher.store.failures import RUN_INIT, shown_url, translated
from matcher.store.own_tables import store_version
from matcher.store.seen_lately import seen_lately
from matcher.store.table_versions import noting_tables
from matcher.store.trail import NOTES, Notes, Trail, clock, notes_on

# How long a writer waits for another one before it gives up.
BUSY_SECONDS = 5
CONNECT_SECONDS = 5
# With NORMAL the last commits of a WAL may be lost with the power; what was acknowledged stays.
SYNCHRONOUS = "FULL"

_WRITES = "jobbsmak_writes"
_ALONE = "jobbsmak_alone"
# Any numbers that no other program on the server uses.
_MIGRATION_LOCK = 20260331
_WRITERS_LOCK = 20260332


def open_store(url: str) -> sa.Engine:
    """An engine for the store at ``url``; touches neither disk nor network yet.

    ``sqlite:///FILE`` or ``postgresql://USER:PASSWORD@HOST/DATABASE`` (also ``postgres://``).
    StoreProblem where ``url`` is neither.
    """
    try:
        parsed = sa.make_url(url)
        backend = parsed.drivername.partition("+")[0]
        if backend == "sqlite" and parsed.database not in (None, "", ":memory:"):
            return _sqlite_engine(parsed)
        if backend in ("postgres", "postgresql"):
            return _postgres_engine(parsed.set(drivername="postgresql+psycopg"))
    except ArgumentError:
        pass
    raise StoreProblem(
        "DATABASE_URL does not name a store; expected sqlite:///FILE"
        " or postgresql://USER:PASSWORD@HOST/DATABASE."
    )


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    path = Path(str(url.database))

    def connect() -> sqlite3.Connection:
        # Mode rw: to look at a store never makes an empty one.
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=BUSY_SECONDS,
            check_same_thread=False,
            isolation_level=None,
        )

    engine = sa.create_engine(url, creator=connect)
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    # What is deleted is written over, so that nothing of an erased person lingers in the file.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer takes the lock at once: a lock that is upgraded later fails without waiting.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgres_engine(url: sa.URL) -> sa.Engine:
    return sa.create_engine(
        url,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "options": f"-c lock_timeout={BUSY_SECONDS}s -c timezone=UTC",
        },
    )


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees the store at one moment; StoreProblem and its kinds on failure."""
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with noted(engine) as notes, _translating(engine), engine.connect() as connection:
        yield connection.execution_options(**options, **{NOTES: notes})


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection whose changes are all kept at the end, or none of them on an error.

    A caller that found nothing to change calls ``rollback`` on it, and the store stays as it was.
    StoreBusy where another writer holds the store; Conflict where a constraint is broken.
    """
    with _changing(engine) as connection:
        _count_up(connection)
        with noting_tables(connection):
            yield connection


@contextmanager
def writing_alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """As ``writing``, when everybody who writes anything has ended, logs included.

    Nothing about a person who is removed here can have been written at the same time; who writes
    afterwards finds that the person is gone. Writers wait meanwhile: it should end soon.
    """
    with _changing(engine, alone=True) as connection:
        _count_up(connection)
        with noting_tables(connection):
            yield connection


def require_alone(connection: sa.Connection) -> None:
    """RuntimeError where others may be writing at the same time."""
    if not connection.get_execution_options().get(_ALONE):
        raise RuntimeError("People are removed through `writing_alone` only.")


def _count_up(connection: sa.Connection) -> None:
    # On PostgreSQL this row is the lock that lets one writer in at a time.
    changed = connection.execute(store_version.update().values(counter=_next_version()))
    if changed.rowcount != 1:
        shown = shown_url(connection.engine.url)
        raise StoreMissing(f"The store {shown} was never set up. {RUN_INIT}")


@contextmanager
def appending(engine: sa.Engine) -> Iterator[sa.Connection]:
    """As ``writing``, for logs that matching never reads: what was read of the market stays fresh.

    Appended rows do not depend on each other, so writers need not wait for one another but at the
    very end, where the audit log notes whom they were about.
    """
    with _changing(engine) as connection:
        yield connection


@contextmanager
def migrating(engine: sa.Engine) -> Iterator[sa.Connection]:
    """As ``writing``, for a store whose tables are not there yet or are about to change.

    Within ``writers_waiting`` it does not wait.
    """
    with _changing(engine, lock=False) as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        yield connection


@contextmanager
def _changing(
    engine: sa.Engine, *, alone: bool = False, lock: bool = True
) -> Iterator[sa.Connection]:
    with noted(engine) as notes, _translating(engine), engine.connect() as plain:
        connection = plain.execution_options(**{_WRITES: True, NOTES: notes, _ALONE: alone})
        transaction = connection.begin()
        if lock:
            _join_writers(connection, alone=alone)
        yield connection
        if transaction.is_active:
            append_notes(connection, notes.as_written(), clock())
            transaction.commit()
            notes.found.clear()


@contextmanager
def writers_waiting(engine: sa.Engine) -> Iterator[None]:
    """On PostgreSQL nobody writes until the end; StoreBusy where a writer does not end."""
    with _translating(engine), engine.connect() as connection, connection.begin():
        _join_writers(connection, alone=True)
        yield


def _join_writers(connection: sa.Connection, *, alone: bool) -> None:
    if connection.dialect.name == "postgresql":  # on SQLite every writer is alone
        among = "" if alone else "_shared"
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock{among}({_WRITERS_LOCK})")


@contextmanager
def noted(engine: sa.Engine) -> Iterator[Notes]:
    """Notes for a connection; those that it has not kept are kept when it is closed."""
    with notes_on() as notes:
        try:
            yield notes
        finally:
            waits = notes.trail.batched or notes.trail.depth > 1
            notes.trail.add(engine, notes.found)
            notes.found.clear()
            if not waits:
                keep_trail(engine, notes.trail)


def keep_trail(engine: sa.Engine, trail: Trail) -> None:
    """Append what waits in ``trail`` to the audit log; StoreProblem where that cannot be done.

    Who stands on the same list again within the hour is not noted again.
    """
    now = clock()
    waiting = trail.take(engine)
    notes = seen_lately.fresh(engine, waiting, now)
    if notes:
        with _translating(engine), engine.connect() as plain:
            connection = plain.execution_options(**{_WRITES: True})
            with connection.begin():
                _join_writers(connection, alone=False)
                append_notes(connection, notes, now)
        seen_lately.remember(engine, notes, now)
    trail.kept.update(waiting)


def _next_version() -> sa.ColumnElement[int]:
    return store_version.c.counter + 1


@contextmanager
def _translating(engine: sa.Engine) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        database = engine.url.database
        if engine.dialect.name == "sqlite" and not Path(str(database)).exists():
            raise StoreMissing(f"There is no store at {database}. {RUN_INIT}") from error
        raise translated(error, engine.url) from error
