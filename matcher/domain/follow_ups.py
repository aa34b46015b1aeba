"""When a placement is to be followed up: its rhythm, the days that it plans, and what was done.

Pure dates. Which days are working days is the caller's to say; nothing here reads a clock. A plan
stands still: whoever calls late, or early, moves no later day, so that everybody knows the day.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from matcher.domain.day import Attendance, Going, SpokenWith
from matcher.domain.errors import BadInput
from matcher.domain.placements import Placement, PlacementStatus, status_as_of
from matcher.domain.purposes import Purpose

WorkingDay = Callable[[date], date]

# Weeks and days that a rhythm may hold; the store keeps to the same.
MOST_EARLY_WEEKS = 52
MOST_DAYS = 90
# A mentor whom nobody spoke to for so long is asked for by name; monthly, as the least of the
# evidence-based follow-along (IPS Supported Employment Fidelity Scale, 2008, item on supports).
MENTOR_DAYS = 28


class What(StrEnum):
    """What is due on a day: a talk, or (``NEXT_RUNG``) a word on what comes afterwards."""

    FIRST_DAY = "first_day"
    WEEKLY = "weekly"
    LATER = "later"
    LAST_DAY = "last_day"
    EMPLOYER = "employer"
    NEXT_RUNG = "next_rung"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every ``early_days`` days for ``early_weeks`` weeks, then every ``later_days`` days.

    The usual one is weekly for the first month, as the IPS Supported Employment Fidelity Scale
    (2008) asks for; then fortnightly, for a placement of twelve weeks is too short for "monthly".
    BadInput for a rhythm without days, which would never come to an end.
    """

    early_weeks: int = 4
    early_days: int = 7
    later_days: int = 14

    def __post_init__(self) -> None:
        if not 0 <= self.early_weeks <= MOST_EARLY_WEEKS:
            raise BadInput(f"A rhythm has 0 to {MOST_EARLY_WEEKS} early weeks.")
        if not (1 <= self.early_days <= MOST_DAYS and 1 <= self.later_days <= MOST_DAYS):
            raise BadInput(f"A rhythm has 1 to {MOST_DAYS} days between two talks.")


USUAL = Rhythm()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A talk that took place; ``due_on`` is the planned day that it settles, where there is one."""

    placement_id: str
    done_on: date
    done_by: str
    due_on: date | None = None
    spoken_with: SpokenWith | None = None
    attendance: Attendance | None = None
    going: Going | None = None
    note: str | None = None

    @property
    def with_mentor(self) -> bool:
        """Whether the mentor was spoken to."""
        return self.spoken_with in (SpokenWith.MENTOR, SpokenWith.BOTH)

    @property
    def settles_until(self) -> date:
        """No planned day until then, included, is due any more."""
        return max(self.done_on, self.due_on or self.done_on)


@dataclass(frozen=True, slots=True)
class Slot:
    """A planned talk; one that comes at most ``early_by`` days before it counts for it."""

    day: date
    what: What
    early_by: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """The talk that is due: ``since`` the first day that was missed, ``missed`` days in all."""

    since: date
    what: What
    missed: int


def planned_slots(
    placement: Placement, rhythm: Rhythm, until: date, today: date, working_day: WorkingDay
) -> tuple[Slot, ...]:
    """Every planned talk until ``until``, in order, no two on one day.

    None where the placement has ended or was only proposed; one that is agreed but has not begun
    has its first day; a taste has its first and its last day. Weekends and holidays move a day to
    the next one on which people work; past the planned end it is left out, but for a last day.

    >>> p = Placement("L1", "P1", "O1", Purpose.EXPERIENCE, PlacementStatus.RUNNING,
    ...               starts=date(2026, 3, 2), planned_end=date(2026, 3, 20))
    >>> [s.day.day for s in planned_slots(p, USUAL, p.planned_end, p.starts, lambda day: day)]
    [2, 9, 16]
    """
    status = status_as_of(placement, today)
    if placement.starts is None or status not in (
        PlacementStatus.ACCEPTED,
        PlacementStatus.RUNNING,
    ):
        return ()
    last = min(until, placement.planned_end or until)
    wanted = [(placement.starts, What.FIRST_DAY)]
    if status is PlacementStatus.RUNNING:
        wanted += _later_days(placement, placement.starts, rhythm, last)
    return _on_working_days(wanted, last, working_day)


def open_slots(slots: Iterable[Slot], done: Iterable[FollowUp]) -> tuple[Slot, ...]:
    """The planned talks that nothing settles yet."""
    settled = max((each.settles_until for each in done), default=date.min)
    return tuple(slot for slot in slots if slot.day > settled)


def settled_day(slots: Sequence[Slot], done_on: date) -> date | None:
    """The planned day that a talk on ``done_on`` counts for; None where it comes before them all.

    >>> slots = (Slot(date(2026, 3, 2), What.FIRST_DAY), Slot(date(2026, 3, 9), What.WEEKLY, 3))
    >>> settled_day(slots, date(2026, 3, 5)), settled_day(slots, date(2026, 3, 6))
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 9))
    """
    counted = [slot.day for slot in slots if slot.day - timedelta(days=slot.early_by) <= done_on]
    return max(counted, default=None)


def due_on(slots: Iterable[Slot], done: Sequence[FollowUp], today: date) -> Due | None:
    """What is due on ``today``, one talk for all that was missed; None where nothing is.

    A talk is asked of the mentor by name where the last one with the mentor is long ago.
    """
    missed = [slot for slot in open_slots(slots, done) if slot.day <= today]
    if not missed:
        return None
    latest = missed[-1]
    what = latest.what
    if what in (What.WEEKLY, What.LATER) and done and not _mentor_lately(done, latest.day):
        what = What.EMPLOYER
    return Due(missed[0].day, what, len(missed))


def _mentor_lately(done: Iterable[FollowUp], day: date) -> bool:
    since = day - timedelta(days=MENTOR_DAYS)
    first = min((each.done_on for each in done), default=day)
    return first > since or any(each.with_mentor and each.done_on > since for each in done)


def _later_days(
    placement: Placement, starts: date, rhythm: Rhythm, last: date
) -> list[tuple[date, What]]:
    if placement.purpose is Purpose.TASTE:
        ends = placement.planned_end
        return [(ends, What.LAST_DAY)] if ends is not None and starts < ends <= last else []
    early_until = starts + timedelta(weeks=rhythm.early_weeks)
    days = []
    day, what = _next(starts, early_until, rhythm)
    while day <= last:
        days.append((day, what))
        day, what = _next(day, early_until, rhythm)
    return days


def _next(day: date, early_until: date, rhythm: Rhythm) -> tuple[date, What]:
    soon = day + timedelta(days=rhythm.early_days)
    if soon <= early_until:
        return soon, What.WEEKLY
    return day + timedelta(days=rhythm.later_days), What.LATER


def _on_working_days(
    wanted: Iterable[tuple[date, What]], last: date, working_day: WorkingDay
) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    for planned, what in wanted:
        day = working_day(planned)
        before = slots[-1].day if slots else None
        if day == before or (day > last and what in (What.WEEKLY, What.LATER)):
            continue
        by_half = 0 if before is None or what is What.LAST_DAY else ((day - before).days - 1) // 2
        slots.append(Slot(day, what, by_half))
    return tuple(slots)
