"""A request is closed without a yes: withdrawn, expired, or its opening takes nobody any more.

Each function works within a transaction that somebody else began; mails are queued in it.
"""

from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.life import PROGRAM, Step
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.requests import Answer, Closing, Request, RequestStatus
from matcher.domain.steps import Asked
from matcher.store import tables as t
from matcher.store.employer_tables import requests
from matcher.store.placement_events import kept_placements
from matcher.store.placement_life import take_kept
from matcher.store.requests import change_request, read_requests, waiting_request
from matcher.workflows.workplace.request_mail_texts import Tells
from matcher.workflows.workplace.request_mails import read_matter, tell

_BEGUN = (PlacementStatus.ACCEPTED, PlacementStatus.RUNNING)


def withdraw_requests_of_opening(
    connection: sa.Connection, opening_id: str, *, done_by: str, now: datetime, today: date
) -> int:
    """Take back every request that is out for an opening which takes nobody; how many there were.

    The proposed placements are cancelled, and the employer's people are told politely.
    """
    there = sa.select(t.placements.c.placement_id).where(t.placements.c.opening_id == opening_id)
    waiting = [
        each
        for each in read_requests(connection, requests.c.placement_id.in_(there))
        if each.status is RequestStatus.SENT
    ]
    for each in waiting:
        withdraw(connection, each, Tells.CLOSED, done_by=done_by, now=now)
        cancel_proposed(
            connection, each.placement_id, Closing.OPENING_CLOSED,
            done_by=done_by, now=now, today=today,
        )  # fmt: skip
    return len(waiting)


def withdraw(
    connection: sa.Connection, request: Request, tells: Tells, *, done_by: str, now: datetime
) -> Request:
    """Close a request that nobody is to answer any more; whoever was asked is told."""
    was_sent = request.status is RequestStatus.SENT
    closed = change_request(connection, request, status=RequestStatus.WITHDRAWN, closed_at=now)
    if was_sent:
        tell(connection, read_matter(connection, closed), tells, made_by=done_by, now=now)
    return closed


def expire(connection: sa.Connection, request: Request, *, now: datetime, today: date) -> None:
    """Nobody answered in time: tell them so politely, and free the place."""
    closed = change_request(connection, request, status=RequestStatus.EXPIRED, closed_at=now)
    tell(connection, read_matter(connection, closed), Tells.EXPIRED, made_by=PROGRAM, now=now)
    cancel_proposed(
        connection, request.placement_id, Closing.EXPIRED, done_by=PROGRAM, now=now, today=today
    )


def settle_requests(
    connection: sa.Connection, moved: Placement, *, done_by: str, now: datetime
) -> None:
    """Close what waits for an answer after somebody took a step with its placement.

    Agreed, by telephone: that is a yes. Over before it began: nobody need answer any more.
    """
    if moved.status is PlacementStatus.PROPOSED:
        return
    found = read_requests(connection, requests.c.placement_id == moved.placement_id)
    waiting = waiting_request(found)
    if waiting is None:
        return
    if moved.status in _BEGUN and waiting.status is RequestStatus.SENT:
        change_request(
            connection, waiting, status=RequestStatus.ANSWERED, answer=Answer.YES,
            answered_at=now, answered_by=done_by,
        )  # fmt: skip
    else:
        withdraw(connection, waiting, Tells.WITHDRAWN, done_by=done_by, now=now)


def cancel_proposed(
    connection: sa.Connection,
    placement_id: str,
    reason: str,
    *,
    done_by: str,
    now: datetime,
    today: date,
) -> None:
    """Free the place of a placement that is proposed still; others are left as they are."""
    for kept in kept_placements(
        connection,
        t.placements.c.placement_id == placement_id,
        t.placements.c.status == PlacementStatus.PROPOSED.value,
    ):
        asked = Asked(Step.CANCEL, reason=reason)
        take_kept(connection, kept, asked, done_by=done_by, now=now, today=today)
