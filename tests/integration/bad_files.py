"""The door of the files: whole files, rows and cells, drawn or altered, as CSV and as Excel."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from matcher.domain.errors import JobbsmakError
from matcher.store.engine import open_store
from matcher.workflows.export_files import export_files
from matcher.workflows.import_files import import_files
from tests.integration.bad_inputs import Drawn, Held, filled_copy

_SEPARATORS = (",", ",", ",", ";", "\t")
_LINE_ENDS = ("\n", "\n", "\r\n", "\r")
_ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "latin-1", "utf-16")


@dataclass(frozen=True)
class Sent:
    """One file, or a few, as they were drawn."""

    files: dict[str, bytes] = field(hash=False)


class Files:
    """The import, on a small store."""

    def __init__(self, engine: sa.Engine, folder: Path, exported: dict[str, bytes]) -> None:
        self._engine, self._folder = engine, folder
        self.held = Held(engine)
        self._exported = exported
        self._names = [name for name in exported if name.endswith(".csv")]

    def draw(self, drawn: Drawn) -> Sent:
        """Real rows with drawn cells among them as often as drawn rows and altered bytes."""
        kind, name = drawn.number(1, 8), drawn.one_of(self._names)
        if kind <= 3:
            return Sent({name: _with_a_cell(self._exported[name], drawn)})
        if kind <= 5:
            return Sent({name: _with_cells(self._exported[name], drawn)})
        if kind == 6:
            return Sent({drawn.one_of(self._names): drawn.raw(60)
                         for _ in range(drawn.number(1, 2))})  # fmt: skip
        if kind == 7:
            name = "book.xlsx"
        return Sent({name: _altered(self._exported[name], drawn)})

    def attempt(self, sent: Sent) -> str:
        for left in self._folder.iterdir():
            left.unlink()
        for name, data in sent.files.items():
            (self._folder / name).write_bytes(data)
        book = self._folder / "book.xlsx"
        try:
            import_files(self._engine, book if book.exists() else self._folder)
        except JobbsmakError:
            assert not self.held.changed(), f"a refused file changed the store: {sent}"
            return "refused"
        except Exception as error:
            raise AssertionError(f"{type(error).__name__} {error!s:.60}: {sent}") from error
        self.held.changed()
        return "answered"


def _with_a_cell(exported: bytes, drawn: Drawn) -> bytes:
    """The real rows, where one or two cells are drawn."""
    rows = list(csv.reader(io.StringIO(exported.decode("utf-8-sig"))))
    for _ in range(drawn.number(1, 2) if len(rows) > 1 else 0):
        row = drawn.one_of(rows[1:])
        row[drawn.number(0, len(row) - 1)] = drawn.text()
    return _written(rows[0], rows[1:], ",", "\n", "utf-8", quoted=True)


def _with_cells(exported: bytes, drawn: Drawn) -> bytes:
    """The real heading, or nearly so, over drawn cells."""
    heading = exported.decode("utf-8-sig").splitlines()[0].split(",")

    def row() -> list[str]:
        if drawn.chance(0.8):
            return [drawn.text() for _ in heading]
        return drawn.some(drawn.text, 0, 4)

    return _written(
        heading if drawn.chance(0.7) else drawn.shuffled(heading), drawn.some(row, 0, 3),
        drawn.one_of(_SEPARATORS), drawn.one_of(_LINE_ENDS), drawn.one_of(_ENCODINGS),
        drawn.chance(0.5),
    )  # fmt: skip


def _written(
    heading: list[str], rows: list[list[str]], separator: str, end: str, encoding: str, quoted: bool
) -> bytes:
    lines = [heading, *rows]
    if quoted:
        lines = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in lines]
    return end.join(map(separator.join, lines)).encode(encoding, "replace")


def _altered(exported: bytes, drawn: Drawn) -> bytes:
    """Some of the bytes taken away, doubled or exchanged."""

    def cut() -> tuple[int, int, bytes]:
        other = drawn.raw(8) if drawn.chance(0.5) else drawn.text().encode()
        return drawn.number(0, max(0, len(exported) - 1)), drawn.number(0, 40), other

    return _cut(exported, drawn.some(cut, 1, 3))


def _cut(data: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    for start, length, other in cuts:
        data = data[:start] + other + data[start + length :]
    return data


@contextmanager
def files(template: Path, folder: Path, market: Any) -> Iterator[Files]:
    """The import, on a store that nobody has tried anything on yet."""
    engine = filled_copy(template, folder / "files.db", market)
    engine.dispose()
    opened = open_store(str(engine.url))
    out, inbox = folder / "exported", folder / "inbox"
    inbox.mkdir(exist_ok=True)
    try:
        export_files(opened, out)
        export_files(opened, folder / "book.xlsx")
        exported = {path.name: path.read_bytes() for path in out.glob("*.csv")}
        exported["book.xlsx"] = (folder / "book.xlsx").read_bytes()
        made = Files(opened, inbox, exported)
        yield made
        made.held.check()
    finally:
        opened.dispose()
