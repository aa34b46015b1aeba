"""How the names of places are written: one key for all spellings of a name, and its parts.

What the names mean is in ``gazetteer``; which of several places is meant is in ``lookup``.
"""

import re
import unicodedata

# Letters that Unicode does not take apart: the Swedish ones and those of the Sámi languages.
_PLAIN = str.maketrans({"ä": "æ", "ö": "ø", "đ": "d", "ŋ": "n", "ŧ": "t"})
_NORWEGIAN = "æøå"
_TRANSLITERATIONS = (
    str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"}),
    str.maketrans({"æ": "ae", "ø": "o", "å": "a"}),
    str.maketrans({"æ": "a", "ø": "o", "å": "a"}),
)
_COUNTRY = frozenset({"norge", "noreg", "norway", "norga"})
_SURROUNDINGS = re.compile(
    r"^(?:bydelen|bydel|kommunen|kommune) | (?:kommunen|kommune|kommun|herad|sentrum|bydel)$"
)
_MUNICIPALITY = re.compile(r"\b(?:kommunen|kommune|kommun|herad)\b")
_BETWEEN_PARTS = re.compile(r"[,;/()\n]|\s[-–—]\s")
_LEADING_POSTAL_CODE = re.compile(r"^(?:N|NO)?[- ]?(\d{4})\s+(?=\D)", re.IGNORECASE)
_WITHIN = re.compile(r"^(.+?) (?:i|på|in) (.+)$")


def name_key(name: str) -> str:
    """One key for all ways to write a name; æ, ø and å stay letters of their own.

    >>> name_key("  Aurskog–HØLAND "), name_key("Kárášjohka"), name_key("St. Hanshaugen")
    ('aurskog høland', 'karasjohka', 'st hanshaugen')
    """
    text = unicodedata.normalize("NFC", name).casefold().translate(_PLAIN)
    letters = "".join(c if c in _NORWEGIAN else _without_marks(c) for c in text)
    return re.sub(r"[^\w]+", " ", letters).strip()


def _without_marks(character: str) -> str:
    taken_apart = unicodedata.normalize("NFKD", character)
    return "".join(c for c in taken_apart if not unicodedata.combining(c))


def without_surroundings(key: str) -> str:
    """The key without words such as "kommune" and "bydel" around the name.

    >>> without_surroundings("oslo kommune"), without_surroundings("bydel stovner")
    ('oslo', 'stovner')
    """
    return _SURROUNDINGS.sub("", key)


def names_a_municipality(key: str) -> bool:
    """Whether the key says that a whole municipality is meant.

    >>> names_a_municipality("vang kommune"), names_a_municipality("vang")
    (True, False)
    """
    return _MUNICIPALITY.search(key) is not None


def transliterations(key: str) -> frozenset[str]:
    """How the key is typed without æ, ø and å; empty where it has none of them.

    >>> sorted(transliterations("tromsø"))
    ['tromso', 'tromsoe']
    """
    return frozenset(key.translate(table) for table in _TRANSLITERATIONS) - {key}


def take_postal_code(text: str) -> tuple[str | None, str]:
    """A postal code in front of a name, and the rest.

    >>> take_postal_code("0554 Oslo"), take_postal_code("Oslo")
    (('0554', 'Oslo'), (None, 'Oslo'))
    """
    found = _LEADING_POSTAL_CODE.match(text.strip())
    if found is None:
        return None, text
    return found[1], text.strip()[found.end() :]


def parts(text: str) -> tuple[str, ...]:
    """The keys of what stands between commas, brackets and the like, without the country.

    >>> parts("Fana (Bergen), Norge"), parts("Våler i Solør")
    (('fana', 'bergen'), ('våler i solør',))
    """
    keys = (name_key(take_postal_code(part)[1]) for part in _BETWEEN_PARTS.split(text))
    return tuple(key for key in keys if key and key not in _COUNTRY)


def within(key: str) -> tuple[str, str] | None:
    """The name and the area of "name i area", where the key has that form.

    >>> within("våler i solør"), within("oslo")
    (('våler', 'solør'), None)
    """
    found = _WITHIN.match(key)
    return None if found is None else (found[1], found[2])
