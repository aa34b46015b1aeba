"""The fitted intercepts of employers, mentors and occupations, in place of their shrunk rates.

What a learned model knows of one employer stands in the very column where the day-one model reads
that employer's record: the columns, and every reason that is made of them, stay the same.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Floats
from matcher.features.columns import FEATURES, HISTORY
from matcher.features.offers import NO_CODE, OfferFeatures

Rows = NDArray[np.intp]
# Column -> id of the employer, mentor or occupation -> log-odds above an unseen one.
Intercepts = Mapping[str, Mapping[str, float]]


def put_intercepts(
    raw: Floats, offers: OfferFeatures, openings: Rows, intercepts: Intercepts
) -> None:
    """Put each pair's intercepts into the history columns of (n, features) ``raw``, in place.

    0 for an employer, mentor or occupation that is unseen; ``openings`` (n,) are rows of offers.
    """
    whole = len(openings) > len(offers.mentors)  # more pairs than openings: once for each of these
    rows = np.arange(len(offers.mentors)) if whole else openings
    for kind, columns in HISTORY.items():
        for column in columns.values():
            own = over_openings(offers, rows, kind, intercepts.get(column, {}).get)
            raw[:, FEATURES.index(column)] = own[openings] if whole else own


def over_openings(
    offers: OfferFeatures,
    openings: Rows,
    kind: str,
    number_of: Callable[[str, float], float],
    unseen: float = 0.0,
) -> Floats:
    """(n,) a number of each opening's employer or occupation, or the mean over its mentors.

    ``number_of`` answers its second argument, ``unseen``, for an id that it does not know; so does
    an opening that has none.
    """
    if kind == "mentor":
        return mean_over([offers.mentors[row] for row in openings.tolist()], number_of, unseen)
    ids, row_of = (
        (offers.employers, offers.employer) if kind == "employer" else (offers.codes, offers.code)
    )
    own = [ids[row] for row in row_of[openings].tolist()]
    return mean_over([(one,) if one != NO_CODE else () for one in own], number_of, unseen)


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
