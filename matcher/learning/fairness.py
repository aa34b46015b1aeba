"""A figure for each audit group, beside everybody else's, with intervals and small groups hidden.

Every figure is a sum over a sum, a pair of numbers a person, so that a bootstrap over people is one
product of matrices. What a figure is made of comes in; what is shown of it is decided here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Any

import numpy as np

from matcher.domain.arrays import Flags, Floats
from matcher.domain.small_groups import FEWEST_SHOWN, hidden_groups
from matcher.learning.comparison import Words
from matcher.learning.figures import FEWEST_DRAWS, MOST_WEIGHTS
from matcher.learning.metrics import DRAWS, ENDS, Estimate, participant_draws

# People of whom no group is known; a group of the breakdown, never one that is judged.
UNKNOWN = "unknown"
# A figure of fewer people is shown, and too uncertain to accuse anybody with.
FEWEST_JUDGED = 20
# Worse where that is at least 95 % sure, all groups and figures together (Bonferroni).
DOUBT = 0.05
_NOTHING = Estimate(None)


class Better(StrEnum):
    """Which way a figure is good for those whom it is about."""

    HIGH = "high"
    LOW = "low"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class Figure:
    """What is looked at; ``least`` is the smallest gap worth somebody's time.

    It is in the figure's own unit, or with ``relative`` a share of everybody else's figure.
    """

    name: str
    better: Better
    least: float
    relative: bool = False


# Ours: one in twenty people, or a tenth of what the others have.
FIGURES = {
    figure.name: figure
    for figure in (
        Figure("placement_rate", Better.HIGH, 0.05),
        Figure("best_value", Better.HIGH, 0.1, relative=True),
        Figure("possible_openings", Better.HIGH, 0.1, relative=True),
        Figure("good_exposure", Better.HIGH, 0.05),
        Figure("forecast_minus_outcome", Better.ZERO, 0.05),
        Figure("false_negative_rate", Better.LOW, 0.05),
        Figure("false_positive_rate", Better.LOW, 0.05),
    )
}


@dataclass(frozen=True, slots=True)
class Sums:
    """n people: the group of each, and what each adds above and below the line of ``figure``."""

    figure: Figure
    group: Words
    above: Floats
    below: Floats

    def counted(self) -> "Sums":
        """Only the people who add anything below the line: of the others nothing is known."""
        some = self.below > 0
        return Sums(self.figure, self.group[some], self.above[some], self.below[some])


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group's figure; all None where it is hidden. ``gap`` is to everybody else together."""

    group: str
    people: int | None = None
    value: Estimate = _NOTHING
    others: float | None = None
    gap: Estimate = _NOTHING
    error: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """As it stands in reports."""
        return {
            "group": self.group, "people": self.people, "value": self.value.as_dict(),
            "gap": self.gap.as_dict(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A figure of everybody and of each group; no groups where there is only one."""

    figure: Figure
    people: int
    everyone: Estimate
    lines: tuple[GroupLine, ...]


@dataclass(frozen=True, slots=True)
class Worse:
    """A group that is clearly worse off by one figure."""

    group: str
    figure: str
    value: float
    others: float
    people: int


def break_down(sums: Sums, seed: int) -> Breakdown:
    """The figure by group, in the order of names, the unknown last; small groups are hidden.

    >>> rate = Sums(FIGURES["placement_rate"], np.array(["A"] * 5 + ["B"] * 5),
    ...             np.array([1.0] * 4 + [0.0] + [1.0] + [0.0] * 4), np.ones(10))
    >>> [(line.group, line.people, line.value.value) for line in break_down(rate, 1).lines]
    [('A', 5, 0.8), ('B', 5, 0.2)]
    """
    known = sums.counted()
    times = _times(len(known.group), seed)
    everybody = np.ones(len(known.group), dtype=np.bool_)
    people = {name: int((known.group == name).sum()) for name in _names(known.group)}
    hidden = hidden_groups(people)
    lines = tuple(
        GroupLine(name) if name in hidden else _line(known, name, times) for name in people
    )
    count = len(known.group)
    enough = count >= FEWEST_SHOWN
    everyone = _estimate(*_ratio(known, everybody, times), count) if enough else _NOTHING
    return Breakdown(sums.figure, count, everyone, lines if len(people) > 1 else ())


def _names(group: Words) -> list[str]:
    return sorted(set(group.tolist()), key=lambda name: (name == UNKNOWN, name))


def _times(people: int, seed: int) -> Floats:
    draws = min(DRAWS, max(FEWEST_DRAWS, MOST_WEIGHTS // max(people, 1)))
    return participant_draws(people, seed=seed, draws=draws)


def _line(sums: Sums, name: str, times: Floats) -> GroupLine:
    own = sums.group == name
    value, drawn = _ratio(sums, own, times)
    others, drawn_others = _ratio(sums, ~own, times)
    apart = drawn - drawn_others
    people = int(own.sum())
    defined = apart[np.isfinite(apart)]
    return GroupLine(
        group=name,
        people=people,
        value=_estimate(value, drawn, people),
        others=others,
        gap=_estimate(value - others, apart, people),
        error=float(defined.std()) if len(defined) > len(apart) / 2 else None,
    )


def _ratio(sums: Sums, rows: Flags, times: Floats) -> tuple[float, Floats]:
    """The figure of ``rows``, and (draws,) the same in each draw; NaN where nobody was drawn."""
    below = times[:, rows] @ sums.below[rows]
    above = times[:, rows] @ sums.above[rows]
    drawn = np.divide(above, below, out=np.full(len(times), np.nan), where=below > 0)
    whole = float(sums.below[rows].sum())
    return (float(sums.above[rows].sum()) / whole if whole else np.nan), drawn


def _estimate(value: float, drawn: Floats, people: int) -> Estimate:
    if not np.isfinite(value):
        return _NOTHING
    defined = drawn[np.isfinite(drawn)]
    if people < 2 or len(defined) < 0.9 * len(drawn):
        return Estimate(value)
    low, high = np.quantile(defined, ENDS)
    return Estimate(value, float(low), float(high))


def clearly_worse(breakdowns: Iterable[Breakdown]) -> tuple[Worse, ...]:
    """The groups that are worse off than everybody else, surely and by enough to matter.

    A normal approximation with the bootstrap's standard error, since so small a doubt would need
    very many draws.
    """
    judged = [
        (each.figure, line) for each in breakdowns for line in each.lines if _may_be_judged(line)
    ]
    if not judged:
        return ()
    reach = NormalDist().inv_cdf(1.0 - DOUBT / len(judged))
    return tuple(_worse(figure, line) for figure, line in judged if _is_worse(figure, line, reach))


def _may_be_judged(line: GroupLine) -> bool:
    enough = line.people is not None and line.people >= FEWEST_JUDGED
    return enough and line.group != UNKNOWN and line.gap.value is not None


def _is_worse(figure: Figure, line: GroupLine, reach: float) -> bool:
    """Whether the disadvantage is beyond ``reach`` standard errors and beyond the least."""
    value, others, people = line.value.value, line.others, line.people
    assert value is not None and others is not None and people is not None
    if line.error is None:
        return False
    harm = _harm(figure.better, value, others)
    least = figure.least * (abs(others) if figure.relative else 1.0)
    # Where all of a group are alike the bootstrap sees no error; one person might have differed.
    error = max(line.error, 0.0 if figure.relative else 1.0 / people)
    return harm >= least and harm > reach * error


def _harm(better: Better, value: float, others: float) -> float:
    """By how much a group is worse off; below 0 it is better off.

    >>> _harm(Better.HIGH, 0.25, 0.5), _harm(Better.LOW, 0.25, 0.5), _harm(Better.ZERO, -0.5, 0.25)
    (0.25, -0.25, 0.25)
    """
    if better is Better.HIGH:
        return others - value
    return value - others if better is Better.LOW else abs(value) - abs(others)


def _worse(figure: Figure, line: GroupLine) -> Worse:
    value, others, people = line.value.value, line.others, line.people
    assert value is not None and others is not None and people is not None
    return Worse(line.group, figure.name, value, others, people)


def document(breakdowns: Sequence[Breakdown], worse: Sequence[Worse]) -> list[dict[str, Any]]:
    """Every figure with its groups, as it stands in a night's report."""
    found = {(each.figure, each.group) for each in worse}
    return [
        {
            "figure": each.figure.name,
            "better": each.figure.better.value,
            "everyone": each.everyone.as_dict(),
            "groups": [
                line.as_dict() | {"worse": (each.figure.name, line.group) in found}
                for line in each.lines
            ],
        }
        for each in breakdowns
    ]
