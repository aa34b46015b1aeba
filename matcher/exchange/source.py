"""What a source of rows is, for CSV files and Excel sheets alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.domain.errors import CellProblem
from matcher.exchange.contract import FILES

KNOWN_NAMES = ", ".join(FILES)


class SourceBroken(Exception):
    """The rest of one file or sheet cannot be read, for the reason that ``problem`` says."""

    def __init__(self, problem: CellProblem) -> None:
        self.problem = problem
        super().__init__(str(problem))


@dataclass(frozen=True, slots=True)
class Source:
    """One file or sheet: its rows with their numbers, the heading (row 1) first.

    ``label`` is how messages name it. Iterating raises ``SourceBroken`` where it cannot go on.
    """

    label: str
    rows: Iterator[tuple[int, Sequence[str]]]
