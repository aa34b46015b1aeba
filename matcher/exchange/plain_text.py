"""Text and addresses from strangers, made harmless: no markup, no control characters, no scripts.

What comes out is plain text for a page to escape and a terminal to show, never HTML.
"""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

LONGEST_ADDRESS = 2_000
# Markup beyond this is cut before it is read, so that no text costs more than its worth.
_MARKUP_READ = 20_000
_SILENT = frozenset({"script", "style", "template", "iframe", "object", "noscript", "svg"})

_MAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,255}")
_PHONE = re.compile(
    r"(?<!\d)(?:\+47 ?|0047 ?)?(?:\d{8}|\d{3} \d{2} \d{3}|\d{2} \d{2} \d{2} \d{2})(?!\d)"
)


class _Text(HTMLParser):
    """Collects what a reader would see; tags become blanks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.append(" ")
        self._silent += tag in _SILENT

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.seen.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(" ")
        if tag in _SILENT and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.seen.append(data)


def plain_text(markup: str, most: int = 300) -> str:
    """``markup`` as one line of at most ``most`` printable characters.

    >>> plain_text("<p>Kokk &amp; <b>servitør</b></p><script>alert(1)</script>")
    'Kokk & servitør'
    >>> plain_text("to\\x1b[31m  linjer\\n<!-- skjult --> <3")
    'to [31m linjer <3'
    """
    parser = _Text()
    parser.feed(markup[:_MARKUP_READ])
    parser.close()
    shown = "".join(each if each.isprintable() else " " for each in "".join(parser.seen))
    text = " ".join(shown.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def without_contacts(text: str, names: tuple[str, ...] = ()) -> str:
    """``text`` without e-mail addresses, telephone numbers and the full names in ``names``.

    >>> without_contacts("Kokk 2026-2027, ring 99 88 77 66 eller kari@prove.no")
    'Kokk 2026-2027, ring … eller …'
    >>> without_contacts("Frisør hos kari prøve", ("Kari Prøve",))
    'Frisør hos …'
    """
    for name in names:
        text = re.sub(re.escape(name), "…", text, flags=re.IGNORECASE)
    return _PHONE.sub("…", _MAIL.sub("…", text))


def web_address(text: str) -> str | None:
    """``text`` where it is an address of a page that may be linked to, else None.

    One that holds an e-mail address is none: it would carry somebody's name along.

    >>> web_address(" https://prove.no/stilling/1 "), web_address("javascript:alert(1)")
    ('https://prove.no/stilling/1', None)
    >>> web_address("https://jobb@prove.no"), web_address("prove.no")
    (None, None)
    """
    address = text.strip()
    if len(address) > LONGEST_ADDRESS or not address.isprintable() or set(' "<>\\') & set(address):
        return None
    if "@" in address or "%40" in address:
        return None
    try:
        parts = urlsplit(address)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.hostname and port_is_one else None
