"""Checks the heading of a file: every column known, none twice, none missing."""

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches

from matcher.exchange.file_read import FileRead


def check_heading(read: FileRead, cells: Sequence[str]) -> list[str]:
    """The names of the columns; a problem for each that is unknown, repeated or missing.

    Rows can still be checked below a wrong heading, unless not one of its columns is known.
    """
    header = [str(cell).strip() for cell in cells]
    while header and not header[-1]:
        header.pop()
    spec = read.spec
    if not set(header) & set(spec.columns):
        read.complete = False
        said = f"a heading with the columns {', '.join(spec.columns)}"
        read.add_problem(1, None, ", ".join(header), said)
        return header
    _refuse_columns(read, header)
    missing = [c for c in spec.columns if c not in header and c not in spec.optional]
    if missing:
        read.complete = not set(missing) & set(spec.key)
        read.add_problem(1, None, None, f"also the columns {', '.join(missing)}, which are missing")
    return header


def _refuse_columns(read: FileRead, header: Sequence[str]) -> None:
    columns = read.spec.columns
    for column, times in Counter(header).items():
        if column not in columns:
            close = get_close_matches(column, columns, n=1)
            hint = f" (did you mean {close[0]}?)" if close else ""
            expected = f"one of the columns {', '.join(columns)}{hint}"
            read.add_problem(1, column or None, column, expected)
        elif times > 1:
            read.add_problem(1, column, column, f"each column once, but it stands {times} times")
