"""The door of the pages: every route with drawn ids, query strings and form fields."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import sqlalchemy as sa
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

import web
from matcher.domain.access import Role
from matcher.domain.outcomes import Reporter
from matcher.store.engine import writing
from matcher.store.readers import Account
from matcher.store.writers import add_account, make_link
from tests.integration.bad_inputs import Drawn, Held, filled_copy
from web import create_app
from web.link_signature import token_of
from web.people import begin_session
from web.today import moment

TODAY = date(2025, 9, 1)
WHO = {"adviser": Role.ADVISER, "leader": Role.LEADER, "admin": Role.ADMINISTRATOR}
_NAMED = (
    r'(?:form|args|values|typed)(?:\.get\(|\[)"(\w+)"',
    r'name="(\w+)"',
    r'asked\.\w+\("(\w+)"\)',
    r'(?:m|f|p)\.\w+\("(\w+)"',
)
# Whoever goes in or out would leave the others without a session.
_WITHOUT_SESSION = ("sign_in.", "organisation.", "password.")


def field_names() -> list[str]:
    """Every field that a page's source, a workflow's or a template names."""
    root = Path(web.__file__).parent
    files = [*root.rglob("*.py"), *root.rglob("*.html"),
             *(root.parent / "matcher" / "workflows").glob("*.py")]  # fmt: skip
    sources = "\n".join(file.read_text("utf-8") for file in files)
    return sorted({name for pattern in _NAMED for name in re.findall(pattern, sources)})


@dataclass(frozen=True)
class Ask:
    """One request as it was drawn."""

    who: str
    method: str
    rule: Rule = field(repr=False)
    path: str
    query: str
    form: dict[str, str]
    raw: bytes | None
    partly: bool


class Pages:
    """The pages on a small store; four kinds of people ask."""

    def __init__(self, app: Flask, cookies: dict[str, str], token: str) -> None:
        self._app, self._cookies = app, cookies
        self._client = app.test_client(use_cookies=False)
        self.held = Held(app.extensions["program"].engine)
        self._token, self._names = token, field_names()
        rules = [r for r in app.url_map.iter_rules() if r.endpoint != "static"]
        pairs = [(m, r) for r in rules for m in sorted(r.methods or ()) if m in ("GET", "POST")]
        self.pairs = sorted(pairs, key=str)

    def draw(self, drawn: Drawn) -> Ask:
        """Any page, asked for by anybody; the adviser's are the most."""

        def fields() -> dict[str, str]:
            return {drawn.one_of(self._names): drawn.text() for _ in range(drawn.number(0, 6))}

        return _ask(
            drawn.one_of(("adviser", "adviser", "adviser", *WHO, "nobody")),
            drawn.one_of(self.pairs), [self._segment(drawn) for _ in range(3)],
            fields(), fields(), drawn.raw(40) if drawn.chance(0.25) else None, drawn.chance(0.5),
        )  # fmt: skip

    def _segment(self, drawn: Drawn) -> str:
        likely = ("P1", "PL1", "O1", "E1", self._token, "mentor", "end", "1", "3")
        return drawn.one_of(likely) if drawn.chance(0.5) else drawn.text()

    def everywhere(self, text: str) -> Iterator[Ask]:
        """The text in every field of every page, and as each id that is a number or unlikely."""
        filled = dict.fromkeys(field_names(), text)
        filled.pop("csrf_token", None)
        for method, rule in self.pairs:
            if method == "GET":
                yield _ask("leader", (method, rule), [text] * 3, filled, {}, None, False)
            else:
                yield _ask("leader", (method, rule), [text] * 3, {}, filled, None, False)

    def attempt(self, ask: Ask) -> str:
        where = f"{ask.method} {ask.rule.rule}"
        headers = {"HX-Request": "true"} if ask.partly else {}
        if not ask.rule.endpoint.startswith(_WITHOUT_SESSION) and ask.who != "nobody":
            headers["Cookie"] = self._cookies[ask.who]
        body = ask.raw if ask.raw is not None else urlencode(ask.form).encode()
        answer = self._client.open(
            f"{ask.path}?{ask.query}", method=ask.method, headers=headers,
            data=body if ask.method == "POST" else None,
            content_type="application/x-www-form-urlencoded" if ask.method == "POST" else None,
        )  # fmt: skip
        text = answer.get_data()
        assert answer.status_code < 500, f"{answer.status_code} for {where}: {ask}"
        assert b"Traceback" not in text, f"a traceback in {where}: {ask}"
        changed, may = self.held.changed(), answer.status_code < 400 and ask.method != "GET"
        assert may or not changed, f"{answer.status_code} of {where} changed the store: {ask}"
        return "refused" if answer.status_code >= 400 else "answered"


def _ask(
    who: str, pair: tuple[str, Rule], segments: list[str],
    query: dict[str, str], form: dict[str, str], raw: bytes | None, partly: bool,
) -> Ask:  # fmt: skip
    method, rule = pair
    path, turn = rule.rule, iter(segments)
    for name in re.findall(r"<[^>]+>", rule.rule):
        likely = {"participant_id": "P1", "placement_id": "PL1", "opening_id": "O1",
                  "employer_id": "E1", "reporter": "mentor", "int:rank": "1"}  # fmt: skip
        drawn = next(turn)
        chosen = likely.get(name.strip("<>"), drawn) if len(drawn) % 3 else drawn
        path = path.replace(name, quote(chosen, safe="") or "x", 1)
    extra = "" if raw is None else "&" + quote(raw)
    return Ask(who, method, rule, path, urlencode(query) + extra, form, raw, partly)


@contextmanager
def pages(template: Path, folder: Path, market: Any) -> Iterator[Pages]:
    """The pages, on a store that nobody has tried anything on yet."""
    engine = filled_copy(template, folder / "pages.db", market)
    with opened_pages(engine, folder) as made:
        yield made
        made.held.check()


@contextmanager
def opened_pages(engine: sa.Engine, folder: Path) -> Iterator[Pages]:
    """The pages on a store that holds P1 and PL1, with somebody of each kind signed in."""
    with writing(engine) as connection:
        for name, role in WHO.items():
            office = None if role is Role.ADMINISTRATOR else "N1"
            add_account(connection, Account(name, role, "no password fits", TODAY, office))
        link = make_link(
            connection, "PL1", Reporter.MENTOR,
            expires_on=date(2025, 10, 1), made_by="kari", now=moment(), today=TODAY,
        )  # fmt: skip
    engine.dispose()
    app = create_app({
        "DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "MODELS": folder / "versions", "TODAY": TODAY,
        "SECRET_KEY": "only for this test, and long enough", "SECURE_COOKIES": False,
    })  # fmt: skip
    app.config["WTF_CSRF_ENABLED"] = False
    # Templates are compiled once for all the rounds.
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))
    opened: sa.Engine = app.extensions["program"].engine
    try:
        with app.app_context():
            token = token_of(link.id)
        yield Pages(app, {name: _cookie(app, name) for name in WHO}, token)
    finally:
        opened.dispose()


def _cookie(app: Flask, name: str) -> str:
    """The cookie of somebody who is signed in; no password is asked for."""
    from flask import session
    from flask.sessions import SecureCookieSessionInterface

    from matcher.workflows.sessions import account_named

    with app.test_request_context("/"):
        begin_session(account_named(app.extensions["program"].engine, name))
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(dict(session))}"
