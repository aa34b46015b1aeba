"""The vacancy feed in the store: leads, how far was read, and that one pull runs at a time.

A pull calls ``claim_feed``, then ``keep_page`` for each page (its leads and the place in the feed
in one transaction), and ``release_feed`` at the end. One that died is taken over.
"""

import os
import socket
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from matcher.domain.errors import Conflict
from matcher.domain.vacancies import VacancyLead
from matcher.store.engine import appending
from matcher.store.feed_tables import feed_state, vacancy_leads
from matcher.store.moments import from_store, to_store
from matcher.store.upserting import IDS_A_STATEMENT, batches, upsert_statement

# So long may a pull work without a sign of life.
DEAD_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class FeedPlace:
    """How far a feed was read: the page to ask for next, and what tells whether it changed."""

    page: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    read_at: datetime | None = None


def claim_feed(engine: sa.Engine, url: str, claimed_by: str, now: datetime) -> FeedPlace:
    """Begin to read a feed, and where to. Conflict that says who reads it already."""
    with appending(engine) as connection:
        connection.execute(
            upsert_statement(connection.dialect.name, feed_state, ["url"]), {"url": url}
        )
        row = connection.execute(
            sa.select(feed_state).where(feed_state.c.url == url).with_for_update()
        ).one()
        if row.claimed_by is not None and not _is_dead(row.claimed_by, row.alive_at, now):
            raise Conflict(
                f"The feed is being read already, by {row.claimed_by}; last sign of life"
                f" {row.alive_at:%Y-%m-%d %H:%M} UTC. Nothing was done by this one."
            )
        mine = {"claimed_by": claimed_by, "alive_at": to_store(now)}
        connection.execute(feed_state.update().where(feed_state.c.url == url).values(**mine))
    read_at = None if row.read_at is None else from_store(row.read_at)
    return FeedPlace(row.page, row.etag, row.last_modified, read_at)


def still_reading(engine: sa.Engine, url: str, claimed_by: str, now: datetime) -> None:
    """A sign of life. Conflict where the pull was taken over."""
    with appending(engine) as connection:
        _change(connection, url, claimed_by, alive_at=to_store(now))


def keep_page(
    engine: sa.Engine,
    url: str,
    claimed_by: str,
    *,
    leads: Sequence[VacancyLead],
    gone: Collection[str],
    place: FeedPlace,
    now: datetime,
) -> int:
    """Keep a page's leads, take those that are ``gone`` away, and move to ``place``, all at once.

    How many were taken away. Conflict, and nothing kept, where the pull was taken over.
    """
    with appending(engine) as connection:
        _change(
            connection, url, claimed_by,
            page=place.page, etag=place.etag, last_modified=place.last_modified,
            read_at=to_store(now), alive_at=to_store(now),
        )  # fmt: skip
        removed = remove_leads(connection, gone)
        upsert_leads(connection, leads)
    return removed


def release_feed(engine: sa.Engine, url: str, claimed_by: str) -> None:
    """The pull is over; nothing happens where it was taken over."""
    mine = sa.and_(feed_state.c.url == url, feed_state.c.claimed_by == claimed_by)
    with appending(engine) as connection:
        connection.execute(feed_state.update().where(mine).values(claimed_by=None, alive_at=None))


def upsert_leads(connection: sa.Connection, leads: Sequence[VacancyLead]) -> None:
    """Add or replace leads by their uuid."""
    if leads:
        names = [field.name for field in fields(VacancyLead)]
        rows = [{**asdict(lead), "occupations": _joined(lead.occupations)} for lead in leads]
        connection.execute(upsert_statement(connection.dialect.name, vacancy_leads, names), rows)


def remove_leads(connection: sa.Connection, uuids: Collection[str]) -> int:
    """Take leads away; how many there were."""
    removed = 0
    for batch in batches(sorted(uuids), IDS_A_STATEMENT):
        chosen = vacancy_leads.c.uuid.in_(batch)
        removed += connection.execute(vacancy_leads.delete().where(chosen)).rowcount
    return removed


def remove_expired(engine: sa.Engine, today: date) -> int:
    """Take away the leads whose last day is over; how many."""
    with appending(engine) as connection:
        over = vacancy_leads.delete().where(vacancy_leads.c.until < today)
        return connection.execute(over).rowcount


def known_since(connection: sa.Connection, uuids: Collection[str]) -> dict[str, datetime]:
    """When the leads among ``uuids`` changed last, as far as is known here (UTC, without zone)."""
    found: dict[str, datetime] = {}
    for batch in batches(sorted(uuids), IDS_A_STATEMENT):
        columns = sa.select(vacancy_leads.c.uuid, vacancy_leads.c.changed_at)
        rows = connection.execute(columns.where(vacancy_leads.c.uuid.in_(batch)))
        found.update((row.uuid, row.changed_at) for row in rows)
    return found


def read_leads(
    connection: sa.Connection, today: date, occupations: Collection[str] | None = None
) -> tuple[VacancyLead, ...]:
    """The leads that stand today, the newest first; with ``occupations`` only those."""
    columns = vacancy_leads.c
    chosen = sa.select(vacancy_leads).where(columns.until.is_(None) | (columns.until >= today))
    if occupations is not None:
        within = sa.literal("|") + columns.occupations + "|"
        chosen = chosen.where(
            sa.or_(sa.false(), *(within.contains(f"|{code}|") for code in sorted(occupations)))
        )
    rows = connection.execute(chosen.order_by(columns.changed_at.desc(), columns.uuid))
    return tuple(_lead(row) for row in rows)


def _lead(row: "sa.Row[tuple[object, ...]]") -> VacancyLead:
    values = dict(row._mapping)
    codes = values.pop("occupations")
    return VacancyLead(**values, occupations=tuple(codes.split("|")) if codes else ())


def _joined(codes: Sequence[str]) -> str | None:
    return "|".join(codes) or None


def _change(connection: sa.Connection, url: str, claimed_by: str, **values: object) -> None:
    mine = sa.and_(feed_state.c.url == url, feed_state.c.claimed_by == claimed_by)
    if connection.execute(feed_state.update().where(mine).values(**values)).rowcount != 1:
        raise Conflict(
            "Another process took this reading of the feed for dead and reads it now."
            " Nothing more is written by this one."
        )


def _is_dead(claimed_by: str, alive_at: datetime, now: datetime) -> bool:
    host, _, process = claimed_by.partition("/")[0].rpartition(":")
    if host == socket.gethostname() and process.isdigit() and not _lives(int(process)):
        return True
    # A sign of life far ahead of the clock is as worthless as an old one.
    return abs(now - from_store(alive_at)) > DEAD_AFTER


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
