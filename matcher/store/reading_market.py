"""Whole tables as domain objects, each sorted by its key in the same order on every database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from operator import attrgetter
from typing import Any, TypeVar

import sqlalchemy as sa

from matcher.domain.dismissals import Dismissal
from matcher.domain.employers import Employer, Mentor, Office, Opening
from matcher.domain.interview import InterviewFact
from matcher.domain.market import Market
from matcher.domain.outcomes import Outcome
from matcher.domain.participants import Experience, Participant, Wish
from matcher.domain.placements import Placement
from matcher.domain.stops import Stop
from matcher.store import own_tables as own
from matcher.store import tables as t
from matcher.store.codec import decode_rows
from matcher.store.columns import METADATA
from matcher.store.employer_tables import stops

T = TypeVar("T")

# The tables of the file contract, in an order that keeps references whole. Each row has a key,
# so that no two are the same.
CONTRACT: Mapping[str, type] = {
    "offices": Office,
    "participants": Participant,
    "wishes": Wish,
    "experiences": Experience,
    "employers": Employer,
    "mentors": Mentor,
    "openings": Opening,
    "placements": Placement,
    "outcomes": Outcome,
}
TABLE_OF: dict[type, sa.Table] = {
    Office: t.offices,
    Participant: t.participants,
    Wish: t.wishes,
    Experience: t.experiences,
    Employer: t.employers,
    Mentor: t.mentors,
    Opening: t.openings,
    Placement: t.placements,
    Outcome: t.outcomes,
    Dismissal: own.dismissals,
    InterviewFact: own.interview_facts,
    Stop: stops,
}
KEYS: dict[type, tuple[str, ...]] = {
    Wish: ("participant_id", "rank"),
    Experience: ("participant_id", "text", "ended"),
    Outcome: ("placement_id", "reporter", "reported_on"),
    Dismissal: ("participant_id", "opening_id", "said_on", "reason", "said_by"),
    InterviewFact: ("participant_id", "said_on", "dimension", "text", "likes", "said_by"),
    Stop: ("starts", "reason"),
}


def read_market(connection: sa.Connection) -> Market:
    """Everything that matching looks at, as it is at the moment of ``connection``."""
    return Market(
        offices=read_all(connection, Office),
        participants=read_all(connection, Participant),
        wishes=read_all(connection, Wish),
        experiences=read_all(connection, Experience),
        employers=read_all(connection, Employer),
        mentors=read_all(connection, Mentor),
        openings=read_openings(connection),
        placements=read_all(connection, Placement),
        outcomes=read_all(connection, Outcome),
        dismissals=read_all(connection, Dismissal),
        facts=read_all(connection, InterviewFact),
        stops=read_stops(connection),
        postal_codes=read_postal_codes(connection),
    )


def read_all(
    connection: sa.Connection, kind: type[T], *where: sa.ColumnElement[bool]
) -> tuple[T, ...]:
    """The rows of the table of ``kind`` (openings excepted) for which ``where`` holds, by key."""
    return in_key_order(kind, decode_rows(kind, _rows(connection, kind, *where)))


def _rows(
    connection: sa.Connection, kind: type, *where: sa.ColumnElement[bool]
) -> Iterable[Sequence[Any]]:
    columns = TABLE_OF[kind].c
    names = [field.name for field in fields(_dataclass(kind))]
    return connection.execute(sa.select(*(columns[name] for name in names)).where(*where)).all()


def read_openings(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> tuple[Opening, ...]:
    """The openings with their mentors, in the order in which the mentors were given."""
    return in_key_order(Opening, decode_rows(Opening, _opening_rows(connection, *where)))


def _opening_rows(
    connection: sa.Connection, *where: sa.ColumnElement[bool]
) -> Iterable[Sequence[Any]]:
    mentors = _mentors_by_opening(connection, *where)
    columns = [
        t.openings.c["mentors_known" if field.name == "mentors" else field.name]
        for field in fields(Opening)
    ]
    place = [column.name for column in columns].index("mentors_known")
    rows = connection.execute(sa.select(*columns).where(*where)).all()
    return (
        (*row[:place], _mentors_text(row[place], mentors[row[0]]), *row[place + 1 :])
        for row in rows
    )


def rows_of(connection: sa.Connection, kind: type) -> Iterable[Sequence[Any]]:
    """The rows of ``kind`` as they are kept, for ``decode_rows``, in no order."""
    return _opening_rows(connection) if kind is Opening else _rows(connection, kind)


def _mentors_by_opening(
    connection: sa.Connection, *where: sa.ColumnElement[bool]
) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    columns = t.opening_mentors.c
    chosen = sa.select(columns.opening_id, columns.mentor_id).order_by(columns.position)
    if where:
        ids = sa.select(t.openings.c.opening_id).where(*where)
        chosen = chosen.where(columns.opening_id.in_(ids))
    for opening_id, mentor_id in connection.execute(chosen):
        found[opening_id].append(mentor_id)
    return found


def _mentors_text(known: bool, mentors: Sequence[str]) -> str | None:
    return ("|".join(mentors) or "none") if known else None


def read_stops(connection: sa.Connection) -> tuple[Stop, ...]:
    """Every stop that nobody has lifted, over or not, in the order in which they were set."""
    return read_all(connection, Stop, stops.c.lifted_on.is_(None))


def read_postal_codes(connection: sa.Connection) -> dict[str, tuple[float, float]]:
    """The imported register: code -> (latitude, longitude), where both are known."""
    columns = own.postal_codes.c
    rows = connection.execute(
        sa.select(columns.postal_code, columns.lat, columns.lon)
        .where(columns.lat.is_not(None), columns.lon.is_not(None))
        .order_by(columns.postal_code)
    )
    return {code: (lat, lon) for code, lat, lon in rows}


def read_ids(connection: sa.Connection, table: str) -> frozenset[str]:
    """The ids of the rows of a table of the file contract that has an id."""
    (key,) = METADATA.tables[table].primary_key
    return frozenset(connection.execute(sa.select(key)).scalars())


def store_version(connection: sa.Connection) -> int:
    """Counts the changes of the store: as long as it is the same, so is everything else."""
    counter: int = connection.execute(sa.select(own.store_version.c.counter)).scalar_one()
    return counter


def in_key_order(kind: type[T], items: Iterable[T]) -> tuple[T, ...]:
    """``items`` sorted by their key; an unknown date stands before every known one."""
    names = KEYS.get(kind, (fields(_dataclass(kind))[0].name,))
    if kind is not Experience:
        return tuple(sorted(items, key=attrgetter(*names)))
    return tuple(sorted(items, key=_experience_key))


def _experience_key(item: Any) -> tuple[str, str, date]:
    return (item.participant_id, item.text, item.ended or date.min)


def _dataclass(kind: type) -> Any:
    return kind
