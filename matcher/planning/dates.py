"""Deals mentors and dates to the pairs of a plan, so that no day is over any capacity.

Employer by employer: whoever has the fewest ways comes first and takes the earliest day, and what
does not work out is tried otherwise.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matcher.domain.employers import Opening
from matcher.domain.participants import Participant
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import Board, Interval
from matcher.planning.free_places import free_places, stays

# Attempts at one employer before somebody is left out, and for each way besides; few are usual.
MOST_TRIES, TRIES_PER_WAY = 2_000, 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """One pair of the plan; who is worth least is left out first."""

    participant: Participant
    opening: Opening
    purpose: Purpose
    worth: float


@dataclass(frozen=True, slots=True)
class Stay:
    """When and with whom; ``mentor_id`` is None where the opening's mentors are not known."""

    mentor_id: str | None
    starts: date
    ends: date


class DatedBoard:
    """A board and the stays that were dealt on top of it."""

    def __init__(self, board: Board) -> None:
        self._base = board
        self.board = replace(
            board,
            opening_days=_copied(board.opening_days),
            mentor_days=_copied(board.mentor_days),
            employer_days=_copied(board.employer_days),
        )

    def add(self, opening: Opening, stay: Stay) -> None:
        """Take the place."""
        for days in self._lists(opening, stay):
            days.append((stay.starts, stay.ends))

    def remove(self, opening: Opening, stay: Stay) -> None:
        """Give it back."""
        for days in self._lists(opening, stay):
            days.remove((stay.starts, stay.ends))

    def has_room(self, opening: Opening, stay: Stay) -> bool:
        """Whether it can be taken now."""
        employer = self.board.employers[opening.employer_id]
        limits = [opening.slots, employer.capacity]
        if stay.mentor_id is not None:
            limits.append(self.board.mentors[stay.mentor_id].capacity)
        return all(
            limit is None or free_places(limit, days, stay.starts, stay.ends) > 0
            for limit, days in zip(limits, self._lists(opening, stay), strict=True)
        )

    def _lists(self, opening: Opening, stay: Stay) -> list[list[Interval]]:
        board = self.board
        found = [
            board.opening_days.setdefault(opening.opening_id, []),
            board.employer_days.setdefault(opening.employer_id, []),
        ]
        if stay.mentor_id is not None:
            found.append(board.mentor_days.setdefault(stay.mentor_id, []))
        return found


def _copied(days: dict[str, list[Interval]]) -> dict[str, list[Interval]]:
    copied: dict[str, list[Interval]] = defaultdict(list)
    copied.update({name: list(intervals) for name, intervals in days.items()})
    return copied


def deal(board: DatedBoard, wanted: Sequence[Wanted]) -> list[Stay | None]:
    """A stay for each of ``wanted``, None for those for whom there is no day; all are taken."""
    by_employer: dict[str, list[int]] = defaultdict(list)
    for row, pair in enumerate(wanted):
        by_employer[pair.opening.employer_id].append(row)
    dealt: list[Stay | None] = [None] * len(wanted)
    for rows in by_employer.values():
        for row, stay in _deal_as_many(board, wanted, rows).items():
            dealt[row] = stay
    return dealt


def _deal_as_many(board: DatedBoard, wanted: Sequence[Wanted], rows: list[int]) -> dict[int, Stay]:
    """All of the rows, or all but the one that is worth least, or all but two ..."""
    options = {row: _options(board.board, wanted[row]) for row in rows}
    left = sorted((row for row in rows if options[row]), key=lambda row: -wanted[row].worth)
    while left:
        for out in (None, *reversed(left)):
            chosen = [row for row in left if row != out]
            found = _Search(board, wanted, options).deal(chosen)
            if found is not None:
                return found
        left = left[:-1]
    return {}


def _options(board: Board, pair: Wanted) -> list[Stay]:
    """Every mentor and day that would do, the earliest day first, then a shared language."""
    opening = pair.opening
    mentors: Iterable[str | None] = (None,) if opening.mentors is None else opening.mentors
    found = [
        Stay(mentor_id, first, last)
        for mentor_id in mentors
        for first, last in stays(
            board, opening, mentor_id, pair.purpose, latest=pair.participant.programme_end
        )
    ]
    spoken = set(pair.participant.languages or ()) - {"no", "nb", "nn"}

    def order(stay: Stay) -> tuple[date, bool, int, str]:
        if stay.mentor_id is None:
            return (stay.starts, True, 0, "")
        shares = bool(spoken & set(board.mentors[stay.mentor_id].languages or ()))
        return (stay.starts, not shares, len(board.mentor_days.get(stay.mentor_id, ())),
                stay.mentor_id)  # fmt: skip

    return sorted(found, key=order)


class _Search:
    """Depth first over who goes when; gives up after so many tries."""

    def __init__(
        self, board: DatedBoard, wanted: Sequence[Wanted], options: dict[int, list[Stay]]
    ) -> None:
        self._board, self._wanted, self._options = board, wanted, options
        ways = sum(map(len, options.values()))
        self._tries_left = MOST_TRIES + TRIES_PER_WAY * ways

    def deal(self, rows: Sequence[int]) -> dict[int, Stay] | None:
        """A stay for each row, taken on the board; None, and nothing taken, where there is none."""
        order = sorted(rows, key=lambda row: (len(self._options[row]), row))
        dealt: dict[int, Stay] = {}
        return dealt if self._next(order, dealt) else None

    def _next(self, order: Sequence[int], dealt: dict[int, Stay]) -> bool:
        if len(dealt) == len(order):
            return True
        row = order[len(dealt)]
        opening = self._wanted[row].opening
        for stay in self._options[row]:
            self._tries_left -= 1
            if self._tries_left < 0:
                return False
            if not self._board.has_room(opening, stay):
                continue
            self._board.add(opening, stay)
            dealt[row] = stay
            if self._next(order, dealt):
                return True
            del dealt[row]
            self._board.remove(opening, stay)
        return False
