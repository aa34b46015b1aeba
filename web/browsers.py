"""Browsers in which somebody signed in before, so that a stranger's guessing never slows them.

A signed cookie holds a random mark for each of the last few names, named by their digests.
"""

from itertools import islice
from typing import Any

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from matcher.workflows.throttle import Attempt, name_digest

_KEPT_SECONDS = 180 * 24 * 3600
_MOST_NAMES = 5
_COOKIE = "browser"


def attempt(name: str, password: str) -> Attempt:
    """The request's attempt to sign in, as the throttle counts it."""
    key = current_app.config["SECRET_KEY"]
    known = _marks().get(name_digest(key, name))
    return Attempt(name, password, request.remote_addr or "", known, key)


def remember(response: Response, name: str, mark: str) -> None:
    """Know this browser by ``mark`` when ``name`` signs in again."""
    digest = name_digest(current_app.config["SECRET_KEY"], name)
    marks = {digest: mark} | {k: v for k, v in _marks().items() if k != digest}
    response.set_cookie(
        _cookie(),
        _signer().dumps(dict(islice(marks.items(), _MOST_NAMES))),
        max_age=_KEPT_SECONDS,
        secure=current_app.config["SECURE_COOKIES"],
        httponly=True,
        samesite="Lax",
    )


def _marks() -> dict[str, str]:
    try:
        marks: dict[str, str] = _signer().loads(
            request.cookies.get(_cookie(), ""), max_age=_KEPT_SECONDS
        )
    except BadData:
        return {}
    return marks


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-{_COOKIE}"


def _signer() -> Any:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="known browser")
