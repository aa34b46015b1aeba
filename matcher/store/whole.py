"""Whether the embedded store's file is whole; a PostgreSQL server watches over its own."""

import sqlalchemy as sa


def damage(connection: sa.Connection) -> str | None:
    """The first thing that SQLite finds wrong with its file, or None. Reads the whole file."""
    if connection.dialect.name != "sqlite":
        return None
    said = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
    if said != "ok":
        return said.splitlines()[0]
    orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    return None if orphan is None else f"a row of {orphan[0]} refers to nothing"
