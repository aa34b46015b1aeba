"""Whether a kept-back word counts where it stands: said of a person, or of the work.

"Sykehjem" and "polsk mat" are work; "passer for flyktninger" says who somebody is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.exchange.kept_back.found import About, Topic
from matcher.exchange.kept_back.phrases import Phrases
from matcher.exchange.kept_back.rules import Counts, Entry, Group, Rules
from matcher.exchange.kept_back.text_words import Word

NEAR_FRAME = 10  # words between what says whom a place is for and the word
NEAR_WORK = 4
NEAR_OTHERS = 2
NEAR_AFTER = 4
BEFORE_FRAME = 3
_HYPHENS = frozenset("-\u2010\u2011")
_OF_WORK = frozenset({Topic.HEALTH, Topic.ORIGIN, Topic.PRIVATE})


@dataclass(frozen=True, slots=True)
class Hit:
    """Words ``first`` up to, not with, ``end`` of a text, known as a word of the list."""

    first: int
    end: int
    entry: Entry

    @property
    def always(self) -> bool:
        """Whether it counts wherever it stands."""
        return self.entry.group.counts is Counts.ALWAYS


class Sense:
    """Reads the sentences of one text; what a text does not ask for is never worked out."""

    def __init__(self, rules: Rules, words: Sequence[Word], about: About) -> None:
        self._rules = rules
        self._words = words
        self._about = about
        self._spans: dict[int, tuple[tuple[int, int], ...]] = {}

    def counts(self, hit: Hit) -> bool:
        """Whether ``hit`` tells something about a person."""
        group = hit.entry.group
        if hit.always:
            return True
        if self._about is About.WORK and group.counts is Counts.PROFILE:
            return False
        if self._is_work(hit, group):
            return False
        return self._about is About.PERSON or self._says_who(hit)

    def _is_work(self, hit: Hit, group: Group) -> bool:
        if group.reason.topic in _OF_WORK and self._names_a_trade(hit):
            return True
        if group.reason.topic in _OF_WORK and self._is_about_others(hit):
            return True
        if group.before_work and self._is_before_work(hit):
            return True
        if group.worked_with and self._is_before_trade(hit):
            return True
        return group.worked_with and self._after(hit, self._rules.worked_with, NEAR_WORK)

    def _is_about_others(self, hit: Hit) -> bool:
        """Of whom somebody helps: "hjelpe folk med angst". The frames see to texts about work."""
        told_of_person = self._about is About.PERSON
        return told_of_person and self._after(hit, self._rules.work_others, NEAR_OTHERS)

    def _is_before_work(self, hit: Hit) -> bool:
        """Before what the work is about, with nobody in between: "polsk og norsk mat"."""
        return any(
            0 <= start - hit.end < NEAR_AFTER
            and self._one_sentence(hit.first, start)
            and self._rules.work_parts.isdisjoint(
                word.folded for word in self._words[hit.end : start]
            )
            for start, _ in self._found(self._rules.work_after)
        )

    def _is_before_trade(self, hit: Hit) -> bool:
        if hit.end >= len(self._words):
            return False
        after = self._words[hit.end]
        return after.gap == " " and after.folded in self._rules.trades

    def _names_a_trade(self, hit: Hit) -> bool:
        """A long word, or one joined with a hyphen, that ends in a trade or a workplace."""
        last = self._words[hit.end - 1]
        joined = hit.end < len(self._words) and self._words[hit.end].gap in _HYPHENS
        word = self._words[hit.end] if joined else last
        if hit.end - hit.first > 1 and not joined:
            return False
        return word.folded.endswith(self._rules.work_endings)

    def _says_who(self, hit: Hit) -> bool:
        if self._before(hit, self._rules.applicant_after, NEAR_AFTER):
            return True
        return any(
            end <= hit.first
            and hit.first - end <= NEAR_FRAME
            and self._one_sentence(start, hit.first)
            and not self._others_are_meant(start, end, hit.first)
            for start, end in self._found(self._rules.applicant_before)
        )

    def _others_are_meant(self, start: int, end: int, first: int) -> bool:
        near = [*range(max(0, start - BEFORE_FRAME), start), *range(end, first)]
        return any(
            self._words[at].folded in self._rules.others
            and (at > start or self._one_sentence(at, start))
            for at in near
        )

    def _after(self, hit: Hit, phrases: Phrases[bool], near: int) -> bool:
        return any(
            end <= hit.first and hit.first - end <= near and self._one_sentence(start, hit.first)
            for start, end in self._found(phrases)
        )

    def _before(self, hit: Hit, phrases: Phrases[bool], near: int) -> bool:
        return any(
            0 <= start - hit.end <= near - 1 and self._one_sentence(hit.first, start)
            for start, end in self._found(phrases)
        )

    def _one_sentence(self, first: int, last: int) -> bool:
        return not any(word.begins_sentence for word in self._words[first + 1 : last + 1])

    def _found(self, phrases: Phrases[bool]) -> tuple[tuple[int, int], ...]:
        known = self._spans.get(id(phrases))
        if known is None:
            known = tuple((start, end) for start, end, _ in phrases.found(self._words))
            self._spans[id(phrases)] = known
        return known
