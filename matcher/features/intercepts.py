"""The fitted intercepts of employers, mentors and occupations, in place of their shrunk rates.

What a learned model knows of one employer stands in the very column where the day-one model reads
that employer's record: the columns, and every reason that is made of them, stay the same.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from matcher.domain.arrays import Floats
from matcher.features.columns import HISTORY
from matcher.features.offers import NO_CODE, OfferFeatures

# Column -> id of the employer, mentor or occupation -> log-odds above an unseen one.
Intercepts = Mapping[str, Mapping[str, float]]


def opening_intercepts(offers: OfferFeatures, intercepts: Intercepts) -> dict[str, Floats]:
    """Each history column as (O,) log-odds; 0 for an employer, mentor or occupation unseen."""
    return {
        column: over_openings(offers, kind, intercepts.get(column, {}).get)
        for kind, columns in HISTORY.items()
        for column in columns.values()
    }


def over_openings(
    offers: OfferFeatures, kind: str, number_of: Callable[[str, float], float], unseen: float = 0.0
) -> Floats:
    """(O,) a number of each opening's employer or occupation, or the mean over its mentors.

    ``number_of`` answers its second argument, ``unseen``, for an id that it does not know; so does
    an opening that has none.
    """
    if kind == "mentor":
        return mean_over(offers.mentors, number_of, unseen)
    ids, row = (
        (offers.employers, offers.employer) if kind == "employer" else (offers.codes, offers.code)
    )
    numbers = np.array(
        [number_of(one, unseen) if one != NO_CODE else unseen for one in ids], dtype=np.float64
    )
    return numbers[row]


def mean_over(
    belongs: Sequence[Sequence[str]],
    number_of: Callable[[str, float], float],
    unseen: float = 0.0,
) -> Floats:
    """(n,) the mean of ``number_of`` over each row's ids; ``unseen`` where a row has none.

    >>> mean_over([("M1", "M2"), ()], {"M1": 0.5}.get).tolist()
    [0.25, 0.0]
    """
    return np.array(
        [
            sum(number_of(one, unseen) for one in ids) / len(ids) if ids else unseen
            for ids in belongs
        ],
        dtype=np.float64,
    )
