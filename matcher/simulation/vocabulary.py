"""Words as bits, so that a rule over thousands of openings is one operation on whole numbers."""

from collections.abc import Iterable, Sequence

from matcher.domain.participants import PartOfWeek
from matcher.domain.purposes import Purpose

CREDENTIALS = (
    "licence_b",
    "licence_c",
    "licence_d",
    "truck",
    "police_certificate",
    "hygiene",
    "first_aid",
    "hms_card",
)
LIMITS = ("heavy_lifting", "standing", "stairs", "cold", "night_work", "crowds", "driving")
WEEK = tuple(PartOfWeek)
PURPOSES = tuple(Purpose)


def bits(words: Iterable[str], vocabulary: Sequence[str]) -> int:
    """``words`` as a bit mask over ``vocabulary``; ValueError for a word that is not in it.

    >>> bits(["truck", "licence_b"], CREDENTIALS)
    9
    """
    return sum(1 << vocabulary.index(word) for word in words)
