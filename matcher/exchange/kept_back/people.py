"""A person's own name, number and addresses in a text, however they are spaced or spelled."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from matcher.exchange.kept_back.text_words import Word, plain_letter, text_words

BIRTH_NUMBER_DIGITS = 11
FEWEST_PHONE_DIGITS = 6
LOCAL_DIGITS = 8
SHORTEST_PART = 2
SHORTEST_OF_ADDRESS = 5
SHORTEST_MISSPELLED = 4  # letters, where the word is written with a capital
SURELY_MISSPELLED = 7  # letters, however it is written
_GAP = r"[\s.\-()/]{0,3}"
_BIRTH_NUMBER = re.compile(r"(?<!\d)\d{6}[\s.\-]{0,3}\d{5}(?!\d)")
_LOOKS_LIKE_PHONE = re.compile(r"\+?[\d\s()./-]+")


@dataclass(frozen=True, slots=True)
class Calls:
    """What one value (a name, an address, an id) is looked for by."""

    phrase: tuple[str, ...]
    parts: tuple[str, ...] = ()
    exact_parts: tuple[str, ...] = ()
    joined: frozenset[str] = frozenset()


def birth_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every number of eleven digits, six and five.

    >>> list(birth_numbers("født 010190 12345, ring 90 00 00 01"))
    [(5, 17)]
    """
    if sum(map(str.isnumeric, text)) < BIRTH_NUMBER_DIGITS:
        return
    seen, places = seen_signs(text)
    for match in _BIRTH_NUMBER.finditer(seen):
        yield places[match.start()], places[match.end() - 1] + 1


def seen_signs(text: str) -> tuple[str, list[int]]:
    """What is seen of ``text``, a sign each with digits as ASCII, and where each sign stood."""
    seen: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        plain = plain_letter(sign)
        if plain:
            seen.append(plain if len(plain) == 1 and plain != " " else sign[:1].lower())
            places.append(at)
    return "".join(seen), places


def contacts_found(text: str, values: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Start, end and value of every e-mail address and phone number of ``values`` in ``text``.

    >>> list(contacts_found("Ring 900 00 001!", ["+47 90000001"]))
    [(5, 15, '+47 90000001')]
    """
    sought = [(value, pattern) for value in values if (pattern := _contact(value))]
    holds_one = "@" in text or sum(map(str.isnumeric, text)) >= FEWEST_PHONE_DIGITS
    if not sought or not holds_one:
        return
    seen, places = seen_signs(text)
    for value, pattern in sought:
        for match in re.finditer(pattern, seen, re.IGNORECASE):
            yield places[match.start()], places[match.end() - 1] + 1, value


@lru_cache(maxsize=512)
def _contact(value: str) -> str | None:
    if "@" in value.strip("@"):
        signs = "".join(seen_signs(value.strip())[0].split())
        return r"(?<![\w.+-])" + re.escape(signs) + r"(?!\w)"
    if not _LOOKS_LIKE_PHONE.fullmatch(value.strip()):
        return None
    digits = re.sub(r"\D", "", value)
    if len(digits) < FEWEST_PHONE_DIGITS:
        return None
    local = re.sub(r"^(?:00)?47(?=\d{8}$)", "", digits)
    abroad = rf"(?:(?:\+|00){_GAP}47{_GAP}|47{_GAP})?" if len(local) == LOCAL_DIGITS else r"\+?"
    return rf"(?<!\d){abroad}" + _GAP.join(local) + r"(?!\d)"


@lru_cache(maxsize=512)
def calls(value: str, particles: frozenset[str]) -> Calls | None:
    """How a value is looked for among the words of a text; None where there is nothing to find."""
    local, at, _ = value.partition("@")
    words = tuple(word.folded for word in text_words(local if at else value))
    if not words or (_contact(value) and not at):
        return None
    if at:
        long_enough = sum(map(len, words)) >= SHORTEST_OF_ADDRESS
        return Calls(words) if long_enough and len(words) > 1 else None
    letters = tuple(word for word in words if word.isalpha() and word not in particles and word[1:])
    if any(any(sign.isdigit() for sign in word) for word in words):
        streets = tuple(word for word in letters if len(word) >= SHORTEST_OF_ADDRESS)
        return Calls(words, exact_parts=streets if len(words) > 1 else ())
    pairs = {first + second for first in letters for second in letters if first != second}
    return Calls(words, parts=letters, joined=frozenset({*pairs, "".join(letters)}))


def names_found(
    words: Sequence[Word],
    values: Collection[str],
    ordinary: frozenset[str],
    particles: frozenset[str],
) -> Iterator[tuple[int, int, str]]:
    """First word, the one after the last, and the value, of every name in ``words``."""
    for value in values:
        sought = calls(value, particles)
        if sought is not None:
            yield from ((*span, value) for span in _phrase_found(words, sought.phrase, ordinary))
            for at, word in enumerate(words):
                if _is_part(word, sought, ordinary):
                    yield at, at + 1, value


def _phrase_found(
    words: Sequence[Word], phrase: tuple[str, ...], ordinary: frozenset[str]
) -> Iterator[tuple[int, int]]:
    if len(phrase) == 1 and (phrase[0].isalpha() or phrase[0] in ordinary):
        return  # a part, which is looked for with its endings
    for at in range(len(words) - len(phrase) + 1):
        if words[at].folded == phrase[0] and phrase == tuple(
            word.folded for word in words[at : at + len(phrase)]
        ):
            yield at, at + len(phrase)


def _is_part(word: Word, sought: Calls, ordinary: frozenset[str]) -> bool:
    if word.folded in sought.joined or word.folded in sought.exact_parts:
        return word.capital or word.folded not in ordinary
    return any(_is_name(word, part, part in ordinary) for part in sought.parts)


def _is_name(word: Word, part: str, ordinary: bool) -> bool:
    if word.folded in (part, part + "s"):
        return word.capital or not (ordinary or len(part) <= SHORTEST_PART)
    if ordinary or len(part) < SHORTEST_MISSPELLED or len(word.folded) < SHORTEST_MISSPELLED:
        return False
    if not word.capital and len(part) < SURELY_MISSPELLED:
        return False
    return any(OSA.distance(word.folded, each, score_cutoff=1) <= 1 for each in (part, part + "s"))
