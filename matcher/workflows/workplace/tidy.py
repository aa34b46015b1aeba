"""Use case: what time does by itself: reminders, polite expiry, places freed, consents run out.

Called by the night, by the mail command and by the server's mail worker; to call it again changes
nothing. Each request is a transaction of its own, and looked at again within it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.errors import Conflict
from matcher.domain.life import PROGRAM, KeptPlacement
from matcher.domain.placements import PlacementStatus, has_lapsed
from matcher.domain.requests import Closing, ConsentState, Request, RequestStatus
from matcher.store import tables as t
from matcher.store.consents import change_consent, read_consents
from matcher.store.due_requests import THERE, maybe_due, takes_nobody, unreminded
from matcher.store.employer_tables import consents
from matcher.store.engine import appending, reading, writing
from matcher.store.placement_events import kept_placements
from matcher.store.requests import change_request, read_request
from matcher.workflows.workplace.closing import (
    cancel_proposed,
    expire,
    settle_requests,
    withdraw,
)
from matcher.workflows.workplace.request_dates import remind_from
from matcher.workflows.workplace.request_mail_texts import Tells
from matcher.workflows.workplace.request_mails import read_matter, tell


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much was done; all 0 where nothing was due."""

    reminded: int = 0
    expired: int = 0
    withdrawn: int = 0
    settled: int = 0
    consents: int = 0


def tidy(engine: sa.Engine, today: date, now: datetime) -> Tidied:
    """Do everything that is due on ``today``; what somebody else does meanwhile is left to them."""
    with reading(engine) as connection:
        to_remind = [each for each in unreminded(connection) if remind_from(each) <= today]
        maybe = {each.id: each for each in (*maybe_due(connection, today), *to_remind)}
        due = [name for name, each in maybe.items() if _due(connection, each, today) is not None]
        over = _consents_over(connection, today)
    done: dict[str, int] = {}
    for request_id in due:
        name = _tidy_one(engine, request_id, today, now)
        if name is not None:
            done[name] = done.get(name, 0) + 1
    return Tidied(**done, consents=_expire_consents(engine, today, now) if over else 0)


def _tidy_one(engine: sa.Engine, request_id: str, today: date, now: datetime) -> str | None:
    try:
        with writing(engine) as connection:
            request = read_request(connection, request_id)
            name = None if request is None else _due(connection, request, today)
            if request is None or name is None:
                connection.rollback()
                return None
            _DO[name](connection, request, today, now)
            return name
    except Conflict:  # answered at this very moment; the next round sees it
        return None


def _due(connection: sa.Connection, request: Request, today: date) -> str | None:
    """What is to be done about a request; None where it waits as it should, or waits no more."""
    if request.status is not RequestStatus.SENT:
        return None
    (kept,) = kept_placements(connection, t.placements.c.placement_id == request.placement_id)
    if kept.placement.status is not PlacementStatus.PROPOSED:
        return "settled"
    if _takes_nobody(connection, kept, today):
        return "withdrawn"
    if today > request.answer_by or has_lapsed(kept.placement, today):
        return "expired"
    reminds = request.reminded_at is None and remind_from(request) <= today
    return "reminded" if reminds else None


def _takes_nobody(connection: sa.Connection, kept: KeptPlacement, today: date) -> bool:
    """Whether the opening is closed or paused, or a stop holds on the first day asked for."""
    first = max(kept.placement.starts or today, today)
    here = t.placements.c.placement_id == kept.placement.placement_id
    there = sa.select(t.placements.c.placement_id).select_from(THERE)
    return connection.execute(there.where(here, takes_nobody(first))).first() is not None


def _remind(connection: sa.Connection, request: Request, _today: date, now: datetime) -> None:
    changed = change_request(connection, request, reminded_at=now)
    tell(connection, read_matter(connection, changed), Tells.REMINDED, made_by=PROGRAM, now=now)


def _expire(connection: sa.Connection, request: Request, today: date, now: datetime) -> None:
    expire(connection, request, now=now, today=today)


def _withdraw(connection: sa.Connection, request: Request, today: date, now: datetime) -> None:
    withdraw(connection, request, Tells.CLOSED, done_by=PROGRAM, now=now)
    cancel_proposed(
        connection, request.placement_id, Closing.OPENING_CLOSED,
        done_by=PROGRAM, now=now, today=today,
    )  # fmt: skip


def _settle(connection: sa.Connection, request: Request, _today: date, now: datetime) -> None:
    (kept,) = kept_placements(connection, t.placements.c.placement_id == request.placement_id)
    settle_requests(connection, kept.placement, done_by=PROGRAM, now=now)


_DO: dict[str, Callable[[sa.Connection, Request, date, datetime], None]] = {
    "reminded": _remind,
    "expired": _expire,
    "withdrawn": _withdraw,
    "settled": _settle,
}


def _over(today: date) -> sa.ColumnElement[bool]:
    c = consents.c
    unanswered = sa.and_(c.state == ConsentState.ASKED.value, c.answer_by < today)
    run_out = sa.and_(c.state == ConsentState.GIVEN.value, c.holds_until < today)
    return sa.or_(unanswered, run_out)


def _consents_over(connection: sa.Connection, today: date) -> bool:
    return (
        connection.execute(sa.select(consents.c.id).where(_over(today)).limit(1)).first()
        is not None
    )


def _expire_consents(engine: sa.Engine, today: date, now: datetime) -> int:
    with appending(engine) as connection:
        found = read_consents(connection, _over(today))
        for each in found:
            change_consent(connection, each, ConsentState.EXPIRED, changed_by=PROGRAM, now=now)
        return len(found)
