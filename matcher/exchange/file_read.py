"""What was read of one file: the rows that can be used, those that cannot, and the problems."""

from dataclasses import dataclass, field

from matcher.domain.errors import CellProblem
from matcher.exchange.contract import FileSpec, Row


@dataclass(slots=True)
class FileRead:
    """One file: its good rows as objects, its bad ones as cells, with the numbers of both.

    It is ``complete`` where every row's key could be read, whatever else is wrong with it.
    """

    spec: FileSpec
    label: str
    rows: list[Row] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    bad: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    complete: bool = True

    def add_problem(
        self, row: int | None, column: str | None, value: str | None, what: str
    ) -> None:
        """Note a problem of this file."""
        self.problems.append(CellProblem(self.label, row, column, value, what))

    def problems_in_order(self) -> list[CellProblem]:
        """The problems by row and column, those of the file as a whole first."""
        place = {column: n for n, column in enumerate(self.spec.columns)}
        return sorted(self.problems, key=lambda p: (p.row or 0, place.get(p.column or "", -1)))
