"""Errors of the JSON API: problem details (RFC 9457), one shape for all, and nothing leaks.

``errors`` says what is wrong where: ``pointer`` leads to a field of the body, ``parameter`` and
``header`` name what was sent beside it.
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from matcher.domain.errors import (
    BadInput,
    Conflict,
    FormRefused,
    JobbsmakError,
    NotAllowed,
    NotFound,
    StoreProblem,
)
from matcher.workflows.api_calls import TooManyCalls
from matcher.workflows.api_tokens import WrongToken
from matcher.workflows.throttle import TooManyAttempts
from web.api.refusals import said_of
from web.today import moment

MEDIA_TYPE = "application/problem+json"
ROOT = "/api/v1"
# So long a busy store is worth waiting for.
STORE_SECONDS = 5
# 422 is what the document does not allow; 409 what it allows, and the rules or the day do not.
RULED_OUT = "Something in the request cannot be kept as things are."
CHALLENGE = 'Bearer realm="jobbsmak"'
Wrong = dict[str, str]


class Problem(Exception):
    """An answer that is an error; ``errors`` says what is wrong where."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[Wrong] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.detail, self.errors = status, detail, tuple(errors)
        self.headers = dict(headers or {})
        super().__init__(detail)


_STATUS: tuple[tuple[type[JobbsmakError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Conflict, 409),
    (BadInput, 409),
)
# What the application itself answers, in words that name nothing of the inside.
_DETAILS = {
    400: "This request cannot be understood.",
    404: "There is nothing here of that name, or it is not yours to see.",
    405: "This address does not take this method.",
    413: "The request is too large.",
    415: "Send JSON, with the header Content-Type: application/json.",
    500: "Something went wrong here. It is noted, and nothing was kept.",
    503: "The store cannot be used now; try again soon.",
}


def about_api() -> bool:
    """Whether what is being answered is asked of the API."""
    return request.path == ROOT or request.path.startswith(f"{ROOT}/")


def pointer(*parts: object) -> str:
    """A JSON pointer as a fragment.

    >>> pointer("mentors", 0), pointer()
    ('#/mentors/0', '#')
    """
    steps = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return "".join(["#", *(f"/{step}" for step in steps)])


def answer(error: Exception) -> Response:
    """The problem that tells of an error."""
    if isinstance(error, Problem):
        return respond(error.status, error.detail, error.errors, error.headers)
    if isinstance(error, HTTPException):
        return _of_http(error)
    if isinstance(error, JobbsmakError):
        return _of_known(error)
    raise error


def respond(
    status: int,
    detail: str | None = None,
    errors: Sequence[Wrong] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem with this status."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or _DETAILS.get(status, _DETAILS[500 if status >= 500 else 400]),
    }
    if errors:
        body["errors"] = list(errors)
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, status, headers or {}, content_type=MEDIA_TYPE)


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    headers = {}
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    if 300 <= status < 400:  # an address that is nearly right is wrong for a program
        status = 404
    return respond(status, headers=headers)


def _of_known(error: JobbsmakError) -> Response:
    if isinstance(error, WrongToken):
        return respond(401, str(error), headers={"WWW-Authenticate": CHALLENGE})
    if isinstance(error, TooManyCalls):
        return respond(429, str(error), headers={"Retry-After": str(error.allowance.seconds)})
    if isinstance(error, TooManyAttempts):
        seconds = max(1, int((error.until - moment()).total_seconds()) + 1)
        said = "Wrong tokens were sent too often from here; wait, and try again."
        return respond(429, said, headers={"Retry-After": str(seconds)})
    if isinstance(error, FormRefused):
        wrong = [{"pointer": pointer(name), "detail": said} for name, said in said_of(error)]
        return respond(409, RULED_OUT, wrong)
    if isinstance(error, StoreProblem):
        current_app.logger.error("%s: %s", request.endpoint, error)
        return respond(503, headers={"Retry-After": str(STORE_SECONDS)})
    for kind, status in _STATUS:
        if isinstance(error, kind):
            # What is not there for the caller may have another's number in its own words.
            return respond(status, None if kind is NotFound else str(error))
    current_app.logger.error("%s: %s", request.endpoint, error)
    return respond(500)
