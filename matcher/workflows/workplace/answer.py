"""Use case: an employer reads a request and answers it, signed in or by a link.

Signed in, the page shows a name where the person has said yes to that; by a link never, for a link
may be passed on.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import Conflict, FormRefused, NotFound
from matcher.domain.life import KeptPlacement, Step
from matcher.domain.placements import PlacementStatus, has_lapsed
from matcher.domain.requests import Answer, Closing, NotNow, Request, RequestStatus
from matcher.domain.steps import Asked
from matcher.store import tables as t
from matcher.store.accounts import read_closed
from matcher.store.employer_view import PersonShown, read_person_shown
from matcher.store.engine import reading, writing
from matcher.store.placement_events import kept_placements
from matcher.store.placement_life import take_kept
from matcher.store.requests import (
    change_request,
    note_link_used,
    read_request,
    read_request_link,
)
from matcher.store.trail import note_link, note_listed
from matcher.workflows.placement_steps import NoRoom, refuse_without_room
from matcher.workflows.program import Program
from matcher.workflows.workplace.closing import cancel_proposed
from matcher.workflows.workplace.request_mails import Matter, read_matter

# Who answered, where a link that was made for nobody in particular was used.
BY_LINK = "link"
# Who holds such a link, in the audit log.
EMPLOYER = "employer"
LONGEST_NOTE = 500
REASON_JOINS = ": "


class Stands(StrEnum):
    """Where a request stands for the employer today."""

    WAITS = "waits"
    TALKING = "talking"
    SAID_YES = "said_yes"
    SAID_NO = "said_no"
    EXPIRED = "expired"
    CLOSED = "closed"


class AnswerRefusal(StrEnum):
    """Why an answer is not kept, beside its field."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class RequestShown:
    """All that an employer may read of a request on a day."""

    matter: Matter
    mentor: str | None
    stands: Stands
    person: PersonShown

    @property
    def request(self) -> Request:
        """The request itself."""
        return self.matter.request

    @property
    def open(self) -> bool:
        """Whether an answer would count."""
        return self.stands in (Stands.WAITS, Stands.TALKING)


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


def stands_on(request: Request, kept: KeptPlacement, today: date) -> Stands:
    """Where the request stands on ``today``, also before the night has tidied it."""
    proposed = kept.placement.status is PlacementStatus.PROPOSED
    held = proposed and not has_lapsed(kept.placement, today)
    if request.status is RequestStatus.ANSWERED:
        if request.answer is Answer.NOT_NOW:
            return Stands.SAID_NO
        if request.answer is Answer.TALK and held:
            return Stands.TALKING
        agreed = kept.placement.status is not PlacementStatus.CANCELLED and not proposed
        return Stands.SAID_YES if agreed else Stands.CLOSED  # called off since
    if request.status is RequestStatus.SENT and held:
        return Stands.WAITS if today <= request.answer_by else Stands.EXPIRED
    return Stands.EXPIRED if request.status is RequestStatus.EXPIRED else Stands.CLOSED


def read_for_employer(
    engine: sa.Engine, viewer: Viewer, employer_id: str, request_id: str, *, today: date
) -> RequestShown:
    """The request as the employer sees it; NotFound where ``viewer`` may not see it."""
    with reading(engine) as connection:
        request = _seen(connection, viewer, employer_id, request_id, today)
        person = read_person_shown(connection, viewer, request_id, today)
        return _shown(connection, request, person, today)


def open_answer_link(engine: sa.Engine, link_id: str | None, *, today: date) -> RequestShown:
    """The request behind a link (None where the signature is not ours); NotFound where none is."""
    with reading(engine) as connection:
        request, _ = _behind(connection, link_id, today)
        return _shown(connection, request, PersonShown(), today)


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
        request = _seen(connection, viewer, employer_id, request_id, today)
        return _keep(program, connection, request, given, viewer.name, now, today)


def answer_by_link(
    program: Program, link_id: str | None, given: Given, *, now: datetime, today: date
) -> Request:
    """Keep the answer of whoever has the link; as ``answer_signed_in``."""
    with writing(program.engine) as connection:
        request, email = _behind(connection, link_id, today)
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


def _seen(
    connection: sa.Connection, viewer: Viewer, employer_id: str, request_id: str, today: date
) -> Request:
    """The request, where it is at that employer and the viewer's to see."""
    request = read_request(connection, request_id)
    if viewer.sees_employer(employer_id) and request is not None:
        matter = read_matter(connection, request)
        own = viewer.role is Role.EMPLOYER or viewer.sees_office(matter.office.office_id)
        at = matter.employer.employer_id == employer_id
        if own and at:
            note_listed(connection, viewer, (matter.placement.participant_id,))
            return request
    raise NotFound(f'There is no request "{request_id}" here.')


def _behind(
    connection: sa.Connection, link_id: str | None, today: date
) -> tuple[Request, str | None]:
    link = None if link_id is None else read_request_link(connection, link_id)
    request = None if link is None else read_request(connection, link.request_id)
    if link is None or request is None or not link.holds(today):
        raise NotFound("There is no such link.")
    if link.email is not None and link.email in read_closed(connection):
        raise NotFound("There is no such link for somebody who is not there any more.")
    note_link(connection, EMPLOYER, read_matter(connection, request).placement.participant_id)
    return request, link.email


def _shown(
    connection: sa.Connection, request: Request, person: PersonShown, today: date
) -> RequestShown:
    matter = read_matter(connection, request)
    (kept,) = kept_placements(connection, t.placements.c.placement_id == request.placement_id)
    named = sa.select(t.mentors.c.name).where(t.mentors.c.mentor_id == kept.placement.mentor_id)
    mentor = connection.execute(named).scalar()
    return RequestShown(matter, mentor, stands_on(request, kept, today), person)
