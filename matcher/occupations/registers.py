"""Official registers of occupations read into titles and names: all of it, or every problem.

Three files are known by their headings: Statistics Norway's Klass (names of STYRK-08 groups), a
titles file (STYRK-08 code, occupation, title), and ESCO's occupations. Opening and decoding a file
is the importer's business, keeping the rows is the store's.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from matcher.domain.errors import CellProblem, ImportRefused
from matcher.occupations.isco import styrk_of_isco

Kind = Literal["klass", "titles", "esco"]
Row = Mapping[str, str]

KINDS: dict[Kind, frozenset[str]] = {
    "esco": frozenset({"iscogroup", "preferredlabel", "altlabels"}),
    "titles": frozenset({"styrk08", "title"}),
    "klass": frozenset({"code", "level", "name"}),
}
EXPECTED_HEADING = (
    "the columns of a register: code, level, name (Klass); styrk08, title (titles);"
    " or iscoGroup, preferredLabel, altLabels (ESCO)"
)
LONGEST_TITLE = 1_000  # characters; lists that were split badly make some of 700
CODE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Register:
    """What a register holds: titles and official names as (code, text), each pair once.

    ``skipped`` counts rows by the code that STYRK-08 does not have (ESCO is sorted by ISCO-08).
    """

    kind: Kind
    titles: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)


def parse_register(rows: Iterable[tuple[int, Sequence[str]]], file: str) -> Register:
    """Read a register from its numbered rows, the heading (row 1) first.

    Raises ImportRefused with every problem.

    >>> rows = [(1, ["styrk08", "occupation", "title"]), (2, ["5120", "Kokker", "Pizzabaker"])]
    >>> parse_register(rows, "titles.csv").titles
    (('5120', 'Pizzabaker'),)
    >>> parse_register([(1, ["code", "level", "name"]), (2, ["512", "4", "Kokker"])], "klass.csv")
    Traceback (most recent call last):
    ...
    matcher.domain.errors.ImportRefused: Nothing was imported: 1 problem found.
    klass.csv, row 2, column code: "512" is not accepted; expected as many digits as its level, 4
    """
    numbered = iter(rows)
    heading = _heading(next(numbered, (1, []))[1])
    kind = _kind(heading, file)
    reading = _Reading(file)
    body = list(_cells(numbered, heading, reading))
    if not body and not reading.problems:
        reading.problems.append(CellProblem(file, None, None, None, "a row below the heading"))
    register = {"klass": _klass, "titles": _titles, "esco": _esco}[kind](body, reading)
    if reading.problems:
        raise ImportRefused(reading.problems)
    return register


@dataclass(slots=True)
class _Reading:
    """The file being read, and what was wrong with it so far."""

    file: str
    problems: list[CellProblem] = field(default_factory=list)

    def refuse(self, row: int, column: str, value: str | None, expected: str) -> None:
        self.problems.append(CellProblem(self.file, row, column, value, expected))

    def text(self, row: int, column: str, value: str) -> str:
        """A title or name; a problem where it is empty, too long or not printable."""
        if not value:
            self.refuse(row, column, value, "a text")
        elif len(value) > LONGEST_TITLE or not value.isprintable():
            self.refuse(row, column, value, f"at most {LONGEST_TITLE} printable characters")
        return value

    def code(self, row: int, column: str, value: str) -> str:
        """A code of four digits, or a problem."""
        if not _digits(value, CODE_DIGITS):
            self.refuse(row, column, value, "four digits, such as 5120")
        return value


def _heading(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip().casefold() for cell in cells)


def _kind(heading: tuple[str, ...], file: str) -> Kind:
    for kind, needed in KINDS.items():
        if needed <= set(heading):
            return kind
    raise ImportRefused([CellProblem(file, 1, None, ",".join(heading), EXPECTED_HEADING)])


def _cells(
    rows: Iterator[tuple[int, Sequence[str]]], heading: tuple[str, ...], reading: _Reading
) -> Iterator[tuple[int, Row]]:
    for number, cells in rows:
        if len(cells) == len(heading):
            yield number, dict(zip(heading, map(str.strip, cells), strict=True))
        elif any(cell.strip() for cell in cells):
            expected = f"{len(heading)} cells as in the heading, found {len(cells)}"
            reading.problems.append(CellProblem(reading.file, number, None, None, expected))


def _klass(body: list[tuple[int, Row]], reading: _Reading) -> Register:
    names: dict[str, str] = {}
    for row, cells in body:
        level, code = cells["level"], cells["code"]
        if level not in ("1", "2", "3", "4"):
            reading.refuse(row, "level", level, "a level from 1 to 4")
        elif not _digits(code, int(level)):
            reading.refuse(row, "code", code, f"as many digits as its level, {level}")
        elif code in names:
            reading.refuse(row, "code", code, "each code once")
        else:
            names[code] = reading.text(row, "name", cells["name"])
    groups = ((code, name) for code, name in names.items() if len(code) == CODE_DIGITS)
    return Register("klass", names=tuple(groups))


def _titles(body: list[tuple[int, Row]], reading: _Reading) -> Register:
    found = (
        (reading.code(row, "styrk08", cells["styrk08"]), reading.text(row, "title", cells["title"]))
        for row, cells in body
    )
    return Register("titles", titles=tuple(dict.fromkeys(found)))


def _esco(body: list[tuple[int, Row]], reading: _Reading) -> Register:
    found: dict[tuple[str, str], None] = {}
    skipped: Counter[str] = Counter()
    for row, cells in body:
        isco = reading.code(row, "iscoGroup", cells["iscogroup"])
        labels = [reading.text(row, "preferredLabel", cells["preferredlabel"])]
        others = (label.strip() for label in cells["altlabels"].split("\n"))
        labels += [reading.text(row, "altLabels", label) for label in others if label]
        code = styrk_of_isco(isco)
        if code is None:
            skipped[isco] += 1
        else:
            found.update(((code, label), None) for label in labels)
    return Register("esco", titles=tuple(found), skipped=dict(sorted(skipped.items())))


def _digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()
