"""Small random networks for the tests of planning, and slow, obvious ways to solve them."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from matcher.planning.problem import Candidates, Places, centred


@st.composite
def places(draw: st.DrawFn, openings: int = 3, most: int = 2) -> Places:
    """A few openings, each with one or two of a few mentors, of two employers."""
    counts = st.integers(0, most)
    mentors = draw(st.integers(1, 3))
    served = [
        sorted(draw(st.sets(st.integers(0, mentors - 1), min_size=1, max_size=2)))
        for _ in range(openings)
    ]
    links = [(o, m) for o, own in enumerate(served) for m in own]

    def rows(size: int) -> Any:
        return np.array(draw(st.lists(counts, min_size=size, max_size=size)), dtype=np.int64)

    return Places(
        slots=rows(openings),
        link_opening=np.array([o for o, _ in links], dtype=np.int64),
        link_mentor=np.array([m for _, m in links], dtype=np.int64),
        mentor_places=rows(mentors),
        mentor_employer=np.array(
            draw(st.lists(st.integers(0, 1), min_size=mentors, max_size=mentors)), dtype=np.int64
        ),
        employer_places=rows(2) + 1,
    )


@st.composite
def candidates(draw: st.DrawFn, openings: int = 3, people: int = 4) -> Candidates:
    """Some pairs with values in hundredths, so that ties happen."""
    wanted = draw(
        st.sets(
            st.tuples(st.integers(0, people - 1), st.integers(0, openings - 1)),
            max_size=people * openings,
        )
    )
    pairs = sorted(wanted)
    values = draw(st.lists(st.integers(0, 20), min_size=len(pairs), max_size=len(pairs)))
    weights = draw(st.lists(st.integers(0, 5), min_size=people, max_size=people))
    return Candidates(
        people=people,
        person=np.array([p for p, _ in pairs], dtype=np.int64),
        opening=np.array([o for _, o in pairs], dtype=np.int64),
        value=np.array(values, dtype=np.float64) / 20,
        weight=np.array(weights, dtype=np.float64) / 50,
    )


def fits(supply: Places, openings: list[int]) -> bool:
    """Whether mentors can be found for these openings within every capacity, by trying all."""
    used = np.bincount(openings, minlength=len(supply.slots)) if openings else supply.slots * 0
    if (used > supply.slots).any():
        return False
    mentors = [supply.link_mentor[supply.link_opening == o].tolist() for o in openings]
    for dealt in product(*mentors):
        load = np.bincount(list(dealt), minlength=len(supply.mentor_places))
        at = np.bincount(
            supply.mentor_employer, weights=load, minlength=len(supply.employer_places)
        )
        if (load <= supply.mentor_places).all() and (at <= supply.employer_places).all():
            return True
    return False


def every_plan(supply: Places, pairs: Candidates, floor: float = 0.0) -> Iterator[list[int]]:
    """Every choice of rows of the candidates that is possible."""
    allowed, locked = pairs.allowed(floor), pairs.lock_flags()
    options: list[list[int | None]] = []
    for person in range(pairs.people):
        own = [int(r) for r in np.flatnonzero(allowed & (pairs.person == person))]
        free: list[int | None] = [] if locked[own].any() else [None]
        options.append([*own, *free])
    for chosen in product(*options):
        rows = [row for row in chosen if row is not None]
        if fits(supply, pairs.opening[rows].tolist()):
            yield rows


def best_by_trying(supply: Places, pairs: Candidates) -> tuple[int, float]:
    """The most people, and the largest sum of centred value and weight with them."""
    gain = centred(pairs, pairs.allowed(0.0)) + pairs.weights()[pairs.person]
    return max((len(rows), float(gain[rows].sum())) for rows in every_plan(supply, pairs))


def best_value_by_trying(supply: Places, pairs: Candidates) -> float:
    """The largest sum of value and weight."""
    gain = pairs.value + pairs.weights()[pairs.person]
    return max(float(gain[rows].sum()) for rows in every_plan(supply, pairs))


def result_of(pairs: Candidates, rows: Any) -> tuple[int, float]:
    """The same two numbers of a plan."""
    gain = centred(pairs, pairs.allowed(0.0)) + pairs.weights()[pairs.person]
    return len(rows), float(gain[rows].sum())
