"""The check itself: one text in, the places in it that an employer must not read out."""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from matcher.exchange.kept_back.found import About, KeptBack
from matcher.exchange.kept_back.lexicon import single_letters
from matcher.exchange.kept_back.people import birth_numbers, contacts_found, names_found
from matcher.exchange.kept_back.rules import Entry, Reason, Rules, kept_back_rules
from matcher.exchange.kept_back.sense import Hit, Sense
from matcher.exchange.kept_back.text_words import Word, text_words

BIRTH_NUMBER = "11"
MOST_REMEMBERED = 16_384  # words
_DIGITS = "0123456789"
SHORTEST_APART = 2  # letters
_JOINS = frozenset(" \t\n\r-\u00a0\u2010\u2011\u2013\u00ad./_")


def kept_back(text: str, about: About, *, names: Collection[str] = ()) -> tuple[KeptBack, ...]:
    """The places in ``text`` that an employer must not read, in their order, never overlapping.

    ``names`` are the name, phone, e-mail, address and number of the person whom it is about.

    >>> [each.written for each in kept_back("Går i K.V.P. og har depressjon", About.PERSON)]
    ['K.V.P', 'depressjon']
    >>> kept_back("Kokk på sykehjem, lager polsk mat", About.WORK)
    ()
    >>> [each.word for each in kept_back("Karis plan", About.PERSON, names=["Kari Nordmann"])]
    ['Kari Nordmann']
    """
    rules = kept_back_rules()
    words = text_words(text)
    places = [
        *_of_list(rules, text, words, about),
        *_of_person(rules, text, words, [name for name in names if name.strip()]),
    ]
    return tuple(_apart(places))


def _of_list(rules: Rules, text: str, words: Sequence[Word], about: About) -> Iterator[KeptBack]:
    sense = Sense(rules, words, about)
    harmless = {
        at for first, end, _ in rules.stands_phrases.found(words) for at in range(first, end)
    }
    spared: set[int] = set()  # words of a longer phrase that says nothing about anybody
    for hit in sorted(_hits(rules, words), key=lambda hit: hit.first - hit.end):  # longest first
        here = range(hit.first, hit.end)
        if harmless.intersection(here) or (spared.intersection(here) and not hit.always):
            continue
        if not sense.counts(hit):
            spared.update(here)
        else:
            start, end = words[hit.first].start, words[hit.end - 1].end
            yield _place(text, start, end, hit.entry.word, hit.entry.group.reason)


def _hits(rules: Rules, words: Sequence[Word]) -> Iterator[Hit]:
    known_before = False
    for at, word in enumerate(words):
        entry = _single(word.plain, word.folded)
        if entry is not None:
            yield Hit(at, at + 1, entry)
        apart = _written_apart(rules, words, at, known_before or entry is not None)
        if apart is not None:
            yield apart
        known_before = entry is not None
    for first, end, entry in single_letters(words, rules.words):
        yield Hit(first, end, entry)
    for first, end, entry in rules.phrases.found(words):
        yield Hit(first, end, entry)


def _written_apart(rules: Rules, words: Sequence[Word], at: int, exactly: bool) -> Hit | None:
    """Two words that should have been one, as "sosial hjelp"."""
    if not at or not _JOINS.issuperset(words[at].gap):
        return None
    parts = words[at - 1].folded, words[at].folded
    if min(map(len, parts)) < SHORTEST_APART:
        return None
    entry = rules.words.written_apart("".join(parts), exactly)
    return None if entry is None else Hit(at - 1, at + 1, entry)


@lru_cache(maxsize=MOST_REMEMBERED)
def _single(plain: str, folded: str) -> Entry | None:
    rules = kept_back_rules()
    plain, folded = plain.strip(_DIGITS), folded.strip(_DIGITS)
    if not folded or rules.stands.certain(plain, folded):
        return None
    return rules.words.meaning(plain, folded)


def _of_person(
    rules: Rules, text: str, words: Sequence[Word], names: Collection[str]
) -> Iterator[KeptBack]:
    for start, end in birth_numbers(text):
        yield _place(text, start, end, BIRTH_NUMBER, rules.number)
    for start, end, value in contacts_found(text, names):
        yield _place(text, start, end, value, rules.name)
    for first, last, value in names_found(words, names, rules.ordinary_names, rules.particles):
        yield _place(text, words[first].start, words[last - 1].end, value, rules.name)


def _place(text: str, start: int, end: int, word: str, reason: Reason) -> KeptBack:
    return KeptBack(
        start,
        end,
        text[start:end],
        word,
        reason.topic,
        reason.why_nb,
        reason.why_en,
        reason.instead_nb,
        reason.instead_en,
    )


def _apart(places: Collection[KeptBack]) -> Iterator[KeptBack]:
    """The longest where several overlap, in the order of the text."""
    end = 0
    for place in sorted(places, key=lambda each: (each.start, -each.end, each.topic, each.word)):
        if place.start >= end:
            yield place
            end = place.end
