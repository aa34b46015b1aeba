"""How strongly some words speak for each occupation: the arithmetic of the resolver.

Three views of the same words are mixed. *Phrase*: the best single phrase, by how much of it is
there and how much of the words it explains. *Union*: each word explained by whichever phrase of the
occupation does it best. *Share*: how much of a word's use, over all phrases, is the occupation's.
The numbers were found by random search on phrases of the catalogue left out one tenth at a time,
and on the work-on half of the test list (tests/bench/occupations.md).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcher.occupations.phrases import PhraseIndex, Posting
from matcher.occupations.spelling import Meaning, Speller
from matcher.occupations.words import folded

PHRASE, UNION, SHARE = 0.456, 0.396, 0.148  # parts of the mix
PHRASE_COVER_POWER = 0.75
TEXT_COVER_POWER = 0.294
UNION_POWER = 0.295
SHARE_SCALE = 1.8
OTHER_FORM = 0.956  # likeness of another form of the same word
OTHER_LETTERS = 0.97  # the same form, with æ, ø, å typed otherwise
DOUBT_POWER = 0.575  # a misspelt word weighs its likeness to this power,
DOUBT_POWER_IN_LONG = 1.4  # and among many words to this one
MANY_WORDS = 4
DOUBTFUL_BELOW = 0.92
SAME_STEMS = 0.9  # least score of a phrase that differs in fillers and endings only
SAME_WORDS = 0.97  # and of a phrase just as it stands


@dataclass(frozen=True, slots=True)
class Hit:
    """An occupation's score, from 0 to 1, and the number of the phrase that it was known by."""

    score: float
    phrase: int


class Evidence:
    """Weighs words against an index."""

    def __init__(self, index: PhraseIndex) -> None:
        self.index = index
        self.speller = Speller(index)

    def hits(self, tokens: Sequence[str]) -> dict[str, Hit]:
        """Every occupation that the words speak for.

        >>> evidence = Evidence(PhraseIndex([("5223", "stå i kassa"), ("9112", "vaske trapper")]))
        >>> list(evidence.hits(["kasse"]))
        ['5223']
        """
        found = self._by_words(tokens)
        same_stems = self.index.with_stems(tokens)
        same_words = self.index.by_tokens.get(tuple(tokens), ())
        for numbers, least in ((same_stems, SAME_STEMS), (same_words, SAME_WORDS)):
            for number in numbers:
                code = self.index.phrases[number].code
                before = found.get(code)
                found[code] = Hit(max(least, before.score if before else 0.0), number)
        return found

    def weight(self, tokens: Sequence[str]) -> float:
        """How much the words tell, in all."""
        return sum(meaning.weight for meaning in self.speller.read(tokens))

    def _by_words(self, tokens: Sequence[str]) -> dict[str, Hit]:
        meanings = _doubted(self.speller.read(tokens))
        total = sum(meaning.weight for meaning in meanings)
        if not total:
            return {}
        likes = [self._likes(meaning) for meaning in meanings]
        covers = self._covers(likes)
        union = self._union(meanings, likes, covers)
        shares = self._shares(meanings)
        found: dict[str, Hit] = {}
        for code, best in self._best_phrases(meanings, likes, covers, total).items():
            share = min(1.0, SHARE_SCALE * shares.get(code, 0.0) / total)
            score = PHRASE * best.score + UNION * union[code] / total + SHARE * share
            found[code] = Hit(score, best.phrase)
        return found

    def _likes(self, meaning: Meaning) -> dict[int, tuple[float, float]]:
        """For each phrase with the word: the best likeness, and the weight that is covered."""
        likes: dict[int, tuple[float, float]] = {}
        for stem, likeness in meaning.likeness.items():
            for posting in self.index.postings.get(stem, ()):
                like = likeness * _form(meaning, posting) if likeness == 1 else likeness
                best, cover = likes.get(posting.phrase, (0.0, 0.0))
                likes[posting.phrase] = (max(best, like), cover + like * posting.weight)
        return likes

    def _covers(self, likes: Sequence[Mapping[int, tuple[float, float]]]) -> dict[int, float]:
        """How much of each phrase is among the words, from 0 to 1."""
        covers: dict[int, float] = defaultdict(float)
        for by_phrase in likes:
            for number, (_, cover) in by_phrase.items():
                covers[number] += cover / self.index.totals[number]
        return {number: min(1.0, cover) for number, cover in covers.items()}

    def _best_phrases(
        self,
        meanings: Sequence[Meaning],
        likes: Sequence[Mapping[int, tuple[float, float]]],
        covers: Mapping[int, float],
        total: float,
    ) -> dict[str, Hit]:
        explained: dict[int, float] = defaultdict(float)
        for meaning, by_phrase in zip(meanings, likes, strict=True):
            for number, (like, _) in by_phrase.items():
                explained[number] += like * meaning.weight / total
        best: dict[str, Hit] = {}
        for number, part in explained.items():
            score = covers[number] ** PHRASE_COVER_POWER * min(1.0, part) ** TEXT_COVER_POWER
            code = self.index.phrases[number].code
            if code not in best or score > best[code].score:
                best[code] = Hit(score, number)
        return best

    def _union(
        self,
        meanings: Sequence[Meaning],
        likes: Sequence[Mapping[int, tuple[float, float]]],
        covers: Mapping[int, float],
    ) -> dict[str, float]:
        union: dict[str, float] = defaultdict(float)
        for meaning, by_phrase in zip(meanings, likes, strict=True):
            best: dict[str, float] = {}
            for number, (like, _) in by_phrase.items():
                code = self.index.phrases[number].code
                best[code] = max(best.get(code, 0.0), like * covers[number] ** UNION_POWER)
            for code, value in best.items():
                union[code] += meaning.weight * value
        return union

    def _shares(self, meanings: Sequence[Meaning]) -> dict[str, float]:
        shares: dict[str, float] = defaultdict(float)
        for meaning in meanings:
            best: dict[str, float] = {}
            for stem, likeness in meaning.likeness.items():
                uses = self.index.codes_by_stem.get(stem, Counter())
                everywhere = sum(uses.values()) + 1
                for code, count in uses.items():
                    best[code] = max(best.get(code, 0.0), likeness * count / everywhere)
            for code, value in best.items():
                shares[code] += meaning.weight * value
        return shares


def _form(meaning: Meaning, posting: Posting) -> float:
    if posting.surface in ("", meaning.surface):
        return 1.0
    same = folded(posting.surface) == folded(meaning.surface)
    return OTHER_LETTERS if same else OTHER_FORM


def _doubted(meanings: Sequence[Meaning]) -> list[Meaning]:
    """A word that had to be guessed counts for less, above all in a long text."""
    power = DOUBT_POWER if len(meanings) < MANY_WORDS else DOUBT_POWER_IN_LONG
    return [
        meaning if not 0 < meaning.certainty < DOUBTFUL_BELOW else _doubt(meaning, power)
        for meaning in meanings
    ]


def _doubt(meaning: Meaning, power: float) -> Meaning:
    doubt = meaning.certainty**power
    likeness = {stem: like * doubt for stem, like in meaning.likeness.items()}
    return Meaning(meaning.surface, meaning.weight * doubt, likeness)
