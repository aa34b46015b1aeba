"""A table of the office's report, its bars, and the same as a sheet of a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from matcher.exchange.sheets import Sheet

# None is a figure that is hidden; an empty text is one that there is not.
Cell = int | float | str | None
# What stands before the tables of a file: what, and the answer.
About = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Bar:
    """A share in per cent, the range in which it probably is, and what it stands beside."""

    share: float
    low: float | None = None
    high: float | None = None
    beside: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table, and its bar where it has one."""

    name: str
    cells: tuple[Cell, ...]
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``key`` names it in the page, ``first`` heads the names of its lines."""

    key: str
    title: str
    first: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def has_bars(self) -> bool:
        """Whether it is drawn as well."""
        return any(line.bar is not None for line in self.lines)

    @property
    def hides(self) -> bool:
        """Whether a figure of it is hidden."""
        return any(cell is None for line in self.lines for cell in line.cells)


def sheets(about: About, found: Iterable[Table]) -> list[Sheet]:
    """A sheet for each table, after one that says what the report is."""
    first = Sheet(gettext("Om rapporten"), ("", ""), about)
    return [
        first,
        *(Sheet(table.title, (table.first, *table.columns), _rows(table)) for table in found),
    ]


def long_sheet(about: About, found: Iterable[Table]) -> Sheet:
    """All tables as one, a line a figure, as other programs read them best."""
    title = gettext("Om rapporten")
    rows: list[tuple[Cell, ...]] = [(title, what, "", value) for what, value in about]
    for table in found:
        for name, *cells in _rows(table):
            rows += [
                (table.title, name, column, cell)
                for column, cell in zip(table.columns, cells, strict=True)
            ]
    headings = (gettext("Tabell"), gettext("Linje"), gettext("Tall"), gettext("Verdi"))
    return Sheet(gettext("Rapport"), headings, rows)


def _rows(table: Table) -> list[tuple[Cell, ...]]:
    hidden = gettext("skjult")
    return [
        (line.name, *(hidden if cell is None else cell for cell in line.cells))
        for line in table.lines
    ]
