"""A Hessian of coefficients and groups: solve with it, and read variances from it.

``Dense`` holds the whole of it and is exact; ``Sparse`` is for thousands of groups and solves by
conjugate gradients. Which one is taken depends on the number of parameters only.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.linalg.lapack import dpotri

from matcher.domain.arrays import Flags, Floats
from matcher.learning.posterior import Blocks

# Up to so many parameters the whole matrix is factored: 18 MB, and a tenth of a second.
MOST_DENSE = 1500
# Conjugate gradients stop at this residual, relative to the right-hand side.
_STEP_RESIDUAL = 1e-5
_VARIANCE_RESIDUAL = 1e-3
_MOST_ROUNDS = 500


class Curvature(Protocol):
    """What a Hessian is asked."""

    def solve(self, target: Floats, free: Flags) -> Floats:
        """The step with Hessian x step = target among the ``free`` parameters, 0 elsewhere."""
        ...

    def covariance(self) -> Floats:
        """(p + 1, p + 1): the coefficients' block of the inverse, groups integrated out."""
        ...

    def group_variances(self, prior: Floats) -> Floats:
        """(q,) variances of the groups' intercepts; ``prior`` are those before any outcome."""
        ...

    def rough_variances(self) -> Floats:
        """(q,) the same, as well as they can be had in no time."""
        ...


def curvature(blocks: Blocks) -> Curvature:
    """Dense where the whole fits well, otherwise sparse."""
    whole = len(blocks.own) + blocks.groups.shape[0]
    return Dense(blocks) if whole <= MOST_DENSE else Sparse(blocks)


class Dense:
    """The whole Hessian as one matrix; everything is exact."""

    def __init__(self, blocks: Blocks) -> None:
        self._wide = len(blocks.own)
        groups = blocks.groups.toarray()
        groups[np.diag_indices(len(groups))] = blocks.group_diagonal
        self.matrix = np.block([[blocks.own, blocks.cross.T], [blocks.cross, groups]])
        self._inverse: Floats | None = None

    def solve(self, target: Floats, free: Flags) -> Floats:
        """By Cholesky's factor of the free part."""
        step = np.zeros(len(target))
        part = self.matrix if free.all() else self.matrix[np.ix_(free, free)]
        if len(part):
            step[free] = cho_solve(cho_factor(part, lower=True), target[free])
        return step

    def covariance(self) -> Floats:
        """The block of the whole inverse."""
        return self.inverse[: self._wide, : self._wide].copy()

    def group_variances(self, prior: Floats) -> Floats:
        """The diagonal of the whole inverse."""
        return self.rough_variances()

    def rough_variances(self) -> Floats:
        """The diagonal of the whole inverse."""
        return np.diag(self.inverse)[self._wide :].copy()

    @property
    def inverse(self) -> Floats:
        """The whole inverse, (p + 1 + q, p + 1 + q)."""
        if self._inverse is None:
            factor, _ = cho_factor(self.matrix, lower=True)
            half, _ = dpotri(factor, lower=1)
            lower = np.tril(half)
            self._inverse = lower + np.tril(lower, -1).T
        return self._inverse


class Sparse:
    """Blocks as they are; conjugate gradients, preconditioned by the coefficients' block."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self._diagonal = blocks.group_diagonal
        self._covariance: Floats | None = None

    def solve(self, target: Floats, free: Flags) -> Floats:
        """By conjugate gradients on the free part."""
        wide = len(self.blocks.own)
        mask = free.astype(np.float64)[:, None]
        own = self.blocks.own * mask[:wide] * mask[:wide].T
        own[np.diag_indices(wide)] += 1.0 - mask[:wide, 0]
        factor = cho_factor(own, lower=True)
        diagonal = self._diagonal[:, None]

        def times(vector: Floats) -> Floats:
            first, second = vector[:wide], vector[wide:]
            above = self.blocks.own @ first + self.blocks.cross.T @ second
            below = self.blocks.cross @ first + self._groups_times(second)
            product: Floats = mask * np.concatenate([above, below])
            return product

        def easier(vector: Floats) -> Floats:
            first = cho_solve(factor, vector[:wide])
            return np.concatenate([first, vector[wide:] / diagonal])

        step = conjugate_gradients(times, easier, mask * target[:, None], _STEP_RESIDUAL)
        return step[:, 0]

    def covariance(self) -> Floats:
        """By the Schur complement over the groups' block.

        That block is solved to a residual r; the error in the complement is of order r squared.
        """
        if self._covariance is None:
            seen = self._groups_solve(self.blocks.cross)
            left = self.blocks.own - self.blocks.cross.T @ seen
            inverse: Floats = cho_solve(cho_factor(left, lower=True), np.eye(len(left)))
            self._covariance = 0.5 * (inverse + inverse.T)
        return self._covariance

    def group_variances(self, prior: Floats) -> Floats:
        """Never below the exact ones: see ``bounded_variances``."""
        return bounded_variances(self.blocks, prior, self.covariance())

    def rough_variances(self) -> Floats:
        """Each group's given all else, and what the other groups' own add; see there."""
        own = 1.0 / self._diagonal
        return own + own**2 * _others(self.blocks, own)

    def _groups_times(self, vector: Floats) -> Floats:
        prior = self.blocks.precision[len(self.blocks.own) :, None]
        product: Floats = self.blocks.groups @ vector + prior * vector
        return product

    def _groups_solve(self, target: Floats) -> Floats:
        diagonal = self._diagonal[:, None]
        return conjugate_gradients(
            self._groups_times,
            lambda vector: vector / diagonal,
            target,
            _VARIANCE_RESIDUAL,
        )


def bounded_variances(blocks: Blocks, prior: Floats, covariance: Floats) -> Floats:
    """(q,) variances of the groups' intercepts that are never below the exact ones.

    Given everything else, group k has variance 1 / H_kk and a mean that moves with the others by
    h_k / H_kk. What the others add is bounded: the coefficients by their exact covariance, the
    other groups by their prior, which no outcome can widen; the two standard deviations are added
    as if they moved together. Nor can group k be wider than its own prior.
    """
    own = 1.0 / blocks.group_diagonal
    by_columns = np.einsum("ij,ij->i", blocks.cross @ covariance, blocks.cross)
    by_groups = _others(blocks, prior)
    spread = np.sqrt(np.maximum(by_columns, 0.0)) + np.sqrt(by_groups)
    bounded: Floats = np.minimum(prior, own + (own * spread) ** 2)
    return bounded


def _others(blocks: Blocks, variances: Floats) -> Floats:
    """(q,) for each group the others' ``variances``, times the squares of what they share."""
    squares = blocks.groups.power(2)
    shared: Floats = squares @ variances - squares.diagonal() * variances
    return np.maximum(shared, 0.0)


def conjugate_gradients(
    times: Callable[[Floats], Floats],
    easier: Callable[[Floats], Floats],
    target: Floats,
    residual: float,
) -> Floats:
    """Solve ``times(x) = target`` for every column of ``target`` (d, k) side by side.

    ``easier`` is the preconditioner. Each column stops counting at ``residual`` times its length.
    """
    solved = np.zeros_like(target)
    left = target.copy()
    near = easier(left)
    way = near.copy()
    size = np.einsum("ij,ij->j", left, near)
    enough = (residual * np.linalg.norm(target, axis=0)) ** 2
    for _ in range(_MOST_ROUNDS):
        if (np.einsum("ij,ij->j", left, left) <= enough).all():
            break
        along = times(way)
        bend = np.einsum("ij,ij->j", way, along)
        length = np.divide(size, bend, out=np.zeros_like(size), where=bend > 0)
        solved += length * way
        left -= length * along
        near = easier(left)
        following = np.einsum("ij,ij->j", left, near)
        turn = np.divide(following, size, out=np.zeros_like(size), where=size > 0)
        way = near + turn * way
        size = following
    return solved
