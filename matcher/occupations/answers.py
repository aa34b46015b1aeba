"""What one body of phrases says to a text: occupations, best first, or nothing.

The words are weighed for the text as a whole and for its clauses; where they settle nothing,
character n-grams are asked too. Two wishes joined by "or" both come to the top.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from matcher.occupations.catalogue import Catalogue
from matcher.occupations.clauses import Clauses, clauses
from matcher.occupations.evidence import Evidence, Hit
from matcher.occupations.ngrams import Ngrams
from matcher.occupations.phrases import PhraseIndex, is_weak, says_nothing
from matcher.occupations.words import words

LOWEST_FIRST = 0.36  # below this the answer is nothing
LOWEST_OTHER = 0.15
COMMON_STEP = 0.012  # for each step of how common a wish is: breaks near-ties
PART_TRUST = 0.468  # of a clause's score, if the clause tells next to nothing of the whole text
ALTERNATIVE_SURE = 0.5  # an alternative this clear is lifted above what is only like the other,
ALTERNATIVE_LIFT = 0.05
ALTERNATIVE_CLEAR = 0.8  # and those this clear stand in the order of the text
ALTERNATIVE_STEP = 0.01
NGRAMS_BELOW = 0.5
NGRAM_SHARE = 0.3

Hits = dict[str, Hit]


@dataclass(frozen=True, slots=True)
class Match:
    """An occupation that a text may mean; ``via`` is the phrase that it was recognised by."""

    code: str
    name: str
    score: float
    via: str


class Answers:
    """One body of phrases, and the answers that it gives alone."""

    def __init__(self, index: PhraseIndex, catalogue: Catalogue) -> None:
        self.index = index
        self.catalogue = catalogue
        self.evidence = Evidence(index)

    @cached_property
    def ngrams(self) -> Ngrams:
        return Ngrams(self.index)

    def matches(self, written: str) -> list[Match]:
        """All occupations that a plain text may mean, best first."""
        hits = self._hits(written)
        if max((hit.score for hit in hits.values()), default=0.0) < LOWEST_FIRST:
            return []
        worth = {code: hit.score + self._common(code) for code, hit in hits.items()}
        order = sorted(worth, key=lambda code: (-worth[code], code))
        return [
            self._match(code, min(1.0, worth[code]), hits[code].phrase)
            for code in order
            if worth[code] >= LOWEST_OTHER
        ]

    def has(self, written: str) -> bool:
        """Whether the text is a phrase just as it stands."""
        return tuple(words(written)) in self.index.by_tokens

    def _match(self, code: str, score: float, number: int) -> Match:
        via = self.index.phrases[number].text
        name = self.catalogue.name(code) if code in self.catalogue else via
        return Match(code, name, round(score, 3), via)

    def _common(self, code: str) -> float:
        occupation = self.catalogue.by_code.get(code)
        return COMMON_STEP * occupation.common if occupation else 0.0

    def _hits(self, written: str) -> Hits:
        if self.has(written):
            return self.evidence.hits(words(written))
        wish = clauses(written)
        if not self._tells(wish):
            return {}
        hits = self._with_ngrams(words(wish.whole))
        self._add_parts(hits, wish)
        self._lift_alternatives(hits, wish)
        return hits

    def _tells(self, wish: Clauses) -> bool:
        """Whether there is anything to go by: a telling word, or a phrase just as it stands."""
        if not all(is_weak(token) for token in words(wish.whole)):
            return True
        return any(self.index.with_stems(words(text)) for text in (wish.whole, *wish.parts))

    def _with_ngrams(self, tokens: Sequence[str]) -> Hits:
        hits = self.evidence.hits(tokens)
        best = max((hit.score for hit in hits.values()), default=0.0)
        nothing_to_ask = not self.index.phrases or all(says_nothing(token) for token in tokens)
        if best >= NGRAMS_BELOW or nothing_to_ask:
            return hits
        for code, near in self.ngrams.hits(tokens).items():
            old = hits.get(code, Hit(0.0, near.phrase))
            score = (1 - NGRAM_SHARE) * old.score + NGRAM_SHARE * near.score
            hits[code] = Hit(score, old.phrase)
        return hits

    def _add_parts(self, hits: Hits, wish: Clauses) -> None:
        """A clause that says it clearly is believed, the more so the more of the text it is."""
        whole = self.evidence.weight(words(wish.whole)) or 1.0
        for tokens in map(words, wish.parts):
            if all(says_nothing(token) for token in tokens):
                continue
            share = min(1.0, self.evidence.weight(tokens) / whole)
            trust = PART_TRUST + (1 - PART_TRUST) * share
            for code, hit in self.evidence.hits(tokens).items():
                if code not in hits or trust * hit.score > hits[code].score:
                    hits[code] = Hit(trust * hit.score, hit.phrase)

    def _lift_alternatives(self, hits: Hits, wish: Clauses) -> None:
        """Of "a or b", both come before what is only like a."""
        if len(wish.alternatives) < 2:
            return
        for place, alternative in enumerate(wish.alternatives):
            own = self.evidence.hits(words(alternative))
            if not own:
                continue
            code = max(own, key=lambda code: (own[code].score + self._common(code), code))
            if own[code].score >= ALTERNATIVE_SURE:
                score = max(own[code].score, hits[code].score if code in hits else 0.0)
                if own[code].score >= ALTERNATIVE_CLEAR:  # then the order is the text's
                    score = 1.0 - self._common(code) - place * ALTERNATIVE_STEP
                hits[code] = Hit(score + ALTERNATIVE_LIFT, own[code].phrase)
