"""What the JSON API lists, a page at a time: rows after a key, in the order of the key.

A row that comes in between is on a later page or on none; none is repeated and none is left out.
Whose they are, callers ask.
"""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from matcher.domain.employers import Mentor, Opening
from matcher.domain.outcomes import Outcome
from matcher.domain.requests import Request
from matcher.domain.stops import Stop
from matcher.store import tables as t
from matcher.store.codec import decode_rows
from matcher.store.columns import Column
from matcher.store.employer_tables import requests, stops
from matcher.store.reading_market import read_all, read_openings
from matcher.store.requests import placements_at, read_requests

OutcomeKey = tuple[str, str, str]


def employer_of_opening(connection: sa.Connection, opening_id: str) -> str | None:
    """Whose an opening is; None where there is none."""
    asked = sa.select(t.openings.c.employer_id).where(t.openings.c.opening_id == opening_id)
    return connection.execute(asked).scalar()


def employer_of_mentor(connection: sa.Connection, mentor_id: str) -> str | None:
    """Where a mentor works; None where there is none."""
    asked = sa.select(t.mentors.c.employer_id).where(t.mentors.c.mentor_id == mentor_id)
    return connection.execute(asked).scalar()


def employer_of_request(connection: sa.Connection, request_id: str) -> str | None:
    """Whom a request asks; None where there is none."""
    asked = (
        sa.select(t.openings.c.employer_id)
        .join(t.placements, t.placements.c.opening_id == t.openings.c.opening_id)
        .join(requests, requests.c.placement_id == t.placements.c.placement_id)
        .where(requests.c.id == request_id)
    )
    return connection.execute(asked).scalar()


def openings_after(
    connection: sa.Connection, employer_id: str | None, after: str | None, most: int
) -> tuple[Opening, ...]:
    """Openings of an employer, or of all, in the order of their ids."""
    ids = _ids(
        connection, t.openings.c.opening_id, t.openings.c.employer_id, employer_id, after, most
    )
    found = {o.opening_id: o for o in read_openings(connection, t.openings.c.opening_id.in_(ids))}
    return tuple(found[each] for each in ids)


def mentors_after(
    connection: sa.Connection, employer_id: str | None, after: str | None, most: int
) -> tuple[Mentor, ...]:
    """Mentors of an employer, or of all, in the order of their ids."""
    ids = _ids(connection, t.mentors.c.mentor_id, t.mentors.c.employer_id, employer_id, after, most)
    found = {m.mentor_id: m for m in read_all(connection, Mentor, t.mentors.c.mentor_id.in_(ids))}
    return tuple(found[each] for each in ids)


def pauses_of(connection: sa.Connection, opening_ids: Sequence[str]) -> tuple[Stop, ...]:
    """The pauses of these openings that nobody has lifted."""
    c = stops.c
    return read_all(connection, Stop, c.lifted_on.is_(None), c.opening_id.in_(opening_ids))


def requests_after(
    connection: sa.Connection,
    employer_id: str | None,
    office_id: str | None,
    after: str | None,
    most: int,
) -> tuple[Request, ...]:
    """Requests that were sent to an employer, about an office's people, or both."""
    c = requests.c
    where = [c.id > after] if after else []
    if employer_id is not None:
        where.append(c.placement_id.in_(placements_at(employer_id)))
    if office_id is not None:
        where.append(c.placement_id.in_(_placements_of(office_id)))
    ids = (
        connection.execute(sa.select(c.id).where(*where).order_by(c.id).limit(most)).scalars().all()
    )
    found = {each.id: each for each in read_requests(connection, c.id.in_(ids))}
    return tuple(found[each] for each in ids)


def outcomes_after(
    connection: sa.Connection,
    office_id: str,
    placement_id: str | None,
    after: OutcomeKey | None,
    most: int,
) -> tuple[Outcome, ...]:
    """Reports about an office's people, or about one placement of theirs, by their key."""
    c = t.outcomes.c
    key = (c.placement_id, c.reporter, c.reported_on)
    where: list[sa.ColumnElement[bool]] = [c.placement_id.in_(_placements_of(office_id))]
    if placement_id is not None:
        where.append(c.placement_id == placement_id)
    if after is not None:
        where.append(_beyond(key, after))
    names = list(Outcome.__slots__)
    asked = sa.select(*(c[name] for name in names)).where(*where).order_by(*key).limit(most)
    return tuple(decode_rows(Outcome, connection.execute(asked)))


def people_of(connection: sa.Connection, placement_ids: Sequence[str]) -> tuple[str, ...]:
    """Whom placements are about."""
    c = t.placements.c
    asked = sa.select(c.participant_id).where(c.placement_id.in_(placement_ids)).distinct()
    return tuple(connection.execute(asked).scalars())


def _beyond(key: Sequence[Column], after: OutcomeKey) -> sa.ColumnElement[bool]:
    placement, reporter, day = key
    last = date.fromisoformat(after[2])
    return sa.or_(
        placement > after[0],
        sa.and_(placement == after[0], reporter > after[1]),
        sa.and_(placement == after[0], reporter == after[1], day > last),
    )


def _placements_of(office_id: str) -> sa.Select[tuple[str]]:
    people = sa.select(t.participants.c.participant_id).where(
        t.participants.c.office_id == office_id
    )
    return sa.select(t.placements.c.placement_id).where(t.placements.c.participant_id.in_(people))


def _ids(
    connection: sa.Connection,
    key: Column,
    owner: Column,
    employer_id: str | None,
    after: str | None,
    most: int,
) -> list[str]:
    asked = sa.select(key).order_by(key).limit(most)
    if employer_id is not None:
        asked = asked.where(owner == employer_id)
    if after is not None:
        asked = asked.where(key > after)
    return list(connection.execute(asked).scalars())
