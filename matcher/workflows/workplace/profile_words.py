"""The sentences of a short profile, in Norwegian and English; each stands alone, and names nobody.

Lengths of experience are told coarsely, and a level of Norwegian as what one can do with it: an
exact number points at somebody sooner than it helps.
"""

from collections.abc import Sequence

from matcher.domain.cefr import Level
from matcher.domain.participants import PartOfWeek
from matcher.domain.purposes import Purpose
from matcher.eligibility.words import listed, number, word
from matcher.occupations import catalogue
from matcher.tasting.spoken import as_noun

_WANTS = {
    Purpose.TASTE: (
        "Vil gjerne prøve arbeidet i noen dager, for å kjenne om det passer.",
        "Would like to try the work for some days, to find out whether it suits.",
    ),
    Purpose.EXPERIENCE: (
        "Vil gjerne få erfaring med arbeidet.",
        "Would like to get experience of the work.",
    ),
    Purpose.LANGUAGE: (
        "Vil gjerne bruke norsk på jobb hver dag.",
        "Would like to use Norwegian at work every day.",
    ),
    Purpose.JOB_HERE: (
        "Vil gjerne ha jobb hos dere, om det går bra for begge.",
        "Would like to work for you, if it goes well for both.",
    ),
}
_DRAWN_TO = ("Er særlig interessert i arbeid som {names}.", "Is drawn to work as {names}.")
_DONE = ("Har arbeidet som {name} {long}.", "Has worked as {name} {long}.")
_DONE_OTHER = ("Har erfaring fra annet arbeid.", "Has experience of other work.")
_HAS = ("Har {names}.", "Has {names}.")
_PARTS = ("Kan arbeide {parts}.", "Can work {parts}.")
_HOURS = (
    "Det passer med omtrent {hours} timer i uka.",
    "About {hours} hours a week suit.",
)
_IN_PART = {
    PartOfWeek.DAY: ("på dagtid", "in the daytime"),
    PartOfWeek.EVENING: ("om kvelden", "in the evening"),
    PartOfWeek.NIGHT: ("om natta", "at night"),
    PartOfWeek.WEEKEND: ("i helga", "at the weekend"),
}
# The lowest level from which a sentence holds.
_SPEAKS = (
    (Level.C1, ("Snakker flytende norsk.", "Speaks Norwegian fluently.")),
    (Level.B2, ("Snakker godt norsk.", "Speaks Norwegian well.")),
    (
        Level.B1,
        ("Klarer seg på norsk i det daglige.", "Gets by in Norwegian from day to day."),
    ),
    (
        Level.A2,
        (
            "Forstår enkle beskjeder på norsk når dere snakker tydelig.",
            "Understands simple messages in Norwegian when you speak clearly.",
        ),
    ),
    (
        Level.A1,
        (
            "Forstår ord og korte beskjeder på norsk, helst med noen som viser.",
            "Understands words and short messages in Norwegian, best with somebody who shows.",
        ),
    ),
    (
        Level.A0,
        (
            "Er helt i begynnelsen med norsk, og lærer best av noen som viser.",
            "Is only beginning with Norwegian, and learns best from somebody who shows.",
        ),
    ),
)
_WRITES = (
    (Level.B2, ("Skriver godt norsk.", "Writes Norwegian well.")),
    (Level.B1, ("Kan skrive vanlige beskjeder på norsk.", "Can write usual messages.")),
    (Level.A2, ("Kan skrive korte beskjeder på norsk.", "Can write short messages.")),
    (Level.A0, ("Trenger hjelp til å skrive norsk.", "Needs help to write Norwegian.")),
)
# The lowest number of months from which a length is told so.
_LONG = (
    (60, ("i mange år", "for many years")),
    (24, ("i flere år", "for some years")),
    (12, ("i over ett år", "for more than a year")),
    (3, ("i noen måneder", "for some months")),
    (0, ("en kort tid", "for a short while")),
)


def wants(purpose: Purpose, lang: str) -> str:
    """What the person would like to do there."""
    return _said(_WANTS[purpose], lang)


def drawn_to(codes: Sequence[str], lang: str) -> str:
    """Which work the person wishes for.

    >>> drawn_to(["5223"], "nb")
    'Er særlig interessert i arbeid som butikkmedarbeider.'
    """
    return _said(_DRAWN_TO, lang).format(names=listed([_as_noun(c, lang) for c in codes], lang))


def done(code: str, months: float | None, lang: str) -> str:
    """What the person has done before, and about how long.

    >>> done("5120", 30, "en")
    'Has worked as a cook for some years.'
    """
    long = "" if months is None else _said(next(w for m, w in _LONG if months >= m), lang)
    name = _as_noun(code, lang)
    if lang == "en":
        name = f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"
    text = _said(_DONE, lang).format(name=name, long=long)
    return text.replace(" .", ".")


def done_other(lang: str) -> str:
    """That there is experience, where none of it is near this work."""
    return _said(_DONE_OTHER, lang)


def has(credentials: Sequence[str], lang: str) -> str:
    """Licences and courses that matter there."""
    return _said(_HAS, lang).format(names=listed([word(c, lang) for c in credentials], lang))


def parts(when: Sequence[PartOfWeek], lang: str) -> str:
    """In which parts of the week.

    >>> parts([PartOfWeek.DAY, PartOfWeek.WEEKEND], "nb")
    'Kan arbeide på dagtid og i helga.'
    """
    return _said(_PARTS, lang).format(parts=listed([_said(_IN_PART[p], lang) for p in when], lang))


def hours(weekly: float, lang: str) -> str:
    """How many hours a week are asked for."""
    return _said(_HOURS, lang).format(hours=number(weekly, lang))


def speaks(level: Level, lang: str) -> str:
    """What the person can do in spoken Norwegian.

    >>> speaks(Level.native, "en") == speaks(Level.C1, "en")
    True
    """
    return _said(next(text for least, text in _SPEAKS if level >= least), lang)


def writes(level: Level, lang: str) -> str:
    """What the person can do in written Norwegian."""
    return _said(next(text for least, text in _WRITES if level >= least), lang)


def _as_noun(code: str, lang: str) -> str:
    return as_noun(catalogue().name(code, lang))


def _said(pair: tuple[str, str], lang: str) -> str:
    return pair[0 if lang == "nb" else 1]
