"""Use case: an employer's openings: which take people, where somebody is, what is not known."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Mentor, Opening, OpeningStatus
from matcher.domain.placements import Placement, occupied_days
from matcher.domain.stops import Stop
from matcher.places.lookup import locate
from matcher.store.engine import reading
from matcher.store.posted_openings import (
    Workplace,
    read_open_placements,
    read_pauses,
    read_positions,
    read_workplace,
)

# What an adviser would have to ask about, in the order of the form.
_WORTH_KNOWING = (
    *("occupation", "tasks", "hours_per_week", "needs_spoken", "needs_written", "language_use"),
    *("purposes", "slots", "mentors"),
)


class Standing(StrEnum):
    """Whether an opening takes people on a day; ``over`` is past its last day."""

    OPEN = "open"
    UNKNOWN = "unknown"
    PAUSED = "paused"
    CLOSED = "closed"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """An opening on a day: how many are here, are coming, and may come now (None: unknown).

    ``paused_until`` is the last day of a pause that has one. ``unknown`` names fields.
    """

    opening: Opening
    standing: Standing
    paused_until: date | None
    here: int
    coming: int
    free: int | None
    mentors: tuple[Mentor, ...]
    unknown: tuple[str, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class OpeningBook:
    """An employer and its openings: those that take people first, closed ones last."""

    employer: Employer
    lines: tuple[OpeningLine, ...]
    paused_until: date | None


def list_openings(
    engine: sa.Engine, viewer: Viewer, employer_id: str, *, today: date
) -> OpeningBook:
    """The employer's openings on ``today``; NotFound for one that ``viewer`` may not see."""
    with reading(engine) as connection:
        workplace = read_workplace(connection, viewer, employer_id)
        placements = read_open_placements(connection, employer_id)
        pauses = read_pauses(connection, employer_id)
        codes = sorted({o.postal_code for o in workplace.openings if o.postal_code})
        register = read_positions(connection, codes)
    until = workplace.employer.paused_until
    lines = [
        _line(opening, workplace, placements, pauses, register, today)
        for opening in workplace.openings
    ]
    return OpeningBook(
        workplace.employer,
        tuple(sorted(lines, key=_order)),
        until if until is not None and until >= today else None,
    )


def standing_on(opening: Opening, pauses: Iterable[Stop], today: date) -> Standing:
    """Whether the opening takes people on ``today``, whatever its employer does.

    >>> standing_on(Opening("O1", "E1", ends=date(2026, 1, 5)), (), date(2026, 1, 6)).value
    'over'
    """
    if opening.status is OpeningStatus.CLOSED:
        return Standing.CLOSED
    if opening.ends is not None and opening.ends < today:
        return Standing.OVER
    if opening.status is OpeningStatus.PAUSED or _pauses(opening, pauses, today):
        return Standing.PAUSED
    return Standing.UNKNOWN if opening.status is None else Standing.OPEN


def mark_of(opening: Opening) -> str:
    """A few letters for what somebody was shown; others once the opening has changed.

    >>> mark_of(Opening("O1", "E1")) == mark_of(Opening("O1", "E1", slots=2))
    False
    """
    return hashlib.sha256(repr(opening).encode()).hexdigest()[:16]


def here_on(placements: Iterable[Placement], today: date) -> tuple[Placement, ...]:
    """Those that take up a place on ``today``."""
    stays = ((placement, occupied_days(placement, today)) for placement in placements)
    return tuple(p for p, days in stays if days is not None and days[0] <= today <= days[1])


def unknown_of(opening: Opening, register: Mapping[str, tuple[float, float]]) -> tuple[str, ...]:
    """The fields that nobody has said and that matter for who may come.

    >>> opening = Opening("O1", "E1", None, "5223", slots=1, mentors=("M1",), tasks="Rydde")
    >>> unknown_of(opening, {})
    ('hours_per_week', 'needs_spoken', 'needs_written', 'language_use', 'purposes', 'place')
    """
    missing = [name for name in _WORTH_KNOWING if getattr(opening, name) in (None, ())]
    where = locate(opening.postal_code, opening.place, opening.lat, opening.lon, register)
    return (*missing, *(() if where is not None else ("place",)))


def _pauses(opening: Opening, pauses: Iterable[Stop], today: date) -> tuple[Stop, ...]:
    return tuple(p for p in pauses if p.opening_id == opening.opening_id and p.holds(today))


def _line(
    opening: Opening,
    workplace: Workplace,
    placements: Iterable[Placement],
    pauses: Iterable[Stop],
    register: Mapping[str, tuple[float, float]],
    today: date,
) -> OpeningLine:
    own = [p for p in placements if p.opening_id == opening.opening_id]
    open_ones = [p for p in own if occupied_days(p, today)]
    here = len(here_on(own, today))
    holding = _pauses(opening, pauses, today)
    ends = [pause.ends for pause in holding]
    known = {mentor.mentor_id: mentor for mentor in workplace.mentors}
    return OpeningLine(
        opening=opening,
        standing=standing_on(opening, pauses, today),
        paused_until=max((day for day in ends if day), default=None) if None not in ends else None,
        here=here,
        coming=len([p for p in open_ones if (occupied_days(p, today) or (today,))[0] > today]),
        free=None if opening.slots is None else max(0, opening.slots - here),
        mentors=tuple(known[m] for m in opening.mentors or () if m in known),
        unknown=unknown_of(opening, register),
        mark=mark_of(opening),
    )


def _order(line: OpeningLine) -> tuple[int, str, str]:
    return (tuple(Standing).index(line.standing), line.opening.title or "", line.opening.opening_id)
