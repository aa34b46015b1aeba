"""Words after each other: phrases as the list writes them, found in a text.

An element is words to choose from ("er/var"), a beginning ("muslim-"), a number ("#") or up to
three words of any kind ("…"). A phrase never reaches over the end of a sentence.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from rapidfuzz.distance import OSA

from matcher.exchange.kept_back.text_words import Word, fold

MOST_BETWEEN = 3  # words
SHORTEST_MISSPELLED = 8  # letters
SURE_LETTERS = 3  # at the beginning of a misspelled first word
_NORWEGIAN_LETTERS = frozenset("æøå")
_NUMBERS = frozenset(
    (
        *("en", "ett", "to", "tre", "fire", "fem", "seks", "sju", "syv", "atte"),
        *("one", "two", "three", "four", "five", "six", "seven", "eight"),
    )
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a phrase."""

    whole: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    openings: tuple[str, ...] = ()
    number: bool = False
    anything: bool = False

    def takes(self, word: Word) -> bool:
        """Whether ``word`` may stand here."""
        if word.folded in self.whole:
            return self.reads(word)
        if self.openings and word.folded.startswith(self.openings):
            return True
        if self.number:
            return word.folded.isdigit() or word.folded in _NUMBERS
        return self.nearly(word.folded)

    def reads(self, word: Word) -> bool:
        """Whether a word with an "å" has it here too: "hår" is not "har"."""
        return word.own in self.own or not _NORWEGIAN_LETTERS.intersection(word.own)

    def nearly(self, folded: str) -> bool:
        """Whether a long word is one of these with one letter wrong."""
        return len(folded) >= SHORTEST_MISSPELLED and any(
            OSA.distance(folded, each, score_cutoff=1) <= 1
            for each in self.whole
            if len(each) >= SHORTEST_MISSPELLED and each[0] == folded[0]
        )


def read_phrase(text: str) -> tuple[Element, ...]:
    """The elements of a phrase of the list.

    >>> [sorted(element.whole) for element in read_phrase("er/var gift")]
    [['er', 'var'], ['gift']]
    """
    return tuple(_element(part) for part in text.split())


def _element(part: str) -> Element:
    if part == "…":
        return Element(anything=True)
    if part == "#":
        return Element(number=True)
    choices = part.split("/")
    whole = [each for each in choices if not each.endswith("-")]
    return Element(
        frozenset(fold(each) for each in whole),
        frozenset(each.casefold() for each in whole),
        tuple(fold(each) for each in choices if each.endswith("-")),
    )


@dataclass(slots=True)
class Phrases(Generic[T]):
    """Phrases by the word they begin with, each with what it means."""

    _whole: dict[str, list[tuple[Sequence[Element], T]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _opening: dict[str, list[tuple[Sequence[Element], T]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    _nearly: dict[str, list[tuple[Sequence[Element], T]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, elements: Sequence[Element], means: T) -> None:
        """Look for ``elements`` from now on."""
        for word in elements[0].whole:
            self._whole[word].append((elements, means))
            if len(word) >= SHORTEST_MISSPELLED:
                self._nearly[word[:SURE_LETTERS]].append((elements, means))
        for beginning in elements[0].openings:
            self._opening[beginning].append((elements, means))

    def found(self, words: Sequence[Word]) -> Iterator[tuple[int, int, T]]:
        """First word, the one after the last, and the meaning of every phrase in ``words``."""
        for at, word in enumerate(words):
            for elements, means in self._that_begin(word.folded):
                if not elements[0].takes(word):
                    continue
                end = _end(elements, words, at)
                if end is not None:
                    yield at, end, means

    def _that_begin(self, word: str) -> Iterator[tuple[Sequence[Element], T]]:
        if word in self._whole:
            yield from self._whole[word]
        elif len(word) >= SHORTEST_MISSPELLED and word[:SURE_LETTERS] in self._nearly:
            near = self._nearly[word[:SURE_LETTERS]]
            yield from (each for each in near if each[0][0].nearly(word))
        if self._opening:
            for length in range(2, len(word) + 1):
                if word[:length] in self._opening:
                    yield from self._opening[word[:length]]


def _end(elements: Sequence[Element], words: Sequence[Word], at: int) -> int | None:
    """The place after the phrase, where ``words[at]`` is taken by the first element."""
    at += 1
    for number, element in enumerate(elements[1:], start=1):
        if element.anything:
            return _end_after_gap(elements[number:], words, at)
        if at >= len(words) or words[at].begins_sentence or not element.takes(words[at]):
            return None
        at += 1
    return at


def _end_after_gap(elements: Sequence[Element], words: Sequence[Word], at: int) -> int | None:
    for skipped in range(MOST_BETWEEN + 1):
        here = at + skipped
        if here >= len(words) or words[here].begins_sentence:
            return None
        if elements[1].takes(words[here]):
            end = _end(elements[1:], words, here)
            if end is not None:
                return end
    return None
