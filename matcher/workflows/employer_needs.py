"""Which openings a caseload lacks: for each person what the rules say, grouped into a few needs.

Nothing is guessed: an unknown fact stops nobody, and is named beside the need.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from matcher.domain.arrays import Flags
from matcher.domain.cefr import Level
from matcher.domain.participants import Participant
from matcher.eligibility.rules import Rule, State
from matcher.eligibility.screening import Screening
from matcher.workflows.employer_wanted import kinds_of

# Below this the best possible opening is a poor one, of values from 0 to 1. A judgement: in
# simulated municipalities one in ten to one in four of those who wait has nothing better.
LOW_VALUE = 0.4
# Up to this level somebody speaks little Norwegian.
LITTLE_NORWEGIAN = Level.A2


class Lack(StrEnum):
    """Why no opening of the wanted kind will do, in the order in which the rules are asked."""

    NONE = "none"
    TRAVEL = "travel"
    LANGUAGE = "language"
    WEEK = "week"
    CREDENTIALS = "credentials"
    LIMITS = "limits"
    PURPOSE = "purpose"
    TURNED_DOWN = "turned_down"
    CLOSED = "closed"
    FULL = "full"
    WEAK = "weak"


_ASKED: tuple[tuple[Lack, tuple[Rule, ...]], ...] = (
    (Lack.TRAVEL, (Rule.TRAVEL,)),
    (Lack.LANGUAGE, (Rule.LANGUAGE_SPOKEN, Rule.LANGUAGE_WRITTEN)),
    (Lack.WEEK, (Rule.HOURS, Rule.SCHEDULE)),
    (Lack.CREDENTIALS, (Rule.CREDENTIALS,)),
    (Lack.LIMITS, (Rule.LIMITS,)),
    (Lack.PURPOSE, (Rule.PURPOSE,)),
    (Lack.TURNED_DOWN, (Rule.REPEAT, Rule.FORBIDDEN)),
    (Lack.CLOSED, (Rule.OPEN,)),
    (Lack.FULL, (Rule.CAPACITY, Rule.PROGRAMME)),
)


@dataclass(frozen=True, slots=True)
class PersonNeed:
    """One person whom nothing fits: the wanted work, what is lacking, the best value there is."""

    participant: Participant
    code: str
    lack: Lack
    best: float


@dataclass(frozen=True, slots=True)
class Need:
    """People who want the same kind of work and lack the same; the neediest first.

    The limits are the tightest of theirs, so that an opening within them will do for everybody;
    ``unknown`` counts, by fact, those of whom it is not known.
    """

    codes: tuple[str, ...]
    lack: Lack
    people: tuple[PersonNeed, ...]
    minutes: tuple[int, int] | None
    hours: float | None
    spoken: Level | None
    places: tuple[str, ...]
    unknown: dict[str, int]

    @property
    def little_norwegian(self) -> bool:
        """Whether it is known that all of them speak little Norwegian."""
        spoken = [each.participant.norwegian_spoken for each in self.people]
        return all(level is not None and level <= LITTLE_NORWEGIAN for level in spoken)


def lack_of(screening: Screening, row: int, kind: Flags) -> Lack | None:
    """The first rule after which no opening of ``kind`` (O,) is left for the person; None: some.

    >>> [str(lack) for lack, _ in _ASKED][:2]
    ['travel', 'language']
    """
    left = kind.copy()
    if not left.any():
        return Lack.NONE
    for lack, rules in _ASKED:
        for rule in rules:
            states = np.broadcast_to(screening.states[rule], (len(screening.people.ids), len(kind)))
            left &= states[row] != State.NOT_MET
        if not left.any():
            return lack
    return None


def group_needs(people: Sequence[PersonNeed]) -> tuple[Need, ...]:
    """The needs, those of most people first; then where the best that they have is poorest."""
    kinds = kinds_of([each.code for each in people])
    groups: dict[tuple[tuple[str, ...], Lack], list[PersonNeed]] = {}
    for each in sorted(people, key=lambda each: (each.best, each.participant.participant_id)):
        groups.setdefault((kinds[each.code], each.lack), []).append(each)
    needs = [_need(codes, lack, own) for (codes, lack), own in groups.items()]
    return tuple(sorted(needs, key=lambda need: (-len(need.people), need.people[0].best)))


def _need(kind: tuple[str, ...], lack: Lack, people: Sequence[PersonNeed]) -> Need:
    wanted = {each.code for each in people}
    persons = [each.participant for each in people]
    minutes = [p.max_travel_minutes for p in persons if p.max_travel_minutes is not None]
    asked = ("max_travel_minutes", "max_hours_per_week", "norwegian_spoken", "place")
    unknown = {name: sum(getattr(p, name) is None for p in persons) for name in asked}
    return Need(
        codes=tuple(code for code in kind if code in wanted),
        lack=lack,
        people=tuple(people),
        minutes=(min(minutes), max(minutes)) if minutes else None,
        hours=min((p.max_hours_per_week for p in persons if p.max_hours_per_week), default=None),
        spoken=min(
            (p.norwegian_spoken for p in persons if p.norwegian_spoken is not None), default=None
        ),
        places=tuple(sorted({p.place for p in persons if p.place})),
        unknown={name: count for name, count in unknown.items() if count},
    )
