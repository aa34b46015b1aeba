"""What openings bring: the employer's and mentors' record, load, hours, demands, language use."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Flags, Floats, Ints, flag_table, levels, numbers
from matcher.domain.employers import Employer, LanguageUse, Opening, Sector
from matcher.domain.market import Market
from matcher.domain.outcomes import Stage
from matcher.domain.participants import PartOfWeek
from matcher.domain.placements import Placement, occupied_days
from matcher.features.columns import OPENING
from matcher.features.history import ShrunkRates, label_table, shrunk_table
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
    ``openings`` are what it was made of, ``itself`` (O, 4) what they alone say.
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
    openings: tuple[Opening, ...]
    itself: Floats

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
    market: Market,
    history: Sequence[Labelled],
    today: date,
    resolve: Resolve,
    before: OfferFeatures | None = None,
) -> OfferFeatures:
    """Features of the market's openings on ``today``, from what was known of the past by then.

    ``before`` was made with the same ``resolve``; of the very same openings only what past and
    present say is looked at again.
    """
    if before is None or before.openings is not market.openings:
        before = _of_openings(market.openings, resolve)
    return replace(before, own=_own(before, market, history, today))


def _of_openings(openings: tuple[Opening, ...], resolve: Resolve) -> OfferFeatures:
    opening_codes = [opening_code(opening, resolve) for opening in openings]
    codes, code = np.unique(np.array(opening_codes, dtype=np.str_), return_inverse=True)
    employers, employer = np.unique(
        np.array([opening.employer_id for opening in openings], dtype=np.str_), return_inverse=True
    )
    words = tuple(sorted({word for opening in openings for word in opening.credentials}))
    return OfferFeatures(
        own=np.empty((len(openings), len(OPENING))),
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
        openings=openings,
        itself=np.array([_itself(o) for o in openings], dtype=np.float64).reshape(-1, 4),
    )


def _own(offers: OfferFeatures, market: Market, history: Sequence[Labelled], today: date) -> Floats:
    """(O, opening features): ``opening_row`` of every opening, each employer's part made once."""
    labels = label_table([row.labels for row in history])
    columns = np.array(
        [offers.column_of.get(row.placement.opening_id, -1) for row in history], dtype=np.intp
    )
    here = columns >= 0
    employer = np.where(here, offers.employer[columns], -1)
    code = np.where(here, offers.code[columns], -1)
    # An occupation that is not known has no history of its own.
    code[code == _place(offers.codes, NO_CODE)] = -1
    return np.column_stack(
        (
            shrunk_table(labels, employer, len(offers.employers))[offers.employer],
            _of_mentors(offers, history, labels),
            shrunk_table(labels, code, len(offers.codes))[offers.code][:, 1:],
            _of_employers(offers, market, history, today)[offers.employer],
            offers.itself,
        )
    )


def _place(names: Sequence[str], name: str) -> int:
    return names.index(name) if name in names else len(names)


def _of_mentors(offers: OfferFeatures, history: Sequence[Labelled], labels: Ints) -> Floats:
    """(O, 2): the means of the mentors' rates of completing and fitting."""
    row_of = {name: row for row, name in enumerate(dict.fromkeys(chain(*offers.mentors)))}
    mentor = np.array([row_of.get(r.placement.mentor_id or "", -1) for r in history], dtype=np.intp)
    rates = shrunk_table(labels, mentor, len(row_of))[:, 1:3].tolist()
    by_name = dict(zip(row_of, rates, strict=True))
    rows = [
        (_mean([by_name[m][0] for m in mentors]), _mean([by_name[m][1] for m in mentors]))
        for mentors in offers.mentors
    ]
    return np.array(rows, dtype=np.float64).reshape(len(rows), 2)


def _of_employers(
    offers: OfferFeatures, market: Market, history: Sequence[Labelled], today: date
) -> Floats:
    """(E, 3): private sector, load today, faded no-shows."""
    employers = {employer.employer_id: employer for employer in market.employers}
    employer_of = {o.opening_id: o.employer_id for o in offers.openings}
    load = _load_today(market, employer_of, today)
    no_shows: dict[str, float] = defaultdict(float)
    for row in history:
        if row.labels[Stage.SHOWS_UP] is False and row.placement.opening_id in employer_of:
            no_shows[employer_of[row.placement.opening_id]] += faded_no_show(row, today)
    rows = [
        (
            _is_private(employers[name]),
            _share(load.get(name, 0), employers[name].capacity),
            no_shows.get(name, 0.0),
        )
        for name in offers.employers
    ]
    return np.array(rows, dtype=np.float64).reshape(len(rows), 3)


def opening_code(opening: Opening, resolve: Resolve) -> str:
    """The occupation as given, else the surest reading of the title, else ``NO_CODE``."""
    if opening.occupation is not None:
        return opening.occupation
    read = resolve(opening.title) if opening.title else ()
    return read[0][0] if read else NO_CODE


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
        _is_private(employer),
        _share(record.load.get(opening.employer_id, 0), employer.capacity),
        record.no_shows.get(opening.employer_id, 0.0),
        *_itself(opening),
    ]


def _is_private(employer: Employer) -> float:
    return np.nan if employer.sector is None else float(employer.sector is Sector.PRIVATE)


def _itself(opening: Opening) -> tuple[float, float, float, float]:
    return (
        float(sum(part is not PartOfWeek.DAY for part in opening.schedule)),
        float(len(opening.demands)),
        np.nan if opening.hours_per_week is None else opening.hours_per_week,
        _language(opening),
    )


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0


def _share(taken: int, capacity: int | None) -> float:
    if capacity is None:
        return np.nan
    return min(taken / capacity, 1.0) if capacity else 1.0


def _language(opening: Opening) -> float:
    return np.nan if opening.language_use is None else LANGUAGE_SHARE[opening.language_use]
