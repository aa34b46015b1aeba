"""Use case: a copy of everything while the server runs, read back before it counts (``backup``).

One file holds the store with accounts, logs and audit, and every learned model that its registry
names. The secret that signs sessions is not in it, nor are settings and the environment.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from matcher import __version__
from matcher.domain.access import OPERATOR
from matcher.domain.errors import CopyProblem
from matcher.store.archive import measured, unpack, write_archive
from matcher.store.copy_folder import give_name, taken, working_folder
from matcher.store.copy_postgres import copy_postgres, dumped_rows
from matcher.store.copy_sqlite import checked_rows, copy_sqlite
from matcher.store.engine import reading
from matcher.store.migrate import REVISIONS, known_revision
from matcher.store.trail import note_everybody
from matcher.workflows.copied_models import copied_models
from matcher.workflows.last_backup import note_backup

SQLITE, POSTGRESQL = "sqlite", "postgresql"
# The member that is the store; a dump is in pg_dump's own form.
STORE_MEMBER = {SQLITE: "store.db", POSTGRESQL: "store.dump"}


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was read back: where it lies, what it holds, in how many rows.

    ``models_missing`` says why a model of the registry is not in it; ``noted`` is False where
    ``doctor`` will not hear of it.
    """

    file: Path
    sha256: str
    bytes: int
    made_at: datetime
    revision: str
    rows: dict[str, int]
    models: tuple[str, ...]
    models_missing: dict[str, str]
    noted: bool = True


def make_backup(engine: sa.Engine, versions: Path, target: Path, *, now: datetime) -> Backup:
    """Copy the store and the models in ``versions`` to ``target``, a new file or a folder for one.

    The file gets its name when all of it was read back: hashes, SQLite's own check, rows. Nothing
    is left otherwise. CopyProblem, and the kinds of StoreProblem.
    """
    file = _file(target, now)
    revision = known_revision(engine)
    with working_folder(file.parent) as work:
        members, rows = _copied_store(engine, work)
        models = copied_models(engine, versions, work, rows)
        members |= models.members
        manifest = {
            "program": __version__,
            "backend": engine.dialect.name,
            "revision": revision,
            "made_at": now.isoformat(),
            "rows": rows,
            "models": list(models.found),
            "models_missing": models.missing,
        }
        finished = work / "finished"
        write_archive(finished, manifest, members)
        for copied in members.values():
            copied.unlink(missing_ok=True)  # room for reading it back
        _read_back(finished, work / "again", manifest)
        _note_export(engine, revision)
        whole = measured(finished)
        give_name(finished, file)
    noted = note_backup(engine.url, file, now)
    return Backup(
        file, whole.sha256, whole.size, now, revision, rows, models.found, models.missing, noted
    )


def rows_of_copy(backend: str, member: Path) -> dict[str, int]:
    """The rows of each table in the store of an archive, from reading all of it."""
    return checked_rows(member) if backend == SQLITE else dumped_rows(member)


def _file(target: Path, now: datetime) -> Path:
    target = target.absolute()
    if target.is_dir():
        target = target / f"jobbsmak-{now:%Y%m%d-%H%M%S}.tar.gz"
    if target.exists() or target.is_symlink():
        raise taken(target)
    if not target.parent.is_dir():
        raise CopyProblem(f"There is no folder {target.parent}; make it first.")
    return target


def _copied_store(engine: sa.Engine, work: Path) -> tuple[dict[str, Path], dict[str, int]]:
    name = STORE_MEMBER[engine.dialect.name]
    copy = work / name
    if engine.dialect.name == SQLITE:
        copy_sqlite(Path(str(engine.url.database)), copy)
        rows = checked_rows(copy)
    else:
        rows = copy_postgres(engine, copy)
    return {name: copy}, rows


def _note_export(engine: sa.Engine, revision: str) -> None:
    """In the audit log before the copy has its name; a store of an older version has no log."""
    if revision == REVISIONS[-1]:
        with reading(engine) as connection:
            note_everybody(connection, OPERATOR, "export")


def _read_back(finished: Path, place: Path, manifest: dict[str, Any]) -> None:
    place.mkdir()
    stated = unpack(finished, place)
    found = rows_of_copy(stated["backend"], place / STORE_MEMBER[stated["backend"]])
    if found != manifest["rows"] or {**stated, **manifest} != stated:
        raise CopyProblem("What was written is not what is read back; check the disk.")
