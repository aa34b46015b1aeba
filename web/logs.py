"""Logs without people: what a line may say, for the application and for the server in front of it.

A page is named by its route, never by its address; texts in quotes and what stands in an address
after its first word are left out, and of an error there is its kind and where it happened, not its
message, which may hold what somebody typed. A line has no address of a computer and no account.
"""

import datetime
import logging
import re
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from flask import Flask, Response, has_request_context, request
from flask.logging import default_handler
from gunicorn.glogging import Logger

ROUTE = "jobbsmak.route"

_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|«[^»\n]*»")
_ADDRESS = re.compile(r"(?<![\w/])(/[\w.-]+)/[^\s]*")
_QUERY = re.compile(r"\?\S*")
# A computer's address, a person's, and a token of the API.
_NAMES = re.compile(
    r"(?<=\bip=)\S+?(?=:?\s|:?$)"
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"
    r"|[^\s@<>]+@[^\s@<>:,;]+"
    r"|\bjobbsmak_[\w-]{20,}"
)
_HIDDEN = "…"


def init_app(app: Flask) -> None:
    """Keep people out of what ``app`` logs."""
    # Of libraries that log where nobody listens, Python's last resort prints the line.
    for place in (app.logger, *app.logger.handlers, default_handler, logging.lastResort):
        if place is not None and not any(isinstance(one, WithoutPeople) for one in place.filters):
            place.addFilter(WithoutPeople())
    app.after_request(_name_route)


def _name_route(response: Response) -> Response:
    request.environ[ROUTE] = route()
    return response


def route() -> str:
    """The request's page as a log names it."""
    return request.url_rule.rule if request.url_rule is not None else "-"


class WithoutPeople(logging.Filter):
    """Takes out of a record what could be about somebody."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; it is always logged."""
        if getattr(record, "without_people", False):
            return True
        if isinstance(record.args, tuple):
            record.args = tuple(map(_kind_of_error, record.args))
        record.msg, record.args = scrubbed(_with_route(record.getMessage())), None
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = _where(record.exc_info[0], record.exc_info[2])
        record.exc_info = None
        record.stack_info = None
        record.without_people = True
        return True


def scrubbed(text: str) -> str:
    """A text without what is quoted, queries, the rest of addresses, computers, mail and tokens.

    >>> scrubbed('GET /participants/P1/edit?name=Kari: there is no participant "P1"')
    'GET /participants/…: there is no participant …'
    >>> scrubbed("Invalid request from ip=203.0.113.9: no mail to ola@butikken.no")
    'Invalid request from ip=…: no mail to …'
    """
    text = _ADDRESS.sub(_first_word, _QUERY.sub(_after_query, text))
    return _NAMES.sub(_HIDDEN, _QUOTED.sub(_HIDDEN, text))


def _first_word(found: re.Match[str]) -> str:
    end = found[0][-1] if found[0][-1] in ":,;" else ""
    return f"{found[1]}/{_HIDDEN}{end}"


def _after_query(found: re.Match[str]) -> str:
    return found[0][-1] if found[0][-1] in ":,;" else ""


def _kind_of_error(value: object) -> object:
    """An error as its kind and the kind of what caused it; anything else as it is."""
    if not isinstance(value, BaseException):
        return value
    cause = value.__cause__
    return type(value).__name__ + (f" ({type(cause).__name__})" if cause is not None else "")


def _with_route(text: str) -> str:
    """The text with the request's address replaced by its route."""
    if not has_request_context():
        return text
    for address in (request.full_path, request.path):
        if len(address) > 1:
            text = text.replace(address, f"[{request.endpoint or '-'}]")
    return text


def _where(kind: type[BaseException], trace: TracebackType | None) -> str:
    """The kinds of an error and the lines it went through, without any of its words."""
    lines = [
        f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n    {frame.line}'
        for frame in traceback.extract_tb(trace)
    ]
    return "\n".join([*lines, f"{kind.__module__}.{kind.__qualname__}"])


class ServerLog(Logger):
    """Gunicorn's log: routes in place of addresses, and no computers, browsers or referrers."""

    def setup(self, cfg: Any) -> None:
        """As gunicorn's, with the filter on everything that is written."""
        super().setup(cfg)
        self.error_log.addFilter(WithoutPeople())

    def atoms(
        self,
        resp: Any,
        req: Any,
        environ: Mapping[str, Any],
        request_time: datetime.timedelta,
    ) -> dict[str, Any]:
        """What a line of the access log may be made of."""
        every = super().atoms(resp, req, dict(environ), request_time)
        known = {name: every[name] for name in ("m", "s", "B", "b", "t", "T", "D", "M", "p")}
        return known | {"U": environ.get(ROUTE, "-")}
