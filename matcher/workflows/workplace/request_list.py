"""Use case: the requests at an employer, those that wait for an answer first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.placements import Placement
from matcher.domain.requests import Request
from matcher.store import tables as t
from matcher.store.employer_tables import requests
from matcher.store.engine import reading
from matcher.store.placement_events import kept_placements
from matcher.store.requests import placements_at, read_requests_of_employer
from matcher.store.trail import note_listed
from matcher.workflows.workplace.named import seen_employer
from matcher.workflows.workplace.request_shown import Stands, profile_told, stands_on

# The order of the page.
ORDER = tuple(Stands)


@dataclass(frozen=True, slots=True)
class Line:
    """One request: where it stands, about which opening, on which days."""

    request: Request
    stands: Stands
    title: str | None
    placement: Placement

    @property
    def profile(self) -> str | None:
        """What is told of the person; None once nothing is under way."""
        return profile_told(self.request, self.stands, self.placement)


@dataclass(frozen=True, slots=True)
class RequestList:
    """The requests of one employer that the viewer may see."""

    employer_id: str
    name: str | None
    lines: tuple[Line, ...]

    @property
    def waiting(self) -> int:
        """How many wait for an answer."""
        return sum(line.stands is Stands.WAITS for line in self.lines)


def request_list(
    engine: sa.Engine, viewer: Viewer, employer_id: str, *, today: date
) -> RequestList:
    """The list; an adviser sees those about the own office's people. NotFound as every page."""
    with reading(engine) as connection:
        name = seen_employer(connection, viewer, employer_id)
        found = read_requests_of_employer(connection, employer_id, _own(viewer))
        lines = _lines(connection, employer_id, found, today)
        told = (line.placement.participant_id for line in lines if line.profile)
        note_listed(connection, viewer, told)
    order = {stands: number for number, stands in enumerate(ORDER)}
    # The first to be answered first; what is over, the latest first.
    waits = [line for line in lines if line.stands is Stands.WAITS]
    others = [line for line in lines if line.stands is not Stands.WAITS]
    waits.sort(key=lambda line: (line.request.answer_by, line.request.id))
    others.sort(key=lambda line: order[line.stands])
    return RequestList(employer_id, name, (*waits, *others))


def _own(viewer: Viewer) -> sa.ColumnElement[bool]:
    if viewer.role is Role.EMPLOYER:
        return sa.true()
    person, placed = t.participants.c, t.placements.c
    here = sa.select(person.participant_id).where(person.office_id == viewer.office_id)
    return requests.c.placement_id.in_(
        sa.select(placed.placement_id).where(placed.participant_id.in_(here))
    )


def _lines(
    connection: sa.Connection, employer_id: str, found: Sequence[Request], today: date
) -> list[Line]:
    there = kept_placements(connection, t.placements.c.placement_id.in_(placements_at(employer_id)))
    kept = {each.placement.placement_id: each for each in there}
    c = t.openings.c
    titles = {
        row.opening_id: row.title
        for row in connection.execute(
            sa.select(c.opening_id, c.title).where(c.employer_id == employer_id)
        )
    }
    return [
        Line(
            request=each,
            stands=stands_on(each, kept[each.placement_id], today),
            title=titles[kept[each.placement_id].placement.opening_id],
            placement=kept[each.placement_id].placement,
        )
        for each in found
    ]
