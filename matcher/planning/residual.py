"""What could still be moved after the optimum: the residual network, with costs that prove it.

A potential for each node makes every residual cost non-negative; that there is one is the proof
that no plan is better (Ahuja, Magnanti and Orlin 1993, Network Flows, theorem 9.1).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Floats
from matcher.planning.optimum import Flow
from matcher.planning.problem import Rows


@dataclass(frozen=True, slots=True)
class Residual:
    """Residual arcs from ``tail`` to ``head``, ``sign`` 1 along ``arc`` of the network, -1 back.

    ``potential`` (N,) are whole numbers by node: cost + potential[tail] - potential[head] >= 0.
    """

    tail: Rows
    head: Rows
    arc: Rows
    sign: Rows
    cost: Rows
    potential: Rows

    def reduced(self) -> Floats:
        """(R,) costs after the potentials, none below zero."""
        reduced = self.cost + self.potential[self.tail] - self.potential[self.head]
        return reduced.astype(np.float64)

    def graph(self) -> Any:
        """The reduced costs as a sparse matrix, zeros kept."""
        from scipy.sparse import csr_array

        size = len(self.potential)
        return csr_array((self.reduced(), (self.tail, self.head)), shape=(size, size))


def residual_of(flow: Flow) -> Residual:
    """The residual network of an optimum; ArithmeticError where it is none."""
    network = flow.network
    forward = np.flatnonzero(flow.flow < network.room)
    back = np.flatnonzero(flow.flow > 0)
    tail = np.concatenate([network.tail[forward], network.head[back]])
    head = np.concatenate([network.head[forward], network.tail[back]])
    cost = np.concatenate([network.cost[forward], -network.cost[back]])
    sign = np.repeat(np.array([1, -1]), [len(forward), len(back)])
    size = len(network.supply)
    return Residual(
        tail=tail,
        head=head,
        arc=np.concatenate([forward, back]),
        sign=sign,
        cost=cost,
        potential=_potentials(tail, head, cost, size),
    )


def _potentials(tail: Rows, head: Rows, cost: Rows, size: int) -> Rows:
    """Shortest distances by Bellman and Ford, every node being a start; all arcs at once."""
    distance = np.zeros(size, dtype=np.int64)
    order = np.argsort(head, kind="stable")
    tail, cost = tail[order], cost[order]
    heads, first = np.unique(head[order], return_index=True)
    for _ in range(size + 1):
        shorter: NDArray[np.int64] = np.minimum.reduceat(distance[tail] + cost, first)
        better = shorter < distance[heads]
        if not better.any():
            return distance
        distance[heads[better]] = shorter[better]
    raise ArithmeticError("the flow is not optimal: its residual network has a negative cycle")
