"""Use case: take in a folder of files or an Excel file, all or nothing (``jobbsmak import``)."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from matcher.domain.access import OPERATOR
from matcher.domain.errors import ImportRefused
from matcher.domain.placements import OPEN_STATUSES, Placement
from matcher.exchange.reading import FilesRead, read_source
from matcher.exchange.references import REFERRED_TO, note_dangling, note_second_open
from matcher.store.engine import writing
from matcher.store.migrate import check_store
from matcher.store.readers import read_all, read_ids
from matcher.store.tables import placements
from matcher.store.trail import note_everybody
from matcher.store.writers import Counts, upsert_rows


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or in a dry run would have done: counts by file."""

    files: dict[str, Counts]
    dry_run: bool = False

    @property
    def rows(self) -> int:
        """The rows of all files together."""
        return sum(c.new + c.changed + c.unchanged for c in self.files.values())


def import_files(engine: Engine, source: Path, *, dry_run: bool = False) -> ImportReport:
    """Check every cell of ``source``, then keep its rows; in a dry run, all but keep them.

    ImportRefused with every problem at once, BadInput where there is nothing to read, and the
    kinds of StoreProblem; in each case the store stays as it was.
    """
    check_store(engine)
    read = read_source(source)
    with writing(engine) as connection:
        _refuse_problems(connection, read)
        counts = {
            name: upsert_rows(connection, name, file.rows) for name, file in read.files.items()
        }
        if dry_run or not any(count.new or count.changed for count in counts.values()):
            connection.rollback()
        else:
            note_everybody(connection, OPERATOR, "write")
    return ImportReport(counts, dry_run)


def _refuse_problems(connection: Connection, read: FilesRead) -> None:
    note_dangling(read.files, {name: read_ids(connection, name) for name in REFERRED_TO})
    if "placements" in read.files:
        note_second_open(read.files["placements"], _open_placements(connection))
    problems = read.all_problems()
    if problems:
        raise ImportRefused(problems)


def _open_placements(connection: Connection) -> Iterable[Placement]:
    is_open = placements.c.status.in_([status.value for status in OPEN_STATUSES])
    return read_all(connection, Placement, is_open)
