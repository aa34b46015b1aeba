"""What happens to every call: whose token, how often, what it may do, what was sent; then its work.

Cookies are never looked at: who has no token that holds is told so, whoever is signed in.
"""

import json
import re
from collections.abc import Callable
from typing import Any, cast

from flask import Response, current_app, g, request

from matcher.store.api_tokens import ApiToken
from matcher.workflows import api_lists
from matcher.workflows.api_calls import CallCounter, TooManyCalls, once
from matcher.workflows.api_tokens import WrongToken, allows, open_token, viewer_of
from web.access import note_closed
from web.api.operations import Answer, Call, Kind, Operation
from web.api.problems import Problem, about_api
from web.api.reading import (
    read_body,
    read_if_match,
    read_key,
    read_query,
    refuse_body,
)
from web.people import program
from web.today import moment, today

COUNTER = "api_calls"
REPLAYED = "Idempotent-Replayed"
LONGEST_SECRET = 200
_BEARER = re.compile(r"[Bb]earer +([A-Za-z0-9_.~+/=-]+)")


def view_of(operation: Operation) -> Callable[..., Response]:
    """The function that Flask calls for an operation."""

    def view(**path: str) -> Response:
        return _answer(operation, path)

    view.__name__ = operation.name
    return view


def set_headers(response: Response) -> Response:
    """How many calls are left, on every answer to a token that holds."""
    allowance = g.get("api_allowance")
    if allowance is not None and about_api():
        response.headers["RateLimit-Limit"] = str(allowance.limit)
        response.headers["RateLimit-Remaining"] = str(allowance.remaining)
        response.headers["RateLimit-Reset"] = str(allowance.seconds)
    return response


def counter() -> CallCounter:
    """Counts the calls of this process."""
    return cast(CallCounter, current_app.extensions[COUNTER])


def _answer(operation: Operation, path: dict[str, str]) -> Response:
    token = _token()
    _count(token)
    _refuse_beyond(operation, token)
    query = read_query(operation.query)
    body = None
    if operation.takes is None:
        refuse_body()
    else:
        body = read_body(operation.takes)
    key = read_key() if operation.once else None
    call = Call(
        program(), token, viewer_of(token), today(), moment(), path, query, body,
        read_if_match() if operation.versioned else None, key,
    )  # fmt: skip
    if key is None:
        return _respond(operation, operation.answer(call))
    return _once(operation, call, key)


def _once(operation: Operation, call: Call, key: str) -> Response:
    """Done once for a key, and answered the same as often as it is sent."""

    def work() -> tuple[int, Any]:
        done = operation.answer(call)
        return operation.status, {"document": done.document, "headers": done.headers}

    said = b"\0".join((request.method.encode(), request.full_path.encode(), request.get_data()))
    engine = call.program.engine
    _, kept, replayed = once(engine, call.token.id, key, said, work, call.now)
    if replayed:
        _look_again(call, kept["document"])
    response = _respond(operation, Answer(kept["document"], kept["headers"]))
    if replayed:
        response.headers[REPLAYED] = "true"
    return response


def _look_again(call: Call, document: dict[str, Any]) -> None:
    """A kept answer about somebody is told to whom may see them now, and that is noted too."""
    engine, viewer = call.program.engine, call.viewer
    if "request_id" in document:
        api_lists.one_request(engine, viewer, document["request_id"], today=call.today)
    elif "placement_id" in document:
        api_lists.outcomes_page(
            engine, viewer, placement_id=document["placement_id"], after=None, limit=1
        )


def _respond(operation: Operation, answer: Answer) -> Response:
    text = json.dumps(answer.document, ensure_ascii=False, allow_nan=False)
    return Response(text, operation.status, answer.headers, content_type="application/json")


def _token() -> ApiToken:
    sent = request.headers.get("Authorization")
    if sent is None:
        raise WrongToken("Send a token, with the header Authorization: Bearer.")
    found = _BEARER.fullmatch(sent.strip()) if len(sent) <= LONGEST_SECRET else None
    return open_token(
        program().engine,
        found[1] if found else "",
        address=request.remote_addr or "",
        key=str(current_app.config["SECRET_KEY"]),
        today=today(),
        now=moment(),
    )


def _count(token: ApiToken) -> None:
    counter().sweep(moment())  # once an hour
    try:
        g.api_allowance = counter().count(token.id, moment())
    except TooManyCalls as refused:
        g.api_allowance = refused.allowance
        raise


def _refuse_beyond(operation: Operation, token: ApiToken) -> None:
    if operation.kind is Kind.OFFICE and token.employer_id is not None:
        note_closed(viewer_of(token))
        raise Problem(403, "An employer's token never does this.")
    if operation.scope is not None and not allows(token, operation.scope):
        note_closed(viewer_of(token))
        raise Problem(403, f"This token does not have the scope {operation.scope}.")
