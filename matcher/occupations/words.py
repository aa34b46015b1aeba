"""Words made comparable: folded letters and stems.

Nothing here knows the catalogue. "æ", "ø", "å" and their ways of being typed without a Norwegian
keyboard fall together; a stem drops the endings of Bokmål, Nynorsk and English.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST_TEXT = 4_000  # characters looked at; a wish is a sentence, not a book
_WORD = re.compile(r"[a-z0-9æøå]+(?:\+\+|#)?")
_INSIDE_NAMES = re.compile(r"(?<=\b[a-z])&(?=[a-z]\b)|['’`´]")
_FOREIGN = re.compile(r"[^\x00-\x7fæøå]")
_LETTERS = str.maketrans({"ä": "æ", "ö": "ø", "ð": "d", "þ": "t", "đ": "d"})
_FOLDED_LETTERS = str.maketrans({"æ": "a", "ø": "o", "å": "a"})
_FOLDED_PAIRS = (("aa", "a"), ("ae", "a"), ("oe", "o"))
_BOKMAL = (
    ("sjuk", "syk"),
    ("heim", "hjem"),
    ("koyr", "kjor"),
    ("spel", "spill"),
    ("larar", "larer"),
    ("gjer", "gjor"),
    ("reinhald", "renhold"),
    ("reinhold", "renhold"),
)
_ENDINGS = (
    "ingene", "ingane", "arane", "erane", "erene", "inger", "ingar", "erne", "arne", "ande",
    "inga", "ende", "ings", "ing", "ene", "ane", "ers", "ars", "ens", "ets", "ere", "are", "er",
    "ar", "en", "et", "ed", "es", "a", "e", "s",
)  # fmt: skip
_WHOLE = {
    form: whole
    for whole, forms in {
        "lager": "lager lageret lagere lagerets lagera lagers",  # not "lage"
        "larer": "larer larar larere larare lareren lararen larerne larers",  # not "lære"
        "leder": "leder leiar ledere leiarar lederen leiaren leaders leader",  # not "lede", "leie"
        "baker": "baker bakar bakere bakeren",
        "care": "care carer carers caring",  # not "car"
        "paper": "paper papers",
        "levere": "levere leverer levert levering",  # not "leve"
        "vikar": "vikar vikarer vikaren",
        "viking": "viking vikinger vikingene",
        "bors": "bors borsen",  # not "bore"
        "laks": "laks laksen",
        "gods": "gods godset",
        "spille": "spille spiller spilt spilla",  # not "spill", a game
        "orden": "orden ordne ordner",
        "brus": "brus brusen",
    }.items()
    for form in forms.split()
}
_SHORTEST_STEM = 3


def plain(text: str) -> str:
    """Lower case and without accents, but with æ, ø and å.

    >>> plain("KJØKKEN på Caféen")
    'kjøkken på cafeen'
    """
    lower = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold().translate(_LETTERS)
    if not _FOREIGN.search(lower):
        return lower
    kept = (letter if letter in "æøå" else _without_accent(letter) for letter in lower)
    return "".join(kept)


def _without_accent(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part))


def words(plain_text: str) -> list[str]:
    """The words of a plain text; a name such as H&M or McDonald's is one word.

    >>> words(plain("Rema 1000, H&M eller McDonald's (helst T-bane)"))
    ['rema', '1000', 'hm', 'eller', 'mcdonalds', 'helst', 't', 'bane']
    """
    return _WORD.findall(_INSIDE_NAMES.sub("", plain_text))


@lru_cache(maxsize=65_536)
def folded(word: str) -> str:
    """A plain word with æ, ø and å as single plain letters, however they were typed.

    >>> folded("kjøkken"), folded("kjoekken"), folded("kjokken"), folded("baat")
    ('kjokken', 'kjokken', 'kjokken', 'bat')
    """
    word = word.translate(_FOLDED_LETTERS)
    for typed, meant in _FOLDED_PAIRS:
        word = word.replace(typed, meant)
    return word


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A folded word without its ending, in the spelling of Bokmål.

    >>> stem("renholdarar"), stem("sveiser"), stem("sveising"), stem("sjukepleiar")
    ('renhold', 'sveis', 'sveis', 'sykeplei')
    """
    for spoken, written in _BOKMAL:
        if spoken in word:
            word = word.replace(spoken, written)
    if word in _WHOLE:
        return _WHOLE[word]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return _stem_again(word[: -len(ending)])
    return word


def _stem_again(word: str) -> str:
    """A second ending ("selger-ne", "rengjør-ing-en") of a word that stays long."""
    for ending in ("er", "ar", "ing"):
        if word.endswith(ending) and len(word) - len(ending) > _SHORTEST_STEM + 1:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=65_536)
def squashed(word: str) -> str:
    """A word with every doubled letter single: the most common of misspellings undone.

    >>> squashed("butikk") == squashed("buttik")
    True
    """
    return re.sub(r"(.)\1+", r"\1", word)
