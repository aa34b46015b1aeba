"""A text as words that can be compared, each with the place where it was written.

Case, accents, letters of other alphabets that look like ours, and signs that cannot be seen make no
difference here. What the words mean is not known here.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

ENDS_A_SENTENCE = frozenset(".!?;\n\u2022|")
_OWN = {"æ": "æ", "ø": "ø", "å": "å", "Æ": "æ", "Ø": "ø", "Å": "å"}
_OURS = {"ø": "o", "æ": "ae", "ð": "d", "đ": "d", "þ": "t", "ł": "l", "ı": "i"}
# Letters of the Cyrillic and Greek alphabets that look like Latin ones.
_LOOK_ALIKES = dict(
    zip(
        "аеорсухкіѕјһԁɡАВЕКМНОРСТУХІЅЈαοινυκρτχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxkisjhdgabekmhopctyxisjaoivukptxabezhikmnoptyx",
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, and how it reads without accents in lower case.

    ``folded`` has also "aa", "ae" and "oe" as single letters; ``own`` has the letters æ, ø and å
    where they were written. ``gap`` is what stands before it.
    """

    start: int
    end: int
    plain: str
    folded: str
    own: str
    gap: str
    capital: bool

    @property
    def begins_sentence(self) -> bool:
        """Whether a sentence ended between the word before and this one."""
        return not ENDS_A_SENTENCE.isdisjoint(self.gap)


def text_words(text: str) -> tuple[Word, ...]:
    """The words of ``text`` in their order.

    >>> [word.folded for word in text_words("Kjøkken, baat og K\u200bVP")]
    ['kjokken', 'bat', 'og', 'kvp']
    """
    found: list[Word] = []
    letters: list[str] = []
    own: list[str] = []
    start = end = last = 0
    for at, sign in enumerate(text):
        seen = plain_letter(sign)
        if seen == " ":
            if letters:
                found.append(_word(text[start:end], start, letters, own, text[last:start]))
                last, letters, own = end, [], []
        elif seen:
            if not letters:
                start = at
            letters.append(seen)
            own.append(_OWN.get(sign, seen))
            end = at + 1
        elif letters and unicodedata.combining(sign):
            end = at + 1
    if letters:
        found.append(_word(text[start:end], start, letters, own, text[last:start]))
    return tuple(found)


def _word(written: str, start: int, letters: list[str], own: list[str], gap: str) -> Word:
    plain, capital = "".join(letters), written[0].isupper()
    return Word(start, start + len(written), plain, folded(plain), "".join(own), gap, capital)


@lru_cache(maxsize=4_096)
def plain_letter(sign: str) -> str:
    """A sign as small Latin letters or digits; "" if it cannot be seen, " " if it parts words.

    >>> plain_letter("Å"), plain_letter("К"), plain_letter("ﬁ"), plain_letter("-")
    ('a', 'k', 'fi', ' ')
    """
    kind = unicodedata.category(sign)
    if kind == "Cf" or kind[0] == "M":
        return ""
    parts = unicodedata.normalize("NFKD", _LOOK_ALIKES.get(sign, sign)).casefold()
    letters = "".join(_OURS.get(part, part) for part in parts if part.isalnum())
    return letters or " "


@lru_cache(maxsize=65_536)
def folded(plain: str) -> str:
    """A plain word with "å", "æ" and "ø" as one letter, however they were typed.

    >>> folded("ufoere"), folded("saarbar")
    ('ufore', 'sarbar')
    """
    return plain.replace("aa", "a").replace("ae", "a").replace("oe", "o")


def fold(text: str) -> str:
    """A word or phrase of a list as it is compared.

    >>> fold("Uføretrygd"), fold("går på")
    ('uforetrygd', 'gar pa')
    """
    return " ".join(word.folded for word in text_words(text))
