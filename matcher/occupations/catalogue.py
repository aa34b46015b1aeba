"""The catalogue in `data/occupations/`: what each occupation is called, and what the work is like.

Every file is checked as it is read, and every fault is told at once. Matching text to the
catalogue is the resolver's business.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from matcher.domain.errors import CellProblem, ImportRefused

DIMENSIONS: tuple[str, ...] = (
    "people",
    "things",
    "care",
    "indoors",
    "physical",
    "pace",
    "alone",
    "shifts",
    "language",
    "screen",
    "creative",
)
"""What the work is like, each 0 (hardly any), 2 (middling) to 4 (what defines the work)."""

HEADING = ("code", "name_nb", "name_en", "says", "common", *DIMENSIONS, "basis")
FEWEST_SAYS = 8
HIGHEST_LEVEL = 4
FOLDER = Path(__file__).resolve().parents[2] / "data" / "occupations"


@dataclass(frozen=True, slots=True)
class Occupation:
    """One STYRK-08 unit group, in the words of those who wish for it.

    ``common`` (0-4) is how often it is wished for; ``dimensions`` follow ``DIMENSIONS``.
    """

    code: str
    name_nb: str
    name_en: str
    says: tuple[str, ...]
    common: int
    dimensions: tuple[int, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All occupations, by code.

    >>> catalogue().by_code["5120"].name_en
    'Cook'
    """

    by_code: Mapping[str, Occupation]

    def name(self, code: str, lang: str = "nb") -> str:
        """What the occupation is called; the code itself where the catalogue lacks it.

        >>> catalogue().name("9112"), catalogue().name("9112", "en"), catalogue().name("0000")
        ('Renholder', 'Cleaner', '0000')
        """
        occupation = self.by_code.get(code)
        if occupation is None:
            return code
        return occupation.name_en if lang == "en" else occupation.name_nb

    def __iter__(self) -> Iterator[Occupation]:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    def __contains__(self, code: object) -> bool:
        return code in self.by_code


@cache
def catalogue() -> Catalogue:
    """The project's own catalogue, read once.

    >>> len(catalogue()) > 100
    True
    """
    return read_catalogue(FOLDER)


def read_catalogue(folder: Path) -> Catalogue:
    """Read every CSV file of ``folder``, in the order of codes.

    Raises ``ImportRefused`` with every bad cell.
    """
    problems: list[CellProblem] = []
    found: dict[str, Occupation] = {}
    for path in sorted(folder.glob("*.csv")):
        for row, cells in _rows(path, problems):
            faults = [CellProblem(path.name, row, *fault) for fault in _faults(cells)]
            if cells["code"] in found:
                faults.append(
                    CellProblem(path.name, row, "code", cells["code"], "a code only once")
                )
            problems += faults
            if not faults:
                found[cells["code"]] = _occupation(cells)
    if problems:
        raise ImportRefused(problems)
    return Catalogue(MappingProxyType(dict(sorted(found.items()))))


def _rows(path: Path, problems: list[CellProblem]) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file)
        heading = tuple(next(lines, ()))
        if heading != HEADING:
            wanted = f"the heading {','.join(HEADING)}"
            problems.append(CellProblem(path.name, 1, None, ",".join(heading), wanted))
            return
        for number, cells in enumerate(lines, start=2):
            if len(cells) == len(HEADING):
                yield number, dict(zip(HEADING, cells, strict=True))
            else:
                wanted = f"{len(HEADING)} cells, found {len(cells)}"
                problems.append(CellProblem(path.name, number, None, None, wanted))


def _faults(cells: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    if not _is_code(cells["code"]):
        yield "code", cells["code"], "four digits"
    for column in ("name_nb", "name_en", "basis"):
        if not cells[column].strip():
            yield column, cells[column], "a text"
    says = _phrases(cells["says"])
    if len(set(says)) < FEWEST_SAYS:
        yield "says", cells["says"], f"at least {FEWEST_SAYS} different phrases"
    for column in ("common", *DIMENSIONS):
        if not _is_level(cells[column]):
            yield column, cells[column], f"a whole number from 0 to {HIGHEST_LEVEL}"


def _is_code(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()


def _is_level(text: str) -> bool:
    return len(text) == 1 and text.isascii() and text.isdigit() and int(text) <= HIGHEST_LEVEL


def _phrases(cell: str) -> Sequence[str]:
    return [phrase.strip() for phrase in cell.split("|") if phrase.strip()]


def _occupation(cells: Mapping[str, str]) -> Occupation:
    return Occupation(
        code=cells["code"],
        name_nb=cells["name_nb"].strip(),
        name_en=cells["name_en"].strip(),
        says=tuple(dict.fromkeys(_phrases(cells["says"]))),
        common=int(cells["common"]),
        dimensions=tuple(int(cells[name]) for name in DIMENSIONS),
        basis=cells["basis"].strip(),
    )
