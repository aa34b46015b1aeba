"""Makes sure that what was deleted is not left in the store's own files.

A database keeps the bytes of a deleted row until something else is written there: in free pages of
the file, and in the log of what was written last.
"""

import sqlalchemy as sa

from matcher.domain.errors import StoreProblem
from matcher.store.engine import BUSY_SECONDS
from matcher.store.failures import translated


def wipe(engine: sa.Engine) -> bool:
    """Write the store's files anew without deleted rows; False where somebody was in the way.

    On SQLite the file and its log hold nothing of them afterwards. A PostgreSQL server frees the
    room and writes over it in its own time; its log and its backups are its administrator's.
    """
    try:
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            if engine.dialect.name == "sqlite":
                return _wipe_sqlite(connection)
            connection.exec_driver_sql("VACUUM")
            return True
    except sa.exc.SQLAlchemyError as error:
        # Whoever reads or writes at this moment is not thrown out: it is tried again later.
        if isinstance(translated(error, engine.url), StoreProblem):
            return False
        raise


def _wipe_sqlite(connection: sa.Connection) -> bool:
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.exec_driver_sql("VACUUM")
    busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    return not busy
