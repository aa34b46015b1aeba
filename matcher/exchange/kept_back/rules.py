"""The list in `data/kept_back_words.toml`, read once and made ready for looking up."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from matcher.domain.errors import BadInput
from matcher.exchange.kept_back.found import Topic
from matcher.exchange.kept_back.lexicon import Lexicon
from matcher.exchange.kept_back.phrases import Phrases, read_phrase
from matcher.exchange.kept_back.text_words import fold

FILE = Path(__file__).resolve().parents[3] / "data" / "kept_back_words.toml"
LANGUAGES = ("nb", "en")


class Counts(StrEnum):
    """Where the words of a group count: anywhere, said of a person, in a person's profile only."""

    ALWAYS = "always"
    PERSON = "person"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is kept back, and what could be written instead."""

    topic: Topic
    why_nb: str
    why_en: str
    instead_nb: str | None
    instead_en: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Words that are kept back for one reason, and how they are read."""

    reason: Reason
    counts: Counts
    worked_with: bool
    before_work: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the list as it is shown, and its group."""

    word: str
    group: Group


@dataclass(frozen=True, slots=True)
class Rules:
    """The whole list, ready for use."""

    words: Lexicon[Entry]
    phrases: Phrases[Entry]
    stands: Lexicon[bool]
    stands_phrases: Phrases[bool]
    work_endings: tuple[str, ...]
    worked_with: Phrases[bool]
    work_others: Phrases[bool]
    work_after: Phrases[bool]
    work_parts: frozenset[str]
    trades: frozenset[str]
    applicant_before: Phrases[bool]
    applicant_after: Phrases[bool]
    others: frozenset[str]
    name: Reason
    number: Reason
    ordinary_names: frozenset[str]
    particles: frozenset[str]


@cache
def kept_back_rules() -> Rules:
    """The project's own list, read once.

    >>> kept_back_rules().words.meaning("depresjonen").group.reason.topic
    <Topic.HEALTH: 'health'>
    """
    return read_kept_back_rules(FILE)


def read_kept_back_rules(path: Path) -> Rules:
    """The list in ``path``; BadInput that names file and place where it cannot be used."""
    try:
        return _rules(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, ValueError) as error:
        raise BadInput(f"{path.name} cannot be used: {error!r}.") from error


def _rules(document: Mapping[str, Any]) -> Rules:
    words, phrases = Lexicon[Entry](), Phrases[Entry]()
    for table in document["group"]:
        _add_group(table, words, phrases)
    work, frames, names = document["work"], document["frames"], document["names"]
    return Rules(
        words=words,
        phrases=phrases,
        stands=_lexicon(document["stands"]["words"]),
        stands_phrases=_phrases(document["stands"]["phrases"]),
        work_endings=tuple(fold(each) for each in work["endings"]),
        worked_with=_phrases(work["with"]),
        work_others=_phrases(work["others"]),
        work_after=_phrases(work["after"]),
        work_parts=_folded(work["parts"]),
        trades=_folded(work["trades"]),
        applicant_before=_phrases(frames["applicant_before"]),
        applicant_after=_phrases(frames["applicant_after"]),
        others=_folded(frames["others"]),
        name=_reason(names, Topic.NAME),
        number=_reason(document["numbers"], Topic.NAME),
        ordinary_names=_folded(names["ordinary"]),
        particles=_folded(names["particles"]),
    )


def _add_group(table: Mapping[str, Any], words: Lexicon[Entry], phrases: Phrases[Entry]) -> None:
    group = Group(
        _reason(table, Topic(table["topic"])),
        Counts(table["counts"]),
        bool(table.get("worked_with", False)),
        bool(table.get("before_work", False)),
    )
    for language in LANGUAGES:
        for written in table[language]:
            entry = Entry(shown(written), group)
            if is_phrase(written):
                phrases.add(read_phrase(written), entry)
            else:
                words.add(written, language, entry, bool(table.get("misspelled", True)))


def is_phrase(written: str) -> bool:
    """Whether a line of the list is several words.

    >>> is_phrase("har … barn"), is_phrase("depresjon-")
    (True, False)
    """
    return " " in written


def shown(written: str) -> str:
    """A word of the list without the list's signs.

    >>> shown("kvalifiserings|program-"), shown("er/var gift"), shown("=rus")
    ('kvalifiseringsprogram', 'er gift', 'rus')
    """
    firsts = (part.split("/")[0].strip("=-").replace("|", "") for part in written.split())
    return " ".join(firsts)


def _reason(table: Mapping[str, Any], topic: Topic) -> Reason:
    return Reason(
        topic, table["why_nb"], table["why_en"], table.get("instead_nb"), table.get("instead_en")
    )


def _lexicon(written: Sequence[str]) -> Lexicon[bool]:
    lexicon = Lexicon[bool]()
    for each in written:
        lexicon.add(each, "nb", True, misspelled=False)
    return lexicon


def _phrases(written: Sequence[str]) -> Phrases[bool]:
    phrases = Phrases[bool]()
    for each in written:
        phrases.add(read_phrase(each), True)
    return phrases


def _folded(written: Sequence[str]) -> frozenset[str]:
    return frozenset(map(fold, written))
