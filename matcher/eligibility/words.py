"""The vocabularies in plain Norwegian and English, for sentences that a person reads.

Credentials, limits and demands are open lists: a word that is not here is shown as it was
written, with its underscores as spaces.
"""

from collections.abc import Iterable
from datetime import date

# (Norwegian Bokmål, English)
_WORDS = {
    "taste": ("jobbsmak", "a job taste"),
    "experience": ("arbeidserfaring", "work experience"),
    "language": ("språkopplæring", "language training"),
    "job_here": ("jobb i bedriften", "a job there"),
    "day": ("dag", "days"),
    "evening": ("kveld", "evenings"),
    "night": ("natt", "nights"),
    "weekend": ("helg", "weekends"),
    "licence_b": ("førerkort klasse B", "a driving licence (B)"),
    "licence_c": ("førerkort klasse C", "a lorry licence (C)"),
    "licence_d": ("førerkort klasse D", "a bus licence (D)"),
    "truck": ("truckførerbevis", "a forklift licence"),
    "police_certificate": ("politiattest", "a police certificate"),
    "hygiene": ("hygienekurs", "a food hygiene course"),
    "first_aid": ("førstehjelpskurs", "a first aid course"),
    "hms_card": ("HMS-kort", "a safety card (HMS)"),
    "heavy_lifting": ("tunge løft", "heavy lifting"),
    "standing": ("å stå lenge", "long standing"),
    "stairs": ("trapper", "stairs"),
    "cold": ("kulde", "cold"),
    "night_work": ("nattarbeid", "night work"),
    "crowds": ("mange mennesker", "crowds"),
    "driving": ("bilkjøring", "driving"),
    "native": ("morsmål", "native"),
}
_MONTHS = {
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "en": "January February March April May June July August September October November December",
}
_AND = {"nb": "og", "en": "and"}


def word(value: object, lang: str) -> str:
    """One word of a vocabulary, as a person would say it.

    >>> word("truck", "nb"), word("welding_course", "en")
    ('truckførerbevis', 'welding course')
    """
    text = str(value)
    if text in _WORDS:
        return _WORDS[text][0 if lang == "nb" else 1]
    return text.replace("_", " ")


def listed(values: Iterable[object], lang: str) -> str:
    """Words with commas and a last "and".

    >>> listed(["evening", "night", "weekend"], "en")
    'evenings, nights and weekends'
    """
    words = [word(value, lang) for value in values]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {_AND[lang]} {words[-1]}"


def day(value: date, lang: str) -> str:
    """A date as it is said.

    >>> day(date(2026, 3, 2), "nb"), day(date(2026, 3, 2), "en")
    ('2. mars 2026', '2 March 2026')
    """
    month = _MONTHS[lang].split()[value.month - 1]
    return f"{value.day}{'.' if lang == 'nb' else ''} {month} {value.year}"


def number(value: float, lang: str) -> str:
    """A number with at most one decimal, with the language's own decimal mark.

    >>> number(37.5, "nb"), number(30.0, "en")
    ('37,5', '30')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if lang == "nb" else text
