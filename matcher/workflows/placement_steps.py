"""Use case: an adviser takes a step with a placement, after room was asked for once more.

The store refuses what the status, the version or the dates do not allow; here it is asked whether
opening, mentor and employer still have room for the days that the step takes up.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Mentor, Opening
from matcher.domain.errors import FormRefused
from matcher.domain.life import Step
from matcher.domain.market import Market
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.steps import Asked, StepRefusal
from matcher.domain.stops import StopReason
from matcher.eligibility.board import Board, make_board
from matcher.eligibility.free_date import mentor_room, room
from matcher.eligibility.rules import State
from matcher.eligibility.stopped import long_absence
from matcher.store import tables as t
from matcher.store.engine import writing
from matcher.store.readers import (
    read_all,
    read_kept_placement,
    read_openings,
    read_participant,
)
from matcher.store.reading_market import read_stops
from matcher.store.writers import take_step
from matcher.workflows.choose import find_opening
from matcher.workflows.program import Program
from matcher.workflows.workplace.closing import settle_requests
from matcher.workflows.workplace.spare import spare_after_no_show


class NoRoom(FormRefused):
    """The place was taken meanwhile, or is, on the days asked for; ``full_on`` is the first."""

    def __init__(self, field: str, why: StepRefusal, full_on: date) -> None:
        self.full_on = full_on
        super().__init__({field: why})


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that a step newly takes up, both included, and the field that they stand in."""

    first: date
    last: date
    field: str


def take(
    program: Program,
    viewer: Viewer,
    placement_id: str,
    asked: Asked,
    *,
    version: int,
    now: datetime,
    today: date,
) -> Placement:
    """Take the step, and answer the placement as it is then; on any error nothing is changed.

    NotFound, ChangedMeanwhile, Conflict and FormRefused as ``take_step``; NoRoom where opening,
    mentor or employer is full; FormRefused where new days begin after the programme.
    """
    with writing(program.engine) as connection:
        before = read_kept_placement(connection, viewer, placement_id).placement
        moved = take_step(
            connection, viewer, placement_id, asked.step, version=version,
            day=asked.day, planned_end=asked.planned_end, reason=asked.reason,
            now=now, today=today,
        )  # fmt: skip
        days = _new_days(before, moved, asked.step, today)
        if days is not None and days.first <= days.last:
            _refuse_after_programme(connection, viewer, moved, asked.step, days)
            _refuse_full(program, connection, moved, days, today)
        settle_requests(connection, moved, done_by=viewer.name, now=now)
        if asked.step in (Step.NO_SHOW, Step.END):
            spare_after_no_show(connection, moved, today, program.policy)
        return moved


def refuse_without_room(
    program: Program,
    connection: Connection,
    before: Placement,
    moved: Placement,
    step: Step,
    today: date,
) -> None:
    """NoRoom where the days that ``step`` newly takes up are taken at the workplace."""
    days = _new_days(before, moved, step, today)
    if days is not None and days.first <= days.last:
        _refuse_full(program, connection, moved, days, today)


def _new_days(before: Placement, moved: Placement, step: Step, today: date) -> _Days | None:
    """Days gone by take up nobody's place; an accepted placement has had its own all along."""
    last = moved.planned_end
    if step is Step.EXTEND and before.planned_end is not None and last is not None:
        return _Days(max(before.planned_end + timedelta(days=1), today), last, "planned_end")
    if before.status is PlacementStatus.PROPOSED and step in (Step.ACCEPT, Step.START):
        first = max(moved.starts or today, today)
        return _Days(first, first if last is None else last, "form")
    return None


def _refuse_after_programme(
    connection: Connection, viewer: Viewer, moved: Placement, step: Step, days: _Days
) -> None:
    if step is not Step.EXTEND:
        return
    ends = read_participant(connection, viewer, moved.participant_id).programme_end
    if ends is not None and days.first > ends:
        raise FormRefused({days.field: StepRefusal.AFTER_PROGRAMME})


def _refuse_full(
    program: Program, connection: Connection, moved: Placement, days: _Days, today: date
) -> None:
    market = _around(connection, moved)
    board = make_board(market, today, program.policy, known_bad=frozenset())
    opening = find_opening(market, moved.opening_id)
    _refuse_stopped(board, opening, moved.mentor_id, days)
    for offset in range((days.last - days.first).days + 1):
        day = days.first + timedelta(days=offset)
        why = _full(board, opening, moved.mentor_id, day)
        if why is not None:
            raise NoRoom(days.field, why, day)


def _refuse_stopped(board: Board, opening: Opening, mentor_id: str | None, days: _Days) -> None:
    """A ban holds for whoever is there; a pause, or sparing an employer, is about somebody new."""
    stop = board.stopped.employers.get(opening.employer_id)
    if stop is not None and stop.reason is StopReason.BANNED:
        raise NoRoom(days.field, StepRefusal.EMPLOYER_BANNED, days.first)
    away = board.stopped.mentors.get(mentor_id or "", ())
    long = long_absence(away, days.first, days.last, board.policy.mentor_short_absence_days)
    if long is not None:
        raise NoRoom(days.field, StepRefusal.MENTOR_AWAY, max(long[0], days.first))


def _around(connection: Connection, moved: Placement) -> Market:
    """The employer of a placement, and all others there or with the same mentor."""
    c = t.openings.c
    whose = sa.select(c.employer_id).where(c.opening_id == moved.opening_id).scalar_subquery()
    theirs = sa.select(c.opening_id).where(c.employer_id == whose)
    near = sa.or_(
        t.placements.c.opening_id.in_(theirs), t.placements.c.mentor_id == moved.mentor_id
    )
    mentor = t.mentors.c.mentor_id == moved.mentor_id
    number = sa.select(t.employers.c.org_number).where(t.employers.c.employer_id == whose)
    same = sa.or_(
        t.employers.c.employer_id == whose,
        t.employers.c.org_number == number.scalar_subquery(),
    )
    return Market(
        employers=read_all(connection, Employer, same),
        mentors=read_all(connection, Mentor, mentor),
        openings=read_openings(connection, c.employer_id == whose),
        placements=read_all(
            connection, Placement, near, t.placements.c.placement_id != moved.placement_id
        ),
        stops=read_stops(connection),
    )


def _full(board: Board, opening: Opening, mentor_id: str | None, day: date) -> StepRefusal | None:
    taken = board.opening_days.get(opening.opening_id, ())
    if room(opening.slots, taken, day, day) is State.NOT_MET:
        return StepRefusal.OPENING_FULL
    if mentor_id is not None and (
        mentor_room(board, board.mentors[mentor_id], day, day) is State.NOT_MET
    ):
        return StepRefusal.MENTOR_FULL
    staff = board.employer_days.get(opening.employer_id, ())
    capacity = board.employers[opening.employer_id].capacity
    return StepRefusal.EMPLOYER_FULL if room(capacity, staff, day, day) is State.NOT_MET else None
