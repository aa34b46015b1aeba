"""The door of the JSON API: every call, with drawn ids, parameters, headers and bodies."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, urlencode

from flask import Flask

from matcher.domain.api import EMPLOYERS, Scope
from matcher.workflows import api_tokens
from matcher.workflows.api_tokens import make_token
from tests.integration.bad_inputs import Drawn, Held, filled_copy
from tests.integration.web_start import TODAY, settings_of
from web import create_app
from web.api.calls import COUNTER
from web.api.openapi import document
from web.api.operations import Operation
from web.api.table import OPERATIONS

JSON, PROBLEM = "application/json", "application/problem+json"
_THERE = ("P1", "PL1", "O1", "O2", "E1", "M1", "R1")


@dataclass(frozen=True)
class Sent:
    """One call as it was drawn; ``who`` says whose token."""

    who: str
    method: str
    path: str
    body: bytes = field(hash=False)
    headers: dict[str, str] = field(hash=False)


class Api:
    """The API, on a small store; two systems and a stranger ask."""

    def __init__(self, app: Flask, tokens: dict[str, str]) -> None:
        self._client, self._tokens = app.test_client(use_cookies=False), tokens
        self.held = Held(app.extensions["program"].engine)

    def draw(self, drawn: Drawn) -> Sent:
        """Any operation; its own fields are the most, with drawn values."""
        operation = drawn.one_of(OPERATIONS)
        path = operation.path
        for name in operation.path_names:
            known = drawn.one_of(_THERE) if drawn.chance(0.7) else drawn.text() or "x"
            path = path.replace(f"{{{name}}}", quote(known, safe=""))
        asked = {n: drawn.text() for n in operation.query.model_fields if drawn.chance(0.3)}
        body = b"" if operation.takes is None else _body(operation, drawn)
        headers = {"Content-Type": JSON if drawn.chance(0.95) else drawn.one_of(("", "x/y"))}
        if drawn.chance(0.3):
            headers["Idempotency-Key"] = _header(drawn)
        if drawn.chance(0.2):
            headers["If-Match"] = _header(drawn)
        who = drawn.one_of(("office", "office", "employer", "employer", "nobody"))
        method = operation.method if drawn.chance(0.97) else drawn.one_of(("PUT", "DELETE", "HEAD"))
        return Sent(who, method, f"/api/v1{path}?{urlencode(asked)}", body, headers)

    def attempt(self, sent: Sent) -> str:
        headers = dict(sent.headers)
        if sent.who in self._tokens:
            headers["Authorization"] = f"Bearer {self._tokens[sent.who]}"
        answer = self._client.open(
            sent.path, method=sent.method, data=sent.body or None, headers=headers
        )
        where = f"{sent.method} {sent.path.split('/')[3].split('?')[0]}"
        assert answer.status_code < 500, f"{answer.status_code} of {where}: {sent}"
        refused = answer.status_code >= 400
        kind = PROBLEM if refused else JSON
        assert answer.content_type == kind, f"{answer.content_type} of {where}: {sent}"
        if refused and sent.method != "HEAD":
            assert answer.json["status"] == answer.status_code, f"no problem of {where}: {sent}"
        changed = self.held.changed()
        assert not (refused and changed), f"a refused call of {where} changed the store: {sent}"
        return "refused" if refused else "answered"


def _body(operation: Operation, drawn: Drawn) -> bytes:
    if drawn.chance(0.1):
        return drawn.raw(60)
    assert operation.takes is not None
    known = document()["components"]["schemas"][operation.takes.__name__]
    names = [n for n in known["properties"] if n in known.get("required", ()) or drawn.chance(0.2)]
    made = {name: _value(known["properties"][name], drawn) for name in names}
    if drawn.chance(0.1):
        made[drawn.text()] = drawn.text()
    return json.dumps(made).encode("utf-8", "replace")


def _value(schema: dict[str, Any], drawn: Drawn) -> Any:
    """Of the field's own kind as a rule; otherwise any text, number, list or nothing."""
    kinds = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    kind = drawn.one_of(kinds)
    if "$ref" in kind:
        kind = document()["components"]["schemas"][kind["$ref"].rsplit("/", 1)[1]]
    if drawn.chance(0.2):
        return drawn.one_of((drawn.text(), None, 10**30, -1.5, [], [drawn.text()], {}, True))
    if "enum" in kind:
        return drawn.one_of(kind["enum"])
    if kind.get("type") == "array":
        return drawn.some(lambda: _value(kind["items"], drawn), 0, 3)
    if kind.get("type") in ("integer", "number"):
        return drawn.number(0, 6)
    return drawn.number(0, 1) == 1 if kind.get("type") == "boolean" else drawn.text()


def _header(drawn: Drawn) -> str:
    """What a header can hold at all: no line ends, and no letters beyond one byte."""
    return "".join(c for c in drawn.text() if c.isprintable() and ord(c) < 256)


@contextmanager
def api(template: Path, folder: Path, market: Any) -> Iterator[Api]:
    """The API on a new store that holds ``market``."""
    engine = filled_copy(template, folder / "api.db", market)
    own: dict[str, Any] = {"name": "tried", "made_by": "test", "today": TODAY}
    tokens = {
        "office": make_token(engine, scopes=list(Scope), office_id="N1", **own).secret,
        "employer": make_token(engine, scopes=sorted(EMPLOYERS), employer_id="E1", **own).secret,
    }
    engine.dispose()
    url = engine.url.render_as_string(hide_password=False)
    app = create_app(settings_of(url, TODAY=TODAY))
    app.extensions[COUNTER].limit = 10**9
    try:
        with patch.object(api_tokens, "claim_attempt"):
            made = Api(app, tokens)
            yield made
            made.held.check()
    finally:
        app.extensions["program"].engine.dispose()
