"""What the check answers: which words of a text are kept back from an employer, and why."""

from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """What a text is about: a participant, or the work."""

    PERSON = "person"
    WORK = "work"


class Topic(StrEnum):
    """What a kept-back word would tell about somebody."""

    PROGRAMME = "programme"
    BENEFIT = "benefit"
    HEALTH = "health"
    ORIGIN = "origin"
    PRIVATE = "private"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class KeptBack:
    """One place in a text that an employer must not read: ``written`` is ``text[start:end]``.

    ``word`` is the word of the list that it was known by; ``instead_nb`` is what could be written.
    """

    start: int
    end: int
    written: str
    word: str
    topic: Topic
    why_nb: str
    why_en: str
    instead_nb: str | None = None
    instead_en: str | None = None
