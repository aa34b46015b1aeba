"""Which work each person wants most, and which openings are that kind of work."""

from collections.abc import Sequence

import numpy as np

from matcher.domain.arrays import Flags
from matcher.features.encoder import Encoder
from matcher.features.work_match import wished_work
from matcher.occupations import nearness_matrix

# Work that is so near is spoken of together: kitchen help and cook are, shop and warehouse are not.
SAME_KIND = 0.6


def wanted_work(encoder: Encoder, participant_id: str) -> tuple[str, ...]:
    """The occupations that wishes and tastes together point to, the most wanted first.

    Each wish counts by rank, origin and how surely it was read, as in the rankings; what was
    tasted moves that by as much as the tastes moved the liking of the work.
    """
    wishes = encoder.lives.wishes.get(participant_id, ())
    weight: dict[str, float] = {}
    for work in wished_work(wishes, encoder.resolve):
        weight[work.code] = max(work.weight, weight.get(work.code, 0.0))
    for row in encoder.lives.history.get(participant_id, ()):
        column = encoder.offers.column_of.get(row.placement.opening_id)
        if column is not None and encoder.offers.code_of(column):
            weight.setdefault(encoder.offers.code_of(column), 0.0)
    codes = sorted(weight)
    pulled = encoder.liking(encoder, participant_id, codes) if codes else None
    for code, pull in zip(codes, () if pulled is None else pulled.tolist(), strict=False):
        weight[code] += pull
    return tuple(sorted((c for c in codes if weight[c] > 0), key=lambda c: (-weight[c], c)))


def same_kind(encoder: Encoder, wanted: Sequence[Sequence[str]]) -> Flags:
    """(P, O): which openings are one of the kinds of work that each person wants."""
    offers = encoder.offers
    near = np.zeros((len(wanted), len(offers.codes)), dtype=np.bool_)
    for row, codes in enumerate(wanted):
        if codes:
            near[row] = (nearness_matrix(codes, offers.codes) >= SAME_KIND).any(axis=0)
    answer: Flags = near[:, offers.code]
    return answer


def kinds_of(codes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Each of ``codes`` with the group it is spoken of in; the code that most share leads it.

    >>> kinds_of(["9412", "9412", "5120", "4321"])["5120"]
    ('9412', '5120')
    """
    count = {code: codes.count(code) for code in codes}
    left = sorted(count, key=lambda code: (-count[code], code))
    found: dict[str, tuple[str, ...]] = {}
    while left:
        near = nearness_matrix([left[0]], left)[0] >= SAME_KIND
        group = tuple(code for code, is_near in zip(left, near.tolist(), strict=True) if is_near)
        found.update(dict.fromkeys(group, group))
        left = [code for code in left if code not in group]
    return found
