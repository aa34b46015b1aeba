"""The network with any other value, such as what each taste would teach (design.md 6.6)."""

import numpy as np

from matcher.domain.arrays import Flags, Floats
from matcher.domain.plans import Objective
from matcher.planning.optimum import solve
from matcher.planning.problem import Candidates, Places, Rows


def allocate(
    values: Floats,
    places: Places,
    *,
    possible: Flags | None = None,
    objective: Objective = Objective.VALUE,
    floor: float = 0.0,
) -> Rows:
    """(P,) the opening that each participant gets, -1 for none, from (P, O) ``values``.

    ``possible`` (P, O) are the pairs that pass the rules (all where None); NaN is not possible.
    With the knowledge gradient minus a taste's cost as values, the places are dealt where they
    teach most, and nobody gets a taste that is not worth its cost.

    >>> places = Places(*map(np.array, ([1, 1], [0, 1], [0, 1], [1, 1], [0, 0], [2])))
    >>> allocate(np.array([[0.5, 0.4], [0.5, -0.1]]), places).tolist()
    [1, 0]
    """
    allowed = ~np.isnan(values)
    if possible is not None:
        allowed &= possible
    person, opening = np.nonzero(allowed)
    pairs = Candidates(len(values), person, opening, values[person, opening])
    choice = solve(places, pairs, objective=objective, floor=floor).choice
    found: Rows = np.where(choice >= 0, opening[choice] if len(opening) else -1, -1)
    return found
