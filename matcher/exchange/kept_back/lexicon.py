"""Single words: which word of the list a written word is, with its endings, joined or misspelled.

Whether it counts where it stands is decided elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from matcher.exchange.kept_back.endings import inflected, letters_inflected
from matcher.exchange.kept_back.text_words import Word, fold

SHORTEST_MISSPELLED = 8  # letters; shorter words are too near to each other
SHORTEST_NEAR_OPENING = 9  # letters of a misspelled word that begins a longer one
TWO_MISTAKES_FROM = 13  # letters
SURE_LETTERS = 3  # at the beginning of two words that should have been one
LETTERS_TRIED = 3  # before a run of single letters is looked up
LONGEST_RUN = 26  # letters written one by one
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
    _beginnings: set[str] = field(default_factory=set)
    _near: dict[tuple[str, int], list[str]] = field(default_factory=lambda: defaultdict(list))
    _near_openings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _near_apart: dict[tuple[str, int], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, entry: str, language: str, means: T, misspelled: bool = True) -> None:
        """Know a word of the list from now on, written as the list's heading says."""
        exact, closes, opens = entry.startswith("="), entry.startswith("-"), entry.endswith("-")
        bare = entry.strip("=-")
        if bare.isupper():
            letters = bare.casefold()
            spelled = (letters,) if exact else tuple(letters_inflected(letters))
            self._add_letters(letters, spelled, opens, means)
            return
        stem = fold(bare.replace("|", ""))
        forms = (stem,) if exact else tuple(sorted(set(inflected(stem, language))))
        sure = exact or not misspelled or len(stem) < SHORTEST_MISSPELLED
        self._add_beginning(stem, () if sure else forms, opens, means)
        for form in forms:
            self.whole.setdefault(form, means)
            if closes:
                self.closings.setdefault(form, means)
            if "|" in bare:
                self.apart.setdefault(form, means)
                if not sure:
                    self._near_apart[form[:SURE_LETTERS], len(form)].append(form)

    def _add_beginning(self, stem: str, near: Sequence[str], opens: bool, means: T) -> None:
        if opens:
            self.openings.setdefault(stem, means)
            if near and len(stem) >= SHORTEST_NEAR_OPENING:
                self._near_openings[stem[0]].append(stem)
        for form in near:
            self._near[form[0], len(form)].append(form)

    def _add_letters(self, plain: str, forms: Iterable[str], opens: bool, means: T) -> None:
        if opens:
            self.letters_openings.setdefault(plain, means)
        for form in forms:
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
        form = _nearest(folded, folded[0], self._near)
        if form is not None:
            return self.whole[form]
        for stem in self._near_openings.get(folded[0], ()):
            if len(folded) > len(stem) + SHORTEST_REST and _begins_nearly(folded, stem):
                return self.openings[stem]
        return None

    def written_apart(self, joined: str, exactly: bool = False) -> T | None:
        """What two words mean that should have been one."""
        if joined in self.apart or exactly:
            return self.apart.get(joined)
        form = _nearest(joined, joined[:SURE_LETTERS], self._near_apart)
        return None if form is None else self.apart[form]

    def may_be_spelled_out(self, letters: str) -> bool:
        """Whether a word begins with these three letters; most runs of letters end here."""
        if not self._beginnings:
            known = (*self.letters, *self.whole)
            self._beginnings.update(each[:LETTERS_TRIED] for each in known)
        return letters in self._beginnings

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


def _nearest(word: str, begins: str, forms: Mapping[tuple[str, int], list[str]]) -> str | None:
    """The form nearest to ``word`` within the mistakes that its length allows, else None."""
    found: list[tuple[int, str]] = []
    for length in range(len(word) - 2, len(word) + 3):
        most, near = mistakes_allowed(length), forms.get((begins, length))
        if near and abs(length - len(word)) <= most:
            best = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=most)
            if best is not None:
                found.append((int(best[1]), str(best[0])))
    return min(found)[1] if found else None


def _begins_nearly(word: str, stem: str) -> bool:
    return any(
        OSA.distance(word[: len(stem) + more], stem, score_cutoff=1) <= 1 for more in (-1, 0, 1)
    )


def single_letters(words: Sequence[Word], lexicon: Lexicon[T]) -> Iterator[tuple[int, int, T]]:
    """Words that were written letter by letter: first, the one after the last, what it means."""
    for first, word in enumerate(words):
        if len(word.plain) == 1:
            joined = _joined_letters(words, first)
            if lexicon.may_be_spelled_out(joined[:LETTERS_TRIED]):
                for length in range(LETTERS_TRIED, len(joined) + 1):
                    means = lexicon.spelled_out(joined[:length])
                    if means is not None:
                        yield first, first + length, means


def _joined_letters(words: Sequence[Word], first: int) -> str:
    letters = [words[first].plain]
    for word in words[first + 1 : first + LONGEST_RUN]:
        if len(word.plain) != 1 or len(word.gap) > 3 or "\n" in word.gap:
            break
        letters.append(word.plain)
    return "".join(letters)
