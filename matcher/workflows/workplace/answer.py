"""Use case: an employer answers a request, signed in or by a link."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import Conflict, FormRefused
from matcher.domain.life import KeptPlacement, Step
from matcher.domain.requests import Answer, Closing, NotNow, Request, RequestStatus
from matcher.domain.steps import Asked
from matcher.store import tables as t
from matcher.store.engine import writing
from matcher.store.placement_events import kept_placements
from matcher.store.placement_life import take_kept
from matcher.store.requests import (
    change_request,
    note_link_used,
)
from matcher.workflows.placement_steps import NoRoom, refuse_without_room
from matcher.workflows.program import Program
from matcher.workflows.workplace.closing import cancel_proposed
from matcher.workflows.workplace.request_shown import (
    Stands,
    request_behind,
    seen_request,
    stands_on,
)

# Who answered, where a link that was made for nobody in particular was used.
BY_LINK = "link"
LONGEST_NOTE = 500
REASON_JOINS = ": "


class AnswerRefusal(StrEnum):
    """Why an answer is not kept, beside its field."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered; ``not_now`` says why not."""

    answer: Answer
    not_now: NotNow | None = None
    note: str = ""


class AnsweredAlready(Conflict):
    """Somebody was first, or the request is over; ``stands`` says how it is."""

    def __init__(self, stands: Stands) -> None:
        self.stands = stands
        super().__init__("This request waits for no answer any more; look at it as it is now.")


def answer_signed_in(
    program: Program,
    viewer: Viewer,
    employer_id: str,
    request_id: str,
    given: Given,
    *,
    now: datetime,
    today: date,
) -> Request:
    """Keep the answer of somebody who is signed in; the same answer sent twice is kept once.

    NotFound as ``read_for_employer``; AnsweredAlready where another answer or none counts any
    more; FormRefused with an ``AnswerRefusal``, also where the place was given away meanwhile.
    """
    with writing(program.engine) as connection:
        request = seen_request(connection, viewer, employer_id, request_id)
        return _keep(program, connection, request, given, viewer.name, now, today)


def answer_by_link(
    program: Program, link_id: str | None, given: Given, *, now: datetime, today: date
) -> Request:
    """Keep the answer of whoever has the link; as ``answer_signed_in``."""
    with writing(program.engine) as connection:
        request, email = request_behind(connection, link_id, today)
        note_link_used(connection, link_id or "", now)
        return _keep(program, connection, request, given, email or BY_LINK, now, today)


def _keep(
    program: Program,
    connection: sa.Connection,
    request: Request,
    given: Given,
    who: str,
    now: datetime,
    today: date,
) -> Request:
    (kept,) = kept_placements(connection, t.placements.c.placement_id == request.placement_id)
    if request.status is RequestStatus.ANSWERED and request.answer is given.answer:
        connection.rollback()
        return request
    stands = stands_on(request, kept, today)
    if stands not in (Stands.WAITS, Stands.TALKING):
        raise AnsweredAlready(stands)
    _refuse(given)
    answered = change_request(
        connection, request, status=RequestStatus.ANSWERED, answer=given.answer,
        not_now=given.not_now if given.answer is Answer.NOT_NOW else None,
        note=given.note.strip() or None, answered_at=now, answered_by=who,
    )  # fmt: skip
    if given.answer is Answer.YES:
        _accept(program, connection, kept, who, now, today)
    elif given.answer is Answer.NOT_NOW:
        why = f"{Closing.NOT_NOW}{REASON_JOINS}{given.not_now}"
        cancel_proposed(
            connection, request.placement_id, why, done_by=who, now=now, today=today
        )  # fmt: skip
    return answered


def _accept(
    program: Program,
    connection: sa.Connection,
    kept: KeptPlacement,
    who: str,
    now: datetime,
    today: date,
) -> None:
    """A yes is an agreed placement, where there still is room for it."""
    asked = Asked(Step.ACCEPT)
    moved = take_kept(connection, kept, asked, done_by=who, now=now, today=today)
    try:
        refuse_without_room(program, connection, kept.placement, moved, Step.ACCEPT, today)
    except NoRoom:
        raise FormRefused({"answer": AnswerRefusal.FULL}) from None


def _refuse(given: Given) -> None:
    if given.answer is Answer.NOT_NOW and given.not_now is None:
        raise FormRefused({"not_now": AnswerRefusal.MISSING})
    if len(given.note) > LONGEST_NOTE:
        raise FormRefused({"note": AnswerRefusal.TOO_LONG})
