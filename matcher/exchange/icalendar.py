"""A calendar of whole days as text (RFC 5545), for other programs to read.

Whole days have no clock and no zone: a change to summer time moves none of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# RFC 5545, 3.1: a line is at most 75 octets, without its end.
LINE_OCTETS = 75


@dataclass(frozen=True, slots=True)
class WholeDay:
    """An event that lasts one day; ``uid`` is the same whenever it is told of again."""

    uid: str
    day: date
    summary: str
    address: str | None = None


def calendar_text(events: Iterable[WholeDay], name: str, written_on: date) -> str:
    r"""The whole file, with the line ends that the standard asks for.

    >>> event = WholeDay("talk-1@jobbsmak", date(2026, 3, 28), "Talk; one, two")
    >>> print(calendar_text([event], "Talks", date(2026, 3, 1)).replace("\r", ""))
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Jobbsmak//Calendar//EN
    METHOD:PUBLISH
    CALSCALE:GREGORIAN
    X-WR-CALNAME:Talks
    REFRESH-INTERVAL;VALUE=DURATION:PT6H
    X-PUBLISHED-TTL:PT6H
    BEGIN:VEVENT
    UID:talk-1@jobbsmak
    DTSTAMP:20260301T000000Z
    DTSTART;VALUE=DATE:20260328
    DTEND;VALUE=DATE:20260329
    SUMMARY:Talk\; one\, two
    TRANSP:TRANSPARENT
    CLASS:PRIVATE
    END:VEVENT
    END:VCALENDAR
    <BLANKLINE>
    """
    lines = [*_HEAD, f"X-WR-CALNAME:{_escaped(name)}", *_REFRESHED]
    for event in events:
        lines += _event(event, written_on)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


_HEAD = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Jobbsmak//Calendar//EN",
    "METHOD:PUBLISH",
    "CALSCALE:GREGORIAN",
)
_REFRESHED = ("REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H")


def _event(event: WholeDay, written_on: date) -> list[str]:
    address = [] if event.address is None else [f"URL:{event.address}"]
    return [
        "BEGIN:VEVENT",
        f"UID:{_escaped(event.uid)}",
        f"DTSTAMP:{written_on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(event.summary)}",
        *address,
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    r"""Text as a property holds it.

    >>> print(_escaped("a\\b;c,d\r\ne"))
    a\\b\;c\,d\ne
    """
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(plain, written)
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets; no letter is cut in two."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LINE_OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece += letter
        size += octets
    return "\r\n".join([*pieces, piece])
