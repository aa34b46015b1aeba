"""Likeness by letters: character n-grams, for texts that the words alone do not settle."""

from collections.abc import Sequence

from matcher.occupations.evidence import Hit
from matcher.occupations.phrases import PhraseIndex, says_nothing
from matcher.occupations.words import folded, squashed

SHORTEST_GRAM, LONGEST_GRAM = 2, 4  # letters
LOWEST_COSINE = 0.25


class Ngrams:
    """The TF-IDF matrix of an index's phrases; building it takes about a fifth of a second."""

    def __init__(self, index: PhraseIndex) -> None:
        import numpy as np
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.codes = [phrase.code for phrase in index.phrases]
        self.vectorizer = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(SHORTEST_GRAM, LONGEST_GRAM),
            sublinear_tf=True,
            dtype=np.float32,
        )
        self.matrix = self.vectorizer.fit_transform(
            _text(phrase.tokens) for phrase in index.phrases
        )

    def hits(self, tokens: Sequence[str]) -> dict[str, Hit]:
        """The cosine of each occupation's nearest phrase, where it is not small."""
        cosines = (self.matrix @ self.vectorizer.transform([_text(tokens)]).T).tocoo()
        found: dict[str, Hit] = {}
        for number, cosine in zip(cosines.row.tolist(), cosines.data.tolist(), strict=True):
            code = self.codes[number]
            if cosine >= LOWEST_COSINE and (code not in found or cosine > found[code].score):
                found[code] = Hit(min(1.0, cosine), number)
        return found


def _text(tokens: Sequence[str]) -> str:
    telling = [token for token in tokens if not says_nothing(token)] or tokens
    return " ".join(squashed(folded(token)) for token in telling)
