"""The part of a night that looks at audit groups: the figures, and findings that hold promotion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from matcher.learning.comparison import Comparison
from matcher.learning.fairness import Worse
from matcher.ranking.model import AdditiveModel
from matcher.store.engine import reading
from matcher.store.findings import add_finding, read_findings, unheard
from matcher.workflows.fairness import measure
from matcher.workflows.night_messages import say
from matcher.workflows.night_rows import NightRows
from matcher.workflows.night_state import ClaimedNight


@dataclass(frozen=True, slots=True)
class FairnessOfNight:
    """The figures for the report, findings to open, and every finding that nobody looks after."""

    document: dict[str, Any]
    new: tuple[Worse, ...]
    waiting: tuple[str, ...]


def look_at_fairness(
    night: ClaimedNight, rows: NightRows, candidate: AdditiveModel, comparison: Comparison
) -> FairnessOfNight:
    """The figures as they would be with ``candidate``; each new finding is said."""
    found = measure(night.program, candidate, rows, comparison, night.today)
    with reading(night.program.engine) as connection:
        old = [each for each in read_findings(connection, closed=False) if each.waits(night.today)]
        new = _new(connection, found.worse, night.today)
    for worse in new:
        night.note(say("finding_opened", text=finding_text(worse)))
    waiting = [(each.figure, each.audit_group) for each in old]
    waiting += [(each.figure, each.group) for each in new]
    named = tuple(f"{figure} of {group}" for figure, group in waiting)
    return FairnessOfNight(found.document, new, named)


def open_findings(connection: sa.Connection, fair: FairnessOfNight, today: date) -> None:
    """Keep what was found; within ``writing``, with the end of the night."""
    for worse in _new(connection, fair.new, today):
        add_finding(connection, worse.group, worse.figure, finding_text(worse), today)


def _new(connection: sa.Connection, found: Sequence[Worse], today: date) -> tuple[Worse, ...]:
    names = unheard(connection, [(each.group, each.figure) for each in found], today)
    return tuple(each for each in found if (each.group, each.figure) in names)


def finding_text(worse: Worse) -> str:
    """What was found, in a sentence.

    >>> finding_text(Worse("A", "placement_rate", 0.25, 0.5, 40))
    'placement_rate is 0.250 for the 40 people of A, 0.500 for everybody else.'
    """
    return (
        f"{worse.figure} is {worse.value:.3f} for the {worse.people} people of {worse.group},"
        f" {worse.others:.3f} for everybody else."
    )
