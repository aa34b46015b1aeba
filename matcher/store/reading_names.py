"""What people and things are called, for finding them: narrow rows, read whole, cheap to compare.

Participants and placements are one office's; whether a viewer may see them is asked first. These
rows are an index: who is found in it is noted by whoever shows it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import OpeningStatus
from matcher.domain.errors import NotFound
from matcher.domain.placements import PlacementStatus
from matcher.store import tables as t
from matcher.store.codec import decode_rows
from matcher.store.trail import note_refused

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A participant, by name and number."""

    id: str
    name: str | None
    adviser: str | None
    programme_end: date | None


@dataclass(frozen=True, slots=True)
class NamedEmployer:
    """An employer, by name and number."""

    id: str
    name: str | None
    org_number: str | None


@dataclass(frozen=True, slots=True)
class NamedOpening:
    """An opening with its employer's name."""

    id: str
    title: str | None
    place: str | None
    status: OpeningStatus | None
    employer_id: str
    employer: str | None


@dataclass(frozen=True, slots=True)
class NamedPlacement:
    """A placement: whose, and where."""

    id: str
    person: str | None
    participant_id: str
    title: str | None
    status: PlacementStatus
    starts: date | None


def read_names_of_office(
    connection: sa.Connection, viewer: Viewer, office_id: str
) -> tuple[tuple[NamedPerson, ...], tuple[NamedPlacement, ...]]:
    """An office's participants and placements by id, in two queries; NotFound for another's."""
    if not office_id or not viewer.sees_office(office_id):
        note_refused(connection, viewer)
        raise NotFound(f'There is no office "{office_id}" whose participants you may see.')
    p, at, o = t.participants.c, t.placements.c, t.openings.c
    people = sa.select(p.participant_id, p.name, p.adviser, p.programme_end)
    placements = (
        sa.select(at.placement_id, p.name, p.participant_id, o.title, at.status, at.starts)
        .join(t.participants, p.participant_id == at.participant_id)
        .join(t.openings, o.opening_id == at.opening_id)
    )
    here = p.office_id == office_id
    return (
        _rows(connection, NamedPerson, people.where(here)),
        _rows(connection, NamedPlacement, placements.where(here)),
    )


def read_names_of_employers(
    connection: sa.Connection,
) -> tuple[tuple[NamedEmployer, ...], tuple[NamedOpening, ...]]:
    """Every employer and every opening by id, in two queries."""
    e, o = t.employers.c, t.openings.c
    openings = sa.select(
        o.opening_id, o.title, o.place, o.status, o.employer_id, e.name
    ).join(t.employers, e.employer_id == o.employer_id)  # fmt: skip
    return (
        _rows(connection, NamedEmployer, sa.select(e.employer_id, e.name, e.org_number)),
        _rows(connection, NamedOpening, openings),
    )


def _rows(connection: sa.Connection, kind: type[T], chosen: sa.Select[Any]) -> tuple[T, ...]:
    # Sorted here, for databases order text in their own ways.
    rows = sorted(connection.execute(chosen).all(), key=lambda row: row[0])
    return decode_rows(kind, rows)
