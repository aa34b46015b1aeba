"""Requests and their answers in the API, as on the pages; a name only where there is consent."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from matcher.domain.access import Role
from matcher.domain.api import Scope
from matcher.domain.errors import FormRefused
from matcher.domain.requests import Answer as Said
from matcher.domain.requests import NotNow
from matcher.store.employer_view import PersonShown
from matcher.workflows import api_lists
from matcher.workflows.api_lists import RequestLine
from matcher.workflows.workplace.answer import LONGEST_NOTE, Given, answer_signed_in
from matcher.workflows.workplace.ask_employer import send_request, withdraw_request
from matcher.workflows.workplace.ask_rules import LONGEST_NAME, Ask
from matcher.workflows.workplace.profile import LONGEST_PROFILE
from matcher.workflows.workplace.request_shown import Stands, read_for_employer
from web.api.fields import Day, Empty, Id, Sent, Told, text
from web.api.operations import Answer, Call, Operation
from web.api.paging import OfEmployer, page_of, part_of
from web.api.problems import ROOT


class RequestPost(Sent):
    """A request about a proposed placement; the person has said yes to be proposed there."""

    placement_id: Id
    profile: text(LONGEST_PROFILE) = Field(
        description="without a name, and without kept-back words"
    )
    agreed_on: Day = Field(description="when the person said yes to be proposed there")
    agreed_with: text(LONGEST_NAME) = Field(description="to whom the person said it")
    answer_by: Day


class AnswerPost(Sent):
    """The employer's answer; ``not_now`` says why not, and is needed with ``not_now``."""

    answer: Said
    not_now: NotNow | None = None
    note: text(LONGEST_NOTE) | None = None


class RequestDocument(Told):
    """A request; ``placement_id`` is told to offices alone."""

    request_id: str
    employer_id: str
    opening_id: str
    opening_title: str | None
    placement_id: str | None
    stands: Stands
    asked_at: datetime | None
    answer_by: date
    starts: date | None
    planned_end: date | None
    answer: Said | None
    not_now: NotNow | None
    note: str | None
    answered_at: datetime | None


class PersonDocument(Told):
    """Who it is about, after the person's consent for this opening."""

    name: str | None
    phone: str | None
    email: str | None


class RequestRead(RequestDocument):
    """A request with its profile; ``person`` is null without consent.

    To an employer ``profile`` is null once there was a no, or nothing is under way any more.
    """

    profile: str | None
    mentor: str | None
    person: PersonDocument | None


class RequestPage(Told):
    """A page of requests; ``next`` leads to the next one."""

    items: list[RequestDocument]
    next: str | None


def _list(call: Call) -> Answer:
    rows = api_lists.requests_page(
        call.program.engine, call.viewer, part_of(call), today=call.today
    )
    return page_of(
        call, "/requests", rows, lambda row: (row.request.id,), lambda row: _line(call, row)
    )


def _get(call: Call) -> Answer:
    engine, request_id = call.program.engine, call.path["request_id"]
    line = api_lists.one_request(engine, call.viewer, request_id, today=call.today)
    employer_id = line.opening.employer_id
    shown = read_for_employer(engine, call.viewer, employer_id, request_id, today=call.today)
    employers = call.viewer.role is Role.EMPLOYER
    more = {
        "profile": shown.profile if employers else shown.request.profile,
        "mentor": shown.mentor,
        "person": _person(shown.person),
    }
    return Answer(_line(call, line) | more)


def _post(call: Call) -> Answer:
    said = call.body
    ask = Ask(said.profile, said.agreed_on, said.agreed_with, said.answer_by)
    sent = send_request(
        call.program.engine, call.viewer, said.placement_id, ask, now=call.now, today=call.today
    )
    headers = {"Location": f"{ROOT}/requests/{sent.id}"}
    return Answer(_one(call, sent.id), headers)


def _answer(call: Call) -> Answer:
    engine, request_id = call.program.engine, call.path["request_id"]
    line = api_lists.one_request(engine, call.viewer, request_id, today=call.today)
    said = call.body
    if said.not_now is not None and said.answer is not Said.NOT_NOW:
        raise FormRefused({"not_now": "expected nothing, for the answer is not not_now"})
    answer_signed_in(
        call.program, call.viewer, line.opening.employer_id, request_id,
        Given(said.answer, said.not_now, said.note or ""), now=call.now, today=call.today,
    )  # fmt: skip
    return Answer(_one(call, request_id))


def _withdraw(call: Call) -> Answer:
    request_id = call.path["request_id"]
    withdraw_request(call.program.engine, call.viewer, request_id, now=call.now)
    return Answer(_one(call, request_id))


def _one(call: Call, request_id: str) -> dict[str, Any]:
    engine = call.program.engine
    return _line(call, api_lists.one_request(engine, call.viewer, request_id, today=call.today))


def _line(call: Call, line: RequestLine) -> dict[str, Any]:
    request, employers = line.request, call.viewer.role is Role.EMPLOYER
    told = RequestDocument(
        request_id=request.id,
        employer_id=line.opening.employer_id,
        opening_id=line.opening.opening_id,
        opening_title=line.opening.title,
        placement_id=None if employers else request.placement_id,
        stands=line.stands,
        asked_at=request.sent_at,
        answer_by=request.answer_by,
        starts=line.placement.starts,
        planned_end=line.placement.planned_end,
        answer=request.answer,
        not_now=request.not_now,
        note=request.note,
        answered_at=request.answered_at,
    )
    return told.model_dump(mode="json")


def _person(shown: PersonShown) -> dict[str, str | None] | None:
    if not shown.opened:
        return None
    return {"name": shown.name, "phone": shown.phone, "email": shown.email}


_ONE = "/requests/{request_id}"
OPERATIONS = (
    Operation(
        "listRequests", "GET", "/requests", "List requests", "Requests", Scope.REQUESTS_READ,
        RequestPage, _list, query=OfEmployer,
        more="An employer's token lists those to it; an office's those about its own people.",
    ),
    Operation(
        "sendRequest", "POST", "/requests", "Ask an employer", "Requests", Scope.REQUESTS_WRITE,
        RequestDocument, _post, 201, takes=RequestPost, office_only=True,
        more="The mail to the employer is queued with it.",
    ),
    Operation(
        "getRequest", "GET", _ONE, "Read a request", "Requests", Scope.REQUESTS_READ,
        RequestRead, _get,
        more="A name is told only while the person's consent for this opening holds.",
    ),
    Operation(
        "answerRequest", "POST", f"{_ONE}/answer", "Answer a request", "Requests",
        Scope.REQUESTS_WRITE, RequestDocument, _answer, takes=AnswerPost,
        more="The same answer sent twice is kept once.",
    ),
    Operation(
        "withdrawRequest", "POST", f"{_ONE}/withdraw", "Take a request back", "Requests",
        Scope.REQUESTS_WRITE, RequestDocument, _withdraw, takes=Empty, office_only=True,
    ),
)  # fmt: skip
