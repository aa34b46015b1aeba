"""What a plan is made from: the places there are, and the pairs that may be, as arrays."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Flags, Floats
from matcher.domain.plans import Objective

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Places:
    """Places that are free, or become free within the horizon; each is used once in a plan.

    ``slots`` (O,) by opening, ``mentor_places`` (M,) by mentor, ``employer_places`` (E,) by
    employer. ``link_opening`` and ``link_mentor`` (L,) say which mentor serves which opening;
    ``mentor_employer`` (M,) whose capacity a mentor's placements count against.
    """

    slots: Rows
    link_opening: Rows
    link_mentor: Rows
    mentor_places: Rows
    mentor_employer: Rows
    employer_places: Rows

    def one_more(self, kind: str, row: int) -> "Places":
        """The same with one more place: ``kind`` is opening, mentor or employer."""
        name = {"opening": "slots", "mentor": "mentor_places", "employer": "employer_places"}[kind]
        counts = getattr(self, name).copy()
        counts[row] += 1
        return replace(self, **{name: counts})


@dataclass(frozen=True, slots=True)
class Candidates:
    """n pairs that pass the rules: ``person`` (n,) below ``people``, ``opening`` (n,), ``value``.

    ``weight`` (P,) is added to the value of whoever is placed: a priority or a fairness bonus, in
    units of value; it decides who gets a scarce place, never how many. ``locked`` (n,) pairs are
    in every plan, ``forbidden`` (n,) ones in none, and ``later`` (n,) ones in none of now. ``gain``
    (n,) is what the objective counts of a pair, where that is not what its value says.
    """

    people: int
    person: Rows
    opening: Rows
    value: Floats
    weight: Floats = field(default_factory=lambda: np.zeros(0))
    locked: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    forbidden: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    later: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    gain: Floats = field(default_factory=lambda: np.zeros(0))

    def weights(self) -> Floats:
        """(P,) weights; zeros where none were given."""
        return self.weight if self.weight.size else np.zeros(self.people)

    def lock_flags(self) -> Flags:
        """(n,) which pairs are locked."""
        return self.locked if self.locked.size else np.zeros(len(self.person), dtype=np.bool_)

    def allowed(self, floor: float) -> Flags:
        """(n,) pairs that may be in a plan: locked, or above the floor and not forbidden.

        Who has a locked pair may have no other.

        >>> pairs = Candidates(1, np.array([0, 0]), np.array([0, 1]), np.array([0.4, 0.0]))
        >>> pairs.allowed(0.0).tolist()
        [True, False]
        """
        locked = self.lock_flags()
        free = self.value > floor
        if self.forbidden.size:
            free &= ~self.forbidden
        if self.later.size:
            free &= ~self.later
        if locked.any():
            decided = np.zeros(self.people, dtype=np.bool_)
            decided[self.person[locked]] = True
            free &= ~decided[self.person]
        return free | locked


def gains(pairs: Candidates, allowed: Flags, objective: Objective) -> Floats:
    """(n,) what the objective counts of each pair, before the person's weight."""
    if pairs.gain.size:
        return pairs.gain
    return centred(pairs, allowed) if objective is Objective.PEOPLE else pairs.value


def centred(pairs: Candidates, allowed: Flags) -> Floats:
    """(n,) value minus the person's own mean over the pairs that they may have.

    >>> pairs = Candidates(1, np.array([0, 0]), np.array([0, 1]), np.array([0.4, 0.2]))
    >>> centred(pairs, np.array([True, True])).round(3).tolist()
    [0.1, -0.1]
    """
    person = pairs.person[allowed]
    count = np.bincount(person, minlength=pairs.people)
    total = np.bincount(person, weights=pairs.value[allowed], minlength=pairs.people)
    mean = total / np.maximum(count, 1)
    gains: Floats = pairs.value - mean[pairs.person]
    return gains
