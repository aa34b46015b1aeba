"""Writes the file contract as a folder of CSV files: beside first, then renamed into place."""

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from matcher.domain.errors import BadInput
from matcher.domain.market import Market
from matcher.exchange.cells import cells_of
from matcher.exchange.contract import FILES, FileSpec, Row
from matcher.exchange.tables import Tables, in_canonical_order, tables_of

# A cell with one of these in it stands in quotes.
_NEEDS_QUOTES = re.compile('[,"\r\n]')


def write_market(market: Market, folder: Path) -> dict[str, int]:
    """Write every file of ``market`` into ``folder``; answers the number of rows of each file."""
    return write_folder(tables_of(market), folder)


def write_folder(tables: Tables, folder: Path) -> dict[str, int]:
    """Write ``tables`` as CSV into ``folder``, which is made where it is missing.

    Other files in the folder are left alone. BadInput where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in tables.items():
            spec = FILES[name]
            replace_file(folder / spec.csv_name, csv_text(spec, rows).encode())
    except OSError as problem:
        raise BadInput(f"Cannot write to {folder}: {problem.strerror or problem}.") from problem
    return {name: len(rows) for name, rows in tables.items()}


def csv_text(spec: FileSpec, rows: Iterable[Row]) -> str:
    r"""The whole CSV file, rows in canonical order.

    >>> from matcher.domain.employers import Office
    >>> csv_text(FILES["offices"], [Office("N2"), Office("N1", "Test, vik")])
    'office_id,name,municipality\nN1,"Test, vik",\nN2,,\n'
    """
    lines = [",".join(spec.columns)]
    lines += (",".join(map(_quoted, cells_of(spec, row))) for row in in_canonical_order(spec, rows))
    lines.append("")
    return "\n".join(lines)


def _quoted(cell: str) -> str:
    # csv.writer of Python 3.11 leaves a lone carriage return bare, which no reader accepts.
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` in one step, so that nobody ever reads half a file."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
