"""Makes sure that what was deleted is not left in the store's own files.

A database keeps the bytes of a deleted row until something else is written there: in free pages of
the file, and in the log of what was written last.
"""

import sqlite3
from typing import Any

import sqlalchemy as sa

from matcher.store.failures import translated

IN_USE = "Somebody was reading the store."


def wipe(engine: sa.Engine) -> str | None:
    """Write the store's files anew without deleted rows; why not, where that could not be done.

    On SQLite the file and its log hold nothing of them afterwards. A PostgreSQL server frees the
    room and writes over it in its own time; its log and its backups are its administrator's.
    """
    try:
        # Not by ``writing``: a file is written anew outside of every transaction.
        connection = engine.raw_connection()
        try:
            return _wiped(engine, connection)
        finally:
            connection.invalidate()  # its settings are no other's
    except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
        return str(translated(_as_sqlalchemy(error), engine.url))


def _wiped(engine: sa.Engine, connection: Any) -> str | None:
    if engine.dialect.name == "sqlite":
        return _wipe_sqlite(connection)
    connection.driver_connection.autocommit = True
    try:
        connection.driver_connection.execute("VACUUM")
    except engine.dialect.loaded_dbapi.Error as error:
        raise sa.exc.DBAPIError("VACUUM", None, error) from error
    return None


def _wipe_sqlite(connection: Any) -> str | None:
    connection.driver_connection.execute("VACUUM")
    (busy, *_) = connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return IN_USE if busy else None


def _as_sqlalchemy(error: Exception) -> sa.exc.SQLAlchemyError:
    if isinstance(error, sa.exc.SQLAlchemyError):
        return error
    return sa.exc.DBAPIError("VACUUM", None, error)
