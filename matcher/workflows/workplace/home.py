"""Use case: the first page of an employer: what waits, who is here, how full it is.

It is put together from what the other pages of the workplace know; nothing is decided here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.advisers import Adviser
from matcher.domain.employers import Employer, Mentor
from matcher.domain.placements import Placement, PlacementStatus, occupied_days
from matcher.domain.stops import Stop
from matcher.store import tables as t
from matcher.store.advisers import read_reachable
from matcher.store.employer_tables import stops
from matcher.store.employer_view import PersonShown, read_people_shown
from matcher.store.engine import reading
from matcher.store.posted_openings import read_open_placements
from matcher.store.reading_market import read_all
from matcher.store.stops import read_stop_rows
from matcher.workflows.program import Program
from matcher.workflows.workplace.opening_list import OpeningLine, Standing, list_openings
from matcher.workflows.workplace.request_list import Line, RequestList, request_list
from matcher.workflows.workplace.request_shown import Stands
from matcher.workflows.workplace.sheet_id import sheet_id

_AGREED = (PlacementStatus.ACCEPTED, PlacementStatus.RUNNING)
_SHOWN = (Standing.OPEN, Standing.UNKNOWN, Standing.PAUSED)


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody who is here or is coming; ``name`` only where the person has said yes to it.

    A date is None where none is agreed, ``request_id`` where nobody was asked in the program.
    ``sheet_id`` leads to the mentor's page for the first day.
    """

    title: str | None
    name: str | None
    starts: date | None
    ends: date | None
    mentor: str | None
    request_id: str | None
    sheet_id: str


@dataclass(frozen=True, slots=True)
class MentorLoad:
    """How many a mentor has today, or has agreed to, and whether they are away or take a pause."""

    mentor: Mentor
    here: int
    coming: int
    stop: Stop | None

    @property
    def full(self) -> bool:
        """Whether nobody more can be with them now."""
        return self.mentor.capacity is not None and self.here >= self.mentor.capacity


@dataclass(frozen=True, slots=True)
class Home:
    """An employer's first page on a day.

    ``others`` are here or coming too, and another office follows them up. ``reachable`` have a
    telephone number: who looks after the employer, and the advisers of those who are here.
    """

    employer: Employer
    today: date
    waiting: tuple[Line, ...]
    talking: tuple[Line, ...]
    here: tuple[Stay, ...]
    coming: tuple[Stay, ...]
    others: int
    mentors: tuple[MentorLoad, ...]
    openings: tuple[OpeningLine, ...]
    paused_until: date | None
    reachable: tuple[Adviser, ...]

    @property
    def new(self) -> bool:
        """Whether nothing is said of the workplace yet."""
        return not (self.openings or self.mentors or self.here or self.coming)


def home(program: Program, viewer: Viewer, employer_id: str, *, today: date) -> Home:
    """The page; NotFound for an employer that ``viewer`` may not see."""
    engine = program.engine
    asked = request_list(engine, viewer, employer_id, today=today)
    book = list_openings(engine, viewer, employer_id, today=today)
    with reading(engine) as connection:
        mentors = read_all(connection, Mentor, t.mentors.c.employer_id == employer_id)
        away = _away(connection, mentors, today)
        agreed = _agreed(read_open_placements(connection, employer_id), today)
        shown = read_people_shown(connection, viewer, employer_id, today)
        own = {
            begun: [p for p in some if p.placement_id in shown] for begun, some in agreed.items()
        }
        people = [placement.participant_id for some in own.values() for placement in some]
        reachable = read_reachable(connection, employer_id, people)
    line_of = _liner(shown, asked, book.lines, mentors)
    return Home(
        employer=book.employer,
        today=today,
        waiting=_standing(asked, Stands.WAITS),
        talking=_standing(asked, Stands.TALKING),
        here=tuple(map(line_of, own[True])),
        coming=tuple(map(line_of, own[False])),
        others=sum(map(len, agreed.values())) - sum(map(len, own.values())),
        mentors=tuple(_load(mentor, agreed, away.get(mentor.mentor_id)) for mentor in mentors),
        openings=tuple(line for line in book.lines if line.standing in _SHOWN),
        paused_until=book.paused_until,
        reachable=reachable,
    )


def _standing(asked: RequestList, stands: Stands) -> tuple[Line, ...]:
    return tuple(line for line in asked.lines if line.stands is stands)


def _agreed(found: Iterable[Placement], today: date) -> dict[bool, list[Placement]]:
    """Those who are here (True) and those who are coming, the first to begin first."""
    agreed: dict[bool, list[Placement]] = {True: [], False: []}
    for placement in found:
        days = occupied_days(placement, today)
        if placement.status in _AGREED and days is not None and today <= days[1]:
            agreed[days[0] <= today].append(placement)
    for some in agreed.values():
        some.sort(key=lambda placement: (placement.starts or date.min, placement.placement_id))
    return agreed


def _liner(
    shown: Mapping[str, PersonShown],
    asked: RequestList,
    openings: Iterable[OpeningLine],
    mentors: Iterable[Mentor],
) -> Callable[[Placement], Stay]:
    """Makes the line of a placement, with what may be known of who it is."""
    titles = {line.opening.opening_id: line.opening.title for line in openings}
    names = {mentor.mentor_id: mentor.name for mentor in mentors}
    requests = {line.placement.placement_id: line.request.id for line in asked.lines}

    def line_of(placement: Placement) -> Stay:
        return Stay(
            title=titles.get(placement.opening_id),
            name=shown[placement.placement_id].name,
            starts=placement.starts,
            ends=placement.planned_end,
            mentor=names.get(placement.mentor_id or ""),
            request_id=requests.get(placement.placement_id),
            sheet_id=sheet_id(placement.placement_id),
        )

    return line_of


def _away(
    connection: sa.Connection, mentors: Iterable[Mentor], today: date
) -> dict[str | None, Stop]:
    """The stop of each mentor that holds today; of several, the one that lasts longest."""
    ids = [mentor.mentor_id for mentor in mentors]
    rows = read_stop_rows(connection, stops.c.mentor_id.in_(ids), stops.c.lifted_on.is_(None))
    holding = [row.stop for row in rows if row.stop.holds(today)]
    holding.sort(key=lambda stop: stop.ends or date.max)
    return {stop.mentor_id: stop for stop in holding}


def _load(
    mentor: Mentor, agreed: Mapping[bool, Iterable[Placement]], stop: Stop | None
) -> MentorLoad:
    """Whatever office follows the people up: a mentor has one measure."""
    own = {
        begun: sum(placement.mentor_id == mentor.mentor_id for placement in some)
        for begun, some in agreed.items()
    }
    return MentorLoad(mentor, own[True], own[False], stop)
