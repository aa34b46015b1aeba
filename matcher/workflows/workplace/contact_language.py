"""In which language a participant is written to, as far as the program knows it.

Norwegian and English are written. The texts are plain (A2): whoever reads that much Norwegian is
written to in Norwegian, whoever does not and knows English in English, everybody else in both.
"""

from matcher.domain.cefr import Level
from matcher.domain.participants import Participant

NORWEGIAN, ENGLISH = "nb", "en"
# The level at which our plain texts are read without help.
READS_PLAIN = Level.A2
# The codes under which participants' languages name them (ISO 639-1).
_NORWEGIAN_CODES = frozenset({"no", "nb", "nn"})


def contact_languages(person: Participant) -> tuple[str, ...]:
    """The languages of a text to ``person``, in their order; never none.

    What is unknown is not guessed: then it is both.

    >>> contact_languages(Participant("P1", "N1", norwegian_written=Level.A2))
    ('nb',)
    >>> contact_languages(Participant("P1", "N1", norwegian_written=Level.A1, languages=("en",)))
    ('en',)
    >>> contact_languages(Participant("P1", "N1", norwegian_written=Level.A1, languages=("ti",)))
    ('nb', 'en')
    """
    level = _reads(person)
    known = frozenset(person.languages or ())
    if level is not None and level >= READS_PLAIN:
        return (NORWEGIAN,)
    if level is not None and ENGLISH in known:
        return (ENGLISH,)
    if level is None and known and known <= _NORWEGIAN_CODES:
        return (NORWEGIAN,)  # all that the person speaks
    return (NORWEGIAN, ENGLISH)


def _reads(person: Participant) -> Level | None:
    """How well Norwegian is read: as it is written; where that is unknown, as it is spoken."""
    return person.norwegian_spoken if person.norwegian_written is None else person.norwegian_written
