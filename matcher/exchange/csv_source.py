"""Reads one CSV file a row at a time, whatever is wrong with it: UTF-8, comma or semicolon.

A file that is not what it should be is named with its place, and never read whole into memory.
"""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from matcher.domain.errors import CellProblem
from matcher.exchange.source import Source, SourceBroken

# Longer than a row of the widest file with every cell at its limit, quotes doubled.
MOST_BYTES_A_LINE = 1_000_000
# Enough of a row that is too long to tell in which column it went wrong.
_ENOUGH = 100_000
_SHOWN = 40

_SAVE_AS_UTF8 = 'save the file as "CSV UTF-8"'


def csv_source(path: Path) -> Source:
    """The rows of a CSV file; nothing is opened before the first one is asked for."""
    return Source(path.name, _rows(path))


def _rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        with path.open("rb") as file:
            yield from _parsed(_Lines(path.name, file))
    except OSError as problem:
        reason = problem.strerror or "an unknown failure"
        raise SourceBroken(
            CellProblem(path.name, None, None, None, f"a file that can be read ({reason})")
        ) from problem


class _Lines:
    """The lines of a file as text, knowing the record that is being read and where it began."""

    def __init__(self, label: str, file: BinaryIO) -> None:
        self.label = label
        self.record = 1
        self.begun: list[str] = []
        self.header: Sequence[str] = ()
        self.delimiter = ","
        self._file = file
        self._position = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        raw = self._file.readline(MOST_BYTES_A_LINE)
        if not raw:
            raise StopIteration
        text = self._decoded(raw)
        self._position += len(raw)
        self.begun.append(text)
        if len(raw) >= MOST_BYTES_A_LINE and not raw.endswith(b"\n"):
            raise self.too_long()
        return text

    def next_record(self) -> None:
        """Say that the row that was begun is complete."""
        self.record += 1
        self.begun.clear()

    def _decoded(self, raw: bytes) -> str:
        first = self._position == 0
        try:
            text = raw.decode("utf-8-sig" if first else "utf-8")
        except UnicodeDecodeError as problem:
            if len(raw) >= MOST_BYTES_A_LINE and problem.end >= len(raw) - 3:
                return raw[: problem.start].decode()  # the limit cut a character in two
            at = self._position + problem.start + 1
            bad = f"byte {raw[problem.start]:#04x} at position {at}"
            raise self.broken(f"UTF-8 text, but {bad} is none; {_SAVE_AS_UTF8}") from None
        if first and "\x00" in text:
            raise self.broken(f"UTF-8 text, but this looks like UTF-16; {_SAVE_AS_UTF8}")
        return text

    def too_long(self) -> SourceBroken:
        """The problem of a cell without end, with the column where it stands if that is clear."""
        begun = "".join(self.begun)[:_ENOUGH]
        # A cell that goes on over lines is one for this reader too.
        cells = begun.replace("\n", " ").replace("\r", " ").split(self.delimiter)
        column = self.header[len(cells) - 1] if len(cells) <= len(self.header) else None
        what = "a shorter cell (at most 10000 characters), or a closing quotation mark before it"
        return self.broken(what, column, cells[-1][:_SHOWN].strip('"'))

    def broken(
        self, expected: str, column: str | None = None, value: str | None = None
    ) -> SourceBroken:
        """A problem in the row that is being read."""
        return SourceBroken(CellProblem(self.label, self.record, column, value, expected))


def _parsed(lines: _Lines) -> Iterator[tuple[int, Sequence[str]]]:
    heading = next(lines, "")
    lines.delimiter = _delimiter(lines, heading)
    lines.header = heading.rstrip("\r\n").split(lines.delimiter)
    reader = csv.reader(_with_first(heading, lines), delimiter=lines.delimiter, strict=True)
    while True:
        try:
            row = next(reader, None)
        except csv.Error as problem:
            raise _structure(lines, str(problem)) from problem
        if row is None:
            return
        yield lines.record, row
        lines.next_record()


def _with_first(heading: str, lines: _Lines) -> Iterator[str]:
    yield heading
    yield from lines


def _delimiter(lines: _Lines, heading: str) -> str:
    if not heading.strip():
        raise lines.broken("a heading with the names of the columns, but it is empty")
    commas, semicolons = heading.count(","), heading.count(";")
    if not commas and not semicolons:
        for other, name in (("\t", "tabs"), ("|", "|"), (":", "colons")):
            if other in heading:
                raise lines.broken(f"a comma or a semicolon between the columns, not {name}")
    return ";" if semicolons > commas else ","


def _structure(lines: _Lines, said: str) -> SourceBroken:
    if "field larger than" in said:
        return lines.too_long()
    if "unexpected end" in said:
        return lines.broken("a closing quotation mark; the file ends before there is one")
    if "new-line character" in said:
        return lines.broken("lines that end with a line feed, as spreadsheets write them")
    return lines.broken(
        'a quotation mark only around a whole cell, doubled inside it ("so ""here""")'
        "; the rest of the file was not read"
    )
