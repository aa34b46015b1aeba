"""Single words: which word of the list a written word is, with its endings, joined or misspelled.

Whether it counts where it stands is decided elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from matcher.exchange.kept_back.endings import inflected, letters_inflected
from matcher.exchange.kept_back.text_words import Word, fold

SHORTEST_MISSPELLED = 8  # letters; shorter words are too near to each other
TWO_MISTAKES_FROM = 13  # letters
SHORTEST_REST = 2  # letters that a joined word has besides the known one
SHORTEST_OPENING = 3
LONGEST_WORD = 60  # letters; what is longer is no word
T = TypeVar("T")


@dataclass(slots=True)
class Lexicon(Generic[T]):
    """Words, each with what it means.

    >>> lexicon = Lexicon()
    >>> lexicon.add("depresjon-", "nb", "health")
    >>> [lexicon.meaning(each) for each in ("depressjonen", "depresjonsmedisin", "rep")]
    ['health', 'health', None]
    """

    whole: dict[str, T] = field(default_factory=dict)
    openings: dict[str, T] = field(default_factory=dict)
    closings: dict[str, T] = field(default_factory=dict)
    letters: dict[str, T] = field(default_factory=dict)
    letters_openings: dict[str, T] = field(default_factory=dict)
    apart: dict[str, T] = field(default_factory=dict)
    _near: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _near_openings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _near_apart: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, entry: str, language: str, means: T, misspelled: bool = True) -> None:
        """Know a word of the list from now on, written as the list's heading says."""
        exact, closes, opens = entry.startswith("="), entry.startswith("-"), entry.endswith("-")
        bare = entry.strip("=-")
        if bare.isupper():
            self._add_letters(fold(bare), bare.casefold(), opens, means)
            return
        stem = fold(bare.replace("|", ""))
        forms = {stem} if exact else set(inflected(stem, language))
        for form in forms:
            self.whole.setdefault(form, means)
            if closes:
                self.closings.setdefault(form, means)
            if "|" in bare:
                self.apart.setdefault(form, means)
        if opens:
            self.openings.setdefault(stem, means)
        if misspelled and len(stem) >= SHORTEST_MISSPELLED and not exact:
            self._near[stem[0]].extend(sorted(forms))
            if opens:
                self._near_openings[stem[0]].append(stem)
            if "|" in bare:
                self._near_apart[stem[:3]].extend(sorted(forms))

    def _add_letters(self, folded: str, plain: str, opens: bool, means: T) -> None:
        if opens:
            self.letters_openings.setdefault(plain, means)
        for form in letters_inflected(plain):
            self.letters.setdefault(form, means)

    def meaning(self, plain: str, folded: str | None = None) -> T | None:
        """What a written word means, or None where it is not in the list."""
        folded = fold(plain) if folded is None else folded
        found = self.certain(plain, folded)
        return self._misspelled(folded) if found is None else found

    def certain(self, plain: str, folded: str) -> T | None:
        """What a word means that is spelled as the list spells it."""
        if plain in self.letters:
            return self.letters[plain]
        if folded in self.whole:
            return self.whole[folded]
        return self._joined(plain, folded) if len(folded) <= LONGEST_WORD else None

    def _joined(self, plain: str, folded: str) -> T | None:
        for length in range(len(folded) - 1, SHORTEST_OPENING - 1, -1):
            if folded[:length] in self.openings:
                return self.openings[folded[:length]]
            if plain[:length] in self.letters_openings:
                return self.letters_openings[plain[:length]]
        for start in range(SHORTEST_REST, len(folded) - SHORTEST_OPENING + 1):
            if folded[start:] in self.closings:
                return self.closings[folded[start:]]
        return None

    def _misspelled(self, folded: str) -> T | None:
        if not SHORTEST_MISSPELLED - 1 <= len(folded) <= LONGEST_WORD:
            return None
        form = _nearest(folded, self._near.get(folded[0], ()))
        if form is not None:
            return self.whole[form]
        for stem in self._near_openings.get(folded[0], ()):
            if len(folded) > len(stem) + SHORTEST_REST and _begins_nearly(folded, stem):
                return self.openings[stem]
        return None

    def written_apart(self, joined: str) -> T | None:
        """What two words mean that should have been one."""
        if joined in self.apart:
            return self.apart[joined]
        form = _nearest(joined, self._near_apart.get(joined[:3], ()))
        return None if form is None else self.apart[form]

    def spelled_out(self, joined: str) -> T | None:
        """What single letters mean that were written one by one."""
        return self.letters.get(joined) or (self.whole.get(fold(joined)) if joined[4:] else None)


def mistakes_allowed(length: int) -> int:
    """How many letters may be wrong in a word of ``length`` letters.

    >>> mistakes_allowed(7), mistakes_allowed(10), mistakes_allowed(22)
    (0, 1, 2)
    """
    if length < SHORTEST_MISSPELLED:
        return 0
    return 2 if length >= TWO_MISTAKES_FROM else 1


def _nearest(word: str, forms: list[str] | tuple[()]) -> str | None:
    most = mistakes_allowed(len(word) + 1)
    best = process.extractOne(word, forms, scorer=OSA.distance, score_cutoff=most)
    if best is None or best[1] > mistakes_allowed(len(best[0])):
        return None
    return str(best[0])


def _begins_nearly(word: str, stem: str) -> bool:
    return any(
        OSA.distance(word[: len(stem) + more], stem, score_cutoff=1) <= 1 for more in (-1, 0, 1)
    )


def single_letters(words: tuple[Word, ...]) -> Iterator[tuple[int, int, str]]:
    """Runs of letters that were written one by one: first, the one after the last, joined."""
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and len(words[end].plain) == 1 and (end == at or _close(words[end])):
            end += 1
        for first in range(at, end):
            for last in range(first + 3, min(end, first + 30) + 1):
                yield first, last, "".join(word.plain for word in words[first:last])
        at = max(end, at + 1)


def _close(word: Word) -> bool:
    return len(word.gap) <= 3 and "\n" not in word.gap
