"""How liking of one occupation tells of liking another: a covariance for each facet of the work.

Liking of occupation g is the sum of four facets, tasks, people, pace and language, which are the
questions that a taste asks. Each facet is a linear function of the occupation's dimensions that
belong to it, with an unknown weight per dimension, plus an own term of the occupation:

    liking(g) = sum over facets f of (shared_sd * x_gf . w_f + own_sd / 2 * u_gf),  w, u ~ N(0, 1)

x is centred and scaled over the occupations at hand, since a choice is between those: liking has
a variance of about shared_sd^2 + own_sd^2 (design.md 6.6; the linear-Gaussian model of section
2.3 of Rasmussen and Williams, Gaussian Processes for Machine Learning, in its function-space view).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from matcher.domain.arrays import Floats
from matcher.occupations import DIMENSIONS, Catalogue


class Facet(StrEnum):
    """A side of the work that a taste's questions ask about."""

    TASKS = "tasks"
    PEOPLE = "people"
    PACE = "pace"
    LANGUAGE = "language"


FACETS = tuple(Facet)
# As many occupations as the whole catalogue counts for beside those at hand, in their scale.
CATALOGUE_WEIGHT = 4.0
_DIMENSIONS_OF = {
    Facet.TASKS: ("things", "indoors", "physical", "screen", "creative"),
    Facet.PEOPLE: ("people", "care", "alone"),
    Facet.PACE: ("pace", "shifts"),
    Facet.LANGUAGE: ("language",),
}


@dataclass(frozen=True, slots=True)
class TasteSpace:
    """G occupations: ``features`` (G, D) scaled dimensions and ``facet_of`` (4, D) which facet
    each dimension belongs to; ``own_sd`` and ``shared_sd`` as in ``TasteSettings``.

    An occupation outside the catalogue has no known dimensions: it shares nothing with others.
    """

    codes: tuple[str, ...]
    features: Floats
    facet_of: Floats
    shared_sd: float
    own_sd: float

    def row(self, code: str) -> int:
        """The row of an occupation that is in the space."""
        return self.codes.index(code)

    def covariance(self, rows: Sequence[int], columns: Sequence[int] | None = None) -> Floats:
        """(4, R, C) prior covariances of likings, one for each facet; ``columns`` default all."""
        right = range(len(self.codes)) if columns is None else columns
        own_row, own_column = np.asarray(rows, np.intp), np.asarray(right, np.intp)
        parts = self.features[own_row][None] * self.facet_of[:, None, :]
        shared = self.shared_sd**2 * (parts @ self.features[own_column].T)
        same = own_row[:, None] == own_column[None, :]
        own: Floats = shared + self.own_sd**2 / len(FACETS) * same
        return own

    def weight_covariance(self, rows: Sequence[int]) -> Floats:
        """(4, R, D) prior covariances of likings' facets with the weights of the dimensions."""
        parts: Floats = self.features[np.asarray(rows, np.intp)][None] * self.facet_of[:, None, :]
        return self.shared_sd * parts


def make_space(
    catalogue: Catalogue, codes: Sequence[str], *, shared_sd: float, own_sd: float
) -> TasteSpace:
    """The space of ``codes``, each once, in sorted order.

    >>> from matcher.occupations import catalogue
    >>> space = make_space(catalogue(), ["5223", "9112"], shared_sd=0.7, own_sd=0.7)
    >>> space.codes, space.covariance([0]).shape
    (('5223', '9112'), (4, 1, 2))
    """
    ordered = tuple(sorted(set(codes)))
    known = [catalogue.by_code.get(code) for code in ordered]
    centre, spread = _scale(catalogue, [each.dimensions for each in known if each is not None])
    features = np.array(
        [centre if occupation is None else occupation.dimensions for occupation in known]
    ).reshape(len(ordered), len(DIMENSIONS))
    return TasteSpace(
        codes=ordered,
        features=(features - centre) / spread / len(DIMENSIONS) ** 0.5,
        facet_of=np.array(
            [[float(name in _DIMENSIONS_OF[facet]) for name in DIMENSIONS] for facet in FACETS]
        ),
        shared_sd=shared_sd,
        own_sd=own_sd,
    )


def _scale(catalogue: Catalogue, here: Sequence[tuple[int, ...]]) -> tuple[Floats, Floats]:
    """(D,) means and standard deviations of the dimensions over the occupations that are ``here``.

    The catalogue counts as CATALOGUE_WEIGHT more of them, so that few give no wild scale.
    """
    every = np.array([occupation.dimensions for occupation in catalogue], dtype=np.float64)
    mine = np.array(here, dtype=np.float64).reshape(len(here), len(DIMENSIONS))
    total = len(mine) + CATALOGUE_WEIGHT
    centre = (mine.sum(axis=0) + CATALOGUE_WEIGHT * every.mean(axis=0)) / total
    around = CATALOGUE_WEIGHT * np.square(every - centre).mean(axis=0)
    return centre, np.sqrt((np.square(mine - centre).sum(axis=0) + around) / total)
