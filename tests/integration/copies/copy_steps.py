"""Backing up, losing something and restoring, as the tests of copies do it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from matcher.store.engine import writing
from matcher.store.every_table import tables_found
from matcher.workflows.backup import make_backup
from matcher.workflows.restore import Restored, restore_backup

NOW = datetime(2026, 3, 31, 2, 5, tzinfo=UTC)


def address(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def everything(engine: sa.Engine) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but those that say how often, and by whom, the store was used."""
    used = {"store_version", "table_versions", "audit_log", "audit_head", "sessions"}
    with engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(sa.text(f"SELECT * FROM {name}"))))
            for name in tables_found(connection)
            if name not in used
        }


def backed_up(engine: sa.Engine, versions: Path, copies: Path) -> Path:
    return make_backup(engine, versions, copies, now=NOW).file


def restored(engine: sa.Engine, versions: Path, source: Path, **how: Any) -> Restored:
    return restore_backup(address(engine), versions, source, now=NOW + timedelta(days=1), **how)


def lose_a_wish(engine: sa.Engine) -> None:
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM wishes WHERE rank = 2")


def damage_file(engine: sa.Engine) -> Path:
    engine.dispose()
    path = Path(str(engine.url.database))
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    return path
