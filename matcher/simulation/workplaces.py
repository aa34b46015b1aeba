"""Simulated employers, mentors and openings as they truly are, and as columns for fast rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.domain.employers import Employer, LanguageUse, Mentor, Opening, OpeningStatus, Sector
from matcher.domain.purposes import Purpose
from matcher.simulation.trades import TRADES
from matcher.simulation.vocabulary import CREDENTIALS, LIMITS, PURPOSES, WEEK, bits

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_USE = {LanguageUse.NONE: 0.0, LanguageUse.SOME: 0.5, LanguageUse.CONSTANT: 1.0}
FOREVER = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry per opening; word lists are bit masks, dates are ordinals, indices are rows.

    ``takes_new`` is False where the opening is not open now or its employer is paused.
    """

    trade: Ints
    employer: Ints
    lat: Floats
    lon: Floats
    hours: Floats
    spoken: Ints
    written: Ints
    use: Floats
    schedule: Ints
    credentials: Ints
    demands: Ints
    purposes: Ints
    private: Floats
    starts: Ints
    ends: Ints
    takes_new: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Workplaces:
    """All workplaces with every fact known; ``mentors_of`` lists mentor rows per opening."""

    employers: tuple[Employer, ...]
    mentors: tuple[Mentor, ...]
    openings: tuple[Opening, ...]
    mentors_of: tuple[tuple[int, ...], ...] = field(repr=False)
    columns: Columns = field(repr=False)


def arranged(
    employers: Sequence[Employer], mentors: Sequence[Mentor], openings: Sequence[Opening]
) -> Workplaces:
    """The workplaces with their openings as columns; every fact must be known."""
    mentor_rows = {mentor.mentor_id: row for row, mentor in enumerate(mentors)}
    return Workplaces(
        tuple(employers),
        tuple(mentors),
        tuple(openings),
        tuple(tuple(mentor_rows[name] for name in o.mentors or ()) for o in openings),
        _columns(employers, openings),
    )


def _columns(employers: Sequence[Employer], openings: Sequence[Opening]) -> Columns:
    trade_rows = {trade.code: row for row, trade in enumerate(TRADES)}
    employer_rows = {employer.employer_id: row for row, employer in enumerate(employers)}
    rows = [
        (
            trade_rows[str(o.occupation)],
            employer_rows[o.employer_id],
            o.lat,
            o.lon,
            o.hours_per_week,
            o.needs_spoken,
            o.needs_written,
            _USE[o.language_use or LanguageUse.NONE],
            bits(o.schedule, WEEK),
            bits(o.credentials, CREDENTIALS),
            bits(o.demands, LIMITS),
            bits(o.purposes or (), PURPOSES),
            employers[employer_rows[o.employer_id]].sector is Sector.PRIVATE,
            o.starts.toordinal() if o.starts else 0,
            o.ends.toordinal() if o.ends else FOREVER,
            o.status is OpeningStatus.OPEN
            and employers[employer_rows[o.employer_id]].paused_until is None,
        )
        for o in openings
    ]
    types = (int, int, float, float, float, int, int, float, *(int,) * 4, float, int, int, bool)
    names = [column.name for column in fields(Columns)]
    values = zip(*rows, strict=True)
    arrays: Iterator[npt.NDArray[Any]] = (
        np.array(list(v), dtype=t) for v, t in zip(values, types, strict=True)
    )
    return Columns(**dict(zip(names, arrays, strict=True)))


def purpose_bit(purpose: Purpose) -> int:
    """The bit of one purpose in ``Columns.purposes``.

    >>> purpose_bit(Purpose.EXPERIENCE)
    2
    """
    return bits((purpose,), PURPOSES)
