"""What openings bring: the employer's and mentors' record, load, hours, demands, language use."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Flags, Floats, Ints, flag_table, levels, numbers
from matcher.domain.employers import Employer, LanguageUse, Opening, Sector
from matcher.domain.market import Market
from matcher.domain.outcomes import Stage
from matcher.domain.participants import PartOfWeek
from matcher.domain.placements import Placement, occupied_days
from matcher.features.columns import OPENING
from matcher.features.history import ShrunkRates, shrunk_rates
from matcher.features.labels import Labelled, days_since
from matcher.features.work_match import Resolve

# How fast an employer forgets that somebody did not come.
NO_SHOW_HALF_LIFE_DAYS = 90.0
LANGUAGE_SHARE = {LanguageUse.NONE: 0.0, LanguageUse.SOME: 0.5, LanguageUse.CONSTANT: 1.0}
# Marks an opening whose occupation neither the employer nor its title tells.
NO_CODE = ""


@dataclass(frozen=True, slots=True)
class OfferFeatures:
    """``own`` is (O, opening features); ``code`` and ``employer`` index the two lists of names.

    ``spoken`` and ``written`` (O,) are levels needed, ``hours`` (O,) a week, ``credentials``
    (O, credential_words) those needed, ``mentors`` the ids of each opening's.
    """

    own: Floats
    codes: tuple[str, ...]
    code: NDArray[np.intp]
    employers: tuple[str, ...]
    employer: NDArray[np.intp]
    language_share: Floats
    spoken: Ints
    written: Ints
    hours: Floats
    credential_words: tuple[str, ...]
    credentials: Flags
    column_of: dict[str, int]
    titles: tuple[str, ...]
    mentors: tuple[tuple[str, ...], ...]

    def code_of(self, opening: int) -> str:
        """The occupation of the opening in row ``opening``, or ``NO_CODE``."""
        return self.codes[int(self.code[opening])]


@dataclass(frozen=True, slots=True)
class Record:
    """What past and present say of employers, mentors and occupations.

    ``no_shows`` are the faded ones that each employer suffered, ``load`` who is there today.
    """

    employers: dict[str, Employer]
    employer: ShrunkRates
    mentor: ShrunkRates
    occupation: ShrunkRates
    no_shows: dict[str, float]
    load: dict[str, int]


def offer_features(
    market: Market, history: Sequence[Labelled], today: date, resolve: Resolve
) -> OfferFeatures:
    """Features of the market's openings on ``today``, from what was known of the past by then."""
    openings = market.openings
    opening_codes = [opening_code(opening, resolve) for opening in openings]
    record = _record(market, opening_codes, history, today)
    codes, code = np.unique(np.array(opening_codes, dtype=np.str_), return_inverse=True)
    employers, employer = np.unique(
        np.array([opening.employer_id for opening in openings], dtype=np.str_), return_inverse=True
    )
    rows = [opening_row(record, o, c) for o, c in zip(openings, opening_codes, strict=True)]
    words = tuple(sorted({word for opening in openings for word in opening.credentials}))
    return OfferFeatures(
        own=np.array(rows, dtype=np.float64).reshape(len(openings), len(OPENING)),
        codes=tuple(codes.tolist()),
        code=code.astype(np.intp),
        employers=tuple(employers.tolist()),
        employer=employer.astype(np.intp),
        language_share=np.array([_language(opening) for opening in openings]),
        spoken=levels(opening.needs_spoken for opening in openings),
        written=levels(opening.needs_written for opening in openings),
        hours=numbers(opening.hours_per_week for opening in openings),
        credential_words=words,
        credentials=flag_table([opening.credentials for opening in openings], words),
        titles=tuple(opening.title or opening.opening_id for opening in openings),
        column_of={opening.opening_id: column for column, opening in enumerate(openings)},
        mentors=tuple(opening.mentors or () for opening in openings),
    )


def opening_code(opening: Opening, resolve: Resolve) -> str:
    """The occupation as given, else the surest reading of the title, else ``NO_CODE``."""
    if opening.occupation is not None:
        return opening.occupation
    read = resolve(opening.title) if opening.title else ()
    return read[0][0] if read else NO_CODE


def _record(
    market: Market, codes: Sequence[str], history: Sequence[Labelled], today: date
) -> Record:
    openings = market.openings
    employer_of = {o.opening_id: o.employer_id for o in openings}
    code_of = {o.opening_id: code or None for o, code in zip(openings, codes, strict=True)}
    no_shows: dict[str, float] = defaultdict(float)
    for row in history:
        employer = employer_of.get(row.placement.opening_id)
        if employer is not None:
            no_shows[employer] += faded_no_show(row, today)
    return Record(
        employers={employer.employer_id: employer for employer in market.employers},
        employer=shrunk_rates(history, lambda row: employer_of.get(row.placement.opening_id)),
        mentor=shrunk_rates(history, lambda row: row.placement.mentor_id),
        occupation=shrunk_rates(history, lambda row: code_of.get(row.placement.opening_id)),
        no_shows=dict(no_shows),
        load=_load_today(market, employer_of, today),
    )


def faded_no_show(row: Labelled, today: date) -> float:
    """1 for a no-show of today, halved for every 90 days since; 0 where the person came."""
    if row.labels[Stage.SHOWS_UP] is not False:
        return 0.0
    faded: float = 0.5 ** (days_since(row, today) / NO_SHOW_HALF_LIFE_DAYS)
    return faded


def is_there(placement: Placement, today: date) -> bool:
    """Whether the placement takes up a place on ``today``."""
    days = occupied_days(placement, today)
    return days is not None and days[0] <= today <= days[1]


def _load_today(market: Market, employer_of: dict[str, str], today: date) -> dict[str, int]:
    """How many placements each employer has in the house on ``today``."""
    load: dict[str, int] = defaultdict(int)
    for placement in market.placements:
        if is_there(placement, today):
            load[employer_of.get(placement.opening_id, "")] += 1
    return dict(load)


def opening_row(record: Record, opening: Opening, code: str) -> list[float]:
    """In the order of ``columns.OPENING``."""
    employer = record.employers[opening.employer_id]
    mentors = opening.mentors or ()
    return [
        *(record.employer.of(opening.employer_id, stage) for stage in Stage),
        _mean([record.mentor.of(mentor, Stage.COMPLETES) for mentor in mentors]),
        _mean([record.mentor.of(mentor, Stage.FITS) for mentor in mentors]),
        *(
            record.occupation.of(code or None, stage)
            for stage in (Stage.COMPLETES, Stage.FITS, Stage.LEADS_TO_WORK)
        ),
        np.nan if employer.sector is None else float(employer.sector is Sector.PRIVATE),
        _share(record.load.get(opening.employer_id, 0), employer.capacity),
        record.no_shows.get(opening.employer_id, 0.0),
        float(sum(part is not PartOfWeek.DAY for part in opening.schedule)),
        float(len(opening.demands)),
        np.nan if opening.hours_per_week is None else opening.hours_per_week,
        _language(opening),
    ]


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0


def _share(taken: int, capacity: int | None) -> float:
    if capacity is None:
        return np.nan
    return min(taken / capacity, 1.0) if capacity else 1.0


def _language(opening: Opening) -> float:
    return np.nan if opening.language_use is None else LANGUAGE_SHARE[opening.language_use]
