"""Doors and questions as plain sentences, in Norwegian Bokmål and English."""

from collections.abc import Sequence
from typing import TypeVar

from matcher.eligibility.words import listed, number, word
from matcher.ranking.door_changes import MORE_HOURS, DoorKind

T = TypeVar("T")

_WHAT = {
    DoorKind.CREDENTIAL: ("{word}", "{word}"),
    DoorKind.SPOKEN: ("muntlig norsk på nivå {word}", "spoken Norwegian at level {word}"),
    DoorKind.WRITTEN: ("skriftlig norsk på nivå {word}", "written Norwegian at level {word}"),
    DoorKind.TRAVEL: ("{word} minutter lengre reisevei", "travelling {word} minutes longer"),
    DoorKind.PART_OF_WEEK: ("å kunne jobbe {word}", "being able to work {word}"),
    DoorKind.HOURS: ("{word} timer mer i uka", "working {word} hours more a week"),
}
# The same for several people, who stand at different levels.
_FOR_MANY = {
    DoorKind.SPOKEN: ("ett nivå bedre muntlig norsk", "spoken Norwegian one level up"),
    DoorKind.WRITTEN: ("ett nivå bedre skriftlig norsk", "written Norwegian one level up"),
    DoorKind.HOURS: ("inntil {word} timer mer i uka", "working up to {word} hours more a week"),
}
_PARTS = {
    "day": ("på dagtid", "by day"),
    "evening": ("om kvelden", "in the evening"),
    "night": ("om natta", "at night"),
    "weekend": ("i helgene", "at weekends"),
}
_ONE_OPENS = ("{what} åpner én plass til: {place}.", "{what} opens one more place: {place}.")
_SOME_OPEN = (
    "{what} åpner {count} plasser til; den beste er {place}.",
    "{what} opens {count} more places; the best is {place}.",
)
_HELPS_ONE = (
    "{what} hjelper én deltaker og åpner {places}.",
    "{what} helps one participant and opens {places}.",
)
_HELPS_SOME = (
    "{what} hjelper {count} deltakere og åpner {places}.",
    "{what} helps {count} participants and opens {places}.",
)
_PLACES = (("én plass", "{count} plasser"), ("one place", "{count} places"))
_ONE_WAITS = ("Én plass venter på svaret: {place}.", "One place waits for the answer: {place}.")
_SOME_WAIT = (
    "{count} plasser venter på svaret; den beste er {place}.",
    "{count} places wait for the answer; the best is {place}.",
)
_WEEKS = ("Det tar oftest {weeks} uker.", "It usually takes {weeks} weeks.")
_ONE_WEEK = ("Det tar oftest én uke.", "It usually takes one week.")
_NOT_KNOWN = ("Hvor lang tid det tar, er ikke kjent.", "How long it takes is not known.")
_TALK = (
    "Snakk med deltakeren om det lar seg gjøre.",
    "Talk with the participant about whether it can be done.",
)
# What depends on the person's life rather than on a course.
_TO_TALK_ABOUT = (DoorKind.TRAVEL, DoorKind.PART_OF_WEEK, DoorKind.HOURS)
_ASK = {
    "norwegian_spoken": (
        "Hvor godt snakker deltakeren norsk?",
        "How well does the participant speak Norwegian?",
    ),
    "norwegian_written": (
        "Hvor godt skriver deltakeren norsk?",
        "How well does the participant write Norwegian?",
    ),
    "credentials": ("Har deltakeren {words}?", "Does the participant have {words}?"),
    "functional_limits": (
        "Bør deltakeren unngå noe av dette: {words}?",
        "Should the participant avoid any of this: {words}?",
    ),
    "max_hours_per_week": (
        "Hvor mange timer i uka kan deltakeren jobbe?",
        "How many hours a week can the participant work?",
    ),
    "available": (
        "Når i uka kan deltakeren jobbe?",
        "When in the week can the participant work?",
    ),
    "transport": (
        "Hvordan kommer deltakeren seg til jobb?",
        "How does the participant get to work?",
    ),
    "max_travel_minutes": (
        "Hvor lang reisevei går bra?",
        "How long a way to work is all right?",
    ),
    "place": ("Hvor bor deltakeren?", "Where does the participant live?"),
    "programme_end": ("Når slutter programmet?", "When does the programme end?"),
}


def place_name(title: str | None, employer: str | None, lang: str) -> str:
    """What to call an opening inside a sentence.

    >>> place_name("Lagermedarbeider", "Nordlageret", "nb"), place_name(None, None, "en")
    ('Lagermedarbeider hos Nordlageret', 'a place without a name')
    """
    name = title or _in(("en plass uten navn", "a place without a name"), lang)
    return f"{name} {_in(('hos', 'at'), lang)} {employer}" if employer else name


def change_words(kind: DoorKind, text: str, lang: str) -> str:
    """What is otherwise, to begin a sentence or a heading with.

    >>> change_words(DoorKind.HOURS, "7.5", "nb"), change_words(DoorKind.CREDENTIAL, "truck", "en")
    ('7,5 timer mer i uka', 'A forklift licence')
    """
    return _capital(_in(_WHAT[kind], lang).format(word=_said(kind, text, lang)))


def change_words_for_many(kind: DoorKind, text: str, lang: str) -> str:
    """The same where several people would make the change, each from where they stand.

    >>> change_words_for_many(DoorKind.SPOKEN, "", "nb")
    'Ett nivå bedre muntlig norsk'
    """
    if kind not in _FOR_MANY:
        return change_words(kind, text, lang)
    return _capital(_in(_FOR_MANY[kind], lang).format(word=number(MORE_HOURS, lang)))


def door_sentence(kind: DoorKind, text: str, count: int, place: str, lang: str) -> str:
    """How many openings a change opens, and the best.

    >>> door_sentence(DoorKind.CREDENTIAL, "truck", 9, "Lager hos Nord", "nb")
    'Truckførerbevis åpner 9 plasser til; den beste er Lager hos Nord.'
    """
    said = _in(_ONE_OPENS if count == 1 else _SOME_OPEN, lang)
    return said.format(what=change_words(kind, text, lang), count=count, place=place)


def time_sentence(kind: DoorKind, weeks: tuple[int, int] | None, lang: str) -> str:
    """How long it usually takes, or that it is to be talked about, or is not known.

    >>> time_sentence(DoorKind.CREDENTIAL, (2, 4), "en")
    'It usually takes 2–4 weeks.'
    >>> time_sentence(DoorKind.TRAVEL, None, "nb")
    'Snakk med deltakeren om det lar seg gjøre.'
    """
    if weeks is None:
        return _in(_TALK if kind in _TO_TALK_ABOUT else _NOT_KNOWN, lang)
    if weeks == (1, 1):
        return _in(_ONE_WEEK, lang)
    return _in(_WEEKS, lang).format(weeks="–".join(str(week) for week in dict.fromkeys(weeks)))


def question_words(fields: Sequence[str], words: Sequence[str], lang: str) -> str:
    """What to ask of the participant.

    >>> question_words(("credentials",), ("police_certificate",), "nb")
    'Har deltakeren politiattest?'
    """
    listing = listed(words, lang) if fields != ("credentials",) else _either(words, lang)
    return " ".join(_in(_ASK[field], lang).format(words=listing) for field in fields)


def waiting_sentence(count: int, place: str, lang: str) -> str:
    """How many openings wait for the answer.

    >>> waiting_sentence(12, "Barnehage hos Sol", "en")
    '12 places wait for the answer; the best is Barnehage hos Sol.'
    """
    return _in(_ONE_WAITS if count == 1 else _SOME_WAIT, lang).format(count=count, place=place)


def helps_sentence(kind: DoorKind, text: str, people: int, places: int, lang: str) -> str:
    """How many of an office's participants a change helps, and how many openings it opens.

    >>> helps_sentence(DoorKind.CREDENTIAL, "hygiene", 7, 1, "nb")
    'Hygienekurs hjelper 7 deltakere og åpner én plass.'
    """
    one, some = _in(_PLACES, lang)
    said = _in(_HELPS_ONE if people == 1 else _HELPS_SOME, lang)
    return said.format(
        what=change_words_for_many(kind, text, lang),
        count=people,
        places=one if places == 1 else some.format(count=places),
    )


def _said(kind: DoorKind, text: str, lang: str) -> str:
    if kind is DoorKind.PART_OF_WEEK:
        return _in(_PARTS[text], lang)
    return number(float(text), lang) if kind is DoorKind.HOURS else word(text, lang)


def _either(words: Sequence[str], lang: str) -> str:
    """
    >>> _either(["truck", "licence_b"], "nb")
    'truckførerbevis eller førerkort klasse B'
    """
    said = [word(text, lang) for text in words]
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} {_in(('eller', 'or'), lang)} {said[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _in(texts: tuple[T, T], lang: str) -> T:
    return texts[0] if lang == "nb" else texts[1]
