"""The first day on which an opening, one of its mentors and its employer are all free.

The plain version, day by day, for one opening; ``occupancy`` does the same for all at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.domain.employers import Mentor, Opening
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import Board, Interval
from matcher.eligibility.lengths import last_day, search_window
from matcher.eligibility.rules import State
from matcher.eligibility.stopped import hinders


@dataclass(frozen=True, slots=True)
class FreeDate:
    """The answer of the capacity rule, with the mentors who are free for the whole length.

    ``unknown_fields`` are what stands between "perhaps" and "yes"; empty unless unknown.
    """

    state: State
    starts: date | None = None
    mentor_ids: tuple[str, ...] = ()
    unknown_fields: tuple[str, ...] = ()


def find_free_date(board: Board, opening: Opening, purpose: Purpose) -> FreeDate:
    """The first day that certainly works, else the first that may, else NOT_MET."""
    perhaps: FreeDate | None = None
    first, last = search_window(board.today, opening.starts, board.policy)
    for offset in range((last - first).days + 1):
        starts = first + timedelta(days=offset)
        found = free_on(board, opening, starts, last_day(starts, purpose, board.policy))
        if found.state is State.MET:
            return found
        if found.state is State.UNKNOWN and perhaps is None:
            perhaps = found
    return perhaps or FreeDate(State.NOT_MET)


def free_on(board: Board, opening: Opening, starts: date, ends: date) -> FreeDate:
    """Whether a placement from ``starts`` to ``ends`` (both included) fits every capacity."""
    if opening.ends is not None and starts > opening.ends:
        return FreeDate(State.NOT_MET)
    employer = board.employers[opening.employer_id]
    slots = room(opening.slots, board.opening_days.get(opening.opening_id, ()), starts, ends)
    staff = room(employer.capacity, board.employer_days.get(employer.employer_id, ()), starts, ends)
    mentor_state, mentor_ids = _mentors_free(board, opening, starts, ends)
    state = min(slots, staff, mentor_state)
    if state is State.NOT_MET:
        return FreeDate(state)
    asked = (("slots", slots), ("capacity", staff), ("mentors", mentor_state))
    unknown = tuple(name for name, answer in asked if answer is State.UNKNOWN)
    return FreeDate(state, starts, mentor_ids, unknown)


def room(capacity: int | None, taken: Sequence[Interval], starts: date, ends: date) -> State:
    """Whether fewer than ``capacity`` of the ``taken`` intervals cover any day of the stay.

    >>> day = date(2026, 1, 5)
    >>> room(1, [(day, day)], day, day).name, room(2, [(day, day)], day, day).name
    ('NOT_MET', 'MET')
    """
    if capacity is None:
        return State.UNKNOWN
    days = (starts + timedelta(days=n) for n in range((ends - starts).days + 1))
    busiest = max(sum(first <= day <= last for first, last in taken) for day in days)
    return State.MET if busiest < capacity else State.NOT_MET


def mentor_state(board: Board, mentor: Mentor, starts: date, ends: date) -> State:
    """Whether one mentor is there, and below capacity, for the whole stay.

    A short holiday within a stay is no obstacle, and no reason to prefer another mentor.
    """
    away = board.stopped.mentors.get(mentor.mentor_id, ())
    if hinders(away, starts, ends, board.policy.mentor_short_absence_days):
        return State.NOT_MET
    return mentor_room(board, mentor, starts, ends)


def mentor_room(board: Board, mentor: Mentor, starts: date, ends: date) -> State:
    """Whether one mentor works there, and is below capacity, for the whole stay."""
    if mentor.available_from is not None and mentor.available_from > starts:
        return State.NOT_MET
    if mentor.available_to is not None and mentor.available_to < ends:
        return State.NOT_MET
    return room(mentor.capacity, board.mentor_days.get(mentor.mentor_id, ()), starts, ends)


def _mentors_free(
    board: Board, opening: Opening, starts: date, ends: date
) -> tuple[State, tuple[str, ...]]:
    if opening.mentors is None:
        return State.UNKNOWN, ()
    states = {
        mentor_id: mentor_state(board, board.mentors[mentor_id], starts, ends)
        for mentor_id in opening.mentors
    }
    best = max(states.values(), default=State.NOT_MET)
    if best is State.NOT_MET:
        return best, ()
    return best, tuple(mentor_id for mentor_id, state in states.items() if state is best)
