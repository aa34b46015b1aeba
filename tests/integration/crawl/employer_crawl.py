"""Reads everything that an employer's account can reach, and notes what it should not have read.

Pages are found by the application's own list of addresses and by following links; every form is
sent; every mail's links are opened. A page that nobody told the crawler about is read all the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.integration.crawl.employer_leaks import LeakReader
from tests.integration.employer_reads import Form, Piece, read_answer

HOST = "localhost"
# Style and script are the same for everybody; only their addresses are read.
# The API's document is a contract for programs: it has the words of an office's reports, of nobody.
NOT_OPENED = frozenset({"static", "api.openapi"})
SIGN_OUT = "/sign-out"
TYPED = "Prøve"
_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
MOST_PAGES = 2_000


@dataclass(kw_only=True)
class EmployerCrawl(LeakReader):
    """A reader with one browser; ``fill`` has the values of each variable part of an address.

    ``typed`` is what is typed into fields of that name that are empty.
    """

    app: Flask
    client: FlaskClient
    fill: Mapping[str, Sequence[str]]
    typed: Mapping[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    # Variable parts of addresses for which ``fill`` has nothing.
    guessed: set[str] = field(default_factory=set)
    _forms: dict[str, Form] = field(default_factory=dict)
    # Linked to from the answer to a form; opened when pages are read the next time.
    _later: list[str] = field(default_factory=list)
    _csrf: str = ""

    def read_pages(self, start: Iterable[str] = ()) -> None:
        """Open every address of the application, and whatever is linked to from there."""
        self.follow([*start, *self._later, *self.addresses()])

    def addresses(self) -> Iterator[str]:
        """Every address that the application answers, with each value of its variable parts."""
        return (path for rule in self._rules("GET") for path in self._paths(rule))

    def follow(self, addresses: Iterable[str]) -> None:
        """Open ``addresses``, and whatever is linked to from there."""
        waiting = list(addresses)
        opened: set[str] = set()
        while waiting:
            path = waiting.pop(0)
            if path in opened or self._endpoint(path) in NOT_OPENED:
                continue
            opened.add(path)
            assert len(opened) <= MOST_PAGES, "links without an end"
            waiting += self._open(path)

    def send_forms(self) -> None:
        """Send each form that was found, each button once, and then what no form leads to."""
        found = [self._forms[key] for key in sorted(self._forms)]
        sent = {self._endpoint(form.action, "POST") for form in found}
        bare = [
            Form(path, "post")
            for rule in self._rules("POST")
            if rule.endpoint not in sent
            for path in self._paths(rule)
        ]
        for form in [*found, *bare]:
            if form.action != SIGN_OUT:
                self._send(form)

    def sign_out(self) -> None:
        """The last form of all."""
        self._send(Form(SIGN_OUT, "post"))

    def read_mail(self, subject: str, body: str, address: str = "mail") -> None:
        """Read a mail, and open the addresses in it."""
        self.read_piece(address, Piece("subject", subject))
        for line in body.splitlines():
            self.read_piece(address, Piece("body", line))
        self.follow(re.findall(r"https?://\S+|(?<=\s)/\S+", body))

    def _open(self, path: str) -> list[str]:
        response = self.client.get(path)
        self.statuses[path] = response.status_code
        answer = self.read(path, read_answer(response))
        for form in answer.forms:
            form.action = self._inside(form.action or path, path) or form.action
            self._forms.setdefault(_key(form), form)
        return [inside for link in answer.links if (inside := self._inside(link, path))]

    def _send(self, form: Form) -> None:
        if form.method != "post" or self._endpoint(form.action, "POST") is None:
            return
        fields = [
            (name, value if value or name == "csrf_token" else self.typed.get(name, TYPED))
            for name, value in form.fields
        ]
        for button in form.buttons or [("", "")]:
            data: dict[str, list[str]] = {}
            for name, value in [*fields, button]:
                if name:
                    data.setdefault(name, []).append(value)
            data["csrf_token"] = [self._token()]
            response = self.client.post(form.action, data=data)
            self.sent[f"{form.action} {button}"] = response.status_code
            answer = self.read(f"POST {form.action}", read_answer(response))
            if response.status_code in (302, 303):  # perhaps into another session
                self._csrf = ""
            links = (self._inside(link, form.action) for link in answer.links)
            self._later += [link for link in links if link]

    def _token(self) -> str:
        for page in ("/password", "/sign-in"):
            found = _CSRF.search("" if self._csrf else self.client.get(page).text)
            self._csrf = found[1] if found else self._csrf
        return self._csrf

    def _rules(self, method: str) -> Iterator[Rule]:
        for rule in self.app.url_map.iter_rules():
            if method in (rule.methods or ()) and rule.endpoint not in NOT_OPENED:
                yield rule

    def _paths(self, rule: Rule) -> Iterator[str]:
        names = sorted(rule.arguments)
        self.guessed.update(name for name in names if name not in self.fill)
        values = [self.fill.get(name, ("1",)) for name in names]
        with self.app.test_request_context():
            adapter = self.app.url_map.bind(HOST)
            for chosen in product(*values):
                parts: dict[str, object] = dict(zip(names, chosen, strict=True))
                yield adapter.build(rule.endpoint, parts, method=_method(rule))

    def _inside(self, link: str, base: str) -> str | None:
        """The path of a link within the application; one that leads elsewhere is read only."""
        parts = urlsplit(urljoin(f"http://{HOST}{base}", link))
        if parts.scheme not in ("http", "https") or parts.hostname != HOST:
            return None
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _endpoint(self, path: str, method: str = "GET") -> str | None:
        adapter = self.app.url_map.bind(HOST)
        parts = urlsplit(path)
        if not adapter.test(parts.path, method):
            return None
        endpoint, _ = adapter.match(parts.path, method)
        return str(endpoint)


def _method(rule: Rule) -> str:
    return "GET" if "GET" in (rule.methods or ()) else "POST"


def _key(form: Form) -> str:
    """What tells forms apart: where they go, their fields and buttons."""
    fields = sorted({name for name, _ in form.fields} - {"csrf_token"})
    return f"{form.action} {','.join(fields)} {sorted(form.buttons)}"
