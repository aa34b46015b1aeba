"""What can be read in an answer: texts, attributes, file names, links, forms, values of JSON.

Every part of an answer is either read or named in ``Answer.unread``; nothing is passed over.
"""

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

from werkzeug.test import TestResponse

_TEXTUAL = ("text/", "application/json", "application/problem+json", "application/xml")
_JSON = ("application/json", "application/problem+json")
# A page of a list leads on by a cursor, which says after which row.
_CURSOR = re.compile(r"cursor=([\w-]+)")
_TEXT_OR_ATTRIBUTE = re.compile(r'>([^<]+)<|="([^"]+)"')
# Names of fonts for each of the world's alphabets, the same in every workbook.
_FONTS = "xl/theme/"
_ZIPPED = "application/vnd.openxmlformats-officedocument"
_INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "code", "em", "i", "mark", "q", "s", "small", "span", "strong"),
        *("sub", "sup", "time", "u", "wbr", "svg", "use", "path"),
    }
)
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"})
# What a form offers to choose from describes the work, not somebody.
_OFFERS = frozenset({"option", "label", "legend", "datalist"})
_LINKS = frozenset({"href", "src", "action", "hx-get", "hx-post", "formaction", "data-address"})
_UNSEEN = frozenset({"class", "style", "d", "viewbox", "integrity", "nonce", "for", "type", "rel"})
# Its value is drawn anew each time.
_DRAWN = frozenset({"csrf_token"})


@dataclass(frozen=True)
class Piece:
    """Something that can be read; ``offered`` where a form offers it to choose from."""

    where: str
    text: str
    offered: bool = False


@dataclass
class Form:
    """A form with what it would send, its buttons, and what else it offers to choose."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    offers: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Answer:
    """An answer, read: its pieces, where it leads to, its forms."""

    pieces: list[Piece] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    raw: str = ""
    unread: str | None = None


def read_answer(response: TestResponse) -> Answer:
    """Everything that ``response`` shows, says in its headers or carries as a file."""
    answer = Answer()
    for name, value in response.headers.items():
        if name not in ("Set-Cookie", "Content-Security-Policy", "ETag"):
            answer.pieces += _said(f"header {name}", unquote(value))
        if name == "Location":
            answer.links.append(value)
    kind = response.mimetype or "text/plain"
    if kind == "text/html":
        answer.raw = response.text
        page = _Page(answer)
        page.feed(response.text)
        page.close()
    elif kind in _JSON and response.data:
        answer.raw = response.text
        answer.pieces += _values(json.loads(response.text), "#")
    elif kind.startswith(_TEXTUAL):
        answer.raw = response.text
        answer.pieces.append(Piece("file", response.text))
    elif kind.startswith(_ZIPPED):
        answer.pieces += _zipped(response.data)
        answer.raw = "\n".join(piece.text for piece in answer.pieces)
    elif response.data:
        answer.unread = kind
    return answer


def _values(document: object, where: str) -> Iterator[Piece]:
    """The names and values of a JSON document, each where its pointer leads."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield Piece(f"name in {where}", name)
            yield from _values(value, f"{where}/{name}")
    elif isinstance(document, list):
        for at, value in enumerate(document):
            yield from _values(value, f"{where}/{at}")
    elif document is not None:
        yield from _said(where, str(document))


def _said(where: str, text: str) -> Iterator[Piece]:
    """A text, and what the cursors in it hold."""
    yield Piece(where, text)
    for cursor in _CURSOR.findall(text):
        held = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        yield Piece(f"cursor in {where}", held.decode("utf-8", "replace"))


def _zipped(data: bytes) -> Iterator[Piece]:
    """The names and the words of a workbook's parts; a cell's text ends with its tag."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            yield Piece("name in file", name)
            if name.startswith(_FONTS):
                continue
            for parts in _TEXT_OR_ATTRIBUTE.findall(archive.read(name).decode("utf-8", "replace")):
                yield Piece(f"file {name}", "".join(parts))


class _Page(HTMLParser):
    """Reads a page; words that only a tag parts, as "K<b>V</b>P", are one text."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(convert_charrefs=True)
        self._answer = answer
        self._text: list[str] = []
        self._offers = 0
        self._open: list[str] = []
        self._form: Form | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag not in _INLINE:
            self._end_text()
        if tag not in _VOID:
            self._open.append(tag)
            self._offers += tag in _OFFERS
        self._read_attributes(tag, known)
        self._read_form(tag, known)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._end_text()
        if tag in self._open:
            while (last := self._open.pop()) != tag:
                self._offers -= last in _OFFERS
            self._offers -= tag in _OFFERS
        self._end_form(tag)

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        if self._area is not None:
            self._area[1].append(data)

    def handle_comment(self, data: str) -> None:
        self._answer.pieces.append(Piece("comment", data))

    def close(self) -> None:
        super().close()
        self._end_text()

    def _end_text(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text = []
        if text:
            where = self._open[-1] if self._open else "text"
            self._answer.pieces.append(Piece(where, text, self._offers > 0))

    def _read_attributes(self, tag: str, known: dict[str, str]) -> None:
        offered = self._offers > 0 or known.get("type") in ("checkbox", "radio")
        for name, value in known.items():
            if name in _LINKS:
                self._answer.links.append(value)
            drawn = name == "value" and known.get("name") in _DRAWN
            if value and name not in _UNSEEN and not drawn:
                text = unquote(value) if name in _LINKS else value
                self._answer.pieces.append(Piece(f"{tag} {name}", text, offered))

    def _read_form(self, tag: str, known: dict[str, str]) -> None:
        name, value = known.get("name", ""), known.get("value", "")
        if tag == "form":
            self._form = Form(known.get("action", ""), known.get("method", "get").lower())
            self._answer.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "button":
            self._form.buttons.append((name, value))
        elif tag == "select":
            self._select = (name, [])
        elif tag == "option" and self._select is not None:
            self._select[1].append((value, "selected" in known))
        elif tag == "textarea":
            self._area = (name, [])
        elif tag == "input" and name:
            unticked = known.get("type") in ("checkbox", "radio") and "checked" not in known
            (self._form.offers if unticked else self._form.fields).append((name, value))

    def _end_form(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select" and self._select is not None and self._form is not None:
            name, options = self._select
            chosen = [value for value, selected in options if selected] or [
                value for value, _ in options[:1]
            ]
            self._form.fields += [(name, value) for value in chosen]
            self._form.offers += [(name, value) for value, _ in options if value not in chosen]
            self._select = None
        elif tag == "textarea" and self._area is not None and self._form is not None:
            self._form.fields.append((self._area[0], "".join(self._area[1])))
            self._area = None
