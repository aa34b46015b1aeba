"""Reads a folder of CSV files or an Excel file into domain objects and every problem at once."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from matcher.domain.errors import BadInput, CellProblem
from matcher.exchange.contract import FILES
from matcher.exchange.csv_source import csv_source
from matcher.exchange.file_read import FileRead
from matcher.exchange.rows import read_rows
from matcher.exchange.source import KNOWN_NAMES, Source
from matcher.exchange.xlsx_source import xlsx_sources


@dataclass(frozen=True, slots=True)
class FilesRead:
    """What the files say, in the contract's order, and what is wrong with files as such."""

    files: Mapping[str, FileRead]
    problems: Sequence[CellProblem] = field(default_factory=tuple)

    def all_problems(self) -> list[CellProblem]:
        """Every problem so far, in the order of files and rows."""
        found = (p for file in self.files.values() for p in file.problems_in_order())
        return [*self.problems, *found]


def read_source(path: Path) -> FilesRead:
    """Everything in a folder, or in one ``.xlsx`` file, without a look at the store.

    BadInput where there is nothing to read at ``path``.
    """
    with _sources(path) as (sources, problems):
        files = {
            name: read_rows(spec, sources[name]) for name, spec in FILES.items() if name in sources
        }
    if not files and not problems:
        raise BadInput(f"There is nothing to import in {path}; expected one of {KNOWN_NAMES}.")
    return FilesRead(files, problems)


@contextmanager
def _sources(path: Path) -> Iterator[tuple[dict[str, Source], list[CellProblem]]]:
    if path.is_dir():
        yield _folder(path)
    elif not path.exists():
        raise BadInput(f"There is no folder or Excel file {path}.")
    elif path.suffix.lower() == ".xlsx":
        with xlsx_sources(path) as sheets:
            problems = [_misnamed(f"{path.name}, sheet {n}", n) for n in sheets if n not in FILES]
            yield sheets, problems
    else:
        raise BadInput(f"{path} is neither a folder nor an Excel file (.xlsx); give its folder.")


def _folder(folder: Path) -> tuple[dict[str, Source], list[CellProblem]]:
    try:
        files = sorted(path for path in folder.iterdir() if _is_csv(path))
    except OSError as problem:
        raise BadInput(f"The folder {folder} cannot be read: {problem.strerror}.") from problem
    known = {path.stem: csv_source(path) for path in files if path.stem in FILES}
    problems = [_misnamed(path.name, path.stem) for path in files if path.stem not in FILES]
    return known, problems


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv" and not path.name.startswith(".") and path.is_file()


def _misnamed(label: str, name: str) -> CellProblem:
    close = get_close_matches(name.lower(), FILES, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return CellProblem(label, None, None, None, f"a name among {KNOWN_NAMES}{hint}")
