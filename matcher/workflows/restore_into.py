"""The step in which a checked copy becomes the store, on either database.

Everybody is signed out by it: a session that was ended since the backup must not live again, nor a
yes, a token or a link that was taken back.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from matcher.domain.errors import CopyProblem
from matcher.store.copy_folder import sync_folder
from matcher.store.copy_sqlite import checked_rows, put_back_sqlite
from matcher.store.day_tables import calendar_links
from matcher.store.engine import open_store, reading, writing
from matcher.store.every_table import row_counts
from matcher.store.migrate import prepare_store
from matcher.store.own_tables import store_version
from matcher.store.put_back_postgres import put_back_postgres
from matcher.store.standstill import Standstill
from matcher.store.table_versions import mark_everything
from matcher.store.taken_back import TakenBack, Unsure, keep_taken_back, read_taken_back
from matcher.store.trust_tables import audit_log, identities, sessions
from matcher.workflows.store_before import StoreBefore


def into_sqlite(
    engine: sa.Engine, copy: Path, manifest: Mapping[str, Any], before: StoreBefore,
    still: Standstill,
) -> tuple[dict[str, int], Unsure]:  # fmt: skip
    """Bring the copy to this version, then let it be the store; answers the rows afterwards.

    A damaged store's file gives way to the copy, which servers see when they are started again.
    """
    store = Path(str(engine.url.database)).absolute()
    known = None
    if before.lives:
        with reading(engine) as connection:
            known = read_taken_back(connection, manifest["rows"].get(audit_log.name, 0))
    ready, unsure = _made_ready(copy, before.leap, known)
    engine.dispose()
    if before.damaged:
        for suffix in ("-wal", "-shm"):
            Path(f"{store}{suffix}").unlink(missing_ok=True)
        copy.replace(store)
        sync_folder(store.parent)
    else:
        store.touch(mode=0o600)
        put_back_sqlite(copy, store, still)
    found = checked_rows(store)
    # Others may have written since, so that there is more; there is never less.
    _refuse_fewer(ready, found)
    gone = dict.fromkeys((sessions.name, calendar_links.name, identities.name), 0)
    _refuse_fewer(manifest["rows"] | gone, found)
    return found, unsure


def _made_ready(copy: Path, leap: int, known: TakenBack | None) -> tuple[dict[str, int], Unsure]:
    engine = open_store(f"sqlite:///{copy}")
    try:
        prepare_store(engine)
        with writing(engine) as connection:
            unsure = keep_taken_back(connection, known)
            least = sa.func.max(store_version.c.counter, leap)
            connection.execute(store_version.update().values(counter=least + 1))
            mark_everything(connection)
        with reading(engine) as connection:
            return row_counts(connection), unsure
    finally:
        engine.dispose()


def into_postgres(
    engine: sa.Engine, copy: Path, manifest: Mapping[str, Any], before: StoreBefore
) -> tuple[dict[str, int], Unsure]:
    """Replace everything in one transaction, which counts; answers the rows afterwards."""
    revision, rows = manifest["revision"], manifest["rows"]
    return put_back_postgres(engine, copy, revision, rows, tuple(before.rows), before.leap)


def _refuse_fewer(expected: dict[str, int], found: dict[str, int]) -> None:
    fewer = [name for name, count in expected.items() if found.get(name, 0) < count]
    if fewer:
        raise CopyProblem(
            f"After restoring, rows are missing in {', '.join(fewer)}; run `jobbsmak doctor`."
        )
