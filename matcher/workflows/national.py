"""An office's ended programmes beside the whole country's of 2011.

The country's figures are of everybody whose programme ended, or who dropped out of it, in 2011.
Ours are words of another list, of the people whose outcome is known, and of few of them: the
nearest there is, with an interval, and not to be compared without care.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from matcher.domain.outcomes import NextStep
from matcher.domain.shares import Share, share_of

YEAR = 2011


class Kind(StrEnum):
    """What the country's figures tell apart."""

    WORK = "work"
    DROPPED_OUT = "dropped_out"
    SUBSIDISED_OR_MEASURE = "subsidised_or_measure"


# Per cent of ended programmes and drop-outs in the whole country, 2011.
NATIONAL: Mapping[Kind, float] = {
    Kind.WORK: 25.2,
    Kind.DROPPED_OUT: 15.4,
    Kind.SUBSIDISED_OR_MEASURE: 11.2,
}
# The outcomes that come nearest. Nobody notes that a programme was broken off: who is gone, and
# nobody knows where, is the nearest.
_NEAREST: Mapping[Kind, tuple[NextStep, ...]] = {
    Kind.WORK: (NextStep.JOB,),
    Kind.DROPPED_OUT: (NextStep.GONE,),
    Kind.SUBSIDISED_OR_MEASURE: (NextStep.SUBSIDISED_JOB, NextStep.PLACEMENT),
}


@dataclass(frozen=True, slots=True)
class Beside:
    """The office's share of those whose outcome is known, beside the country's per cent."""

    kind: Kind
    office: Share
    national_percent: float
    national_year: int = YEAR


def beside_the_country(outcomes: Mapping[NextStep, int]) -> tuple[Beside, ...]:
    """A row for each of the country's figures.

    >>> rows = beside_the_country({NextStep.JOB: 3, NextStep.AAP: 1, NextStep.UNKNOWN: 6})
    >>> rows[0].kind.value, rows[0].office.share, rows[0].national_percent
    ('work', 0.75, 25.2)
    """
    known = sum(count for step, count in outcomes.items() if step is not NextStep.UNKNOWN)
    return tuple(
        Beside(kind, share_of(sum(outcomes.get(s, 0) for s in _NEAREST[kind]), known), percent)
        for kind, percent in NATIONAL.items()
    )
