"""What one more place would gain: the best cycle through it in the residual network.

OR-tools shows no duals, and a dual is only an upper bound of what one whole place gains; the
shortest path from behind the full place to before it is the gain itself.

Where an opening, its mentor and its employer are all full, one more of either alone gains nothing.
What such a place costs the others is the price of a ``whole`` place: a slot with its mentor and its
employer's consent. That is what rankings subtract.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Floats
from matcher.planning.optimum import Flow
from matcher.planning.problem import Candidates, Rows
from matcher.planning.residual import Residual, residual_of

# The parts of the network with a capacity, by the kind of place.
PARTS = {"opening": "slots", "mentor": "mentors", "employer": "employers"}
_NONE = -9999  # what SciPy calls the predecessor of a node that was not reached


@dataclass(frozen=True, slots=True)
class Price:
    """One more place of ``kind`` at ``row``: how many more ``people``, and ``value``, it places.

    ``gain`` is in the objective's integers. ``takes`` are the candidates' rows that would come
    into the plan, one for each person who moves, and ``leaves`` those that would go out of it.
    """

    kind: str
    row: int
    gain: int
    people: int
    value: float
    takes: tuple[int, ...]
    leaves: tuple[int, ...]

    @property
    def price(self) -> float:
        """In units of value, never below zero."""
        return max(0.0, self.value)


def place_prices(flow: Flow, pairs: Candidates) -> tuple[Price, ...]:
    """The places that would gain something, by kind and row; all others cost nothing.

    >>> from matcher.planning.optimum import solve
    >>> from matcher.planning.problem import Places
    >>> places = Places(*map(np.array, ([1], [0], [0], [2], [0], [2])))
    >>> pairs = Candidates(2, np.array([0, 1]), np.array([0, 0]), np.array([0.3, 0.4]),
    ...                    weight=np.array([0.0, 0.1]))
    >>> [(p.kind, p.people, round(p.price, 3)) for p in place_prices(solve(places, pairs), pairs)]
    [('opening', 1, 0.3)]
    """
    residual = residual_of(flow)
    return tuple(_prices(flow, pairs, residual)) if len(residual.tail) else ()


def whole_prices(flow: Flow, pairs: Candidates) -> tuple[Price, ...]:
    """What one more whole place at each opening would gain; openings without gain left out.

    One shortest-path search from the end serves all openings.

    >>> from matcher.planning.optimum import solve
    >>> from matcher.planning.problem import Places
    >>> places = Places(*map(np.array, ([1], [0], [0], [1], [0], [1])))
    >>> pairs = Candidates(2, np.array([0, 1]), np.array([0, 0]), np.array([0.3, 0.4]),
    ...                    weight=np.array([0.0, 0.1]))
    >>> flow = solve(places, pairs)
    >>> len(place_prices(flow, pairs)), round(whole_prices(flow, pairs)[0].price, 3)
    (0, 0.3)
    """
    from scipy.sparse.csgraph import dijkstra

    network = flow.network
    slots = network.arcs("slots")
    residual = residual_of(flow)
    if slots.start == slots.stop or not len(residual.tail):
        return ()
    end = len(network.supply) - 1
    distance, came_from = dijkstra(residual.graph(), indices=end, return_predecessors=True)
    before = network.tail[slots]
    # Back from reduced to real costs; what is below zero is a gain.
    cost = distance[before] - residual.potential[end] + residual.potential[before]
    edges = _Edges(residual, len(residual.potential))
    return tuple(
        _price(flow, pairs, residual, "whole", row, edges.along(_walk(came_from, end, node)))
        for row, node in enumerate(before.tolist())
        if cost[row] < -0.5
    )


def _walk(came_from: NDArray[np.int32], start: int, end: int) -> NDArray[np.int64]:
    """The nodes of the path that the predecessors describe."""
    nodes = [end]
    while nodes[-1] != start:
        nodes.append(int(came_from[nodes[-1]]))
        assert nodes[-1] != _NONE
    return np.array(nodes[::-1])


def _prices(flow: Flow, pairs: Candidates, residual: Residual) -> Iterator[Price]:
    graph = residual.graph()
    edges = _Edges(residual, len(residual.potential))
    for kind, part in PARTS.items():
        arcs = flow.network.arcs(part)
        full = np.flatnonzero(flow.flow[arcs] == flow.network.room[arcs])
        for row in full.tolist():
            path = _cheapest(flow, residual, graph, arcs.start + row)
            if path is not None:
                yield _price(flow, pairs, residual, kind, row, edges.along(path))


def _cheapest(flow: Flow, residual: Residual, graph: object, arc: int) -> NDArray[np.int64] | None:
    """The nodes from behind a full arc to before it where that gains anything, else None."""
    from scipy.sparse.csgraph import dijkstra

    behind, before = int(flow.network.head[arc]), int(flow.network.tail[arc])
    most = int(residual.potential[behind] - residual.potential[before])
    if most <= 0:  # what the dual says is never less than the gain
        return None
    # Reduced costs are whole numbers: at most half below the dual is strictly a gain.
    distance, came_from = dijkstra(
        graph, indices=behind, return_predecessors=True, limit=most - 0.5
    )
    if not np.isfinite(distance[before]):
        return None
    return _walk(came_from, behind, before)


class _Edges:
    """Finds the residual arc between two nodes; there is at most one in each direction."""

    def __init__(self, residual: Residual, size: int) -> None:
        keys = residual.tail * size + residual.head
        self._order = np.argsort(keys)
        self._keys = keys[self._order]
        self._size = size

    def along(self, nodes: NDArray[np.int64]) -> Rows:
        """Rows of the residual arcs from each node to the next."""
        wanted = nodes[:-1] * self._size + nodes[1:]
        rows: Rows = self._order[np.searchsorted(self._keys, wanted)]
        return rows


def _price(
    flow: Flow, pairs: Candidates, residual: Residual, kind: str, row: int, edges: Rows
) -> Price:
    of_pairs = edges[residual.arc[edges] < flow.network.arcs("pairs").stop]
    moved = flow.network.pair[residual.arc[of_pairs]]
    sign = residual.sign[of_pairs]
    takes, leaves = moved[sign > 0], moved[sign < 0]
    return Price(
        kind=kind,
        row=row,
        gain=-int(residual.cost[edges].sum()),
        people=len(takes) - len(leaves),
        value=float(pairs.value[takes].sum() - pairs.value[leaves].sum()),
        takes=tuple(takes.tolist()),
        leaves=tuple(leaves.tolist()),
    )


def price_vector(prices: tuple[Price, ...], kind: str, size: int) -> Floats:
    """(size,) prices of one kind of place."""
    vector = np.zeros(size)
    for price in prices:
        if price.kind == kind:
            vector[price.row] = price.price
    return vector
