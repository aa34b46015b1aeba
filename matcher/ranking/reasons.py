"""Two to four sentences for a suggestion and one or two against, from exact effects on value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matcher.domain.arrays import Floats
from matcher.features.columns import PARTICIPANT
from matcher.ranking.day_one import DayOne, Entry

FEWEST_FOR, MOST_FOR = 2, 4
FEWEST_AGAINST, MOST_AGAINST = 1, 2
# An effect on the value below this is not worth a sentence, unless there is nothing better.
WORTH_SAYING = 0.005


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence and the change in value without its feature; positive speaks for the pair."""

    feature: str
    effect: float
    text: str


def choose_reasons(
    day_one: DayOne, effects: Floats, columns: Floats, facts: Mapping[str, str], lang: str
) -> tuple[Reason, ...]:
    """Reasons for and then against, strongest first; one of each group of related features.

    ``effects`` on the value and standardised ``columns`` are (F,) in the order of
    ``day_one.entries``; ``facts`` fills the sentences' gaps, and a sentence whose fact is not
    known is not said. What is the same at every opening (the
    person's own past) is no reason for one of them.
    """
    spoken = [
        (entry, effect)
        for entry, effect, column in zip(
            day_one.entries, effects.tolist(), columns.tolist(), strict=True
        )
        if entry.name not in PARTICIPANT and may_be_said(entry, effect, column)
    ]
    ranked = sorted(spoken, key=lambda pair: -abs(pair[1]))
    sayable = [
        Reason(entry.name, effect, text)
        for entry, effect in _one_a_group(ranked)
        if (text := sentence(entry, effect, facts, lang)) is not None
    ]
    good = [reason for reason in sayable if reason.effect > 0]
    bad = [reason for reason in sayable if reason.effect < 0]
    return (*_worth_saying(good, FEWEST_FOR, MOST_FOR),
            *_worth_saying(bad, FEWEST_AGAINST, MOST_AGAINST))  # fmt: skip


def _worth_saying(reasons: list[Reason], fewest: int, most: int) -> list[Reason]:
    """Those of ``reasons`` (strongest first) that matter, or the ``fewest`` that there must be."""
    strong = [reason for reason in reasons if abs(reason.effect) > WORTH_SAYING]
    return strong[:most] if len(strong) >= fewest else reasons[:fewest]


def may_be_said(entry: Entry, effect: float, column: float) -> bool:
    """Whether the sentence for the sign of ``effect`` is true where the feature is ``column``.

    ``column`` is standardised. A feature that helps one stage and harms another speaks by its
    largest effect: "few hours" is never said of many, though many are harder to complete.
    """
    if effect == 0 or (entry.said is not None and (entry.said == "for") != (effect > 0)):
        return False
    if entry.only_present:
        return column > 0
    main = max(entry.effects.values(), key=abs, default=0.0)
    return (column * main > 0) == (effect > 0)


def _one_a_group(ranked: Iterable[tuple[Entry, float]]) -> Iterable[tuple[Entry, float]]:
    """The first, that is the strongest, of each group of related features."""
    seen: set[str] = set()
    for entry, effect in ranked:
        if entry.group not in seen:
            seen.add(entry.group)
            yield entry, effect


def sentence(entry: Entry, effect: float, facts: Mapping[str, str], lang: str) -> str | None:
    """What ``entry`` says for a pair, or against it; None where a fact it names is unknown."""
    template = (entry.sentence_for if effect > 0 else entry.sentence_against)[lang]
    try:
        return template.format_map(facts)
    except KeyError:
        return None
