"""Which passwords may be chosen, after NIST SP 800-63B: long, and not among the common ones.

There are no rules about kinds of characters, and no password grows too old.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path

import matcher
from matcher.domain.errors import BadInput

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200  # hashing a longer one costs time, and nobody types it
COMMON_WORDS = Path(matcher.__file__).resolve().parent.parent / "data" / "passwords" / "common.txt"

_FEWEST_CHARACTERS = 5
_MOST_WORDS = 3
# What people put for letters when they are asked for a digit or a sign.
_LEET = str.maketrans("013457@$!", "oleastasi")
_SEQUENCES = ("0123456789" * 3, "abcdefghijklmnopqrstuvwxyzæøå", "qwertyuiopå", "asdfghjkløæ",
              "zxcvbnm")  # fmt: skip
_WAYS = tuple(way for text in _SEQUENCES for way in (text, text[::-1]))
_SHORTEST_RUN = 4


class PasswordFault(StrEnum):
    """Why a password may not be chosen."""

    SHORT = "short"
    LONG = "long"
    NAME = "name"
    COMMON = "common"


MESSAGES = {
    PasswordFault.SHORT: f"The password is too short; use {SHORTEST_PASSWORD} characters or more.",
    PasswordFault.LONG: f"The password is too long; use at most {LONGEST_PASSWORD} characters.",
    PasswordFault.NAME: "The password is made of the sign-in name; choose another.",
    PasswordFault.COMMON: "The password is easily guessed; choose another, such as a few words.",
}


def fault_of(password: str, name: str) -> PasswordFault | None:
    """Why ``name`` may not choose the password, or None.

    >>> fault_of("tre tog gjennom snø", "kari")
    >>> str(fault_of("Passord12345!", "kari")), str(fault_of("kari", "kari"))
    ('common', 'short')
    """
    if len(password) < SHORTEST_PASSWORD:
        return PasswordFault.SHORT
    if len(password) > LONGEST_PASSWORD:
        return PasswordFault.LONG
    plain = unicodedata.normalize("NFKC", password).casefold()
    rest = plain.replace(name.casefold(), "")
    if rest != plain and len(_letters(rest)) < _FEWEST_CHARACTERS:
        return PasswordFault.NAME
    return PasswordFault.COMMON if _is_common(plain) else None


def check_password(password: str, name: str) -> None:
    """BadInput with what to do where ``name`` may not choose the password."""
    fault = fault_of(password, name)
    if fault is not None:
        raise BadInput(MESSAGES[fault])


def _is_common(plain: str) -> bool:
    if len(set(plain)) < _FEWEST_CHARACTERS or _in_sequence(plain):
        return True
    as_typed, as_meant = _letters(plain), _letters(plain.strip("0123456789!?.").translate(_LEET))
    return any(_made_of_words(text, _MOST_WORDS) for text in (as_typed, as_meant) if text)


def _in_sequence(plain: str) -> bool:
    """Whether hardly anything is left without keys and letters in their usual order."""
    return len(_without_runs(plain)) < _FEWEST_CHARACTERS or _repeats(plain)


def _without_runs(plain: str) -> str:
    left, at = "", 0
    while at < len(plain):
        run = _run_length(plain[at:])
        left += "" if run >= _SHORTEST_RUN else plain[at : at + run]
        at += run
    return left


def _run_length(text: str) -> int:
    """How many characters at the beginning follow each other on a keyboard or in the alphabet."""
    length = 1
    while length < len(text) and any(text[: length + 1] in way for way in _WAYS):
        length += 1
    return length


def _repeats(plain: str) -> bool:
    """Whether a short piece is written over and over."""
    return re.fullmatch(r"(.{1,4}?)\1+.{0,3}", plain, re.DOTALL) is not None


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())


def _made_of_words(text: str, most: int) -> bool:
    """Whether at most so many common words, one after the other, are the whole text."""
    if not text:
        return True
    if most == 0:
        return False
    return any(
        text[:end] in _common_words() and _made_of_words(text[end:], most - 1)
        for end in range(len(text), 0, -1)
    )


@cache
def _common_words() -> frozenset[str]:
    lines = COMMON_WORDS.read_text(encoding="utf-8").splitlines()
    words = (line.strip() for line in lines if not line.startswith("#"))
    return frozenset(word for word in words if word)
