"""Checks a finished plan, day by day and rule by rule; shares no code with what made it.

Every plan passes here before it is shown or kept. The rules are asked by ``eligibility.pair``, one
pair at a time, and capacities are counted on every date anew.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from matcher.domain.employers import Opening
from matcher.domain.participants import Participant
from matcher.domain.plans import Planned
from matcher.domain.purposes import Purpose, purposes_asked
from matcher.eligibility.board import Board, Interval
from matcher.eligibility.lengths import first_working_day, last_day
from matcher.eligibility.pair import ask, pair_of
from matcher.eligibility.rules import Rule, State
from matcher.planning.problem import Candidates, Places, Rows

# Sums of values may differ by this much: they are added in another order.
CLOSE = 1e-6
# Asked again here for the very dates of the plan, not for the pair's first free day.
_BY_DATE = (Rule.CAPACITY, Rule.PROGRAMME)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the plan was asked to be; ``values`` are the values of the pairs that were offered."""

    participants: Mapping[str, Participant]
    openings: Mapping[str, Opening]
    values: Mapping[tuple[str, str], float]
    purpose: Purpose | None = None
    locked: Collection[tuple[str, str]] = ()
    forbidden: Collection[tuple[str, str]] = ()
    floor: float = 0.0


def check_plan(board: Board, asked: Asked, plan: Sequence[Planned], value: float) -> list[str]:
    """Everything that is wrong with the plan, in sentences; empty where nothing is."""
    return [
        *_duplicates(plan),
        *_decisions(asked, plan),
        *(problem for line in plan for problem in _line(board, asked, line)),
        *_crowded(board, asked, plan),
        *_sum(asked, plan, value),
    ]


def _duplicates(plan: Sequence[Planned]) -> Iterator[str]:
    for participant_id, times in Counter(line.participant_id for line in plan).items():
        if times > 1:
            yield f"{participant_id} is placed {times} times"


def _decisions(asked: Asked, plan: Sequence[Planned]) -> Iterator[str]:
    pairs = {(line.participant_id, line.opening_id) for line in plan}
    for participant_id, opening_id in sorted(set(asked.locked) - pairs):
        yield f"{participant_id} is locked at {opening_id}, and is not there"
    for participant_id, opening_id in sorted(set(asked.forbidden) & pairs):
        yield f"{participant_id} must not go to {opening_id}"


def _line(board: Board, asked: Asked, line: Planned) -> Iterator[str]:
    participant = asked.participants.get(line.participant_id)
    opening = asked.openings.get(line.opening_id)
    pair = f"{line.participant_id} at {line.opening_id}"
    if participant is None or opening is None:
        yield f"{pair}: not among those who were asked for"
        return
    yield from (f"{pair}: {problem}" for problem in _dates(board, participant, opening, line))
    yield from (f"{pair}: {problem}" for problem in _mentor(board, opening, line))
    wanted = pair_of(board, participant, opening, asked.purpose)
    for rule in Rule:
        if rule not in _BY_DATE and ask(rule, wanted).state is State.NOT_MET:
            yield f"{pair}: the rule {rule} is not met"
    if line.purpose not in purposes_asked(participant.track, asked.purpose):
        yield f"{pair}: {line.purpose} is not asked for"
    elif opening.purposes is not None and line.purpose not in opening.purposes:
        yield f"{pair}: the opening does not take {line.purpose}"


def _dates(
    board: Board, participant: Participant, opening: Opening, line: Planned
) -> Iterator[str]:
    if line.starts < max(board.today, opening.starts or board.today):
        yield f"begins on {line.starts}, too early"
    latest = max(board.today, opening.starts or board.today) + timedelta(
        weeks=board.policy.search_weeks
    )
    if line.starts > latest:
        yield f"begins on {line.starts}, after the weeks that are planned"
    if opening.ends is not None and line.starts > opening.ends:
        yield f"begins on {line.starts}, when the opening has ended"
    if participant.programme_end is not None and line.starts > participant.programme_end:
        yield f"begins on {line.starts}, when the programme has ended"
    if line.planned_end != last_day(line.starts, line.purpose, board.policy):
        yield f"ends on {line.planned_end}, which is not the planned length"


def _mentor(board: Board, opening: Opening, line: Planned) -> Iterator[str]:
    if line.mentor_id is None:
        if opening.mentors is not None:
            yield "has no mentor"
        return
    if line.mentor_id not in (opening.mentors or ()):
        yield f"{line.mentor_id} is no mentor there"
        return
    mentor = board.mentors[line.mentor_id]
    if mentor.available_from is not None and line.starts < mentor.available_from:
        yield f"{line.mentor_id} is not there yet"
    if mentor.available_to is not None and line.planned_end > mentor.available_to:
        yield f"{line.mentor_id} leaves before the end"
    yield from _absent(board, line.mentor_id, line)


def _absent(board: Board, mentor_id: str, line: Planned) -> Iterator[str]:
    """A mentor who is away when somebody begins, or for long while they are there."""
    away = board.stopped.mentors.get(mentor_id, ())
    begins, in_a_row = first_working_day(line.starts), 0
    for offset in range((max(begins, line.planned_end) - line.starts).days + 1):
        day = line.starts + timedelta(days=offset)
        in_a_row = in_a_row + 1 if any(first <= day <= last for first, last in away) else 0
        if in_a_row and day <= begins:
            yield f"{mentor_id} is away on {day}, when they begin"
            return
        if in_a_row > board.policy.mentor_short_absence_days and day <= line.planned_end:
            yield f"{mentor_id} is away for long, still on {day}"
            return


def _crowded(board: Board, asked: Asked, plan: Sequence[Planned]) -> Iterator[str]:
    """Every opening, mentor and employer on every date."""
    known = [line for line in plan if line.opening_id in asked.openings]
    employer_of = {line.opening_id: asked.openings[line.opening_id].employer_id for line in known}
    for opening_id in sorted({line.opening_id for line in known}):
        own = [line for line in known if line.opening_id == opening_id]
        slots, taken = asked.openings[opening_id].slots, board.opening_days.get(opening_id, ())
        yield from _over(f"opening {opening_id}", slots, taken, own)
    for mentor_id in sorted({m for line in known if (m := line.mentor_id) in board.mentors}):
        own = [line for line in known if line.mentor_id == mentor_id]
        capacity, taken = board.mentors[mentor_id].capacity, board.mentor_days.get(mentor_id, ())
        yield from _over(f"mentor {mentor_id}", capacity, taken, own)
    for employer_id in sorted(set(employer_of.values())):
        own = [line for line in known if employer_of[line.opening_id] == employer_id]
        capacity = board.employers[employer_id].capacity
        taken = board.employer_days.get(employer_id, ())
        yield from _over(f"employer {employer_id}", capacity, taken, own)


def _over(
    who: str, capacity: int | None, taken: Iterable[Interval], lines: Sequence[Planned]
) -> Iterator[str]:
    if capacity is None:
        return
    before = list(taken)
    first = min(line.starts for line in lines)
    last = max(line.planned_end for line in lines)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        new = sum(line.starts <= day <= line.planned_end for line in lines)
        old = sum(begins <= day <= ends for begins, ends in before)
        if new and new + old > capacity:
            yield f"{who} has {new + old} people on {day}, with room for {capacity}"
            return


def _sum(asked: Asked, plan: Sequence[Planned], value: float) -> Iterator[str]:
    for line in plan:
        pair = (line.participant_id, line.opening_id)
        known = asked.values.get(pair)
        if known is None or abs(known - line.value) > CLOSE:
            yield f"{pair[0]} at {pair[1]} is not worth {line.value:.6f}"
        elif known <= asked.floor and pair not in asked.locked:
            yield f"{pair[0]} at {pair[1]} is not above the floor"
    total = sum(line.value for line in plan)
    if abs(total - value) > CLOSE * max(1, len(plan)):
        yield f"the values add up to {total:.6f}, not to {value:.6f}"


def check_choice(places: Places, pairs: Candidates, choice: Rows, links: Rows) -> list[str]:
    """The same for arrays without dates: ``choice`` (P,) of pairs and what ``links`` (L,) carry."""
    rows = choice[choice >= 0]
    problems: list[str] = []
    if (pairs.person[rows] != np.flatnonzero(choice >= 0)).any():
        problems.append("somebody has another's pair")
    if pairs.forbidden.size and pairs.forbidden[rows].any():
        problems.append("a forbidden pair is in the plan")
    if pairs.locked.size and not np.isin(np.flatnonzero(pairs.locked), rows).all():
        problems.append("a locked pair is not in the plan")
    by_opening = np.bincount(pairs.opening[rows], minlength=len(places.slots))
    dealt = np.zeros(len(places.slots), dtype=np.int64)
    np.add.at(dealt, places.link_opening, links)
    by_mentor = np.zeros(len(places.mentor_places), dtype=np.int64)
    np.add.at(by_mentor, places.link_mentor, links)
    by_employer = np.zeros(len(places.employer_places), dtype=np.int64)
    np.add.at(by_employer, places.mentor_employer, by_mentor)
    if (by_opening > places.slots).any():
        problems.append("an opening is over its slots")
    if (dealt != by_opening).any() or (links < 0).any():
        problems.append("the mentors dealt are not those of the placements")
    if (by_mentor > places.mentor_places).any():
        problems.append("a mentor is over capacity")
    if (by_employer > places.employer_places).any():
        problems.append("an employer is over capacity")
    return problems
