"""Use case: how many need a placement, and how many places are free, in the coming weeks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from matcher.domain.arrays import Flags
from matcher.domain.employers import Mentor, Opening
from matcher.domain.participants import Participant, in_programme
from matcher.domain.placements import occupied_days
from matcher.domain.plans import Planned
from matcher.eligibility.board import Board, Interval
from matcher.eligibility.rules import Rule, State
from matcher.eligibility.screening import screen
from matcher.planning.dates import DatedBoard, Stay
from matcher.planning.free_places import UNKNOWN_PLACES, free_places
from matcher.ranking.rank import MarketDay
from matcher.workflows.plan_page import Named
from matcher.workflows.program import Program

WEEKS = 12
# Weeks differ in who is free and who is in the programme; everything else stays.
_BY_WEEK = (Rule.CAPACITY, Rule.PROGRAMME)


@dataclass(frozen=True, slots=True)
class Week:
    """Counted on ``day``: people without a placement, and places free at once with a mentor.

    ``need_after`` and ``free_after`` are the same once the plan is carried out.
    """

    day: date
    need: int
    need_after: int
    free: int
    free_after: int


def capacity_ahead(
    program: Program, named: Named, lines: Sequence[Planned], *, today: date, weeks: int = WEEKS
) -> tuple[Week, ...]:
    """The coming weeks, today first and then Mondays.

    Only places are counted that would do for somebody of the office; other offices may take them.
    """
    day = program.market_day(today)
    return program.kept.find(
        day,
        program.model,
        ("ahead", named.office.office_id, tuple(lines), weeks),
        lambda: _ahead(day, named, lines, weeks),
    )


def _ahead(day: MarketDay, named: Named, lines: Sequence[Planned], weeks: int) -> tuple[Week, ...]:
    today = day.today
    people = list(named.people.values())
    openings = _suitable(day, people, today)
    board, after = day.ready.board, DatedBoard(day.ready.board)
    for line in lines:
        stay = Stay(line.mentor_id, line.starts, line.planned_end)
        after.add(named.openings[line.opening_id], stay)
    planned = {line.participant_id: (line.starts, line.planned_end) for line in lines}
    return tuple(
        Week(
            day=when,
            need=_need(board, people, when, {}),
            need_after=_need(board, people, when, planned),
            free=_free(board, openings, when),
            free_after=_free(after.board, openings, when),
        )
        for when in _days(today, weeks)
    )


def _days(today: date, weeks: int) -> list[date]:
    monday = today - timedelta(days=today.weekday())
    return [max(today, monday + timedelta(weeks=week)) for week in range(weeks)]


def _suitable(day: MarketDay, people: Sequence[Participant], today: date) -> list[Opening]:
    """Openings that would do for somebody, if they were free."""
    active = [person for person in people if in_programme(person, today)]
    shape = (len(active), len(day.ready.openings))
    passes: Flags = np.ones(shape, dtype=np.bool_)
    for rule, state in screen(day.ready, active).states.items():
        if rule not in _BY_WEEK:
            passes &= state != State.NOT_MET
    return [day.ready.openings[row] for row in np.flatnonzero(passes.any(axis=0)).tolist()]


def _need(
    board: Board, people: Iterable[Participant], when: date, planned: dict[str, Interval]
) -> int:
    return sum(
        in_programme(person, when)
        and not any(first <= when <= last for first, last in _stays(board, person, planned))
        for person in people
    )


def _stays(board: Board, person: Participant, planned: dict[str, Interval]) -> list[Interval]:
    name = person.participant_id
    placements = board.placements_of.get(name, ())
    known = [occupied_days(placement, board.today) for placement in placements]
    return [stay for stay in (*known, planned.get(name)) if stay is not None]


def _free(board: Board, openings: Sequence[Opening], when: date) -> int:
    """Places free on one day; the narrowest of openings, mentors and employer decides."""
    by_employer: dict[str, list[Opening]] = {}
    for opening in openings:
        if (opening.starts or when) <= when <= (opening.ends or when):
            by_employer.setdefault(opening.employer_id, []).append(opening)
    return sum(_free_at(board, name, own, when) for name, own in by_employer.items())


def _free_at(board: Board, employer_id: str, openings: Sequence[Opening], when: date) -> int:
    slots = sum(
        _room(o.slots, board.opening_days.get(o.opening_id, ()), when) for o in openings
    )  # fmt: skip
    mentors = {name for opening in openings for name in opening.mentors or ()}
    staff = sum(_mentor_room(board, board.mentors[name], when) for name in mentors)
    staff += sum(UNKNOWN_PLACES for opening in openings if opening.mentors is None)
    capacity = board.employers[employer_id].capacity
    if capacity is None:  # its openings and mentors are the limit
        return min(slots, staff)
    return min(slots, staff, _room(capacity, board.employer_days.get(employer_id, ()), when))


def _mentor_room(board: Board, mentor: Mentor, when: date) -> int:
    if not (mentor.available_from or when) <= when <= (mentor.available_to or when):
        return 0
    away = board.stopped.mentors.get(mentor.mentor_id, ())
    if any(first <= when <= last for first, last in away):
        return 0
    return _room(mentor.capacity, board.mentor_days.get(mentor.mentor_id, ()), when)


def _room(capacity: int | None, taken: Iterable[Interval], when: date) -> int:
    return UNKNOWN_PLACES if capacity is None else free_places(capacity, taken, when, when)
