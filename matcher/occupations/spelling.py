"""From a word as it was written to the stems of the index that it may mean.

Tried in this order: the word itself; a doubled letter too many or too few; a compound of known
words; the nearest known words; a compound that is half known. Two neighbours that should have been
one word are read as one too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.occupations.compounds import LINKS
from matcher.occupations.empty_words import FILLERS
from matcher.occupations.phrases import FILLER_WEIGHT, PhraseIndex, says_nothing
from matcher.occupations.words import folded, squashed, stem

SQUASHED = 0.93  # likeness, from 0 to 1, of a word that differs in doubled letters only
JOINED = 0.97
COMPOUND = 0.9
PART_OF_KNOWN = 0.72
HALF_KNOWN = 0.7
HALF_KNOWN_AT_MOST = 0.9  # a word better known than this is not taken for a misspelt empty one
GUESS_POWER = 1.5
SHORTEST_SQUASHED = 4
SHORTEST_GUESSED = 4
LONGEST_GUESSED = 40
MOST_NEIGHBOURS = 4
CLOSE_TO_BEST = 8.0  # points of rapidfuzz's ratio (0-100)
SURE_RATIO = 86.0  # for a word that can also be read as a compound
MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one written word may mean: likeness (0..1) by stem, and how much the word weighs."""

    surface: str
    weight: float
    likeness: dict[str, float]

    @property
    def certainty(self) -> float:
        """The likeness of the best reading; 0 for a word that means nothing here."""
        return max(self.likeness.values(), default=0.0)


class Speller:
    """Reads written words by way of an index, and remembers what it has worked out."""

    def __init__(self, index: PhraseIndex) -> None:
        self.index = index
        self._remembered: dict[str, Meaning] = {}

    def read(self, tokens: Sequence[str]) -> list[Meaning]:
        """The meaning of each word that tells something."""
        content = [token for token in tokens if not says_nothing(token)]
        meanings = [self._one(token) for token in content]
        for at in range(len(content) - 1):
            joined = self._joined(content[at], content[at + 1])
            if joined:
                for place in (at, at + 1):
                    old = meanings[place]
                    both = {**old.likeness, joined: JOINED}
                    meanings[place] = Meaning(old.surface, old.weight, both)
        return meanings

    def _joined(self, left: str, right: str) -> str:
        for link in ("", *LINKS):
            word = folded(left + link + right)
            if word in self.index.compounds.lexicon:
                return stem(word)
        return ""

    def _one(self, token: str) -> Meaning:
        meaning = self._remembered.get(token)
        if meaning is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            meaning = self._remembered[token] = self._work_out(token)
        return meaning

    def _work_out(self, token: str) -> Meaning:
        likeness = self._likeness(token)
        best = max(likeness.values(), default=0.0)
        if best < HALF_KNOWN_AT_MOST and _like_an_empty_word(squashed(folded(token))) > best:
            return Meaning(token, FILLER_WEIGHT, {})
        return Meaning(token, self._weight(likeness), likeness)

    def _weight(self, likeness: dict[str, float]) -> float:
        if not likeness:
            return self.index.unknown_weight
        best = max(likeness.values())
        weights = self.index.weight_of_stem
        return max(weights.get(found, 1.0) for found, like in likeness.items() if like > best - 0.3)

    def _likeness(self, token: str) -> dict[str, float]:
        index, word = self.index, folded(token)
        whole, parts = stem(word), index.compounds.parts(token)
        if whole in index.postings:
            return {**dict.fromkeys(parts, PART_OF_KNOWN), whole: 1.0}
        twins = index.by_squashed.get(squashed(word), ())
        if twins and len(word) >= SHORTEST_SQUASHED:
            return dict.fromkeys(twins, SQUASHED)
        near = self._neighbours(squashed(word), SURE_RATIO if parts else 0.0)
        if not parts and max(near.values(), default=0.0) < SURE_RATIO / 100:
            half = index.compounds.half_known(token)
            parts = (half,) if half else ()
            return {**dict.fromkeys(parts, HALF_KNOWN), **near}
        return {**dict.fromkeys(parts, COMPOUND), **near}

    def _neighbours(self, word: str, at_least: float) -> dict[str, float]:
        if not SHORTEST_GUESSED <= len(word) <= LONGEST_GUESSED:
            return {}
        from rapidfuzz import fuzz, process

        found = process.extract(
            word,
            self.index.squashed_words,
            scorer=fuzz.ratio,
            score_cutoff=max(_lowest_ratio(len(word)), at_least),
            limit=MOST_NEIGHBOURS,
        )
        near: dict[str, float] = {}
        for known, ratio, _ in found:
            if ratio >= found[0][1] - CLOSE_TO_BEST:
                for twin in self.index.by_squashed[known]:
                    near[twin] = max(near.get(twin, 0.0), (ratio / 100) ** GUESS_POWER)
        return near


def _like_an_empty_word(word: str) -> float:
    """The likeness (0..1) to the nearest word that says nothing; 0 where none is near."""
    if not SHORTEST_GUESSED <= len(word) <= LONGEST_GUESSED:
        return 0.0
    from rapidfuzz import fuzz, process

    lowest = _lowest_ratio(len(word))
    found = process.extractOne(word, _EMPTY_WORDS, scorer=fuzz.ratio, score_cutoff=lowest)
    return float(found[1] / 100) ** GUESS_POWER if found else 0.0


_EMPTY_WORDS = sorted({squashed(folded(word)) for word in FILLERS if len(word) > 3})


def _lowest_ratio(letters: int) -> float:
    """How like a known word a guess must be (0-100): one letter in five may be wrong."""
    if letters <= SHORTEST_GUESSED:
        return 74.0
    return 79.0 if letters <= 9 else 77.0
