"""Use case: an adviser asks an employer about somebody without a name, and follows it up.

Nothing goes out before the person has said yes to be proposed there, and before the text was
checked for what an employer must not read.
"""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import Conflict, FormRefused, NotFound
from matcher.domain.life import KeptPlacement
from matcher.domain.placements import Placement, PlacementStatus, has_lapsed
from matcher.domain.requests import Answer, Request, RequestStatus
from matcher.store.bans import refuse_banned
from matcher.store.engine import appending
from matcher.store.placement_events import read_kept_placement
from matcher.store.reading_market import read_openings
from matcher.store.reading_people import read_participant
from matcher.store.requests import (
    add_request,
    change_request,
    extend_request_links,
    make_request_link,
    new_request_id,
    read_request,
    read_requests_of,
    waiting_request,
)
from matcher.store.tables import openings
from matcher.workflows.workplace.ask_rules import (
    Ask,
    AskRefusal,
    refuse_bad,
    tidied,
    wrong_day,
)
from matcher.workflows.workplace.closing import withdraw
from matcher.workflows.workplace.profile import names_of
from matcher.workflows.workplace.request_dates import link_expires
from matcher.workflows.workplace.request_mail_texts import Tells
from matcher.workflows.workplace.request_mails import read_matter, tell


def may_ask(placement: Placement, known: Sequence[Request], today: date) -> bool:
    """Whether a request may be sent: proposed and held, and nobody is asked about it already."""
    if placement.status is not PlacementStatus.PROPOSED or has_lapsed(placement, today):
        return False
    talking = any(
        each.status is RequestStatus.ANSWERED and each.answer is Answer.TALK for each in known
    )
    return waiting_request(known) is None and not talking


def send_request(
    engine: sa.Engine, viewer: Viewer, placement_id: str, ask: Ask, *, now: datetime, today: date
) -> Request:
    """Keep the request, and queue the mail to everybody at the employer.

    FormRefused with an ``AskRefusal`` for each bad field (ProfileRefused with the words); Conflict
    where nobody may be asked now, or is asked already (TakesNobody where a leader has barred the
    employer); NotFound as ``read_kept_placement``.
    """
    with appending(engine) as connection:
        placement = read_kept_placement(connection, viewer, placement_id).placement
        if not may_ask(placement, read_requests_of(connection, placement_id), today):
            raise Conflict("This employer is asked already, or the proposal is over.")
        (opening,) = read_openings(connection, openings.c.opening_id == placement.opening_id)
        refuse_banned(connection, opening.employer_id, today)
        person = read_participant(connection, viewer, placement.participant_id)
        refuse_bad(ask, placement, names_of(person), today)
        assert ask.agreed_on is not None and ask.answer_by is not None
        request = Request(
            id=new_request_id(),
            placement_id=placement_id,
            status=RequestStatus.SENT,
            profile=tidied(ask.profile),
            agreed_on=ask.agreed_on,
            agreed_with=" ".join(ask.agreed_with.split()),
            made_at=now,
            made_by=viewer.name,
            answer_by=ask.answer_by,
            sent_at=now,
        )
        add_request(connection, request)
        # One link of nobody's, for the adviser to send in the way that they are used to.
        expires_at = link_expires(request.answer_by)
        make_request_link(connection, request.id, None, expires_at=expires_at, now=now)
        matter = read_matter(connection, request)
        tell(connection, matter, Tells.ASKED, made_by=viewer.name, now=now)
        return request


def read_own_request(
    connection: sa.Connection, viewer: Viewer, request_id: str
) -> tuple[Request, KeptPlacement]:
    """A request about one of the office's people, and its placement; NotFound for others."""
    request = read_request(connection, request_id)
    if request is None:
        raise NotFound(f'There is no request "{request_id}" at your office.')
    return request, read_kept_placement(connection, viewer, request.placement_id)


def send_again(
    engine: sa.Engine, viewer: Viewer, request_id: str, *, now: datetime, today: date
) -> Request:
    """Queue the mail once more, as a reminder; Conflict where no answer is waited for."""
    with appending(engine) as connection:
        request = _waiting(connection, viewer, request_id, today)
        changed = change_request(connection, request, reminded_at=now)
        tell(
            connection, read_matter(connection, changed), Tells.REMINDED,
            made_by=viewer.name, now=now, again=changed.version,
        )  # fmt: skip
        return changed


def extend_request(
    engine: sa.Engine,
    viewer: Viewer,
    request_id: str,
    answer_by: date | None,
    *,
    now: datetime,
    today: date,
) -> Request:
    """Give the employer until ``answer_by``; FormRefused where that is no such day."""
    with appending(engine) as connection:
        request = _waiting(connection, viewer, request_id, today)
        placement = read_kept_placement(connection, viewer, request.placement_id).placement
        why = wrong_day(answer_by, placement, today)
        if why is not None or answer_by is None:
            raise FormRefused({"answer_by": why or AskRefusal.MISSING})
        extend_request_links(connection, request.id, link_expires(answer_by))
        return change_request(connection, request, answer_by=answer_by)


def withdraw_request(
    engine: sa.Engine, viewer: Viewer, request_id: str, *, now: datetime
) -> Request:
    """Take the request back; whoever was asked is told, and the place is held as before."""
    with appending(engine) as connection:
        request, _ = read_own_request(connection, viewer, request_id)
        if request.status is not RequestStatus.SENT:
            raise Conflict("This request waits for no answer any more; load it again.")
        return withdraw(connection, request, Tells.WITHDRAWN, done_by=viewer.name, now=now)


def _waiting(connection: sa.Connection, viewer: Viewer, request_id: str, today: date) -> Request:
    request, kept = read_own_request(connection, viewer, request_id)
    lapsed = has_lapsed(kept.placement, today)
    if request.status is not RequestStatus.SENT or lapsed:
        raise Conflict("This request waits for no answer any more; load it again.")
    return request
