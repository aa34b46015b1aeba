"""What an address or a form asks for, as domain values; BadInput for what is not known."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import request

from matcher.domain.errors import BadInput
from matcher.domain.purposes import Purpose

E = TypeVar("E", bound=StrEnum)


def word(kind: type[E], text: str) -> E:
    """A word of a vocabulary.

    >>> word(Purpose, "taste")
    <Purpose.TASTE: 'taste'>
    """
    try:
        return kind(text)
    except ValueError:
        raise BadInput(f"Expected one of {', '.join(kind)}; got {text[:40]!r}.") from None


def purpose() -> Purpose | None:
    """The purpose that is asked for; None where the participant's track is to decide."""
    text = request.values.get("purpose", "")
    return word(Purpose, text) if text else None


def position() -> int | None:
    """Where in the list a suggestion stood, where the address says so."""
    text = request.values.get("position", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        return None
    return int(text) or None


def day(field: str) -> date | None:
    """A date of a form; None where it is empty or no date."""
    try:
        return date.fromisoformat(request.form.get(field, "").strip())
    except ValueError:
        return None


def local_path(text: str | None) -> str | None:
    """``text`` where it is an address on this very site, else None.

    >>> local_path("/participants?who=mine"), local_path("//elsewhere.no"), local_path("http://x")
    ('/participants?who=mine', None, None)
    """
    if not text or not text.startswith("/") or text[:2] in ("//", "/\\"):
        return None
    return text if text.isprintable() and "\\" not in text else None
