"""Compounds taken apart with known words: "kjøkkenassistent" is kitchen and assistant."""

from collections.abc import Iterable
from functools import lru_cache

from matcher.occupations.words import folded, stem

SHORTEST_PART = 3
LONGEST_COMPOUND = 40
SHORTEST_KNOWN_TAIL = (
    4  # of a compound whose beginning is unknown ("hundefrisør": a kind of frisør)
)
SHORTEST_KNOWN_HEAD = 5
LINKS = "se"  # "renhold-s-operatør", "barn-e-hage"
MOST_CUTS = 3
EMPTY_PARTS = frozenset(
    ("jobb", "jobbe", "arbeid", "arbeide", "arbeider", "plass", "yrke", "work", "job", "worker")
)


class Compounds:
    """Splits words into the words of a vocabulary.

    >>> Compounds(["renhold", "operatør"]).parts("renholdsoperatør")
    ('renhold', 'operator')
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        known = {folded(token) for token in vocabulary} | EMPTY_PARTS | {"vare"}
        self.lexicon = frozenset(word for word in known if len(word) >= SHORTEST_PART)
        self.parts = lru_cache(maxsize=32_768)(self._parts)

    def _parts(self, token: str) -> tuple[str, ...]:
        """The stems that a compound is made of; nothing where it is none."""
        word = folded(token)
        if len(word) > LONGEST_COMPOUND:
            return ()
        split = self._split(word, MOST_CUTS)
        deeper = (piece for part in split for piece in (part, *self._split(part, 1)))
        return tuple(dict.fromkeys(stem(part) for part in deeper if part not in EMPTY_PARTS))

    def half_known(self, token: str) -> str:
        """The stem of the longest known end of a word, else of its longest known beginning.

        >>> Compounds(["fabrikk"]).half_known("kakefabrikk")
        'fabrikk'
        """
        word = folded(token)[:LONGEST_COMPOUND]
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_KNOWN_TAIL + 1):
            if word[cut:] in self.lexicon:
                return stem(word[cut:])
        for cut in range(len(word) - SHORTEST_PART, SHORTEST_KNOWN_HEAD - 1, -1):
            if word[:cut] in self.lexicon:
                return stem(word[:cut])
        return ""

    def _split(self, word: str, cuts: int) -> tuple[str, ...]:
        """The split with the longest parts."""
        best: tuple[str, ...] = ()
        most = 0
        for cut in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
            head, tail = self._head(word[:cut]), word[cut:]
            if not head:
                continue
            known = tail in self.lexicon
            rest = (tail,) if known else self._split(tail, cuts - 1) if cuts > 1 else ()
            worth = len(head) ** 2 + (len(tail) ** 2 if known else 0)
            if rest and worth > most:
                best, most = (head, *rest), worth
        return best

    def _head(self, part: str) -> str:
        if part in self.lexicon:
            return part
        return part[:-1] if part[-1] in LINKS and part[:-1] in self.lexicon else ""
