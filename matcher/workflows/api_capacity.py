"""Use case: how many places are free on each day, opening by opening; counts, and nobody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from matcher.domain.access import Viewer
from matcher.domain.employers import Opening, OpeningStatus
from matcher.eligibility.board import Board, Interval
from matcher.store.engine import reading
from matcher.workflows.api_lists import Part, openings_page
from matcher.workflows.program import Program

_SHUT = (OpeningStatus.PAUSED, OpeningStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class FreeDays:
    """From which day to which (both included) so many places are free; None: nobody has said."""

    first: date
    last: date
    free: int | None


@dataclass(frozen=True, slots=True)
class FreePlaces:
    """One opening's free places; ``unknown`` names what would have to be known for certain."""

    opening_id: str
    employer_id: str
    days: tuple[FreeDays, ...]
    unknown: tuple[str, ...]


def free_places(
    program: Program, viewer: Viewer, part: Part, *, first: date, last: date, today: date
) -> tuple[FreePlaces, ...]:
    """The free places of the openings that ``viewer`` may see; NotFound as ``openings_page``."""
    page = openings_page(program.engine, viewer, part, today=today)
    with reading(program.engine) as connection:
        board = program.board(connection, today)
    return tuple(_places(board, shown.opening, first, last) for shown in page)


def _places(board: Board, opening: Opening, first: date, last: date) -> FreePlaces:
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    counted = groupby(((day, free_on_day(board, opening, day)) for day in every), lambda d: d[1])
    runs = [(free, [day for day, _ in days]) for free, days in counted]
    return FreePlaces(
        opening.opening_id,
        opening.employer_id,
        tuple(FreeDays(days[0], days[-1], free) for free, days in runs),
        tuple(_unknown(board, opening)),
    )


def free_on_day(board: Board, opening: Opening, day: date) -> int | None:
    """How many more could be there on ``day``, within every capacity that is known."""
    if _shut(board, opening, day):
        return 0
    slots = _room(opening.slots, board.opening_days.get(opening.opening_id, ()), day)
    mentors = _mentors_room(board, opening, day)
    if slots is None and mentors is None:
        return None
    capacity = board.employers[opening.employer_id].capacity
    staff = _room(capacity, board.employer_days.get(opening.employer_id, ()), day)
    return min(each for each in (slots, mentors, staff) if each is not None)


def _shut(board: Board, opening: Opening, day: date) -> bool:
    if opening.status in _SHUT:
        return True
    if opening.starts is not None and day < opening.starts:
        return True
    if opening.ends is not None and day > opening.ends:
        return True
    own = board.stopped.openings.get(opening.opening_id)
    theirs = board.stopped.employers.get(opening.employer_id)
    return any(stop is not None and stop.holds(day) for stop in (own, theirs))


def _mentors_room(board: Board, opening: Opening, day: date) -> int | None:
    if opening.mentors is None:
        return None
    rooms = [_mentor_room(board, mentor_id, day) for mentor_id in opening.mentors]
    known = [room for room in rooms if room is not None]
    return sum(known) if len(known) == len(rooms) else None


def _mentor_room(board: Board, mentor_id: str, day: date) -> int | None:
    mentor = board.mentors[mentor_id]
    away = board.stopped.mentors.get(mentor_id, ())
    early = mentor.available_from is not None and day < mentor.available_from
    late = mentor.available_to is not None and day > mentor.available_to
    if early or late or any(first <= day <= last for first, last in away):
        return 0
    return _room(mentor.capacity, board.mentor_days.get(mentor_id, ()), day)


def _room(capacity: int | None, taken: Sequence[Interval], day: date) -> int | None:
    if capacity is None:
        return None
    return max(0, capacity - sum(first <= day <= last for first, last in taken))


def _unknown(board: Board, opening: Opening) -> Iterator[str]:
    if opening.slots is None:
        yield "slots"
    if opening.mentors is None or any(
        board.mentors[mentor_id].capacity is None for mentor_id in opening.mentors
    ):
        yield "mentors"
    if board.employers[opening.employer_id].capacity is None:
        yield "employer_capacity"
