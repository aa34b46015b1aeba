"""The index of phrases: what each is made of, how telling its words are, and where they occur.

A phrase is a bag of stems. A compound ("barnehageassistent") also counts as its parts, so that
"assistent i barnehage" finds it. A word tells the more, the fewer occupations use it.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from matcher.occupations.compounds import Compounds
from matcher.occupations.empty_words import FILLERS, SAYS_NOTHING, WEAK
from matcher.occupations.words import folded, plain, squashed, stem, words

WHOLE_SHARE = 0.4  # of a compound's weight; the rest is its parts'
FILLER_WEIGHT = 0.1  # a word that one occupation of 400 uses weighs 6
VAGUE_WEIGHT = 1.5  # as a word of little weight: "er lik oslo" is not said by "oslo"
LEAST_WEIGHT = 0.3  # of a word that nearly every occupation uses


class Phrase(NamedTuple):
    """One way of saying one occupation."""

    code: str
    text: str
    tokens: tuple[str, ...]


class Feature(NamedTuple):
    """A stem in a phrase, its weight there, and the word as written ("" for a part of one)."""

    stem: str
    weight: float
    surface: str


class Posting(NamedTuple):
    """That a stem occurs in a phrase, with the phrase's number."""

    phrase: int
    weight: float
    surface: str


class PhraseIndex:
    """Phrases found by their stems.

    >>> index = PhraseIndex([("5223", "stå i kassa"), ("9112", "vaske trapper")])
    >>> [posting.phrase for posting in index.postings["kass"]]
    [0]
    """

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        made = (Phrase(code, text, tuple(words(plain(text)))) for code, text in phrases)
        self.phrases = [phrase for phrase in made if phrase.tokens]
        tokens = {token for phrase in self.phrases for token in phrase.tokens}
        self.vocabulary = {
            token: stem(folded(token)) for token in tokens if not says_nothing(token)
        }
        self.compounds = Compounds(self.vocabulary)
        self.codes_by_stem = self._codes_by_stem()
        self.occupations = len({phrase.code for phrase in self.phrases})
        self.weight_of_stem = {
            found: max(LEAST_WEIGHT, math.log((self.occupations + 1) / len(codes)))
            for found, codes in self.codes_by_stem.items()
        }
        self.unknown_weight = math.log(self.occupations + 1) / 2
        features = {token: self.features(token) for token in self.vocabulary}
        self.totals: list[float] = []
        self.postings: dict[str, list[Posting]] = defaultdict(list)
        for number, phrase in enumerate(self.phrases):
            self._post(number, phrase, features)

    def _codes_by_stem(self) -> Mapping[str, Counter[str]]:
        codes: dict[str, Counter[str]] = defaultdict(Counter)
        stems_of = {
            token: (found, *self.compounds.parts(token)) for token, found in self.vocabulary.items()
        }
        for phrase in self.phrases:
            for found in {part for token in phrase.tokens for part in stems_of.get(token, ())}:
                codes[found][phrase.code] += 1
        return codes

    def _post(self, number: int, phrase: Phrase, features: Mapping[str, Sequence[Feature]]) -> None:
        """Enter a phrase; one that is only weak words is found as a whole text, not by words."""
        total = 0.0
        merged: dict[str, tuple[float, str]] = {}
        for token in phrase.tokens:
            if token not in features:
                total += FILLER_WEIGHT if token in FILLERS else VAGUE_WEIGHT
            for feature in features.get(token, ()):
                total += feature.weight
                before = merged.get(feature.stem, (0.0, ""))[0]
                merged[feature.stem] = (before + feature.weight, feature.surface)
        self.totals.append(total)
        if not all(is_weak(token) for token in phrase.tokens):
            for found, (weight, surface) in merged.items():
                self.postings[found].append(Posting(number, weight, surface))

    def features(self, token: str) -> list[Feature]:
        """A word as weighted stems: itself, and its parts where it is a compound."""
        whole = stem(folded(token))
        weight = self.weight_of_stem.get(whole, self.unknown_weight)
        parts = self.compounds.parts(token)
        if not parts:
            return [Feature(whole, weight, token)]
        weights = [self.weight_of_stem.get(part, self.unknown_weight) for part in parts]
        share = (1 - WHOLE_SHARE) * weight / sum(weights)
        split = [Feature(part, share * each, "") for part, each in zip(parts, weights, strict=True)]
        return [Feature(whole, WHOLE_SHARE * weight, token), *split]

    @cached_property
    def by_tokens(self) -> Mapping[tuple[str, ...], Sequence[int]]:
        """Numbers of the phrases that are exactly these words."""
        found: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, phrase in enumerate(self.phrases):
            found[phrase.tokens].append(number)
        return found

    @cached_property
    def by_stems(self) -> Mapping[tuple[str, ...], Sequence[int]]:
        """Numbers of the phrases with exactly these stems."""
        found: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, phrase in enumerate(self.phrases):
            found[stems(phrase.tokens)].append(number)
        return found

    def with_stems(self, tokens: Sequence[str]) -> Sequence[int]:
        """Numbers of the phrases that differ from the words in fillers and endings only."""
        if all(says_nothing(token) for token in tokens):
            return ()
        return self.by_stems.get(stems(tokens), ())

    @cached_property
    def by_squashed(self) -> Mapping[str, Sequence[str]]:
        """The stems of the words that are the same when doubled letters are single."""
        found: dict[str, list[str]] = defaultdict(list)
        for token, its_stem in self.vocabulary.items():
            found[squashed(folded(token))].append(its_stem)
        return found

    @cached_property
    def squashed_words(self) -> list[str]:
        """The words to look among for a misspelt one, in a fixed order."""
        return sorted(self.by_squashed)


def says_nothing(token: str) -> bool:
    """Whether a word tells nothing of the work."""
    return token in SAYS_NOTHING


def is_weak(token: str) -> bool:
    """Whether a word tells too little of the work to be trusted alone."""
    return says_nothing(token) or token in WEAK


def stems(tokens: Sequence[str]) -> tuple[str, ...]:
    """The stems of the words that are no fillers.

    >>> stems(["jeg", "vil", "vaske", "trapper"])
    ('vask', 'trapp')
    """
    return tuple(stem(folded(token)) for token in tokens if token not in FILLERS)
