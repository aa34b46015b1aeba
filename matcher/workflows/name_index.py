"""Names to be found as they are typed: begun, misspelled, in another order; pure and in memory.

Each word that is typed is compared once with each different word of all the names.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from matcher.workflows.name_letters import sound, words_of

# How well a word fits, of 100: as it stands, as it sounds, as it begins, as it begins to sound.
WHOLE, SOUNDS, BEGINS, BEGINS_TO_SOUND, GUESSED = 100.0, 92.0, 84.0, 74.0, 70.0
# What is typed of a word counts for the rest: "moha" fits "mohammed" better than "mo" does.
FOR_THE_REST = 8.0
# Shorter words are not guessed: with two letters of three, everything fits.
SHORTEST_GUESSED = 4
# One sound alone begins too many names.
SHORTEST_HEARD = 2
# How like a word a guess must be (0-100): one letter in five may be wrong.
LEAST_LIKE, LEAST_LIKE_SHORT = 78.0, 74.0
# What only sounds a little alike must look a little alike too.
LEAST_SPELLED_ALIKE = 50.0
MOST_GUESSES = 40
# Words of a search that are looked at.
MOST_WORDS = 6
# One word of three or more may be missing from the name, such as a middle name.
WORDS_FOR_A_MISS = 3
# Beside a name that is typed to the letter nothing that is merely like it is shown.
FAR_BEHIND = 22.0


@dataclass(frozen=True, slots=True)
class Hit:
    """The place of a name among the names, and how well it fits (at most 100)."""

    place: int
    score: float


@dataclass(frozen=True)
class NameIndex:
    """The words of many names; ``names`` holds each one's words, as `words_of` gives them."""

    names: Sequence[tuple[str, ...]]

    @classmethod
    def of(cls, names: Iterable[str]) -> "NameIndex":
        """An index of names as they are written.

        >>> index = NameIndex.of(["Mohammed Ali", "Kari Nordmann", "Åse Bø"])
        >>> [hit.place for hit in index.find("muhamed")], index.find("nordman kari")[0].place
        ([0], 1)
        >>> [hit.place for hit in index.find("bo a")]
        [2]
        """
        return cls(tuple(words_of(name) for name in names))

    def find(self, text: str) -> list[Hit]:
        """The names that fit ``text``, the best first; of equals, the one that stands first."""
        words = words_of(text)[:MOST_WORDS]
        if not words:
            return []
        scores = self._scores(words)
        if len(words) > 1:  # "anne marie" is "annemarie"
            for place, score in self._scores(("".join(words),)).items():
                scores[place] = max(scores.get(place, 0.0), score)
        best = max(scores.values(), default=0.0)
        near = (Hit(place, score) for place, score in scores.items() if score > best - FAR_BEHIND)
        return sorted(near, key=lambda hit: (-hit.score, hit.place))

    def _scores(self, words: Sequence[str]) -> dict[int, float]:
        may_miss = len(words) >= WORDS_FOR_A_MISS
        fits = [self._names_with(word) for word in words]
        letters = [len(word) for word in words]
        places = set().union(*fits) if may_miss else set.intersection(*map(set, fits))
        found = {}
        for place in places:
            each = [fit.get(place, 0.0) for fit in fits]
            if sum(score == 0.0 for score in each) <= may_miss:
                weighted = sum(s * n for s, n in zip(each, letters, strict=True))
                found[place] = weighted / sum(letters)
        return found

    def _names_with(self, word: str) -> dict[int, float]:
        """The names with a word like ``word``, each with how well its best word fits."""
        found: dict[int, float] = {}
        for like, score in self._words_like(word).items():
            for place in self._places[like]:
                if score > found.get(place, 0.0):
                    found[place] = score
        return found

    def _words_like(self, word: str) -> dict[str, float]:
        heard = sound(word)
        like = self._guessed(word, heard)
        begun = len(heard) >= SHORTEST_HEARD
        for known in self._beginning(self._sounds, heard) if begun else ():
            score = SOUNDS if known == heard else BEGINS_TO_SOUND + _part(heard, known)
            for spelled in self._by_sound[known]:
                like[spelled] = max(like.get(spelled, 0.0), score)
        for known in self._beginning(self._words, word):
            like[known] = WHOLE if known == word else BEGINS + _part(word, known)
        return like

    def _guessed(self, word: str, heard: str) -> dict[str, float]:
        if len(heard) < SHORTEST_GUESSED:
            return {}
        from rapidfuzz import fuzz, process

        least = LEAST_LIKE_SHORT if len(heard) <= SHORTEST_GUESSED else LEAST_LIKE
        near = process.extract(
            heard, self._sounds, scorer=fuzz.ratio, score_cutoff=least, limit=MOST_GUESSES
        )
        return {
            spelled: GUESSED * ratio / 100
            for known, ratio, _ in near
            for spelled in self._by_sound[known]
            if fuzz.ratio(word, spelled) >= LEAST_SPELLED_ALIKE
        }

    @staticmethod
    def _beginning(known: Sequence[str], start: str) -> Sequence[str]:
        """The words of a sorted list that begin so; none for nothing."""
        if not start:
            return ()
        return known[bisect_left(known, start) : bisect_left(known, start + "\U0010ffff")]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, words in enumerate(self.names):
            pairs = (a + b for a, b in pairwise(words))
            for word in {*words, *pairs}:
                places.setdefault(word, []).append(place)
        return places

    @cached_property
    def _words(self) -> list[str]:
        return sorted(self._places)

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        by_sound: dict[str, list[str]] = {}
        for word in self._words:
            by_sound.setdefault(sound(word), []).append(word)
        return by_sound

    @cached_property
    def _sounds(self) -> list[str]:
        return sorted(self._by_sound)


def _part(typed: str, known: str) -> float:
    return FOR_THE_REST * len(typed) / len(known)
