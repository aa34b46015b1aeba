"""Use case: find a participant, an employer, an opening or a placement by a few letters.

Names are kept in memory for as long as the store stays the same; another office's participants
and placements are not among those that are looked through.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.store.engine import reading
from matcher.store.reading_names import (
    NamedEmployer,
    NamedOpening,
    NamedPerson,
    NamedPlacement,
    read_names_of_employers,
    read_names_of_office,
)
from matcher.store.table_versions import read_table_versions
from matcher.store.trail import note_listed
from matcher.workflows.find_rows import (
    Group,
    Names,
    Row,
    employers_of,
    openings_of,
    people_of,
    placements_of,
)
from matcher.workflows.name_letters import LONGEST_NAME

# One letter fits half of all names.
FEWEST_LETTERS = 2
# Offices whose names stay in memory.
OFFICES_KEPT = 16
# The tables that names are read from.
_EVERYWHERE = ("employers", "openings")
_OF_AN_OFFICE = ("participants", "placements", *_EVERYWHERE)


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


@dataclass(frozen=True, slots=True)
class _Office:
    version: int
    people: Names[NamedPerson]
    placements: Names[NamedPlacement]


@dataclass(frozen=True, slots=True)
class _Everywhere:
    version: int
    employers: Names[NamedEmployer]
    openings: Names[NamedOpening]


class Finder:
    """Finds by name in the store behind ``engine``. Safe to share between threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._offices: dict[str, _Office] = {}
        self._everywhere: _Everywhere | None = None

    def find(self, viewer: Viewer, text: str, *, today: date, limit: int) -> Found:
        """The likeliest of each kind, at most ``limit`` of each; who has left gives way.

        Two queries, and four more when a name may have changed. NotFound where the viewer belongs
        to no office, or to one whose participants are not theirs to see.
        """
        with reading(self._engine) as connection, self._lock:
            versions = read_table_versions(connection)
            office = self._office(connection, viewer, versions.of(_OF_AN_OFFICE))
            everywhere = self._employers(connection, versions.of(_EVERYWHERE))
        asked = " ".join(text[:LONGEST_NAME].split())
        if len(asked) < FEWEST_LETTERS:
            return Found(asked)
        found = Found(
            asked,
            office.people.find(asked, limit, lambda row: _has_left(row, today)),
            everywhere.employers.find(asked, limit),
            everywhere.openings.find(asked, limit),
            office.placements.find(asked, limit),
        )
        self._note(viewer, found)
        return found

    def _note(self, viewer: Viewer, found: Found) -> None:
        # The names come from memory: that they are shown has to be noted here.
        shown = [row.id for row in found.people.rows]
        shown += [row.participant_id for row in found.placements.rows]
        if shown:
            with reading(self._engine) as connection:
                note_listed(connection, viewer, shown)

    def _office(self, connection: sa.Connection, viewer: Viewer, version: int) -> _Office:
        office_id = viewer.office_id or ""
        known = self._offices.pop(office_id, None)
        if known is None or known.version != version or not viewer.sees_office(office_id):
            people, placements = read_names_of_office(connection, viewer, office_id)
            known = _Office(
                version,
                _kept(known.people if known else None, people, people_of),
                _kept(known.placements if known else None, placements, placements_of),
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
                _kept(known.employers if known else None, employers, employers_of),
                _kept(known.openings if known else None, openings, openings_of),
            )
        return known


def _has_left(row: NamedPerson, today: date) -> bool:
    return row.programme_end is not None and row.programme_end < today


def _kept(
    known: Names[Row] | None, rows: Sequence[Row], make: Callable[[Sequence[Row]], Names[Row]]
) -> Names[Row]:
    """Most changes of a store rename nobody: then what was made of the names stays."""
    return known if known is not None and known.read == rows else make(rows)
