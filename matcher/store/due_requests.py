"""Which requests time may have something to do about, asked in two questions however many wait.

What is to be done, and whether it is, is decided by ``workflows.workplace.tidy``.
"""

from datetime import date, timedelta

import sqlalchemy as sa

from matcher.domain.employers import OpeningStatus
from matcher.domain.placements import PROPOSAL_LAPSES_AFTER_DAYS, PlacementStatus
from matcher.domain.requests import Request, RequestStatus
from matcher.store import tables as t
from matcher.store.bans import has_banned_number
from matcher.store.employer_tables import requests, stops
from matcher.store.requests import read_requests

_CLOSED = (OpeningStatus.PAUSED.value, OpeningStatus.CLOSED.value)

# Placements with their openings and employers.
THERE = t.placements.join(t.openings, t.openings.c.opening_id == t.placements.c.opening_id).join(
    t.employers, t.employers.c.employer_id == t.openings.c.employer_id
)


def maybe_due(connection: sa.Connection, today: date) -> tuple[Request, ...]:
    """The requests that are out and not as they should be any more."""
    c, placed = requests.c, t.placements.c
    oldest = today - timedelta(days=PROPOSAL_LAPSES_AFTER_DAYS)
    changed = sa.or_(
        placed.status != PlacementStatus.PROPOSED.value,
        sa.func.coalesce(placed.proposed_on, placed.starts, today) < oldest,
        takes_nobody(sa.func.coalesce(placed.starts, today)),
        takes_nobody(today),
    )
    over = sa.select(placed.placement_id).select_from(THERE).where(changed)
    return read_requests(
        connection,
        c.status == RequestStatus.SENT.value,
        sa.or_(c.answer_by < today, c.placement_id.in_(over)),
    )


def unreminded(connection: sa.Connection) -> tuple[Request, ...]:
    """The requests that are out and of which nobody was reminded."""
    c = requests.c
    return read_requests(connection, c.status == RequestStatus.SENT.value, c.reminded_at.is_(None))


def takes_nobody(day: "date | sa.ColumnElement[date]") -> sa.ColumnElement[bool]:
    """The condition over ``THERE`` that nobody new comes to the opening on ``day``.

    It is closed or paused, its employer is, one of its stops or its mentor's holds, or a leader
    has barred the organisation.
    """
    at, o = stops.c, t.openings.c
    whose = sa.or_(
        at.employer_id == o.employer_id,
        at.opening_id == o.opening_id,
        at.mentor_id == t.placements.c.mentor_id,
    )
    stopped = sa.exists().where(
        whose, at.lifted_on.is_(None), at.starts <= day, sa.or_(at.ends.is_(None), at.ends >= day)
    )
    paused = t.employers.c.paused_until >= day
    return sa.or_(
        sa.func.coalesce(o.status, "").in_(_CLOSED),
        sa.func.coalesce(paused, False),
        stopped,
        sa.func.coalesce(has_banned_number(t.employers), False),
    )
