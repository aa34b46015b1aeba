"""The door of the pages: every route with drawn ids, query strings and form fields.

Forms that an answer shows are sent later, nearly as they stand: only so does a drawn value come
past the checks of the other fields.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import sqlalchemy as sa
from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from jinja2 import FileSystemBytecodeCache
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect, Rule
from werkzeug.test import TestResponse

import web
from matcher.workflows.sessions import account_named
from tests.integration.bad_inputs import Drawn, Held, filled_copy
from tests.integration.bad_pages_scene import IDS, WHO, people_and_links
from tests.integration.employer_reads import Form, read_answer
from tests.integration.web_start import settings_of
from web import create_app
from web.people import begin_session

_NAMED = (
    r'(?:form|args|values|typed)(?:\.get\(|\[)"(\w+)"',
    r'name="(\w+)"',
    r'asked\.\w+\("(\w+)"\)',
    r'(?:m|f|p)\.\w+\("(\w+)"',
)
# Whoever goes in or out would leave the others without a session.
_WITHOUT_SESSION = ("sign_in.", "sign_in_link.", "invitation.", "organisation.", "password.")
# They are doors of their own.
_NOT_HERE = ("static", "api.")
_EVERYBODY = (*WHO, "nobody")
MOST_FORMS = 200

Fields = tuple[tuple[str, str], ...]


def field_names() -> list[str]:
    """Every field that a page's source, a workflow's or a template names."""
    root = Path(web.__file__).parent
    files = [*root.rglob("*.py"), *root.rglob("*.html"),
             *(root.parent / "matcher" / "workflows").rglob("*.py")]  # fmt: skip
    sources = "\n".join(file.read_text("utf-8") for file in files)
    return sorted({name for pattern in _NAMED for name in re.findall(pattern, sources)})


@dataclass(frozen=True)
class Ask:
    """One request as it was drawn."""

    who: str
    method: str
    rule: Rule = field(repr=False)
    path: str
    query: Fields = ()
    form: Fields = ()
    raw: bytes | None = None
    partly: bool = False


class Pages:
    """The pages on a small store; five kinds of people ask."""

    def __init__(self, app: Flask, cookies: dict[str, str], likely: dict[str, str]) -> None:
        self._app, self._cookies, self._likely = app, cookies, likely
        self._client = app.test_client(use_cookies=False)
        self._routes = app.url_map.bind("localhost")
        self.held = Held(app.extensions["program"].engine)
        self._names = field_names()
        rules = [r for r in app.url_map.iter_rules() if not r.endpoint.startswith(_NOT_HERE)]
        pairs = [(m, r) for r in rules for m in sorted(r.methods or ()) if m in ("GET", "POST")]
        self.pairs = sorted(pairs, key=str)
        self._forms: dict[tuple[str, str], Form] = {}

    def draw(self, drawn: Drawn) -> Ask:
        """A form that was shown, a little changed; or any page, asked for by anybody."""
        if self._forms and drawn.chance(0.5):
            return self._sent(drawn)
        method, rule = drawn.one_of(self.pairs)
        own = "employer" if rule.rule.startswith("/workplace") else "adviser"
        return Ask(
            own if drawn.chance(0.6) else drawn.one_of(_EVERYBODY), method, rule,
            self._path(rule, self._segments(drawn)), self._fields(drawn), self._fields(drawn),
            drawn.raw(40) if drawn.chance(0.25) else None, drawn.chance(0.5),
        )  # fmt: skip

    def _sent(self, drawn: Drawn) -> Ask:
        (who, action), form = drawn.one_of(tuple(self._forms.items()))
        rule, _ = self._routes.match(action.partition("?")[0], "POST", return_rule=True)
        filled = [*form.fields, *([drawn.one_of(form.buttons)] if form.buttons else ())]
        for _ in range(drawn.number(0, 3) if filled else 0):
            where = drawn.number(0, len(filled) - 1)
            name = filled[where][0]
            offered = [value for other, value in form.offers if other == name]
            likely = bool(offered) and drawn.chance(0.5)
            filled[where] = (name, drawn.one_of(offered) if likely else drawn.text())
        if form.offers and drawn.chance(0.5):
            filled.append(drawn.one_of(form.offers))
        return Ask(who, "POST", rule, action, form=tuple(filled), partly=drawn.chance(0.5))

    def _fields(self, drawn: Drawn) -> Fields:
        return tuple(
            (drawn.one_of(self._names), drawn.text()) for _ in range(drawn.number(0, 6))
        )  # fmt: skip

    def _segments(self, drawn: Drawn) -> Iterator[str | None]:
        """For each part of an address a drawn text, or None for one that is there."""
        while True:
            yield None if drawn.chance(0.7) else drawn.text()

    def _path(self, rule: Rule, segments: Iterator[str | None]) -> str:
        path, kind = rule.rule, rule.rule.split("<")[0]
        for name in re.findall(r"<[^>]+>", rule.rule):
            known = self._likely.get(kind) or self._likely.get(name.strip("<>"), "1")
            drawn = next(segments)
            path = path.replace(name, quote(known if drawn is None else drawn, safe="") or "x", 1)
        return path

    def everywhere(self, text: str) -> Iterator[Ask]:
        """The text in every field of every page that is there, asked for by two people."""
        names = [name for name in self._names if name != "csrf_token"]
        filled = tuple((name, text) for name in names)
        for method, rule in self.pairs:
            for who in ("leader", "employer") if "/workplace" in rule.rule else ("leader",):
                there = self._path(rule, repeat(None))
                asked = {"query": filled} if method == "GET" else {"form": filled}
                yield Ask(who, method, rule, there, **asked)
                if rule.arguments:
                    yield Ask(who, method, rule, self._path(rule, repeat(text)))

    def attempt(self, ask: Ask) -> str:
        where = f"{ask.method} {ask.rule.rule}"
        headers = {"HX-Request": "true"} if ask.partly else {}
        if not ask.rule.endpoint.startswith(_WITHOUT_SESSION) and ask.who != "nobody":
            headers["Cookie"] = self._cookies[ask.who]
        body = ask.raw if ask.raw is not None else urlencode(ask.form).encode()
        extra = "" if ask.raw is None else "&" + quote(ask.raw)
        query = f"?{urlencode(ask.query)}{extra}" if ask.query or extra else ""
        answer = self._client.open(
            ask.path + query, method=ask.method, headers=headers,
            data=body if ask.method == "POST" else None,
            content_type="application/x-www-form-urlencoded" if ask.method == "POST" else None,
        )  # fmt: skip
        text = answer.get_data()
        assert answer.status_code < 500, f"{answer.status_code} for {where}: {ask}"
        assert b"Traceback" not in text, f"a traceback in {where}: {ask}"
        changed, may = self.held.changed(), answer.status_code < 400 and ask.method != "GET"
        assert may or not changed, f"{answer.status_code} of {where} changed the store: {ask}"
        self._remember(ask, answer)
        return "refused" if answer.status_code >= 400 else "answered"

    def _remember(self, ask: Ask, answer: TestResponse) -> None:
        """Keep the forms that this person was shown, until there are many."""
        if answer.mimetype != "text/html" or len(self._forms) >= MOST_FORMS:
            return
        for form in read_answer(answer).forms:
            action = form.action or ask.path
            if form.method == "post" and self._is_tried(action):
                self._forms.setdefault((ask.who, action), form)

    def _is_tried(self, action: str) -> bool:
        try:
            endpoint, _ = self._routes.match(action.partition("?")[0], "POST")
        except (HTTPException, RequestRedirect):
            return False
        # The choice of a language stands on every page.
        return not str(endpoint).startswith(("language.", *_WITHOUT_SESSION))


@contextmanager
def pages(template: Path, folder: Path, market: Any) -> Iterator[Pages]:
    """The pages, on a store that nobody has tried anything on yet."""
    engine = filled_copy(template, folder / "pages.db", market)
    with opened_pages(engine, folder) as made:
        yield made
        made.held.check()


@contextmanager
def opened_pages(engine: sa.Engine, folder: Path) -> Iterator[Pages]:
    """The pages on a store that holds P1, O1 and PL1, with somebody of each kind signed in."""
    links = people_and_links(engine)
    url = engine.url.render_as_string(hide_password=False)
    engine.dispose()
    app = create_app(settings_of(url, MODELS=folder / "versions"))
    app.config["WTF_CSRF_ENABLED"] = False
    # Templates are compiled once for all the rounds.
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))
    opened: sa.Engine = app.extensions["program"].engine
    try:
        yield Pages(app, {name: _cookie(app, name) for name in WHO}, IDS | links)
    finally:
        opened.dispose()


def _cookie(app: Flask, name: str) -> str:
    """The cookie of somebody who is signed in; no password is asked for."""
    with app.test_request_context("/"):
        begin_session(account_named(app.extensions["program"].engine, name))
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(dict(session))}"
