"""Use case: one request as its adviser sees it: what was asked, what happened, what can be done."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.participants import Participant
from matcher.domain.requests import RequestStatus
from matcher.store.engine import reading
from matcher.store.reading_people import read_participant
from matcher.store.requests import RequestLink, read_request_links
from matcher.workflows.workplace.ask_employer import may_ask, read_own_request
from matcher.workflows.workplace.reply_rate import Rate, reply_rate
from matcher.workflows.workplace.request_dates import last_answer_day
from matcher.workflows.workplace.request_mails import Matter, read_matter
from matcher.workflows.workplace.request_shown import Stands, stands_on


@dataclass(frozen=True, slots=True)
class RequestHistory:
    """The request with everything around it; ``waits``: an answer is still waited for."""

    matter: Matter
    participant: Participant
    stands: Stands
    waits: bool
    may_ask: bool
    last_day: date
    link: RequestLink | None
    sent_to: tuple[str, ...]
    rate: Rate


def request_history(
    engine: sa.Engine, viewer: Viewer, request_id: str, *, today: date
) -> RequestHistory:
    """The page; NotFound for a request about another office's people."""
    with reading(engine) as connection:
        request, kept = read_own_request(connection, viewer, request_id)
        matter = read_matter(connection, request)
        links = read_request_links(connection, request_id)
        waits = request.status is RequestStatus.SENT
        return RequestHistory(
            matter=matter,
            participant=read_participant(connection, viewer, kept.placement.participant_id),
            stands=stands_on(request, kept, today),
            waits=waits,
            may_ask=may_ask(kept.placement, (request,), today),
            last_day=last_answer_day(kept.placement, today),
            link=next((each for each in links if each.email is None and each.holds(today)), None),
            sent_to=tuple(each.email for each in links if each.email is not None),
            rate=reply_rate(connection, matter.employer.employer_id, today),
        )
