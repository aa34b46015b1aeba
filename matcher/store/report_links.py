"""Links by which somebody without an account answers one form about one placement.

The store knows which links were made and whether they still hold; the pages sign them.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.outcomes import Reporter
from matcher.store.life_tables import report_links
from matcher.store.placement_events import in_utc
from matcher.store.reports import with_zone

# Bytes of chance in a link's id; the signature guards it, so that it may be short to send.
ID_BYTES = 9


@dataclass(frozen=True, slots=True)
class ReportLink:
    """One link: what for, until which day (that one too), and what became of it."""

    id: str
    placement_id: str
    reporter: Reporter
    made_at: datetime
    made_by: str
    expires_on: date
    withdrawn_at: datetime | None = None
    answered_at: datetime | None = None

    def holds(self, today: date) -> bool:
        """Whether it may be used on ``today``."""
        return self.withdrawn_at is None and today <= self.expires_on


def read_links(connection: sa.Connection, placement_id: str) -> tuple[ReportLink, ...]:
    """Every link of a placement, the first one first."""
    return _read(connection, report_links.c.placement_id == placement_id)


def read_link(connection: sa.Connection, link_id: str) -> ReportLink | None:
    """The link with this id, held or not; None where there is none."""
    found = _read(connection, report_links.c.id == link_id)
    return found[0] if found else None


def make_link(
    connection: sa.Connection,
    placement_id: str,
    reporter: Reporter,
    *,
    expires_on: date,
    made_by: str,
    now: datetime,
    today: date,
) -> ReportLink:
    """The link that holds, for at least until ``expires_on``; a new one where there is none."""
    for known in read_links(connection, placement_id):
        if known.reporter is reporter and known.holds(today):
            _set(connection, known.id, expires_on=max(known.expires_on, expires_on))
            return read_link(connection, known.id) or known
    link = ReportLink(
        secrets.token_urlsafe(ID_BYTES), placement_id, reporter, now, made_by, expires_on
    )
    connection.execute(
        report_links.insert().values(
            id=link.id,
            placement_id=placement_id,
            reporter=reporter.value,
            made_at=in_utc(now),
            made_by=made_by,
            expires_on=expires_on,
        )
    )
    return link


def withdraw_links(
    connection: sa.Connection, placement_id: str, reporter: Reporter, now: datetime
) -> int:
    """Make every link to this form useless; how many there were."""
    c = report_links.c
    changed = connection.execute(
        report_links.update()
        .where(c.placement_id == placement_id, c.reporter == reporter.value)
        .where(c.withdrawn_at.is_(None))
        .values(withdrawn_at=in_utc(now))
    )
    return changed.rowcount


def note_answered(connection: sa.Connection, link_id: str, now: datetime) -> None:
    """Note that an answer came by this link."""
    _set(connection, link_id, answered_at=in_utc(now))


def _set(connection: sa.Connection, link_id: str, **values: date | datetime) -> None:
    connection.execute(report_links.update().where(report_links.c.id == link_id).values(**values))


def _read(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> tuple[ReportLink, ...]:
    c = report_links.c
    rows = connection.execute(
        sa.select(
            c.id, c.placement_id, c.reporter, c.made_at, c.made_by,
            c.expires_on, c.withdrawn_at, c.answered_at,
        )
        .where(condition)
        .order_by(c.made_at, c.id)
    )  # fmt: skip
    return tuple(
        ReportLink(
            row.id,
            row.placement_id,
            Reporter(row.reporter),
            with_zone(row.made_at),
            row.made_by,
            row.expires_on,
            None if row.withdrawn_at is None else with_zone(row.withdrawn_at),
            None if row.answered_at is None else with_zone(row.answered_at),
        )
        for row in rows
    )
