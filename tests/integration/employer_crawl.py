"""Reads everything that an employer's account can reach, and notes what it should not have read.

Pages are found by the application's own list of addresses and by following links; every form is
sent; every mail's links are opened. A page that nobody told the crawler about is read all the same.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from urllib.parse import unquote, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from matcher.exchange.kept_back import About, kept_back
from tests.integration.employer_reads import Answer, Form, Piece, read_answer

HOST = "localhost"
# Style and script are the same for everybody; only their addresses are read.
# The API's document is a contract for programs: it has the words of an office's reports, of nobody.
NOT_OPENED = frozenset({"static", "api.openapi"})
SIGN_OUT = "/sign-out"
TYPED = "Prøve"
_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
MOST_PAGES = 2_000


@dataclass(frozen=True)
class Hidden:
    """What must not be read about somebody.

    ``names`` stand in no text in any spelling; ``marks`` nowhere at all, letter by letter;
    ``words`` in no text but what a form offers to choose from.
    """

    names: Collection[str] = ()
    marks: Collection[str] = ()
    words: Collection[str] = ()


@dataclass(frozen=True, order=True)
class Leak:
    """Something that was read and should not have been."""

    address: str
    where: str
    written: str
    word: str


_OF_MENTORS = re.compile(r"/workplace/\w+/mentors\b")


@dataclass
class EmployerCrawl:
    """A reader with one browser; ``fill`` has the values of each variable part of an address.

    ``own`` are texts that the employer wrote about its work.
    """

    app: Flask
    client: FlaskClient
    hidden: Hidden
    fill: Mapping[str, Sequence[str]]
    own: Collection[str] = ()
    leaks: set[Leak] = field(default_factory=set)
    unread: set[tuple[str, str]] = field(default_factory=set)
    statuses: dict[str, int] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    # Variable parts of addresses for which ``fill`` has nothing.
    guessed: set[str] = field(default_factory=set)
    _forms: dict[str, Form] = field(default_factory=dict)
    # Linked to from the answer to a form; opened when pages are read the next time.
    _later: list[str] = field(default_factory=list)
    # The same text tells the same on every page.
    _harmless: set[tuple[str, bool]] = field(default_factory=set)
    _csrf: str = ""

    def read_pages(self, start: Iterable[str] = ()) -> None:
        """Open every address of the application, and whatever is linked to from there."""
        waiting = [
            *start,
            *self._later,
            *(path for rule in self._rules("GET") for path in self._paths(rule)),
        ]
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
        self.read_pages(re.findall(r"https?://\S+|(?<=\s)/\S+", body))

    def read_piece(self, address: str, piece: Piece) -> None:
        """Note what ``piece`` tells about somebody, beside what was asked for by the address."""
        known = (piece.text, piece.offered)
        if known in self._harmless:
            return
        leaks = {
            Leak(address, piece.where, *found)
            for found in (*self._kept_back(address, piece), *self._marks(address, piece.text))
        }
        self.leaks |= leaks
        if not leaks and not self._named_in(address):
            self._harmless.add(known)

    def _kept_back(self, address: str, piece: Piece) -> Iterator[tuple[str, str]]:
        # A mentor is the employer's own; which languages they speak tells of nobody else.
        own = piece.offered or piece.text in self.own or _OF_MENTORS.search(address)
        about = About.WORK if own else About.PERSON
        names = set(self.hidden.names) - self._named_in(address)
        for found in kept_back(piece.text, about, names=names):
            yield found.written, found.word
        for word in () if piece.offered else self.hidden.words:
            if re.search(rf"\b{re.escape(word)}\b", piece.text, re.IGNORECASE):
                yield piece.text, word

    def _marks(self, address: str, raw: str) -> Iterator[tuple[str, str]]:
        folded = raw.casefold()
        for mark in set(self.hidden.marks) - self._named_in(address):
            if mark.casefold() in folded:
                yield mark, mark

    def _named_in(self, address: str) -> set[str]:
        """What the crawler itself asked for: an answer that says it again tells nothing."""
        asked = unquote(address).casefold()
        hidden = (*self.hidden.names, *self.hidden.marks)
        return {each for each in hidden if each.casefold() in asked}

    def _open(self, path: str) -> list[str]:
        response = self.client.get(path)
        self.statuses[path] = response.status_code
        answer = self._read(path, read_answer(response))
        for form in answer.forms:
            form.action = self._inside(form.action or path, path) or form.action
            self._forms.setdefault(_key(form), form)
        return [inside for link in answer.links if (inside := self._inside(link, path))]

    def _read(self, address: str, answer: Answer) -> Answer:
        if answer.unread:
            self.unread.add((address, answer.unread))
        for piece in answer.pieces:
            self.read_piece(address, piece)
        self.leaks |= {Leak(address, "raw", *found) for found in self._marks(address, answer.raw)}
        return answer

    def _send(self, form: Form) -> None:
        if form.method != "post" or self._endpoint(form.action, "POST") is None:
            return
        fields = [
            (name, value if value or name == "csrf_token" else TYPED) for name, value in form.fields
        ]
        for button in form.buttons or [("", "")]:
            data: dict[str, list[str]] = {}
            for name, value in [*fields, button]:
                if name:
                    data.setdefault(name, []).append(value)
            data["csrf_token"] = [self._token()]
            response = self.client.post(form.action, data=data)
            self.sent[f"{form.action} {button}"] = response.status_code
            answer = self._read(f"POST {form.action}", read_answer(response))
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
