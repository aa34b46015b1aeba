"""The log-posterior of a logistic regression with a Gaussian prior and group intercepts.

Its value, gradient and Hessian blocks; how it is minimised stands in ``newton``. Parameters are
one vector: coefficients, the intercept, then the groups' intercepts, kind after kind.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import expit

from matcher.domain.arrays import Floats

# Rows at a time that fit a processor's cache with 40 columns.
_CHUNK = 2048

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """n outcomes: ``columns`` (n, p + 1) with ones last, ``outcome`` (n,) 0 or 1, and who is who.

    ``members`` is (q, n) with a 1 where a row belongs to one of the q groups of all kinds, and
    ``by_row`` the same (n, q); ``kind`` (q,) says of which kind each group is.
    """

    columns: Floats
    outcome: Floats
    members: csr_array
    by_row: csr_array
    kind: Codes

    @property
    def wide(self) -> int:
        """Coefficients, with the intercept."""
        return int(self.columns.shape[1])


@dataclass(frozen=True, slots=True)
class Penalty:
    """Prior mean, precision and bounds of every parameter, each (p + 1 + q,)."""

    mean: Floats
    precision: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True, slots=True)
class Blocks:
    """The Hessian in blocks: coefficients (p + 1, p + 1), groups by them (q, p + 1), groups (q, q).

    ``precision`` (p + 1 + q,) is the prior's, in ``own`` already and still to be added to the
    diagonal of ``groups``; ``odds`` (n,) are the log-odds at which it was taken.
    """

    own: Floats
    cross: Floats
    groups: csr_array
    precision: Floats
    odds: Floats

    def with_prior(self, precision: Floats) -> "Blocks":
        """The same Hessian of the log loss with the prior's ``precision`` (p + 1 + q,) instead."""
        wide = len(self.own)
        own = self.own + np.diag(precision[:wide] - self.precision[:wide])
        return Blocks(own, self.cross, self.groups, precision, self.odds)

    @property
    def group_diagonal(self) -> Floats:
        """(q,) the groups' own second derivatives, prior included."""
        diagonal: Floats = self.groups.diagonal() + self.precision[len(self.own) :]
        return diagonal


def make_rows(
    columns: Floats, outcome: Floats, codes: Codes, sizes: Sequence[int] | None = None
) -> Rows:
    """Rows from (n, p) columns, (n,) outcomes and (n, G) codes, -1 where unknown.

    ``sizes`` says how many groups each kind has; without it, as many as the largest code needs.
    """
    n, kinds = codes.shape
    most = [int(codes[:, k].max(initial=-1)) + 1 for k in range(kinds)] if sizes is None else sizes
    starts = np.concatenate([[0], np.cumsum(most)]).astype(np.int64)
    row, kind = np.nonzero(codes >= 0)
    group = starts[kind] + codes[row, kind]
    shape = (int(starts[-1]), n)
    members = csr_array((np.ones(len(row)), (group, row)), shape=shape)
    return Rows(
        columns=np.concatenate([columns, np.ones((n, 1))], axis=1),
        outcome=outcome,
        members=members,
        by_row=csr_array(members.T),
        kind=np.repeat(np.arange(kinds), np.diff(starts)),
    )


def without_groups(rows: Rows) -> Rows:
    """The same outcomes as if nothing were known of groups."""
    n = len(rows.outcome)
    return Rows(
        rows.columns, rows.outcome, csr_array((0, n)), csr_array((n, 0)), np.empty(0, np.int64)
    )


def log_odds(rows: Rows, parameters: Floats) -> Floats:
    """(n,) log-odds of each row."""
    odds: Floats = rows.columns @ parameters[: rows.wide]
    if len(rows.kind):
        odds += rows.by_row @ parameters[rows.wide :]
    return odds


def loss(rows: Rows, penalty: Penalty, parameters: Floats, odds: Floats) -> float:
    """Minus the log-posterior, up to a constant: log loss in nats plus the prior's squares."""
    away = parameters - penalty.mean
    fit = np.logaddexp(0.0, odds).sum() - rows.outcome @ odds
    return float(fit + 0.5 * (penalty.precision * away) @ away)


def gradient(rows: Rows, penalty: Penalty, parameters: Floats, odds: Floats) -> Floats:
    """The derivative of ``loss``, (p + 1 + q,)."""
    missed = expit(odds) - rows.outcome
    slope = np.concatenate([rows.columns.T @ missed, rows.members @ missed])
    slope += penalty.precision * (parameters - penalty.mean)
    return slope


def hessian(rows: Rows, odds: Floats) -> Blocks:
    """The second derivative of the log loss: columns' x chance x (1 - chance) x columns."""
    chance = expit(odds)
    weight = chance * (1.0 - chance)
    own = _squares(rows.columns, np.sqrt(weight))
    members = rows.members
    weighted = csr_array(
        (weight[members.indices], members.indices, members.indptr), shape=members.shape
    )
    none = np.zeros(rows.wide + len(rows.kind))
    return Blocks(own, weighted @ rows.columns, csr_array(weighted @ rows.by_row), none, odds)


def _squares(columns: Floats, scale: Floats) -> Floats:
    """Sum over rows of scale^2 x columns x columns, a part at a time: no large matrix is made."""
    total = np.zeros((columns.shape[1], columns.shape[1]))
    for first in range(0, len(columns), _CHUNK):
        part = scale[first : first + _CHUNK, None] * columns[first : first + _CHUNK]
        total += part.T @ part
    return total
