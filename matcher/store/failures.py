"""Turns what a database driver says into the errors that a user may see."""

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from matcher.domain.errors import Conflict, JobbsmakError, StoreBusy, StoreMissing, StoreProblem
from matcher.store.tables import ONE_OPEN_PLACEMENT

RUN_INIT = "Run `jobbsmak init` to set it up."
SECOND_OPEN_PLACEMENT = (
    "This participant already has an open placement for this purpose; end or cancel that one first."
)

# Primary result codes of SQLite (sqlite.org/rescode.html): the low byte of the extended code.
_SQLITE_BUSY, _SQLITE_LOCKED, _SQLITE_READONLY = 5, 6, 8
_SQLITE_IOERR, _SQLITE_CORRUPT, _SQLITE_FULL = 10, 11, 13
_SQLITE_CANTOPEN, _SQLITE_NOTADB = 14, 26

_SQLITE_SAYS = {
    _SQLITE_READONLY: "may not be written to; check the permissions of the file and its folder",
    _SQLITE_IOERR: "cannot be read or written; check the disk",
    _SQLITE_CORRUPT: "is damaged; restore it from a backup",
    _SQLITE_FULL: "cannot grow, for the disk is full",
    _SQLITE_CANTOPEN: "cannot be opened; check the permissions of the file and its folder",
    _SQLITE_NOTADB: "is not a database; give the path of a store, or restore it from a backup",
}

# Classes and codes of PostgreSQL (appendix A of its manual).
_POSTGRES_BUSY = {"55P03", "40001", "40P01", "57014"}
_POSTGRES_NO_TABLE, _POSTGRES_NO_DATABASE = "42P01", "3D000"
_POSTGRES_SAYS = {
    "53": "has no room left: the disk, the memory or the connections are used up",
    "25": "may not be written to",
    "28": "refused the user or password in DATABASE_URL",
    "42": "does not allow this to its user in DATABASE_URL, or was changed by hand",
}


def shown_url(url: sa.URL) -> str:
    """The store's address for messages, without a password.

    >>> shown_url(sa.make_url("postgresql+psycopg://kari:secret@db/jobbsmak"))
    'postgresql://kari:***@db/jobbsmak'
    """
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def translated(error: SQLAlchemyError, url: sa.URL) -> JobbsmakError:
    """The error to raise in the place of ``error``."""
    store = f"The store {shown_url(url)}"
    if isinstance(error, IntegrityError):
        return Conflict(_conflict_text(str(error.orig)))
    if not isinstance(error, DBAPIError) or error.orig is None:
        return StoreProblem(f"{store} did not answer; try again in a moment.")
    if url.get_backend_name() == "sqlite":
        return _from_sqlite(error.orig, store)
    return _from_postgres(error.orig, store)


def _conflict_text(said: str) -> str:
    # SQLite names the columns of a broken unique index, PostgreSQL its name.
    if ONE_OPEN_PLACEMENT in said or "placements.participant_id, placements.purpose" in said:
        return SECOND_OPEN_PLACEMENT
    if "foreign key" in said.lower():
        return "Something that this refers to is not in the store any more; load it again."
    return "Somebody else changed this at the same time, or it is already done; load it again."


def _from_sqlite(error: BaseException, store: str) -> JobbsmakError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (_SQLITE_BUSY, _SQLITE_LOCKED):
        return StoreBusy(f"{store} is being written to by another program; try again in a moment.")
    if "no such table" in str(error):
        return StoreMissing(f"{store} was never set up. {RUN_INIT}")
    said = _SQLITE_SAYS.get(code, "cannot be used; `jobbsmak doctor` looks into it")
    return StoreProblem(f"{store} {said}.")


def _from_postgres(error: BaseException, store: str) -> JobbsmakError:
    code = getattr(error, "sqlstate", None) or ""
    if code in _POSTGRES_BUSY:
        return StoreBusy(f"{store} is being written to by another program; try again in a moment.")
    if code == _POSTGRES_NO_TABLE:
        return StoreMissing(f"{store} was never set up. {RUN_INIT}")
    # A refused connection carries no code, only the server's words.
    if code == _POSTGRES_NO_DATABASE or "does not exist" in str(error):
        return StoreMissing(f"{store} does not exist; make the database, then run `jobbsmak init`.")
    said = _POSTGRES_SAYS.get(code[:2], "cannot be reached; check that its server is running")
    return StoreProblem(f"{store} {said}.")
