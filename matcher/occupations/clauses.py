"""A wish taken apart: what is not wanted is left out, and two wishes become two.

Works on plain text and knows nothing of the catalogue.
"""

import re
from dataclasses import dataclass

_BREAK = re.compile(
    r"[.,;:!?\n\r\t()\[\]\"«»“”•…]+|\s[-–—]+\s|"
    r"\b(?:men|but|selv om|hvis|viss|fordi|because|although|heller|helst)\b"
)
_ALTERNATIVE = re.compile(
    r"\s*(?:/|\||;|\n|\beller\b|\bor\b|\beventuelt\b|\balternativt\b|\bellers\b|\bevt\b)\s*"
)
_ADDITION = re.compile(
    r"\s*(?:[.,:!?()&]|\s[-–—]\s|\bog\b|\band\b|\bmen\b|\bbut\b|\bså\b|\bsa\b|\bsamt\b|\bthen\b)\s*"
)
_NEGATION = re.compile(
    r"\b(?:ikke|ikkje|inkje|aldri|uten|slippe|lei av|trøtt av|unntatt|not|never|"
    r"no more|without|don['’]?t|cannot|can['’]?t)\b"
)
_NO_NEGATION = re.compile(
    r"\b(?:som (?:ikke|ikkje)(?! er)|ikke bare|ikkje berre|ikke noe imot|ikke redd(?: for)?|"
    r"ikke minst|hvorfor ikke|hvis ikke|om ikke|viss ikkje|skader ikke|"
    r"not only|not afraid of|if not|why not)\b"
)
_NO_WISH = re.compile(
    r"\b(?:(?:spiller|spelar) (?:ingen|inga) rolle|(?:det )?samme for meg|hva som helst|"
    r"kva som helst|alt mulig|alt mogleg|litt av hvert|i take what i get|whatever you have)\b"
)
_EDGES = " .,;:!?-–—()"


@dataclass(frozen=True, slots=True)
class Clauses:
    """What is wished for as a whole, its alternatives ("a or b"), and its smaller parts."""

    whole: str
    alternatives: tuple[str, ...]
    parts: tuple[str, ...]


def clauses(plain_text: str) -> Clauses:
    """Leave out what is not wanted and split the rest.

    >>> clauses("ikke kasse, men kjøkken eller lager").alternatives
    ('men kjøkken', 'lager')
    """
    wanted = without_unwanted(plain_text)
    alternatives = _split(_ALTERNATIVE, wanted)
    parts = [part for piece in alternatives for part in _split(_ADDITION, piece)]
    return Clauses(wanted, tuple(alternatives), tuple(parts))


def without_unwanted(plain_text: str) -> str:
    """The text less every clause from a "not" to its end.

    >>> without_unwanted("ikke kasse, men lager")
    ', men lager'
    >>> without_unwanted("ikke bare kasse, også lager")
    'kasse, også lager'
    """
    text = _NO_WISH.sub("", plain_text)
    text = _NO_NEGATION.sub("", text).strip()
    kept: list[str] = []
    at = 0
    for found in _BREAK.finditer(text):
        kept += [_before_not(text[at : found.start()]), found.group()]
        at = found.end()
    kept.append(_before_not(text[at:]))
    return "".join(kept)


def _before_not(clause: str) -> str:
    found = _NEGATION.search(clause)
    return clause if found is None else clause[: found.start()]


def _split(separator: re.Pattern[str], text: str) -> list[str]:
    pieces = (piece.strip(_EDGES) for piece in separator.split(text))
    return [piece for piece in pieces if piece]
