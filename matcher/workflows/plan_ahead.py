"""What a plan counts on when it looks ahead: who will probably come, and which places will be free.

Nobody knows who comes. Those whose programmes began in the past year stand for those who will:
futures are drawn from them, by lot seeded by the day, so that a plan made again is the same plan.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import PURPOSES, Flags
from matcher.domain.employers import Mentor, Opening
from matcher.domain.participants import Participant
from matcher.domain.plans import Objective
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import Board, Interval
from matcher.eligibility.rules import Rule, State
from matcher.eligibility.screening import Screening
from matcher.planning.ahead import (
    AHEAD,
    FUTURES,
    LEAST_SHARE,
    Coming,
    Outlook,
    begin_now,
)
from matcher.planning.free_places import UNKNOWN_PLACES, free_places
from matcher.planning.problem import Candidates, Rows, gains
from matcher.ranking.model import AdditiveModel
from matcher.ranking.rank import MarketDay
from matcher.workflows.plan_people import Valued, value_pairs

WEEKS_A_YEAR = 52
# Nobody is planned to wait longer than this for something better: an empty programme costs too.
PATIENCE = 4
# Of each person's places in the weeks to come, the best so many are looked at.
BEST = 8
# Between pairs that the futures like as much, what this week's plan alone would count decides.
TIE = 1e-3
# A newcomer finds today's places as they will be then, not as they are now.
_BY_WEEK = (Rule.CAPACITY, Rule.PROGRAMME)


@dataclass(frozen=True, slots=True)
class Expected:
    """The people of the past year and the pairs that they would have with today's openings."""

    people: int
    pairs: Valued


def look_ahead(
    day: MarketDay,
    model: AdditiveModel,
    participants: Sequence[Participant],
    valued: Valued,
    pairs: Candidates,
    objective: Objective,
    purpose: Purpose | None,
) -> Candidates:
    """``pairs`` counted by how many possible futures begin them now, and who had better wait.

    ``participants`` are all of the offices. With ``Objective.PEOPLE`` nobody waits for whom there
    is a place now.
    """
    past = expected(day, model, participants, purpose)
    draw = np.random.default_rng(day.today.toordinal())
    outlook = outlook_of(day.ready.board, day.ready.openings)
    waiting = _coming(day, valued, np.zeros(pairs.people, dtype=np.int64))
    futures = [_future(day, past, draw) for _ in range(FUTURES)]
    free = outlook.free(len(day.ready.openings))[:, : day.policy.search_weeks] > 0
    first = np.where(free.any(axis=1), free.argmax(axis=1), -1)
    allowed = pairs.allowed(0.0)
    now = np.where(allowed, first[valued.opening], -1)
    share = begin_now(waiting, now, futures, outlook)
    counted = share + TIE * gains(pairs, allowed, objective)
    if objective is Objective.PEOPLE:
        return replace(pairs, gain=counted)
    return replace(pairs, gain=counted, later=share < LEAST_SHARE)


def expected(
    day: MarketDay,
    model: AdditiveModel,
    participants: Sequence[Participant],
    purpose: Purpose | None = None,
) -> Expected:
    """Those whose programme began in the past year, and what today's openings would be to them."""
    since = day.today - timedelta(weeks=WEEKS_A_YEAR)
    came = [p for p in participants if p.programme_start and since < p.programme_start <= day.today]
    return Expected(len(came), value_pairs(day, model, came, purpose, passes=would_do))


def would_do(screening: Screening) -> Flags:
    """(P, O) pairs that pass every rule but those that change from week to week."""
    passes: Flags = np.ones((len(screening.participants), len(screening.ready.openings)), np.bool_)
    for rule, state in screening.states.items():
        if rule not in _BY_WEEK:
            passes &= state != State.NOT_MET
    return passes


def _future(day: MarketDay, past: Expected, draw: np.random.Generator) -> Coming:
    """As many newcomers a week as in the past year, each like somebody who came then."""
    count = draw.poisson(past.people / WEEKS_A_YEAR * (AHEAD - 1)) if past.people else 0
    like = draw.integers(0, max(past.people, 1), count)
    best = _best(past.pairs)
    starts = np.searchsorted(best.person, np.arange(past.people + 1))
    rows = [np.arange(starts[row], starts[row + 1]) for row in like.tolist()]
    row = np.concatenate([*rows, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    drawn = Valued(
        person=np.repeat(np.arange(count), [len(own) for own in rows]),
        opening=best.opening[row],
        value=best.value[row],
        purpose=best.purpose[row],
    )
    return _coming(day, drawn, 1 + draw.integers(0, AHEAD - 1, count))


def _best(pairs: Valued) -> Valued:
    """Each person's ``BEST`` pairs."""
    order = np.lexsort((-pairs.value, pairs.person))
    person = pairs.person[order]
    place = np.arange(len(order)) - np.searchsorted(person, person)
    kept = np.sort(order[place < BEST])
    return Valued(pairs.person[kept], pairs.opening[kept], pairs.value[kept], pairs.purpose[kept])


def _coming(day: MarketDay, valued: Valued, since: Rows) -> Coming:
    policy = day.policy
    weeks = {Purpose.TASTE: -(-policy.taste_working_days // 5)}
    length = np.array([weeks.get(purpose, policy.placement_weeks) for purpose in PURPOSES])
    return Coming(since, valued.person, valued.opening, valued.value, length[valued.purpose])


def outlook_of(board: Board, openings: Sequence[Opening]) -> Outlook:
    """Room by week: each opening by its slots and mentors, each employer by its own and theirs."""
    days = [board.today + timedelta(weeks=week) for week in range(AHEAD)]
    employers = {name: row for row, name in enumerate(sorted({o.employer_id for o in openings}))}
    room = np.zeros((len(openings) + len(employers), AHEAD), dtype=np.int64)
    mentors: dict[str, set[str]] = {name: set() for name in employers}
    unknown = dict.fromkeys(employers, 0)
    for row, opening in enumerate(openings):
        room[row] = _opening_room(board, opening, days)
        mentors[opening.employer_id].update(opening.mentors or ())
        unknown[opening.employer_id] += UNKNOWN_PLACES if opening.mentors is None else 0
    for name, row in employers.items():
        staff = unknown[name] + _mentors_room(board, sorted(mentors[name]), days)
        limit = board.employers[name].capacity
        taken = board.employer_days.get(name, ())
        own = staff if limit is None else _room(limit, taken, days)
        room[len(openings) + row] = np.minimum(staff, own)
    of_employer = [len(openings) + employers[opening.employer_id] for opening in openings]
    each = np.arange(len(openings))
    return Outlook(
        room=room,
        use_opening=np.concatenate([each, each]),
        use_limit=np.concatenate([each, np.array(of_employer, dtype=np.int64)]),
        patience=PATIENCE,
    )


def _opening_room(board: Board, opening: Opening, days: Sequence[date]) -> Rows:
    slots = _room(opening.slots, board.opening_days.get(opening.opening_id, ()), days)
    if opening.mentors is not None:
        slots = np.minimum(slots, _mentors_room(board, opening.mentors, days))
    there = np.array([(opening.starts or day) <= day <= (opening.ends or day) for day in days])
    room: Rows = slots * there
    return room


def _mentors_room(board: Board, names: Iterable[str], days: Sequence[date]) -> Rows:
    total = np.zeros(len(days), dtype=np.int64)
    for name in names:
        mentor = board.mentors[name]
        room = _room(mentor.capacity, board.mentor_days.get(name, ()), days)
        total = total + room * _is_there(board, mentor, days)
    return total


def _is_there(board: Board, mentor: Mentor, days: Sequence[date]) -> NDArray[np.bool_]:
    """(days,) where the mentor works there; a short holiday leaves no gap."""
    since, until = mentor.available_from, mentor.available_to
    short = board.policy.mentor_short_absence_days
    away = [
        (first, last)
        for first, last in board.stopped.mentors.get(mentor.mentor_id, ())
        if (last - first).days + 1 > short
    ]
    return np.array(
        [
            (since or day) <= day <= (until or day)
            and not any(first <= day <= last for first, last in away)
            for day in days
        ]
    )


def _room(capacity: int | None, taken: Iterable[Interval], days: Sequence[date]) -> Rows:
    if capacity is None:
        return np.full(len(days), UNKNOWN_PLACES)
    known = list(taken)
    return np.array([free_places(capacity, known, day, day) for day in days])
