"""How near two occupations are: half the STYRK-08 hierarchy, half what the work is like.

The hierarchy part is ``SHARED_DIGITS`` by the number of leading digits in common. STYRK-08 sorts
by length of training first, so that a kitchen help and a cook share no digit: groups in ``KINDRED``
do the same work at different levels of training, and count as if they shared two. The taste part is
the cosine between the two occupations' dimensions, each less its mean over the catalogue, and never
below 0. The result is 1 for the same code only; where the catalogue lacks one of the two, the
hierarchy part stands alone. The steps are a judgement, made before any outcome existed.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from matcher.occupations.catalogue import catalogue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHARED_DIGITS = (0.0, 0.25, 0.55, 0.8, 1.0)
HIERARCHY_SHARE = 0.5
KINDRED: tuple[tuple[str, ...], ...] = (
    ("9412", "5246", "512", "7512"),  # kitchen: help, fast food, cook, baker
    ("9412", "513", "5246"),  # serving
    ("911", "5151", "5152", "912", "5153"),  # cleaning, and looking after houses
    ("522", "523", "5245", "5246", "9334"),  # shop: selling, till, petrol station, shelves
    ("432", "933", "8344"),  # warehouse: clerk, hand, truck
    ("8332", "8322", "9621"),  # driving goods: lorry, van, courier
    ("8311", "8322", "8331", "5165"),  # driving people and small cars
    ("921", "611", "612", "613"),  # farm and garden
    ("9215", "621", "834"),  # forest and machines
    ("9216", "622", "7511"),  # fish
    ("931", "711", "712", "713", "834"),  # building
    ("932", "81", "82", "751"),  # factory
    ("531", "2342", "2341"),  # children: assistant, teacher
    ("532", "2221", "2224", "3256", "2635", "3412"),  # care: assistant, nurse, social worker
    ("961", "8332", "9612"),  # waste
    ("7231", "7232", "7233", "8182"),  # repair of machines and vehicles
    ("411", "422", "431", "334", "331"),  # office
    ("251", "252", "351"),  # computers
    ("514", "323", "2264"),  # body and beauty
    ("541", "335"),  # guarding
)


def nearness(code_a: str, code_b: str) -> float:
    """How near two codes are, from 0 to 1; an empty code is near to nothing.

    >>> nearness("5223", "5223"), nearness("", "")
    (1.0, 0.0)
    >>> nearness("9412", "5120") > nearness("9412", "2512")  # kitchen help: cook or programmer
    True
    """
    return float(nearness_matrix([code_a], [code_b])[0, 0])


def nearness_matrix(codes_a: Sequence[str], codes_b: Sequence[str]) -> "NDArray[np.float64]":
    """``nearness`` of every pair, as a float64 array of shape (A, B).

    >>> nearness_matrix(["9412", "5120"], ["5120"]).round(2).tolist()[1]
    [1.0]
    """
    import numpy as np

    unique_a, rows = np.unique(np.asarray(codes_a, dtype="U8"), return_inverse=True)
    unique_b, columns = np.unique(np.asarray(codes_b, dtype="U8"), return_inverse=True)
    small = _between(unique_a, unique_b)
    found: NDArray[np.float64] = small[np.ix_(rows.ravel(), columns.ravel())]
    return found


def _between(a: "NDArray[np.str_]", b: "NDArray[np.str_]") -> "NDArray[np.float64]":
    import numpy as np

    near = _by_hierarchy(a, b)
    index, tastes = _centred_tastes()
    at_a = np.array([index.get(code, -1) for code in a.tolist()], dtype=np.intp)
    at_b = np.array([index.get(code, -1) for code in b.tolist()], dtype=np.intp)
    both = np.logical_and.outer(at_a >= 0, at_b >= 0) & (near < SHARED_DIGITS[-1])
    closeness = np.clip(tastes[at_a] @ tastes[at_b].T, 0.0, 1.0)
    mixed = HIERARCHY_SHARE * near + (1 - HIERARCHY_SHARE) * closeness
    return np.where(both, mixed, near).round(12)  # exactly the same both ways round


def _by_hierarchy(a: "NDArray[np.str_]", b: "NDArray[np.str_]") -> "NDArray[np.float64]":
    import numpy as np

    near = np.where(_kinds_of(a) @ _kinds_of(b).T, SHARED_DIGITS[2], 0.0)
    for digits in range(1, len(SHARED_DIGITS)):
        head_a, head_b = a.astype(f"U{digits}"), b.astype(f"U{digits}")
        long_enough = np.char.str_len(head_a) == digits
        same = (head_a[:, None] == head_b[None, :]) & long_enough[:, None]
        near[same] = np.maximum(near[same], SHARED_DIGITS[digits])
    return near


def _kinds_of(codes: "NDArray[np.str_]") -> "NDArray[np.bool_]":
    """(codes, groups of ``KINDRED``): which groups each code belongs to."""
    import numpy as np

    kinds = [_kinds(code) for code in codes.tolist()]
    return np.array(kinds, dtype=np.bool_).reshape(len(codes), len(KINDRED))


@cache
def _kinds(code: str) -> tuple[bool, ...]:
    return tuple(code.startswith(groups) for groups in KINDRED)


@cache
def _centred_tastes() -> "tuple[dict[str, int], NDArray[np.float64]]":
    """Each code's row, and the rows: dimensions less their means, of length 1."""
    import numpy as np

    occupations = tuple(catalogue())
    tastes = np.array([occupation.dimensions for occupation in occupations], dtype=np.float64)
    tastes -= tastes.mean(axis=0)
    lengths = np.linalg.norm(tastes, axis=1, keepdims=True)
    tastes /= np.where(lengths > 0, lengths, 1.0)
    return {occupation.code: row for row, occupation in enumerate(occupations)}, tastes
