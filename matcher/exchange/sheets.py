"""Tables for people, as CSV and as Excel, made in memory; no cell of them is ever a formula.

A text that begins with "=", "+", "-" or "@" (or with a tab or an end of line, which a spreadsheet
skips) gets an apostrophe in front, as whoever types it in a spreadsheet would write it. In CSV so
does what follows a comma, a semicolon, a tab or a line: a spreadsheet of another language begins a
cell there.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from typing import Any

Value = str | int | float | date | None

# The wide signs of East Asian type are signs to a spreadsheet too.
_SIGN = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
# What a spreadsheet may skip before it looks for a sign: blanks, and marks that show nothing.
_SKIPPED = "\\s\u200b\u2060\ufeff"
_FORMULA = re.compile(f"[\t\r\n]|[{_SKIPPED}]*{_SIGN}")
_AFTER_SEPARATOR = re.compile(f"([;,\t\n][{_SKIPPED}\"']*)(?={_SIGN})")
_LINE_END = re.compile("\r\n?")
# The separator of lists and the decimal sign that a spreadsheet expects in each language.
_SIGNS = {"nb": (";", ","), "en": (",", ".")}
# A spreadsheet takes the file for UTF-8 when it begins so.
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_WIDEST = 60
_LONGEST_TITLE = 31
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a title; None is an empty cell."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("Kari"), guarded("-")
    ("'=1+1", 'Kari', "'-")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def csv_file(sheet: Sheet, lang: str = "nb") -> bytes:
    r"""The sheet as CSV, as a spreadsheet in that language opens it.

    >>> csv_file(Sheet("T", ["Hvem", "Andel"], [["@kari", 0.5]])).decode("utf-8-sig")
    "Hvem;Andel\r\n'@kari;0,5\r\n"
    """
    separator, decimal = _SIGNS[lang]
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow([_csv_cell(heading, decimal) for heading in sheet.headings])
    writer.writerows([_csv_cell(value, decimal) for value in row] for row in sheet.rows)
    return (_BOM + text.getvalue()).encode()


def excel_file(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as one Excel file, each with its headings in bold and in sight."""
    from openpyxl import Workbook

    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for table in sheets:
        title = _NOT_IN_TITLES.sub(" ", table.title)[:_LONGEST_TITLE]
        _fill(book.create_sheet(title), [table.headings, *table.rows])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _csv_cell(value: Value, decimal: str) -> str:
    if isinstance(value, float):
        return str(value).replace(".", decimal)
    if isinstance(value, str):
        # csv.writer of Python 3.11 leaves a lone carriage return bare, which no reader accepts.
        return _AFTER_SEPARATOR.sub(r"\1'", guarded(_LINE_END.sub("\n", value)))
    return "" if value is None else str(value)


def _fill(sheet: Any, table: Sequence[Sequence[Value]]) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    for number, values in enumerate(table, start=1):
        for column, value in enumerate(values, start=1):
            text = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            cell = sheet.cell(number, column, text)
            if isinstance(text, str):
                # A text is a text; with the prefix it stays one when the cell is edited.
                cell.data_type = "s"
                cell.quotePrefix = bool(_FORMULA.match(text))
            if number == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for cells in sheet.columns:
        widest = max(len(str(cell.value or "")) for cell in cells)
        sheet.column_dimensions[cells[0].column_letter].width = min(_WIDEST, widest) + 2
