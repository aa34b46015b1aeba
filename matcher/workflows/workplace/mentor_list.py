"""Use case: an employer's mentors: how many each has now and in the weeks to come, when away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Mentor
from matcher.domain.placements import Placement, PlacementStatus, occupied_days
from matcher.domain.stops import StopReason
from matcher.store.employer_view import PersonShown, read_people_shown
from matcher.store.engine import reading
from matcher.store.mentors import (
    MentorDetails,
    read_absences,
    read_details,
    read_placements_with,
)
from matcher.store.posted_openings import read_workplace
from matcher.store.stops import StopRow
from matcher.workflows.workplace.sheet_id import sheet_id

WEEKS = 8
_AGREED = (PlacementStatus.ACCEPTED, PlacementStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """The most people at once in the week that begins on ``monday``; whether the mentor is away."""

    monday: date
    count: int
    away: bool


@dataclass(frozen=True, slots=True)
class Away:
    """A pause or an absence; ``there`` have agreed to be with the mentor meanwhile."""

    row: StopRow
    there: int


@dataclass(frozen=True, slots=True)
class WithMentor:
    """Somebody who is with the mentor or is coming; ``name`` only where they said yes to it."""

    sheet_id: str
    name: str | None
    starts: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class MentorLine:
    """A mentor on a day; ``paused`` is a pause that holds, ``away`` what is to come or holds."""

    mentor: Mentor
    details: MentorDetails
    here: int
    weeks: tuple[WeekLoad, ...]
    people: tuple[WithMentor, ...]
    away: tuple[Away, ...]
    paused: StopRow | None

    @property
    def full(self) -> bool:
        """Whether nobody more can be with them today."""
        return self.mentor.capacity is not None and self.here >= self.mentor.capacity


@dataclass(frozen=True, slots=True)
class MentorBook:
    """An employer and its mentors, in the order of their names."""

    employer: Employer
    lines: tuple[MentorLine, ...]


def list_mentors(engine: sa.Engine, viewer: Viewer, employer_id: str, *, today: date) -> MentorBook:
    """The mentors on ``today``; NotFound for an employer that ``viewer`` may not see."""
    with reading(engine) as connection:
        workplace = read_workplace(connection, viewer, employer_id)
        ids = [mentor.mentor_id for mentor in workplace.mentors]
        details = read_details(connection, ids)
        placements = _agreed(read_placements_with(connection, ids), today)
        absences = read_absences(connection, ids, today)
        shown = read_people_shown(connection, viewer, employer_id, today)
    lines = [
        _line(
            mentor,
            details.get(mentor.mentor_id, MentorDetails()),
            [p for p in placements if p.mentor_id == mentor.mentor_id],
            [row for row in absences if row.stop.mentor_id == mentor.mentor_id],
            shown,
            today,
        )
        for mentor in workplace.mentors
    ]
    lines.sort(key=lambda line: (line.mentor.name or "\uffff", line.mentor.mentor_id))
    return MentorBook(workplace.employer, tuple(lines))


def _agreed(placements: Iterable[Placement], today: date) -> list[Placement]:
    there = [p for p in placements if p.status in _AGREED and (occupied_days(p, today) or ()) != ()]
    return sorted(
        (p for p in there if _stay(p, today)[1] >= today),
        key=lambda p: (p.starts or date.min, p.placement_id),
    )


def _stay(placement: Placement, today: date) -> tuple[date, date]:
    return occupied_days(placement, today) or (date.max, date.min)


def _line(
    mentor: Mentor,
    details: MentorDetails,
    placements: Sequence[Placement],
    absences: Sequence[StopRow],
    shown: dict[str, PersonShown],
    today: date,
) -> MentorLine:
    stays = [_stay(placement, today) for placement in placements]
    paused = [
        row for row in absences if row.stop.reason is StopReason.PAUSED and row.stop.holds(today)
    ]
    return MentorLine(
        mentor=mentor,
        details=details,
        here=most_at_once(stays, today, today),
        weeks=tuple(_weeks(stays, absences, today)),
        people=tuple(
            WithMentor(
                sheet_id(p.placement_id), shown[p.placement_id].name, p.starts, p.planned_end
            )
            for p in placements
            if p.placement_id in shown
        ),
        away=tuple(
            Away(row, _meets(stays, row.stop.starts, row.stop.ends or date.max))
            for row in sorted(absences, key=lambda row: (row.stop.starts, row.id))
            if row not in paused
        ),
        paused=paused[0] if paused else None,
    )


def _weeks(
    stays: Sequence[tuple[date, date]], absences: Sequence[StopRow], today: date
) -> Iterable[WeekLoad]:
    this_monday = today - timedelta(days=today.weekday())
    for week in range(WEEKS):
        monday = this_monday + timedelta(weeks=week)
        friday = monday + timedelta(days=4)
        first, last = max(monday, today), monday + timedelta(days=6)
        days = [first + timedelta(days=n) for n in range(max((friday - first).days, 0) + 1)]
        away = all(any(row.stop.holds(day) for row in absences) for day in days)
        yield WeekLoad(monday, most_at_once(stays, first, last), away)


def most_at_once(stays: Sequence[tuple[date, date]], first: date, last: date) -> int:
    """How many of the stays there are on the busiest day from ``first`` to ``last``.

    >>> day = date(2026, 1, 5)
    >>> most_at_once([(day, day), (day, day), (date.max, date.max)], day, day)
    2
    """
    within = [stay for stay in stays if stay[0] <= last and stay[1] >= first]
    days = {max(first, begins) for begins, _ends in within}
    return max((sum(a <= day <= b for a, b in within) for day in days), default=0)


def _meets(stays: Iterable[tuple[date, date]], first: date, last: date) -> int:
    return sum(begins <= last and ends >= first for begins, ends in stays)
