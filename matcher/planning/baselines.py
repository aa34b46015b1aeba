"""What happens without a plan: first come, first served, and the best pair first."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.plans import Objective
from matcher.planning.problem import Candidates, Places, Rows, centred


@dataclass(frozen=True, slots=True)
class _Left:
    """The places that are left while they are given out one by one."""

    slots: list[int]
    mentors: list[int]
    employers: list[int]
    mentors_of: list[list[int]]
    employer_of: list[int]

    def take(self, opening: int) -> bool:
        """Take a place there, with the mentor who has the most left; False where it is full."""
        if self.slots[opening] <= 0:
            return False
        free = [
            m for m in self.mentors_of[opening]
            if self.mentors[m] > 0 and self.employers[self.employer_of[m]] > 0
        ]  # fmt: skip
        if not free:
            return False
        mentor = max(free, key=lambda m: self.mentors[m])
        self.slots[opening] -= 1
        self.mentors[mentor] -= 1
        self.employers[self.employer_of[mentor]] -= 1
        return True


def first_come(places: Places, pairs: Candidates, arrival: Floats, floor: float = 0.0) -> Rows:
    """(P,) choices when each in the order of ``arrival`` (P,) takes the best place that is left.

    Unknown arrival (NaN) comes last; ties by row.

    >>> places = Places(*map(np.array, ([1], [0], [0], [1], [0], [1])))
    >>> pairs = Candidates(2, np.array([0, 1]), np.array([0, 0]), np.array([0.3, 0.4]))
    >>> first_come(places, pairs, np.array([1.0, 2.0])).tolist()
    [0, -1]
    """
    rows = np.flatnonzero(pairs.allowed(floor))
    position = np.empty(pairs.people, dtype=np.int64)
    position[np.argsort(arrival, kind="stable")] = np.arange(pairs.people)
    return _give(
        places, pairs, rows[np.lexsort((-pairs.value[rows], position[pairs.person[rows]]))]
    )


def greedy(
    places: Places,
    pairs: Candidates,
    floor: float = 0.0,
    objective: Objective = Objective.VALUE,
) -> Rows:
    """(P,) choices when the best pair is placed first, then the next.

    The best is what the plan's own objective counts most: the value, or the value minus the
    person's mean, so that like is compared with like.

    >>> places = Places(*map(np.array, ([1], [0], [0], [1], [0], [1])))
    >>> pairs = Candidates(2, np.array([0, 1]), np.array([0, 0]), np.array([0.3, 0.4]))
    >>> greedy(places, pairs).tolist()
    [-1, 1]
    """
    allowed = pairs.allowed(floor)
    gains = pairs.value if objective is Objective.VALUE else centred(pairs, allowed)
    rows = np.flatnonzero(allowed)
    return _give(places, pairs, rows[np.lexsort((-pairs.value[rows], -gains[rows]))])


def _give(places: Places, pairs: Candidates, order: Rows) -> Rows:
    """Pairs in turn, locked ones before all others, as long as there are places."""
    locked = pairs.lock_flags()[order]
    left = _left(places)
    choice = np.full(pairs.people, -1, dtype=np.int64)
    for row in _both(order[locked], order[~locked]):
        person = pairs.person[row]
        if choice[person] < 0 and left.take(int(pairs.opening[row])):
            choice[person] = row
    return choice


def _both(first: Rows, then: Rows) -> Iterable[int]:
    yield from first.tolist()
    yield from then.tolist()


def _left(places: Places) -> _Left:
    mentors_of: list[list[int]] = [[] for _ in places.slots]
    for opening, mentor in zip(
        places.link_opening.tolist(), places.link_mentor.tolist(), strict=True
    ):
        mentors_of[opening].append(mentor)
    return _Left(
        places.slots.tolist(),
        places.mentor_places.tolist(),
        places.employer_places.tolist(),
        mentors_of,
        places.mentor_employer.tolist(),
    )
