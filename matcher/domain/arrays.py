"""Domain values as NumPy arrays, so that rules and features look at all pairs at once.

Unknown is NaN in a number and -1 in a level. Days are numbers since 1970-01-01 in float64.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.domain.purposes import Purpose, Track, purposes_asked

Floats = NDArray[np.float64]
Ints = NDArray[np.int8]
Flags = NDArray[np.bool_]

PURPOSES = tuple(Purpose)
# Which purposes are asked for: one kind a track, and one for no track agreed.
KINDS: tuple[Track | None, ...] = (*Track, None)
EPOCH = date(1970, 1, 1).toordinal()


def numbers(values: Iterable[float | None]) -> Floats:
    """A float64 vector with NaN for None."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def day_numbers(days: Iterable[date | None]) -> Floats:
    """Days since 1970-01-01 with NaN for None."""
    return numbers(None if day is None else day.toordinal() - EPOCH for day in days)


def levels(values: Iterable[int | None]) -> Ints:
    """Language levels as int8 with -1 for unknown."""
    return np.array([-1 if value is None else int(value) for value in values], dtype=np.int8)


def flag_table(rows: Sequence[Sequence[str] | None], words: Sequence[str]) -> Flags:
    """A (len(rows), len(words)) table: which of the ``words`` each row lists.

    >>> flag_table([("truck",), None], ["licence_b", "truck"]).tolist()
    [[False, True], [False, False]]
    """
    column = {word: index for index, word in enumerate(words)}
    table = np.zeros((len(rows), len(words)), dtype=np.bool_)
    for index, row in enumerate(rows):
        for word in row or ():
            if word in column:
                table[index, column[word]] = True
    return table


def purposes_by_kind(purpose: Purpose | None) -> tuple[tuple[Purpose, ...], ...]:
    """For each of ``KINDS`` the purposes asked for."""
    return tuple(purposes_asked(track, purpose) for track in KINDS)
