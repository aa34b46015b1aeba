"""What comes first on an adviser's day: one line for each matter, in the order of its urgency.

Pure: the lines are gathered elsewhere. How urgent a line is, is a number of days: how late it is
by now (at most two weeks, so that nothing old drowns what happens today), and a head start for
what hurts most when it waits.
"""

from collections.abc import Collection, Iterable
from datetime import date
from enum import IntEnum, StrEnum
from typing import Protocol, TypeVar

# A line that is later than this is as urgent as it gets.
LATEST_DAYS = 14
# Nothing that can wait for longer than a week stands on the day's list.
AHEAD_DAYS = 7


class Kind(StrEnum):
    """What a line of the day is about."""

    START = "start"
    TALK = "talk"
    RING = "ring"
    FOLLOW_UP = "follow_up"
    OVERDUE_END = "overdue_end"
    NEXT_RUNG = "next_rung"
    ENDING = "ending"
    ANSWER = "answer"
    PROMISE = "promise"
    EMPTY = "empty"
    PROPOSAL = "proposal"
    CONSENT = "consent"
    PROGRAMME = "programme"
    CALL = "call"
    REPORT = "report"
    FACT = "fact"


# Days that a line stands ahead of one that is as late. The office's habit, not law: an employer
# who waits for somebody who does not come is lost for the next person too; a placement without a
# talk breaks off. So a first day goes before all else, then whoever waits to be rung, and a talk
# that is late before any answer about last month. An employer's answer of today goes before a week
# that has been empty for long.
HEAD_START = {
    Kind.START: 45,
    Kind.TALK: 29,
    Kind.RING: 29,
    Kind.ANSWER: 22,
    Kind.FOLLOW_UP: 14,
    Kind.OVERDUE_END: 14,
    Kind.NEXT_RUNG: 10,
    Kind.ENDING: 10,
    Kind.PROMISE: 10,
    Kind.EMPTY: 7,
    Kind.PROPOSAL: 7,
    Kind.CONSENT: 7,
    Kind.PROGRAMME: 4,
    Kind.CALL: 0,
    Kind.REPORT: 0,
    Kind.FACT: 0,
}

# Somebody waits for the adviser: on the day itself, it is for now.
WAITED_FOR = (Kind.START, Kind.TALK, Kind.RING, Kind.ANSWER)

# What nothing else in the program records as done, so that a tick on the list is the record.
TICKED_HERE = (
    Kind.ANSWER, Kind.CONSENT, Kind.ENDING, Kind.PROPOSAL, Kind.PROGRAMME, Kind.REPORT, Kind.FACT,
)  # fmt: skip


class When(IntEnum):
    """The part of the list that a line stands in, in order."""

    NOW = 0
    TODAY = 1
    THIS_WEEK = 2


class Line(Protocol):
    """A line of the day: ``key`` is its stable name, ``matter`` what it is about, of whom.

    ``by`` is the day by which something should be done.
    """

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def matter(self) -> str: ...
    @property
    def by(self) -> date: ...


L = TypeVar("L", bound=Line)


def when(line: Line, today: date) -> When:
    """Late is for now, and so is whoever waits for us today. The others can wait a little."""
    if line.by < today or (line.kind in WAITED_FOR and line.by == today):
        return When.NOW
    return When.TODAY if line.by == today else When.THIS_WEEK


def urgency(line: Line, today: date) -> int:
    """Days late, at most ``LATEST_DAYS`` (ahead of its day: negative), and the head start."""
    return min((today - line.by).days, LATEST_DAYS) + HEAD_START[line.kind]


def in_order(lines: Iterable[L], today: date) -> tuple[L, ...]:
    """One line for each matter, its most urgent; what is for now first, then by urgency.

    Where two are as urgent, the older day comes first, then key and matter: the same order always.
    """
    best: dict[str, L] = {}
    for line in sorted(lines, key=lambda each: _rank(each, today)):
        best.setdefault(line.matter, line)
    # One key is one line, whatever its sources say of it.
    by_key: dict[str, L] = {}
    for line in best.values():
        by_key.setdefault(line.key, line)
    return tuple(by_key.values())


def without_marked(lines: Collection[L], marked: Collection[str]) -> tuple[L, ...]:
    """The lines whose matter nobody has ticked off or put off.

    A mark holds for the whole matter: to put off one of its lines brings up no other one.
    """
    off = {line.matter for line in lines if line.key in marked}
    return tuple(line for line in lines if line.matter not in off)


def _rank(line: Line, today: date) -> tuple[int, int, date, str, str, str]:
    return when(line, today), -urgency(line, today), line.by, line.key, line.matter, line.kind
