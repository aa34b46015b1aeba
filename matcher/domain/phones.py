"""Telephone numbers as people type them, as pages show them and as a telephone dials them."""

import re

_BETWEEN = re.compile(r"[\s.()/\-\u2010-\u2013]+")
_NORWEGIAN = re.compile(r"[2-9][0-9]{7}")
# Of a number with its country, at most 15 digits (ITU-T E.164); fewer than 7 are nowhere in use.
_ABROAD = re.compile(r"\+[1-9][0-9]{6,14}")
_NORWAY = "+47"
# Mobile numbers and those of services are read in threes and twos, others in twos.
_THREE_FIRST = "489"


def phone_of(typed: str) -> str | None:
    """The number as it is kept and shown, or None where it is none.

    A Norwegian number has 8 digits; any other begins with + (or 00) and its country.

    >>> phone_of("90000001"), phone_of("+47 22-33-44-55"), phone_of("0046 70 123 45 67")
    ('900 00 001', '22 33 44 55', '+46 70 123 45 67')
    >>> phone_of("12345"), phone_of("+47 123"), phone_of("ring meg")
    (None, None, None)
    """
    # What is dialled at home alone stands between brackets: +46 (0)70.
    text = re.sub(r"^00", "+", typed.strip()).replace("(0)", " ")
    parts = _BETWEEN.sub(" ", text).replace("+ ", "+").split()
    digits = "".join(parts)
    if digits.startswith(_NORWAY):
        digits = digits.removeprefix(_NORWAY)
    if _NORWEGIAN.fullmatch(digits):
        return _grouped(digits)
    return " ".join(parts) if digits.startswith("+") and _ABROAD.fullmatch(digits) else None


def dialled(phone: str) -> str:
    """A number of ``phone_of`` as a telephone dials it, wherever it is.

    >>> dialled("900 00 001"), dialled("+46 70 123 45 67")
    ('+4790000001', '+46701234567')
    """
    digits = phone.replace(" ", "")
    return digits if digits.startswith("+") else f"{_NORWAY}{digits}"


def _grouped(digits: str) -> str:
    if digits[0] in _THREE_FIRST:
        return f"{digits[:3]} {digits[3:5]} {digits[5:]}"
    return " ".join(digits[at : at + 2] for at in range(0, 8, 2))
