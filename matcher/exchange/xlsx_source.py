"""Reads the sheets of an Excel file as if each were a CSV file of the same name."""

import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from matcher.domain.errors import BadInput
from matcher.exchange.cell_types import BadCell
from matcher.exchange.source import Source

# An office's own data are far below; what is above fills the memory instead of the store.
MOST_UNPACKED_BYTES = 1_000_000_000
# Real sheets shrink to a tenth or a thirtieth. Small files may repeat themselves more.
MOST_TIMES_SMALLER = 200
_SMALL = 10_000_000

# What openpyxl raises on a file that only looks like an Excel file.
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, ParseError, EOFError, OSError, NotImplementedError),
    *(KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError),
)


@contextmanager
def xlsx_sources(path: Path) -> Iterator[dict[str, Source]]:
    """Sheet name -> its rows, open while the context lasts; sheets with nothing in them left out.

    BadInput where the file is no Excel file, or unpacks to more than fits.
    """
    with warnings.catch_warnings():
        # openpyxl warns of every extension of Excel's that it leaves out; none holds data.
        warnings.simplefilter("ignore")
        with closing(_opened(path)) as book:
            yield {sheet.title: _source(path, sheet) for sheet in _used_sheets(path, book)}


def _opened(path: Path) -> Any:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _refuse_bombs(path)
        return load_workbook(path, read_only=True, data_only=False)
    except (*_UNREADABLE, InvalidFileException) as problem:
        raise _not_excel(path) from problem


def _refuse_bombs(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
    too_dense = unpacked > _SMALL and unpacked > MOST_TIMES_SMALLER * path.stat().st_size
    if unpacked > MOST_UNPACKED_BYTES or too_dense:
        raise BadInput(
            f"{path.name} unpacks to {unpacked // 1_000_000} MB, which no office's data need;"
            " look for cells filled with repeated text, or give a folder of CSV files."
        )


def _not_excel(path: Path) -> BadInput:
    return BadInput(
        f"{path.name} cannot be read as an Excel file (.xlsx);"
        " open it in Excel and save it again, or give a folder of CSV files."
    )


def _used_sheets(path: Path, book: Any) -> list[Any]:
    try:
        return [sheet for sheet in book.worksheets if _used(sheet)]
    except _UNREADABLE as problem:
        raise _not_excel(path) from problem


def _used(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return any(cell.value is not None for row in sheet.iter_rows() for cell in row)


def _source(path: Path, sheet: Any) -> Source:
    return Source(f"{path.name}, sheet {sheet.title}", _rows(path, sheet))


def _rows(path: Path, sheet: Any) -> Iterator[tuple[int, Sequence[str]]]:
    width = 0
    try:
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = [_text(cell) for cell in row]
            width = width or len(cells)
            yield number, cells + [""] * (width - len(cells))
    except _UNREADABLE as problem:
        raise _not_excel(path) from problem


def _text(cell: Any) -> str:
    if cell.data_type == "f":
        formula = getattr(cell.value, "text", None) or str(cell.value)
        return _bad(formula, "a plain value; paste the formula's result in its place")
    if cell.data_type == "e":
        return _bad(str(cell.value), "a value, but Excel shows an error here")
    return plain_text(cell.value)


def _bad(text: str, expected: str) -> BadCell:
    bad = BadCell(text)
    bad.expected = expected
    return bad


def plain_text(value: Any) -> str:
    """A cell's value as a CSV file has it.

    >>> [plain_text(v) for v in (None, True, 1.0, 37.5, datetime(2026, 3, 31), "0150")]
    ['', 'yes', '1', '37.5', '2026-03-31', '0150']
    """
    for kind, write in _WRITTEN:
        if isinstance(value, kind):
            return write(value)
    return "" if value is None else str(value)


def _day_text(value: datetime) -> str:
    return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")


# In this order: every boolean is an integer too, and every datetime a date.
_WRITTEN: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (str, str),
    (bool, lambda value: "yes" if value else "no"),
    (float, lambda value: repr(value).removesuffix(".0")),
    (datetime, _day_text),
    (date, date.isoformat),
)
