"""Puts a dump in the place of a store on a PostgreSQL server, in one transaction or not at all."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg
import sqlalchemy as sa

from matcher.domain.errors import CopyProblem
from matcher.store.copy_postgres import Part, read_dump
from matcher.store.engine import migrating
from matcher.store.every_table import REVISION_TABLE, row_counts
from matcher.store.migrate import change_store, clear_store
from matcher.store.own_tables import store_version
from matcher.store.table_versions import mark_everything
from matcher.store.taken_back import Unsure, keep_taken_back, read_taken_back
from matcher.store.trust_tables import audit_log

# How long others may hold a table that is to be put back; the program's own pages take moments.
# After the first few seconds they are cut off.
PATIENCE_SECONDS, POLITE_SECONDS = 30, 5


def put_back_postgres(
    engine: sa.Engine,
    dump: Path,
    revision: str,
    rows: Mapping[str, int],
    old: Sequence[str],
    leap: int,
) -> tuple[dict[str, int], Unsure]:
    """Replace the tables ``old`` by those of the dump; answers the rows of each table afterwards.

    The tables are made as ``revision`` had them, filled, counted and compared with ``rows``, and
    brought to this version. Everybody is signed out, what was taken back since stays so, and the
    store's version passes ``leap``.
    StoreBusy where others are in the way for long; CopyProblem where the rows do not fit.
    """
    with migrating(engine) as connection:
        known = None
        if old:
            connection.exec_driver_sql(_locked(old))
            known = read_taken_back(connection, rows.get(audit_log.name, 0))
            clear_store(connection)
        change_store(connection, revision)
        _fill(connection, dump)
        if row_counts(connection) != rows:
            raise CopyProblem("PostgreSQL did not keep every row; nothing was changed.")
        change_store(connection, "head")
        unsure = keep_taken_back(connection, known)
        least = sa.func.greatest(store_version.c.counter, leap)
        connection.execute(store_version.update().values(counter=least + 1))
        mark_everything(connection)
        return row_counts(connection), unsure


def _locked(names: Sequence[str]) -> str:
    """All tables at once or none, again and again: nobody who reads is ever locked out half way.

    Who holds a table for long loses the connection, as with a restart of the server.
    """
    listed = ", ".join(f'"{name}"' for name in names)
    quoted = ", ".join(f"'{name}'" for name in names)
    return f"""DO $$ DECLARE began timestamptz := clock_timestamp(); BEGIN LOOP
        BEGIN LOCK TABLE {listed} IN ACCESS EXCLUSIVE MODE NOWAIT; EXIT;
        EXCEPTION WHEN lock_not_available THEN
            IF clock_timestamp() > began + interval '{PATIENCE_SECONDS} s' THEN RAISE; END IF;
            IF clock_timestamp() > began + interval '{POLITE_SECONDS} s' THEN
                PERFORM pg_terminate_backend(pid) FROM pg_locks
                WHERE pid <> pg_backend_pid() AND relation IN
                    (SELECT to_regclass(name) FROM unnest(ARRAY[{quoted}]) AS t (name));
            END IF;
            PERFORM pg_sleep(0.02);
        END; END LOOP; END $$"""


def _fill(connection: sa.Connection, dump: Path) -> None:
    # Rows that the migrations themselves made are in the dump as they became.
    for name, count in row_counts(connection).items():
        if count and name != REVISION_TABLE:
            connection.execute(sa.table(name).delete())
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError(f"expected a connection of psycopg, got {type(driver).__name__}")
    try:
        with driver.cursor() as cursor, read_dump(dump) as parts:
            for part in parts:
                _put(cursor, part)
    except psycopg.Error as error:
        said = str(error).splitlines()[0]
        raise CopyProblem(
            f"PostgreSQL did not take the backup; nothing was changed: {said}"
        ) from error


def _put(cursor: "psycopg.Cursor[tuple[object, ...]]", part: Part) -> None:
    if part.table == REVISION_TABLE:  # it has its row from the migrations
        for _ in part.lines:
            pass
        return
    if not part.table:
        cursor.execute(b"".join(part.lines))
        return
    # Without FREEZE, who began to read before would find the new tables empty.
    into = f'COPY "{part.table}" ({part.columns}) FROM STDIN WITH (FREEZE)'
    with cursor.copy(into.encode()) as copy:
        for line in part.lines:
            copy.write(line)
