"""Writes the file contract as one Excel file, a sheet a file, every cell as text.

Text keeps the zero in front of a postal code, and a wish that begins with "=" is no formula.
"""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

from matcher.domain.errors import BadInput
from matcher.exchange.cells import cells_of
from matcher.exchange.contract import FILES
from matcher.exchange.tables import Tables, in_canonical_order
from matcher.exchange.writing import replace_file

# XML readers turn every other end of a line into this one.
_LINE_END = re.compile("\r\n?")


def write_xlsx(tables: Tables, path: Path) -> dict[str, int]:
    """Write ``tables`` to ``path``, in one step; answers the number of rows of each sheet.

    Ends of lines within a cell become line feeds. BadInput where ``path`` cannot be written.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, rows in tables.items():
        spec = FILES[name]
        sheet = book.create_sheet(name)
        sheet.append(list(spec.columns))
        for row in in_canonical_order(spec, rows):
            sheet.append([_cell(sheet, text) for text in cells_of(spec, row)])
    content = BytesIO()
    book.save(content)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content.getvalue())
    except OSError as problem:
        raise BadInput(f"Cannot write {path}: {problem.strerror or problem}.") from problem
    return {name: len(rows) for name, rows in tables.items()}


def _cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if not text:
        return None
    plain = _LINE_END.sub("\n", text)
    if not plain.startswith("="):
        return plain
    cell = WriteOnlyCell(sheet, plain)
    cell.data_type = "s"
    return cell
