"""Languages by name in the reader's language; the store keeps ISO 639-1 codes."""

from collections.abc import Iterable

from babel import Locale
from flask_babel import get_locale

# The languages that people in these programmes speak most, as boxes to tick.
USUAL = (
    "no",
    "ar",
    "so",
    "ti",
    "uk",
    "ru",
    "pl",
    "fa",
    "ps",
    "ku",
    "tr",
    "ur",
    "en",
    "es",
    "fr",
    "sw",
)
_ALSO_KNOWN_IN = ("nb", "en")


def usual_languages() -> dict[str, str]:
    """The usual languages, code to name, by name."""
    named = {code: language_names((code,)) for code in USUAL}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def language_names(codes: Iterable[str]) -> str:
    """Languages by name, the first with a capital; a code that nobody knows stays as it is."""
    names = (get_locale() or Locale("nb")).languages
    said = ", ".join(str(names.get(code, code)) for code in codes)
    return said[:1].upper() + said[1:]


def language_code(text: str) -> str:
    """The code of a language that was typed by name in Norwegian or English, or as its code.

    >>> language_code("arabisk"), language_code("Somali"), language_code("uk"), language_code("?")
    ('ar', 'so', 'uk', '?')
    """
    wanted = text.strip().casefold()
    for locale in _ALSO_KNOWN_IN:
        for code, name in Locale(locale).languages.items():
            if name.casefold() == wanted and len(code) == 2:
                return code
    return wanted
