"""The door of the files: whole files, rows and cells, drawn or altered, as CSV and as Excel."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st

from matcher.domain.errors import JobbsmakError
from matcher.store.engine import open_store
from matcher.workflows.export_files import export_files
from matcher.workflows.import_files import import_files
from tests.integration.bad_inputs import Held, filled_copy, texts

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
        names = st.sampled_from([name for name in exported if name.endswith(".csv")])
        cells = names.flatmap(lambda name: _with_cells(exported[name]).map(lambda b: {name: b}))
        altered = names.flatmap(lambda name: _altered(exported[name]).map(lambda b: {name: b}))
        book = _altered(exported["book.xlsx"]).map(lambda data: {"book.xlsx": data})
        drawn = st.dictionaries(names, st.binary(max_size=60), min_size=1, max_size=2)
        self.inputs = st.builds(Sent, cells | cells | altered | altered | book | drawn)

    def attempt(self, sent: Sent) -> str:
        for left in self._folder.iterdir():
            left.unlink()
        for name, data in sent.files.items():
            (self._folder / name).write_bytes(data)
        before = self.held.now()
        book = self._folder / "book.xlsx"
        try:
            import_files(self._engine, book if book.exists() else self._folder)
        except JobbsmakError:
            assert self.held.now() == before, f"a refused file changed the store: {sent}"
            return "refused"
        except Exception as error:
            raise AssertionError(f"{type(error).__name__} {error!s:.60}: {sent}") from error
        return "answered"


def _with_cells(exported: bytes) -> st.SearchStrategy[bytes]:
    """The real heading, or nearly so, over drawn cells."""
    heading = exported.decode("utf-8-sig").splitlines()[0].split(",")
    row = st.lists(texts, min_size=len(heading), max_size=len(heading)) | st.lists(
        texts, max_size=4
    )
    return st.builds(
        _written, st.just(heading) | st.permutations(heading), st.lists(row, max_size=3),
        st.sampled_from(_SEPARATORS), st.sampled_from(_LINE_ENDS), st.sampled_from(_ENCODINGS),
        st.booleans(),
    )  # fmt: skip


def _written(
    heading: list[str], rows: list[list[str]], separator: str, end: str, encoding: str, quoted: bool
) -> bytes:
    lines = [heading, *rows]
    if quoted:
        lines = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in lines]
    return end.join(map(separator.join, lines)).encode(encoding, "replace")


def _altered(exported: bytes) -> st.SearchStrategy[bytes]:
    """Some of the bytes taken away, doubled or exchanged."""
    place = st.integers(0, max(0, len(exported) - 1))
    cut = st.tuples(place, st.integers(0, 40), st.binary(max_size=8) | texts.map(str.encode))
    return st.lists(cut, min_size=1, max_size=3).map(lambda cuts: _cut(exported, cuts))


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
