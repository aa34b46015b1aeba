"""Reading a postal register file: every bad line is reported at once, or every row is returned.

Opening and decoding the file is the importer's business, keeping the rows is the store's.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from matcher.domain.errors import CellProblem, ImportRefused

REQUIRED: Final = ("postal_code", "place", "lat", "lon")
COLUMNS: Final = ("postal_code", "place", "municipality_number", "municipality", "lat", "lon")

# Norway from Lindesnes to Svalbard and from Jan Mayen to Vardø, with a margin: narrow enough
# that latitude and longitude in each other's column are noticed.
LATITUDES: Final = (57.0, 82.0)
LONGITUDES: Final = (-10.0, 35.0)
LONGEST_NAME: Final = 100  # characters; the longest official name has about 40


@dataclass(frozen=True, slots=True)
class PostalCode:
    """One row of the register; coordinates in degrees, both None where they are unknown."""

    postal_code: str
    place: str
    municipality_number: str | None
    municipality: str | None
    lat: float | None
    lon: float | None


def parse_register(lines: Iterable[str], file: str = "postal_codes.csv") -> tuple[PostalCode, ...]:
    r"""All rows of a register, in the file's order; all or nothing.

    Comma or semicolon (then with a decimal comma too), with or without a byte order mark.
    Raises ImportRefused with every problem.

    >>> parse_register(["postal_code;place;lat;lon\n", "0554;Oslo;59,924;10,757\n"])[0].lat
    59.924
    >>> parse_register(["postal_code,place,lat,lon\n", "554,Oslo,10.757,59.924\n"], "reg.csv")
    Traceback (most recent call last):
    ...
    matcher.domain.errors.ImportRefused: Nothing was imported: 3 problems found.
    reg.csv, row 2, column postal_code: "554" is not accepted; expected four digits, such as 0554
    reg.csv, row 2, column lat: "10.757" is not accepted; expected degrees from 57 to 82, or empty
    reg.csv, row 2, column lon: "59.924" is not accepted; expected degrees from -10 to 35, or empty
    """
    problems: list[CellProblem] = []
    rows: dict[str, PostalCode] = {}
    for number, cells in _records(lines, file, problems):
        checked = _Cells(file, number, cells, problems)
        row = checked.row()
        if row.postal_code in rows:
            checked.refuse("postal_code", "each postal code once")
        rows.setdefault(row.postal_code, row)
    if not rows and not problems:
        problems.append(CellProblem(file, None, None, None, "at least one row below the heading"))
    if problems:
        raise ImportRefused(problems)
    return tuple(rows.values())


def coordinates(rows: Iterable[PostalCode]) -> dict[str, tuple[float, float]]:
    """Postal code -> (latitude, longitude), as ``locate`` takes it; unknown ones left out.

    >>> coordinates([PostalCode("7877", "Høylandet", None, None, None, None)])
    {}
    """
    return {r.postal_code: (r.lat, r.lon) for r in rows if r.lat is not None and r.lon is not None}


def _records(
    lines: Iterable[str], file: str, problems: list[CellProblem]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number (the heading is 1) and cells by column, of every row of the right shape."""
    rest = iter(lines)
    heading = next(rest, "").removeprefix("\ufeff")
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    numbered = enumerate(csv.reader(chain([heading], rest), delimiter=delimiter, strict=True), 1)
    number = 0
    try:
        number, columns = next(numbered, (1, []))
        columns = [column.strip().casefold() for column in columns]
        problems.extend(_heading_problems(columns, file))
        if problems:
            return
        for number, cells in numbered:
            if len(cells) == len(columns):
                yield number, dict(zip(columns, map(str.strip, cells), strict=True))
            elif cells:
                expected = f"{len(columns)} cells as in the heading, found {len(cells)}"
                problems.append(CellProblem(file, number, None, None, expected))
    except csv.Error as error:
        expected = f"a row of a CSV file ({error}); later rows were not looked at"
        problems.append(CellProblem(file, number + 1, None, None, expected))


def _heading_problems(columns: Sequence[str], file: str) -> Iterator[CellProblem]:
    if not any(columns):
        yield CellProblem(file, 1, None, None, "the columns " + ", ".join(COLUMNS))
        return
    for position, column in enumerate(columns):
        if column not in COLUMNS:
            yield CellProblem(file, 1, None, column, "one of the columns " + ", ".join(COLUMNS))
        elif column in columns[:position]:
            yield CellProblem(file, 1, column, column, "each column once")
    for column in REQUIRED:
        if column not in columns:
            yield CellProblem(file, 1, column, None, "this column; it is missing")


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row being read; what cannot be used is added to ``problems``."""

    file: str
    number: int
    cells: Mapping[str, str]
    problems: list[CellProblem]

    def row(self) -> PostalCode:
        """The row; it means something only where no problem was added."""
        return PostalCode(
            postal_code=self._four_digits("postal_code", "four digits, such as 0554") or "",
            place=self._name("place", needed=True) or "",
            municipality_number=self._four_digits(
                "municipality_number", "four digits, such as 0301, or empty"
            ),
            municipality=self._name("municipality", needed=False),
            lat=self._degrees("lat", "lon", LATITUDES),
            lon=self._degrees("lon", "lat", LONGITUDES),
        )

    def refuse(self, column: str, expected: str) -> None:
        """Add a problem with one cell of this row."""
        value = self.cells.get(column, "")
        self.problems.append(CellProblem(self.file, self.number, column, value, expected))

    def _four_digits(self, column: str, expected: str) -> str | None:
        value = self.cells.get(column, "")
        is_code = len(value) == 4 and value.isascii() and value.isdigit()
        if not is_code and (value or column in REQUIRED):
            self.refuse(column, expected)
        return value or None

    def _name(self, column: str, *, needed: bool) -> str | None:
        value = self.cells.get(column, "")
        if needed and not value:
            self.refuse(column, "a name")
        elif len(value) > LONGEST_NAME or not value.isprintable():
            self.refuse(column, f"a name of at most {LONGEST_NAME} printable characters")
        return value or None

    def _degrees(self, column: str, other: str, limits: tuple[float, float]) -> float | None:
        value = self.cells[column]
        if not value:
            if self.cells[other]:
                self.refuse(column, f"degrees, as {other} has them (or both empty)")
            return None
        degrees = _number(value)
        if degrees is None or not limits[0] <= degrees <= limits[1]:
            self.refuse(column, f"degrees from {limits[0]:g} to {limits[1]:g}, or empty")
        return degrees


def _number(text: str) -> float | None:
    """A decimal number with point or comma; None for anything else, also "nan" and "1_0".

    >>> _number("59,9"), _number("nan"), _number("6_0")
    (59.9, None, None)
    """
    if not set(text) <= set("+-.,0123456789"):
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
