"""What stands where a backup is to be restored, and keeping a copy of it first."""

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from matcher.domain.errors import CopyProblem, StoreBusy, StoreMissing, StoreProblem
from matcher.store.engine import reading
from matcher.store.every_table import holds_nothing, row_counts
from matcher.store.trust_tables import erasures
from matcher.store.whole import damage
from matcher.workflows.backup import SQLITE, make_backup

# Counted on from what was read, so that a change in the meantime does not come to the same number.
LEAP = 1000


@dataclass(frozen=True, slots=True)
class StoreBefore:
    """The rows that a store holds; ``damaged`` where an embedded one cannot be read.

    ``room`` is the folder to unpack in, ``beside`` the one for the copy that is kept.
    """

    room: Path
    beside: Path
    rows: dict[str, int] = field(default_factory=dict)
    damaged: bool = False
    counter: int = 0

    @property
    def must_be_kept(self) -> bool:
        """Whether something would be lost."""
        return self.damaged or not holds_nothing(self.rows)

    @property
    def lives(self) -> bool:
        """Whether others can write to it."""
        return bool(self.rows) and not self.damaged

    @property
    def holds(self) -> str:
        """What would be lost, in words."""
        if self.damaged:
            return "cannot be read, but its file is there"
        people = self.rows.get("participants", 0)
        return f"holds {sum(self.rows.values())} rows, of {people} participants"

    @property
    def leap(self) -> int:
        """A version of the store that nobody has seen."""
        return self.counter + LEAP

    def erased_after(self, engine: sa.Engine, made_at: datetime) -> int:
        """How many people were erased here after the moment ``made_at``."""
        if erasures.name not in self.rows:
            return 0
        since = erasures.c.erased_at > made_at.astimezone(UTC).replace(tzinfo=None)
        with reading(engine) as connection:
            found = sa.select(sa.func.count()).select_from(erasures).where(since)
            return connection.execute(found).scalar_one()


def look_at_store(engine: sa.Engine, source: Path) -> StoreBefore:
    """What is there now. StoreProblem where a server does not answer."""
    if engine.dialect.name != SQLITE:
        rows, counter = _read(engine)
        room = Path(tempfile.gettempdir())
        return StoreBefore(room, source.absolute().parent, rows, counter=counter)
    path = Path(str(engine.url.database)).absolute()
    if not path.exists() or path.stat().st_size == 0:
        _make_folder(path.parent)
        return StoreBefore(path.parent, path.parent)
    try:
        with reading(engine) as connection:
            damaged = damage(connection) is not None
        rows, counter = _read(engine)
    except StoreBusy:
        raise
    except StoreProblem:
        return StoreBefore(path.parent, path.parent, damaged=True)
    return StoreBefore(path.parent, path.parent, rows, damaged, counter)


def _read(engine: sa.Engine) -> tuple[dict[str, int], int]:
    with reading(engine) as connection:
        rows = row_counts(connection)
        if "store_version" not in rows:
            return rows, 0
        counter = connection.execute(sa.text("SELECT counter FROM store_version")).scalar()
        return rows, int(counter or 0)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CopyProblem(f"The folder {folder} cannot be made: {error.strerror}.") from error


def keep_before(
    engine: sa.Engine, versions: Path, before: StoreBefore, now: datetime
) -> tuple[str, ...]:
    """Copy what is there to ``before.beside``; answers the files. CopyProblem where it cannot be.

    A damaged file is kept as it is, byte by byte.
    """
    name = f"jobbsmak-before-restore-{now:%Y%m%d-%H%M%S}"
    if not before.damaged:
        try:
            made = make_backup(engine, versions, before.beside / f"{name}.tar.gz", now=now)
        except StoreMissing as problem:  # rows, but no version: not a store of this program's
            raise CopyProblem(f"What is there cannot be copied: {problem}") from problem
        return (str(made.file),)
    store = Path(str(engine.url.database))
    kept = []
    for suffix in ("", "-wal"):
        damaged, target = Path(f"{store}{suffix}"), before.beside / f"{name}.db{suffix}"
        if damaged.exists():
            target.touch(mode=0o600, exist_ok=False)
            shutil.copyfile(damaged, target)
            kept.append(str(target))
    return tuple(kept)
