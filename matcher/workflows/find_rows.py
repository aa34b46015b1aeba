"""The rows of one kind with what they are called, to be found by name and by number; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from matcher.domain.employers import OpeningStatus
from matcher.store.reading_names import NamedEmployer, NamedOpening, NamedPerson, NamedPlacement
from matcher.workflows.name_index import NameIndex
from matcher.workflows.name_letters import alphabetical
from matcher.workflows.name_numbers import NumberIndex

# Points of 100 that a like name of somebody in the programme goes before one who has left.
GIVES_WAY = 12.0

Row = TypeVar("Row", NamedPerson, NamedEmployer, NamedOpening, NamedPlacement)


@dataclass(frozen=True, slots=True)
class Group(Generic[Row]):
    """The likeliest of one kind, the best first, and how many there are in all."""

    rows: tuple[Row, ...] = ()
    count: int = 0


class Names(Generic[Row]):
    """The rows of one kind, in the order in which equals are told, with what they are called."""

    def __init__(
        self,
        rows: Sequence[Row],
        name: Callable[[Row], str],
        numbers: Callable[[Row], Sequence[str | None]],
        order: Callable[[Row], tuple[object, ...]],
    ) -> None:
        self.read: Sequence[Row] = rows
        self._rows: list[Row] = sorted(rows, key=lambda row: (*order(row), row.id))
        self._names = NameIndex.of(map(name, self._rows))
        self._numbers = NumberIndex(tuple(tuple(numbers(row)) for row in self._rows))

    def find(
        self, text: str, limit: int, behind: Callable[[Row], bool] = lambda _: False
    ) -> Group[Row]:
        """By name and by number; each row once. Who is ``behind`` gives way to a like name."""
        scores = {hit.place: hit.score for hit in self._names.find(text)}
        for hit in self._numbers.find(text):
            scores[hit.place] = max(scores.get(hit.place, 0.0), hit.score)
        for place in scores:
            scores[place] -= GIVES_WAY * behind(self._rows[place])
        places = sorted(scores, key=lambda place: (-scores[place], place))
        return Group(tuple(self._rows[place] for place in places[:limit]), len(places))


def people_of(rows: Sequence[NamedPerson]) -> Names[NamedPerson]:
    """An office's participants, by name and by the number of the case."""
    return Names(
        rows, lambda row: row.name or "", lambda row: (row.id,),
        lambda row: (alphabetical(row.name or ""),),
    )  # fmt: skip


def placements_of(rows: Sequence[NamedPlacement]) -> Names[NamedPlacement]:
    """An office's placements, by number."""
    # By number alone: with names, every person would be found once more for each placement.
    return Names(rows, lambda _: "", lambda row: (row.id,), lambda row: ())


def employers_of(rows: Sequence[NamedEmployer]) -> Names[NamedEmployer]:
    """Employers, by name and by either number."""
    return Names(
        rows, lambda row: row.name or "", lambda row: (row.id, row.org_number),
        lambda row: (alphabetical(row.name or ""),),
    )  # fmt: skip


def openings_of(rows: Sequence[NamedOpening]) -> Names[NamedOpening]:
    """Openings, by title, employer, place and number; open ones first."""

    def name(row: NamedOpening) -> str:
        return " ".join(part for part in (row.title, row.employer, row.place) if part)

    return Names(
        rows, name, lambda row: (row.id,),
        lambda row: (row.status is not OpeningStatus.OPEN, alphabetical(row.title or "")),
    )  # fmt: skip
