"""Use case: find a participant, an employer, an opening or a placement by a few letters.

Names are kept in memory for as long as the store stays the same; another office's participants
and placements are not among those that are looked through.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import OpeningStatus
from matcher.store.engine import reading
from matcher.store.readers import store_version
from matcher.store.reading_names import (
    NamedEmployer,
    NamedOpening,
    NamedPerson,
    NamedPlacement,
    read_names_of_employers,
    read_names_of_office,
)
from matcher.workflows.name_index import NameIndex
from matcher.workflows.name_letters import LONGEST_NAME, alphabetical
from matcher.workflows.name_numbers import NumberIndex

# One letter fits half of all names.
FEWEST_LETTERS = 2
# Offices whose names stay in memory.
OFFICES_KEPT = 16

Row = TypeVar("Row", NamedPerson, NamedEmployer, NamedOpening, NamedPlacement)


@dataclass(frozen=True, slots=True)
class Group(Generic[Row]):
    """The likeliest of one kind, the best first, and how many there are in all."""

    rows: tuple[Row, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of each kind; nothing was looked for where ``text`` is too short."""

    text: str
    people: Group[NamedPerson] = field(default_factory=Group)
    employers: Group[NamedEmployer] = field(default_factory=Group)
    openings: Group[NamedOpening] = field(default_factory=Group)
    placements: Group[NamedPlacement] = field(default_factory=Group)

    @property
    def count(self) -> int:
        """How many in all."""
        return sum(g.count for g in (self.people, self.employers, self.openings, self.placements))

    @property
    def too_short(self) -> bool:
        """Whether there is too little to look for."""
        return len(self.text) < FEWEST_LETTERS


class _Names(Generic[Row]):
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

    def find(self, text: str, limit: int) -> Group[Row]:
        """By name and by number; each row once."""
        scores = {hit.place: hit.score for hit in self._names.find(text)}
        for hit in self._numbers.find(text):
            scores[hit.place] = max(scores.get(hit.place, 0.0), hit.score)
        places = sorted(scores, key=lambda place: (-scores[place], place))
        return Group(tuple(self._rows[place] for place in places[:limit]), len(places))


def _people(rows: Sequence[NamedPerson]) -> _Names[NamedPerson]:
    return _Names(
        rows, lambda row: row.name or "", lambda row: (row.id,),
        lambda row: (alphabetical(row.name or ""),),
    )  # fmt: skip


def _placements(rows: Sequence[NamedPlacement]) -> _Names[NamedPlacement]:
    # By number alone: with names, every person would be found once more for each placement.
    return _Names(rows, lambda _: "", lambda row: (row.id,), lambda row: ())


def _employers(rows: Sequence[NamedEmployer]) -> _Names[NamedEmployer]:
    return _Names(
        rows, lambda row: row.name or "", lambda row: (row.id, row.org_number),
        lambda row: (alphabetical(row.name or ""),),
    )  # fmt: skip


def _openings(rows: Sequence[NamedOpening]) -> _Names[NamedOpening]:
    def name(row: NamedOpening) -> str:
        return " ".join(part for part in (row.title, row.employer, row.place) if part)

    return _Names(
        rows, name, lambda row: (row.id,),
        lambda row: (row.status is not OpeningStatus.OPEN, alphabetical(row.title or "")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Office:
    version: int
    people: _Names[NamedPerson]
    placements: _Names[NamedPlacement]


@dataclass(frozen=True, slots=True)
class _Everywhere:
    version: int
    employers: _Names[NamedEmployer]
    openings: _Names[NamedOpening]


class Finder:
    """Finds by name in the store behind ``engine``. Safe to share between threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._offices: dict[str, _Office] = {}
        self._everywhere: _Everywhere | None = None

    def find(self, viewer: Viewer, text: str, *, limit: int) -> Found:
        """The likeliest of each kind, at most ``limit`` of each.

        One query, and four more when the store has changed. NotFound where the viewer belongs to
        no office, or to one whose participants are not theirs to see.
        """
        with reading(self._engine) as connection, self._lock:
            version = store_version(connection)
            office = self._office(connection, viewer, version)
            everywhere = self._employers(connection, version)
        asked = " ".join(text[:LONGEST_NAME].split())
        if len(asked) < FEWEST_LETTERS:
            return Found(asked)
        return Found(
            asked,
            office.people.find(asked, limit),
            everywhere.employers.find(asked, limit),
            everywhere.openings.find(asked, limit),
            office.placements.find(asked, limit),
        )

    def _office(self, connection: sa.Connection, viewer: Viewer, version: int) -> _Office:
        office_id = viewer.office_id or ""
        known = self._offices.pop(office_id, None)
        if known is None or known.version != version or not viewer.sees_office(office_id):
            people, placements = read_names_of_office(connection, viewer, office_id)
            known = _Office(
                version,
                _kept(known.people if known else None, people, _people),
                _kept(known.placements if known else None, placements, _placements),
            )
        self._offices[office_id] = known  # the one used last stands last
        while len(self._offices) > OFFICES_KEPT:
            del self._offices[next(iter(self._offices))]
        return known

    def _employers(self, connection: sa.Connection, version: int) -> _Everywhere:
        known = self._everywhere
        if known is None or known.version != version:
            employers, openings = read_names_of_employers(connection)
            known = self._everywhere = _Everywhere(
                version,
                _kept(known.employers if known else None, employers, _employers),
                _kept(known.openings if known else None, openings, _openings),
            )
        return known


def _kept(
    known: _Names[Row] | None, rows: Sequence[Row], make: Callable[[Sequence[Row]], _Names[Row]]
) -> _Names[Row]:
    """Most changes of a store rename nobody: then what was made of the names stays."""
    return known if known is not None and known.read == rows else make(rows)
