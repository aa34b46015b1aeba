"""Free text to ranked occupations, or to an honest nothing.

The catalogue is asked first; official titles are looked at where it recognises little.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from matcher.occupations.answers import Answers, Match
from matcher.occupations.catalogue import Catalogue
from matcher.occupations.phrases import PhraseIndex
from matcher.occupations.words import plain

__all__ = ["Match", "Resolver"]

RECOGNISED = 0.6  # from here on the catalogue is believed before any likeness to a title,
SURE = 0.9  # and from here on before the very title
OFFICIAL_SHARE = 0.95
_MAKES = re.compile(r"\b(jeg|eg|vi|han|hun|ho) (?:lager|lagar)(?= [a-zæøå])")


class Resolver:
    """Resolves wishes by a catalogue and, where that has nothing, by official titles.

    >>> from matcher.occupations.catalogue import catalogue
    >>> resolver = Resolver(catalogue())
    >>> [match.name for match in resolver.resolve("kjøkken eller lager")[:2]]
    ['Kjøkkenassistent', 'Lagermedarbeider']
    >>> resolver.resolve("vet ikke, hva som helst")
    ()
    """

    def __init__(self, catalogue: Catalogue, extra_titles: Sequence[tuple[str, str]] = ()) -> None:
        self.catalogue = catalogue
        self.extra_titles = tuple(extra_titles)

    def resolve(self, text: str, limit: int = 5) -> tuple[Match, ...]:
        """The likeliest occupations, best first; nothing where nothing was recognised."""
        written = _MAKES.sub(r"\1 lage", plain(text))
        found = self._own.matches(written)
        if self.extra_titles:
            found = self._with_official(found, written)
        return tuple(found[:limit])

    def _with_official(self, found: list[Match], written: str) -> list[Match]:
        """Official titles too, unless the catalogue knows the text better than they may."""
        best = found[0].score if found else 0.0
        allowed = SURE if self._official.has(written) else RECOGNISED
        if best >= allowed:
            return found
        official = [_less_sure(match) for match in self._official.matches(written)]
        known = {match.code for match in official if match.score > best}
        own = [match for match in found if match.code not in known]
        taken = {match.code for match in own}
        both = own + [match for match in official if match.code not in taken]
        return sorted(both, key=lambda match: -match.score)

    def resolve_all(self, texts: Iterable[str], limit: int = 5) -> tuple[tuple[Match, ...], ...]:
        """``resolve`` of each text, in order; a text that occurs twice is worked out once."""
        every = tuple(texts)
        answers = {text: self.resolve(text, limit) for text in dict.fromkeys(every)}
        return tuple(answers[text] for text in every)

    @cached_property
    def _own(self) -> Answers:
        phrases = (
            (occupation.code, phrase)
            for occupation in self.catalogue
            for phrase in dict.fromkeys(
                (*occupation.says, occupation.name_nb.lower(), occupation.name_en.lower())
            )
        )
        return Answers(PhraseIndex(phrases), self.catalogue)

    @cached_property
    def _official(self) -> Answers:
        return Answers(PhraseIndex(self.extra_titles), self.catalogue)


def _less_sure(match: Match) -> Match:
    return Match(match.code, match.name, round(OFFICIAL_SHARE * match.score, 3), match.via)
