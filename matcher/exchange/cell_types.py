"""How the text of a cell, a form field or a JSON value becomes a value: one parser for each kind.

Every parser says what it expected in plain words; no message of pydantic's own is ever shown.
"""

import math
import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, NoReturn, TypeVar

from pydantic_core import PydanticCustomError

from matcher.domain.cefr import Level
from matcher.exchange.cells import cell_text

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
Parser = Callable[[str], T]

MOST_CHARACTERS = 10_000
# A year outside these was typed wrongly, and the calendar itself ends soon after.
FIRST_YEAR, LAST_YEAR = 1900, 2199
MOST_ID_CHARACTERS = 80
# Distinct texts of one column that are remembered, so that each is understood once.
_REMEMBERED = 1 << 14

# What neither a database nor an Excel file can hold: control characters and broken pairs.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]*)?([eE][+-]?[0-9]+)?")
_FREE_WORD = re.compile("[a-z][a-z0-9_]*")

ID_EXPECTED = f'an id of at most {MOST_ID_CHARACTERS} characters, without "|" or line breaks'


class BadCell(str):
    """The text of a cell that no column takes, and what was ``expected`` (a formula in Excel)."""

    __slots__ = ("expected",)
    expected: str


def expected(what: str) -> NoReturn:
    """Refuse a value; ``what`` completes "expected ..."."""
    raise PydanticCustomError("expected", "{expected}", {"expected": what})


def optional(parse: Parser[T]) -> Callable[[Any], T | None]:
    """A validator for a cell that may be empty; ``parse`` gets trimmed text that is not."""
    remembered = lru_cache(_REMEMBERED)(lambda cell: _trimmed(cell, parse))

    def read(value: Any) -> T | None:
        return remembered(value) if type(value) is str else remembered(as_text(value))

    return read


def _trimmed(cell: str, parse: Parser[T]) -> T | None:
    text = cell.strip()
    return parse(text) if text else None


def or_else(read: Callable[[Any], T | None], empty: T) -> Callable[[Any], T]:
    """As ``read``, with ``empty`` in the place of unknown."""

    def read_or_else(value: Any) -> T:
        found = read(value)
        return empty if found is None else found

    return read_or_else


def required(read: Callable[[Any], T | None], what: str) -> Callable[[Any], T]:
    """As ``read``, where unknown is refused."""

    def read_required(value: Any) -> T:
        found = read(value)
        if found is None:
            expected(f"{what}; it may not be empty")
        return found

    return read_required


def as_text(value: Any) -> str:
    """A value of JSON or of the domain as the text that a file would hold."""
    if isinstance(value, BadCell):
        expected(value.expected)
    if isinstance(value, dict):
        expected("one value, not several with names")
    if isinstance(value, list):
        return cell_text(tuple(value))
    return cell_text(value)


def free_text(value: Any) -> str | None:
    """Free text exactly as it was given; only blanks is unknown."""
    if value is None:
        return None
    if type(value) is not str:
        if isinstance(value, BadCell) or not isinstance(value, str | int | float):
            as_text(value)
            expected("text")
        value = as_text(value)
    if len(value) > MOST_CHARACTERS:
        expected(f"at most {MOST_CHARACTERS} characters")
    if _UNPRINTABLE.search(value):
        expected("text without control characters")
    return value if value.strip() else None


def identifier(value: Any) -> str | None:
    """A trimmed id, or None where there is none."""
    text = (value if type(value) is str else as_text(value)).strip()
    if not text:
        return None
    if len(text) > MOST_ID_CHARACTERS or "|" in text or not text.isprintable():
        expected(ID_EXPECTED)
    if text in ("none", "any"):
        expected('another id than "none" and "any", which have a meaning in lists')
    return text


def day(text: str) -> date:
    """A date of the calendar."""
    if not _DAY.fullmatch(text):
        expected("a date such as 2026-03-31")
    try:
        found = date.fromisoformat(text)
    except ValueError:
        expected("a date that exists, such as 2026-03-31")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        expected(f"a date from {FIRST_YEAR} to {LAST_YEAR}, such as 2026-03-31")
    return found


def yes_no(text: str) -> bool:
    """Yes or no."""
    if text not in ("yes", "no"):
        expected("yes or no")
    return text == "yes"


def level(text: str) -> Level:
    """A language level."""
    if text not in Level.__members__:
        expected(f"one of {', '.join(Level.__members__)}")
    return Level[text]


def word(kind: type[E]) -> Parser[E]:
    """One word of a vocabulary."""
    words = {str(member.value): member for member in kind}

    def parse(text: str) -> E:
        if text not in words:
            expected(f"one of {', '.join(words)}")
        return words[text]

    return parse


def number(least: float, most: float) -> Parser[float]:
    """A number in a range; the decimals may stand after a point or a comma."""
    what = f"a number from {least:g} to {most:g}"

    def parse(text: str) -> float:
        if not _NUMBER.fullmatch(text):
            expected(what)
        value = float(text.replace(",", "."))
        if not (math.isfinite(value) and least <= value <= most):
            expected(what)
        return value

    return parse


def whole(least: int, most: int) -> Parser[int]:
    """A whole number in a range (3.0 is one, as spreadsheets write it)."""
    what = f"a whole number from {least} to {most}"
    parse_number = number(least, most)

    def parse(text: str) -> int:
        try:
            value = parse_number(text)
        except PydanticCustomError:
            expected(what)
        if not value.is_integer():
            expected(what)
        return int(value)

    return parse


def shaped(pattern: str, what: str, drop: str = "") -> Parser[str]:
    """Text of one shape, without the characters ``drop``."""
    compiled = re.compile(pattern)
    dropped = str.maketrans("", "", drop)

    def parse(text: str) -> str:
        found = text.translate(dropped)
        if not compiled.fullmatch(found):
            expected(what)
        return found

    return parse


def free_word(text: str) -> str:
    """A word of an open vocabulary."""
    if text in ("none", "any"):
        expected(f'"{text}" to stand alone in the cell')
    if not _FREE_WORD.fullmatch(text):
        expected('words such as "licence_b" (small letters, digits and _) with | between them')
    return text


def listed(item: Parser[T], for_any: Iterable[T] | None = None) -> Parser[tuple[T, ...]]:
    """A list with ``|`` between the items; ``none`` is empty and ``any``, where known, ``for_any``.

    A repeated item counts once.
    """
    everything = None if for_any is None else tuple(for_any)

    def parse(text: str) -> tuple[T, ...]:
        if text == "none":
            return ()
        if text == "any" and everything is not None:
            return everything
        if len(text) > MOST_CHARACTERS:
            expected(f"at most {MOST_CHARACTERS} characters")
        return tuple(dict.fromkeys(item(part.strip()) for part in text.split("|")))

    return parse
