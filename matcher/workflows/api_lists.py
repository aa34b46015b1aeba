"""Use case: what a system reads through the JSON API, a page at a time, as the pages show it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.employers import Mentor, Opening
from matcher.domain.errors import NotFound
from matcher.domain.outcomes import Outcome
from matcher.domain.placements import Placement
from matcher.domain.requests import Request
from matcher.domain.stops import Stop, StopReason
from matcher.store import tables as t
from matcher.store.api_reading import (
    OutcomeKey,
    employer_of_mentor,
    employer_of_opening,
    employer_of_request,
    mentors_after,
    openings_after,
    outcomes_after,
    pauses_of,
    people_of,
    requests_after,
)
from matcher.store.engine import reading
from matcher.store.mentors import (
    MentorDetails,
    read_absences,
    read_details,
    read_own_mentor,
    read_placements_with,
)
from matcher.store.placement_events import kept_placements, read_kept_placement
from matcher.store.posted_openings import read_own_opening, read_workplace
from matcher.store.reading_market import read_openings
from matcher.store.trail import note_listed
from matcher.workflows.workplace.mentor_start import mark_of as mentor_mark
from matcher.workflows.workplace.opening_list import Standing, here_on, mark_of, standing_on
from matcher.workflows.workplace.request_shown import Stands, seen_request, stands_on


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list: of one employer or of all, after an id or from the first, so many rows."""

    employer_id: str | None
    after: str | None
    limit: int


@dataclass(frozen=True, slots=True)
class OpeningShown:
    """An opening, whether it takes people today, and a mark that is another once it changed."""

    opening: Opening
    standing: Standing
    paused_until: date | None
    mark: str


@dataclass(frozen=True, slots=True)
class MentorShown:
    """A mentor, how many are there today, and a mark that is another once it changed."""

    mentor: Mentor
    details: MentorDetails
    here: int
    paused_until: date | None
    mark: str


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in a list: whom it asks, about which opening and days, and where it stands."""

    request: Request
    opening: Opening
    placement: Placement
    stands: Stands


def openings_page(
    engine: sa.Engine, viewer: Viewer, part: Part, *, today: date
) -> tuple[OpeningShown, ...]:
    """Openings that ``viewer`` may see; NotFound for an employer that ``viewer`` may not see."""
    with reading(engine) as connection:
        asked = _asked_employer(connection, viewer, part)
        found = openings_after(connection, asked, part.after, part.limit)
        pauses = pauses_of(connection, [o.opening_id for o in found])
    return tuple(_shown(opening, pauses, today) for opening in found)


def one_opening(engine: sa.Engine, viewer: Viewer, opening_id: str, *, today: date) -> OpeningShown:
    """One opening; NotFound where ``viewer`` may not see it."""
    with reading(engine) as connection:
        owner = employer_of_opening(connection, opening_id)
        opening = read_own_opening(connection, viewer, owner or "", opening_id)
        return _shown(opening, pauses_of(connection, [opening_id]), today)


def mentors_page(
    engine: sa.Engine, viewer: Viewer, part: Part, *, today: date
) -> tuple[MentorShown, ...]:
    """Mentors that ``viewer`` may see; as ``openings_page``."""
    with reading(engine) as connection:
        asked = _asked_employer(connection, viewer, part)
        found = mentors_after(connection, asked, part.after, part.limit)
        return _mentors_shown(connection, found, today)


def one_mentor(engine: sa.Engine, viewer: Viewer, mentor_id: str, *, today: date) -> MentorShown:
    """One mentor; NotFound where ``viewer`` may not see it."""
    with reading(engine) as connection:
        owner = employer_of_mentor(connection, mentor_id)
        if owner is None or not viewer.sees_employer(owner):
            raise NotFound(f'There is no mentor "{mentor_id}".')
        mentor = read_own_mentor(connection, owner, mentor_id)
        return _mentors_shown(connection, [mentor], today)[0]


def requests_page(
    engine: sa.Engine, viewer: Viewer, part: Part, *, today: date
) -> tuple[RequestLine, ...]:
    """Requests to the viewer's employer, or about the people of the viewer's office."""
    with reading(engine) as connection:
        asked = _asked_employer(connection, viewer, part)
        office = None if viewer.role is Role.EMPLOYER else viewer.office_id
        found = requests_after(connection, asked, office, part.after, part.limit)
        return _lines(connection, viewer, found, today)


def one_request(engine: sa.Engine, viewer: Viewer, request_id: str, *, today: date) -> RequestLine:
    """One request as it stands in a list; NotFound where ``viewer`` may not see it."""
    with reading(engine) as connection:
        owner = employer_of_request(connection, request_id)
        request = seen_request(connection, viewer, owner or "", request_id)
        return _lines(connection, viewer, [request], today)[0]


def outcomes_page(
    engine: sa.Engine,
    viewer: Viewer,
    *,
    placement_id: str | None,
    after: OutcomeKey | None,
    limit: int,
) -> tuple[Outcome, ...]:
    """Reports about the people of the viewer's office; NotFound for another office's placement."""
    office_id = viewer.office_id
    if office_id is None or not viewer.sees_office(office_id):
        raise NotFound("There are no reports here.")
    with reading(engine) as connection:
        if placement_id is not None:
            read_kept_placement(connection, viewer, placement_id)
        found = outcomes_after(connection, office_id, placement_id, after, limit)
        ids = sorted({each.placement_id for each in found})
        note_listed(connection, viewer, people_of(connection, ids))
        return found


def _asked_employer(connection: sa.Connection, viewer: Viewer, part: Part) -> str | None:
    """Of which employer is listed: an employer's token lists its own, whatever is left out."""
    asked = viewer.employer_id if part.employer_id is None else part.employer_id
    if asked is not None:
        read_workplace(connection, viewer, asked)
    return asked


def _shown(opening: Opening, pauses: Sequence[Stop], today: date) -> OpeningShown:
    own = [p for p in pauses if p.opening_id == opening.opening_id and p.holds(today)]
    ends = [pause.ends for pause in own]
    until = None if None in ends else max((end for end in ends if end), default=None)
    return OpeningShown(opening, standing_on(opening, own, today), until, mark_of(opening))


def _mentors_shown(
    connection: sa.Connection, mentors: Sequence[Mentor], today: date
) -> tuple[MentorShown, ...]:
    ids = [mentor.mentor_id for mentor in mentors]
    details = read_details(connection, ids)
    here = Counter(p.mentor_id for p in here_on(read_placements_with(connection, ids), today))
    pauses = {
        row.stop.mentor_id: row.stop.ends
        for row in read_absences(connection, ids, today)
        if row.stop.reason is StopReason.PAUSED and row.stop.holds(today)
    }
    return tuple(
        MentorShown(
            mentor,
            known := details.get(mentor.mentor_id, MentorDetails()),
            here[mentor.mentor_id],
            pauses.get(mentor.mentor_id),
            mentor_mark(mentor, known),
        )
        for mentor in mentors
    )


def _lines(
    connection: sa.Connection, viewer: Viewer, found: Sequence[Request], today: date
) -> tuple[RequestLine, ...]:
    ids = [each.placement_id for each in found]
    there = kept_placements(connection, t.placements.c.placement_id.in_(ids))
    kept = {each.placement.placement_id: each for each in there}
    wanted = {each.placement.opening_id for each in there}
    openings = {
        o.opening_id: o for o in read_openings(connection, t.openings.c.opening_id.in_(wanted))
    }
    if viewer.role is not Role.EMPLOYER:  # an employer is told nothing of whom it is about
        note_listed(connection, viewer, (each.placement.participant_id for each in there))
    return tuple(
        RequestLine(
            each,
            openings[kept[each.placement_id].placement.opening_id],
            kept[each.placement_id].placement,
            stands_on(each, kept[each.placement_id], today),
        )
        for each in found
    )
