"""The places of a market within the horizon: who has how many, and when a stay may begin.

A stay may begin on the first day of an opening's window, or when something that stood in the way
has just ended: on no other day is there more room than before. Only those days are looked at.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

from matcher.domain.employers import Mentor, Opening
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import Board, Interval
from matcher.eligibility.lengths import last_day, search_window
from matcher.eligibility.stopped import hinders
from matcher.planning.problem import Places

# Nobody has said how many an opening or a mentor can take: in one plan they are given one.
UNKNOWN_PLACES = 1
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Supply:
    """``places`` with the names behind its rows; a mentor's row is (mentor, employer).

    An opening whose mentors are not known has a stand-in, whose mentor is None. A mentor who
    serves two employers has a row for each; the dates are dealt with them as one person.
    """

    places: Places
    mentor_ids: tuple[str | None, ...]
    employer_ids: tuple[str, ...]


def supply_of(
    board: Board, openings: Sequence[Opening], purposes: Sequence[frozenset[Purpose]]
) -> Supply:
    """Places of all ``openings``, for stays of the ``purposes`` that are wanted of each (O,).

    Openings that nobody wants have none.
    """
    links: list[tuple[int, tuple[str, str]]] = []
    slots = np.zeros(len(openings), dtype=np.int64)
    mentors: dict[tuple[str, str], int] = {}
    employers: dict[str, int] = {}
    for row, (opening, wanted) in enumerate(zip(openings, purposes, strict=True)):
        lengths = _lengths(wanted)
        slots[row] = most_at(board, opening, None, lengths) if wanted else 0
        if not slots[row]:
            continue
        employer = opening.employer_id
        room = _employer_room(board, opening, lengths)
        employers[employer] = max(employers.get(employer, 0), room)
        for name, free in _mentor_rooms(board, opening, lengths, int(slots[row])):
            key = (name, employer)
            mentors[key] = max(mentors.get(key, 0), free)
            links.append((row, key))
    row_of = {key: row for row, key in enumerate(mentors)}
    employer_ids = tuple(employers)
    employer_row = {name: row for row, name in enumerate(employer_ids)}
    return Supply(
        places=Places(
            slots=slots,
            link_opening=np.array([row for row, _ in links], dtype=np.int64),
            link_mentor=np.array([row_of[key] for _, key in links], dtype=np.int64),
            mentor_places=np.array(list(mentors.values()), dtype=np.int64),
            mentor_employer=np.array([employer_row[e] for _, e in mentors], dtype=np.int64),
            employer_places=np.array(list(employers.values()), dtype=np.int64),
        ),
        mentor_ids=tuple(name if name in board.mentors else None for name, _ in mentors),
        employer_ids=employer_ids,
    )


def _lengths(wanted: frozenset[Purpose]) -> tuple[Purpose, ...]:
    """One purpose for each length of stay that is wanted: tastes, and all others."""
    long = [Purpose.EXPERIENCE] if wanted - {Purpose.TASTE} else []
    return (*([Purpose.TASTE] if Purpose.TASTE in wanted else []), *long)


def _mentor_rooms(
    board: Board, opening: Opening, lengths: Sequence[Purpose], slots: int
) -> Iterator[tuple[str, int]]:
    if opening.mentors is None:
        yield f"?{opening.opening_id}", slots
        return
    for mentor_id in opening.mentors:
        room = most_at(board, opening, board.mentors[mentor_id], lengths)
        if room and any(next(stays(board, opening, mentor_id, p), None) for p in lengths):
            yield mentor_id, room


def most_at(
    board: Board, opening: Opening, mentor: Mentor | None, lengths: Sequence[Purpose]
) -> int:
    """The most places of the opening, or of its ``mentor``, on any day that a stay may begin."""
    if mentor is None:
        capacity, taken = opening.slots, board.opening_days.get(opening.opening_id, ())
    else:
        capacity, taken = mentor.capacity, board.mentor_days.get(mentor.mentor_id, ())
    if capacity is None:
        return UNKNOWN_PLACES
    since = mentor.available_from if mentor else None
    return max(
        (
            free_places(capacity, taken, first, ends)
            for purpose in lengths
            for first in _days(board, opening, [*taken, *_away(board, mentor)], since)
            if _mentor_is_there(board, mentor, first, ends := _end(first, purpose, board.policy))
        ),
        default=0,
    )


def _employer_room(board: Board, opening: Opening, lengths: Sequence[Purpose]) -> int:
    employer = board.employers[opening.employer_id]
    if employer.capacity is None:  # its openings and mentors are the limit
        return 1_000_000
    taken = board.employer_days.get(employer.employer_id, ())
    return max(
        (
            free_places(employer.capacity, taken, first, _end(first, purpose, board.policy))
            for purpose in lengths
            for first in _days(board, opening, taken, None)
        ),
        default=0,
    )


def stays(
    board: Board,
    opening: Opening,
    mentor_id: str | None,
    purpose: Purpose,
    *,
    latest: date | None = None,
    beyond: bool = False,
) -> Iterator[Interval]:
    """First and last days of stays with room for one more everywhere, the earliest first.

    ``latest`` is the last day to begin; ``beyond`` looks past the horizon too.
    """
    employer = board.employers[opening.employer_id]
    mentor = None if mentor_id is None else board.mentors[mentor_id]
    limits = [
        (opening.slots, board.opening_days.get(opening.opening_id, ())),
        (employer.capacity, board.employer_days.get(employer.employer_id, ())),
    ]
    if mentor is not None:
        limits.append((mentor.capacity, board.mentor_days.get(mentor.mentor_id, ())))
    taken = [*(interval for _, days in limits for interval in days), *_away(board, mentor)]
    since = mentor.available_from if mentor else None
    for first in _days(board, opening, taken, since, beyond=beyond):
        if latest is not None and first > latest:
            return
        ends = _end(first, purpose, board.policy)
        if _mentor_is_there(board, mentor, first, ends) and all(
            capacity is None or free_places(capacity, days, first, ends) > 0
            for capacity, days in limits
        ):
            yield first, ends


def free_places(capacity: int, taken: Iterable[Interval], starts: date, ends: date) -> int:
    """Places that are free on every day of a stay.

    >>> day = date(2026, 1, 5)
    >>> free_places(2, [(day, day)], day, day + ONE_DAY)
    1
    """
    within = [days for days in taken if days[0] <= ends and days[1] >= starts]
    # The busiest day is the first one, or one on which something begins.
    busy = [starts, *(first for first, _ in within if first > starts)]
    most = max(sum(first <= day <= last for first, last in within) for day in busy)
    return max(0, capacity - most)


def _days(
    board: Board,
    opening: Opening,
    taken: Iterable[Interval],
    since: date | None,
    *,
    beyond: bool = False,
) -> list[date]:
    """The days on which a stay may begin and there may be more room than before, in order."""
    first, last = search_window(board.today, opening.starts, board.policy)
    if beyond:
        last = date.max
    if opening.ends is not None:
        last = min(last, opening.ends)
    after = {end + ONE_DAY for _, end in taken if first <= end < last}
    if since is not None and first <= since <= last:
        after.add(since)
    return sorted({first, *after}) if first <= last else []


def _away(board: Board, mentor: Mentor | None) -> Sequence[Interval]:
    return () if mentor is None else board.stopped.mentors.get(mentor.mentor_id, ())


def _mentor_is_there(board: Board, mentor: Mentor | None, starts: date, ends: date) -> bool:
    if mentor is None:
        return True
    since, until = mentor.available_from, mentor.available_to
    if (since is not None and since > starts) or (until is not None and ends > until):
        return False
    short = board.policy.mentor_short_absence_days
    return not hinders(_away(board, mentor), starts, ends, short)


@cache
def _end(first: date, purpose: Purpose, policy: Policy) -> date:
    return last_day(first, purpose, policy)
