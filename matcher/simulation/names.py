"""Invented names, pleasant to read and impossible to mistake for a real person or firm."""

from collections.abc import Iterator

import numpy as np


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words(
    "Lyng Tiur Sølv Kvist Mose Tyri Kongle Rype Tinde Bølge Blåbær Multe Tyttebær Einerbær Havre "
    "Rips Kanel Tang Skjell Rav Kobolt Kvarts Glimmer Gneis Skifer Terne "
    "Spove Vipe Trost Sisik Teist Oter Røyskatt Gaupe Bever Fjellrev Dugg Tåke Bris Kveld Morgen "
    "Lykt Lanterne Fløyel Ull Messing Kobber Tinn Karamell Lakris Pære Plomme Nype Sitron"
)
_BEFORE = _words(
    "Fjell Bekke Måne Tåke Vinter Sommer Regn Dugg Kveld Morgen Myr Snø Vind Stjerne Sky Bølge "
    "Mose Kongle"
)
_AFTER = _words(
    "rev havre fjær lykt kopp krone nål glød ugle hatt skjerf klokke eske trost mus bever"
)
_FIRM_BEFORE = _words(
    "Sol Måne Tåke Blå Grønn Regn Vind Stjerne Dugg Kvelds Morgen Snø Bølge Kongle Papir Sukker "
    "Kanel Ull Sølv Tyttebær Humle Pepper Mose Rype"
)
_FIRM_AFTER = _words(
    "klokka hatten koppen lykta båten skjeen krona nøtta frakken paraplyen hjulet knuten dråpen "
    "lanterna brygga nøstet trappa fløyta trillebåra reven"
)


def people_names(rng: np.random.Generator) -> Iterator[str]:
    """Names without end; none comes twice before every one has come once.

    >>> next(people_names(np.random.default_rng(1))).count(" ")
    1
    """
    lasts = [before + after for before in _BEFORE for after in _AFTER]
    while True:
        for number in rng.permutation(len(_FIRST) * len(lasts)):
            first, last = divmod(int(number), len(lasts))
            yield f"{_FIRST[first]} {lasts[last]}"


def firm_words(rng: np.random.Generator) -> Iterator[str]:
    """The invented first word of a workplace's name, without end."""
    words = [before + after for before in _FIRM_BEFORE for after in _FIRM_AFTER]
    while True:
        for number in rng.permutation(len(words)):
            yield words[int(number)]


def email(name: str, number: int, domain: str = "example.org") -> str:
    """An address under a domain that is reserved for examples (RFC 2606).

    >>> email("Sølv Måneugle", 7)
    'solv.maneugle.7@example.org'
    """
    plain = name.lower().translate(str.maketrans("æøå ", "aoa."))
    return f"{plain}.{number}@{domain}"


def phone(number: int) -> str:
    """Eight digits that no subscriber can have: no Norwegian number begins with 0.

    >>> phone(123)
    '00000123'
    """
    return f"{number:08d}"
