"""The capacity rule for all openings at once: the first day that slot, mentor and employer share.

``free_date`` says the same for one opening, day by day, and is the oracle of this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import EPOCH, Floats, Ints, day_numbers
from matcher.domain.employers import Opening
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import Board, Interval
from matcher.eligibility.free_date import find_free_date
from matcher.eligibility.lengths import first_working_days, last_days, search_window
from matcher.eligibility.rules import State

# Days ahead that are looked at for all openings at once. The few that start later (often a year
# that was typed wrongly) are asked one by one, so that memory does not grow with their date.
FAR_DAYS = 730
MET, UNKNOWN, NOT_MET = np.int8(State.MET), np.int8(State.UNKNOWN), np.int8(State.NOT_MET)


@dataclass(frozen=True, slots=True)
class FreeDates:
    """For each of O openings the rule's answer, the first free day and who is free then.

    ``starts`` is (O,) in days since 1970, NaN where there is none; ``window_first`` the first day
    that was looked at; ``mentor_ids`` the mentors who are free for the whole length.
    """

    state: Ints
    starts: Floats
    window_first: Floats
    mentor_ids: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Calendar:
    """Days 0..D-1 counted from today.

    ``after[t]`` is the day after a stay that begins on ``t``, ``begins[t]`` its first working day.
    """

    today: date
    starts: int
    days: int
    after: NDArray[np.int64]
    begins: NDArray[np.int64]

    def clipped(self, interval: Interval) -> tuple[int, int]:
        first = (interval[0] - self.today).days
        last = (interval[1] - self.today).days
        return max(first, 0), min(last + 1, self.days)


def find_free_dates(board: Board, openings: Sequence[Opening], purpose: Purpose) -> FreeDates:
    """The capacity rule of every opening for stays of ``purpose``'s length."""
    far = [
        (opening.starts or board.today) - board.today > timedelta(FAR_DAYS) for opening in openings
    ]
    near = _find_near(
        board, [o for o, late in zip(openings, far, strict=True) if not late], purpose
    )
    return _with_far(board, openings, far, near, purpose) if any(far) else near


def _with_far(
    board: Board,
    openings: Sequence[Opening],
    far: Sequence[bool],
    near: FreeDates,
    purpose: Purpose,
) -> FreeDates:
    """``near`` with the answers for the openings that start ``far`` ahead put in their places."""
    answers = zip(near.state, near.starts, near.window_first, near.mentor_ids, strict=True)
    rows = [
        _find_far(board, opening, purpose) if late else next(answers)
        for opening, late in zip(openings, far, strict=True)
    ]
    state, starts, window_first, mentor_ids = zip(*rows, strict=True)
    return FreeDates(
        np.array(state, dtype=np.int8), np.array(starts), np.array(window_first), mentor_ids
    )


def _find_far(
    board: Board, opening: Opening, purpose: Purpose
) -> tuple[State, float, float, tuple[str, ...]]:
    free = find_free_date(board, opening, purpose)
    window = search_window(board.today, opening.starts, board.policy)[0]
    starts, first = day_numbers([free.starts, window]).tolist()
    return free.state, starts, first, free.mentor_ids


def _find_near(board: Board, openings: Sequence[Opening], purpose: Purpose) -> FreeDates:
    firsts = [search_window(board.today, o.starts, board.policy)[0] for o in openings]
    begins = np.array([(first - board.today).days for first in firsts], dtype=np.int64)
    width = 7 * board.policy.search_weeks + 1
    calendar = _calendar(board, purpose, int(begins.max(initial=0)) + width)
    states, owners = _mentor_pairs(board, openings, calendar)
    window = begins[:, None] + np.arange(width)
    rows = np.arange(len(openings))[:, None]
    state = np.minimum(
        _opening_states(board, openings, calendar)[rows, window],
        _employer_states(board, openings, calendar, window),
    )
    state = np.minimum(state, _any_mentor(states, owners, openings, window))
    best = state.max(axis=1, initial=NOT_MET)
    chosen = begins + (state == best[:, None]).argmax(axis=1)
    first_day = np.array([first.toordinal() - EPOCH for first in firsts], dtype=np.float64)
    return FreeDates(
        state=best,
        starts=np.where(best == NOT_MET, np.nan, first_day - begins + chosen),
        window_first=first_day,
        mentor_ids=_free_mentors(states, owners, openings, chosen, best),
    )


def _calendar(board: Board, purpose: Purpose, starts: int) -> _Calendar:
    days = np.datetime64(board.today, "D") + np.arange(starts)
    after = (last_days(days, purpose, board.policy) - days[0]).astype(np.int64) + 1
    begins = (first_working_days(days) - days[0]).astype(np.int64)
    return _Calendar(board.today, starts, int(after[-1]), after, begins)


def _stay_states(
    calendar: _Calendar, capacities: Sequence[int | None], taken: Sequence[Sequence[Interval]]
) -> Ints:
    """(N, starts) states: may a stay begin on that day, given what is taken already?

    A stay works when none of its days is full; full days are counted by running sums.
    """
    change = np.zeros((len(capacities), calendar.days + 1), dtype=np.int16)
    for row, intervals in enumerate(taken):
        for interval in intervals:
            first, after = calendar.clipped(interval)
            if first < after:
                change[row, first] += 1
                change[row, after] -= 1
    limit = np.array([0 if c is None else min(c, 32_000) for c in capacities], dtype=np.int16)
    full = np.cumsum(change[:, :-1], axis=1, dtype=np.int16) >= limit[:, None]
    states = _no_bad_day(calendar, full)
    states[np.array([c is None for c in capacities], dtype=np.bool_)] = UNKNOWN
    return states


def _no_bad_day(calendar: _Calendar, bad: NDArray[np.bool_]) -> Ints:
    counted = np.zeros((bad.shape[0], bad.shape[1] + 1), dtype=np.int32)
    np.cumsum(bad, axis=1, out=counted[:, 1:])
    fine = counted[:, calendar.after] == counted[:, : calendar.starts]
    return np.where(fine, MET, NOT_MET)


def _opening_states(board: Board, openings: Sequence[Opening], calendar: _Calendar) -> Ints:
    taken = [board.opening_days.get(o.opening_id, ()) for o in openings]
    states = _stay_states(calendar, [o.slots for o in openings], taken)
    for row, opening in enumerate(openings):
        if opening.ends is not None:
            states[row, max((opening.ends - board.today).days + 1, 0) :] = NOT_MET
    return states


def _employer_states(
    board: Board, openings: Sequence[Opening], calendar: _Calendar, window: NDArray[np.int64]
) -> Ints:
    ids = sorted({o.employer_id for o in openings})
    row_of = {employer_id: row for row, employer_id in enumerate(ids)}
    capacities = [board.employers[employer_id].capacity for employer_id in ids]
    taken = [board.employer_days.get(employer_id, ()) for employer_id in ids]
    states = _stay_states(calendar, capacities, taken)
    rows = np.array([row_of[o.employer_id] for o in openings], dtype=np.int64)
    answer: Ints = states[rows[:, None], window]
    return answer


def _mentor_pairs(
    board: Board, openings: Sequence[Opening], calendar: _Calendar
) -> tuple[Ints, dict[str, int]]:
    """States of every mentor that some opening names, and each mentor's row."""
    ids = sorted({mentor_id for o in openings for mentor_id in o.mentors or ()})
    mentors = [board.mentors[mentor_id] for mentor_id in ids]
    taken = [board.mentor_days.get(mentor_id, ()) for mentor_id in ids]
    states = _stay_states(calendar, [m.capacity for m in mentors], taken)
    for row, mentor in enumerate(mentors):
        if mentor.available_from is not None:
            states[row, : max((mentor.available_from - board.today).days, 0)] = NOT_MET
        if mentor.available_to is not None:
            gone = (mentor.available_to - board.today).days + 1
            states[row, calendar.after > gone] = NOT_MET
        if away := board.stopped.mentors.get(mentor.mentor_id):
            short = board.policy.mentor_short_absence_days
            states[row, _hindered(calendar, away, short)] = NOT_MET
    return states, {mentor_id: row for row, mentor_id in enumerate(ids)}


def _hindered(calendar: _Calendar, away: Sequence[Interval], short: int) -> NDArray[np.bool_]:
    """(starts,) whether absences stand in the way of a stay that begins on each day."""
    starts = np.arange(calendar.starts)
    hindered = np.zeros(calendar.starts, dtype=np.bool_)
    for interval in away:
        first, last = ((day - calendar.today).days for day in interval)
        days = np.minimum(last + 1, calendar.after) - np.maximum(first, starts)
        hindered |= (first <= calendar.begins) & (starts <= last) | (days > short)
    return hindered


def _any_mentor(
    states: Ints, owners: dict[str, int], openings: Sequence[Opening], window: NDArray[np.int64]
) -> Ints:
    """(O, width): the best answer among each opening's mentors; UNKNOWN where they are unknown."""
    answer = np.full(window.shape, NOT_MET, dtype=np.int8)
    answer[np.array([o.mentors is None for o in openings], dtype=np.bool_)] = UNKNOWN
    pairs = [(row, owners[m]) for row, o in enumerate(openings) for m in o.mentors or ()]
    if pairs:
        rows, mentors = np.array(pairs, dtype=np.int64).T
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        offered = states[mentors[:, None], window[rows]]
        answer[rows[starts]] = np.maximum.reduceat(offered, starts, axis=0)
    return answer


def _free_mentors(
    states: Ints,
    owners: dict[str, int],
    openings: Sequence[Opening],
    chosen: NDArray[np.int64],
    best: Ints,
) -> tuple[tuple[str, ...], ...]:
    """Those of each opening's mentors whose own answer on the chosen day is the best there is."""
    free: list[tuple[str, ...]] = []
    for opening, day, state in zip(openings, chosen, best, strict=True):
        answers = {m: states[owners[m], day] for m in opening.mentors or ()}
        top = max(answers.values(), default=NOT_MET)
        able = NOT_MET not in (state, top)
        free.append(tuple(m for m, answer in answers.items() if able and answer == top))
    return tuple(free)
