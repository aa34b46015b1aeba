"""Use case: an employer reads a request, signed in or by a link, and sees where it stands.

Signed in, the page shows a name where the person has said yes to that; by a link never, for a link
may be passed on.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import NotFound
from matcher.domain.life import KeptPlacement
from matcher.domain.placements import OPEN_STATUSES, Placement, PlacementStatus, has_lapsed
from matcher.domain.requests import Answer, Request, RequestStatus
from matcher.store import tables as t
from matcher.store.accounts import read_closed
from matcher.store.employer_view import PersonShown, read_person_shown
from matcher.store.engine import reading
from matcher.store.placement_events import kept_placements
from matcher.store.requests import (
    read_request,
    read_request_link,
)
from matcher.store.trail import note_link, note_listed, note_person
from matcher.workflows.workplace.request_mails import Matter, read_matter

# Who holds such a link, in the audit log.
EMPLOYER = "employer"


class Stands(StrEnum):
    """Where a request stands for the employer today."""

    WAITS = "waits"
    TALKING = "talking"
    SAID_YES = "said_yes"
    SAID_NO = "said_no"
    EXPIRED = "expired"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class RequestShown:
    """All that an employer may read of a request on a day."""

    matter: Matter
    mentor: str | None
    stands: Stands
    person: PersonShown

    @property
    def request(self) -> Request:
        """The request itself."""
        return self.matter.request

    @property
    def open(self) -> bool:
        """Whether an answer would count."""
        return self.stands in (Stands.WAITS, Stands.TALKING)

    @property
    def profile(self) -> str | None:
        """What is told of the person; None once nothing is under way."""
        return profile_told(self.request, self.stands, self.matter.placement)


def profile_told(request: Request, stands: Stands, placement: Placement) -> str | None:
    """The profile, for as long as an employer has a use for it: until there is a no, or an end."""
    useful = stands in (Stands.WAITS, Stands.TALKING, Stands.SAID_YES)
    return request.profile if useful and placement.status in OPEN_STATUSES else None


def stands_on(request: Request, kept: KeptPlacement, today: date) -> Stands:
    """Where the request stands on ``today``, also before the night has tidied it."""
    proposed = kept.placement.status is PlacementStatus.PROPOSED
    held = proposed and not has_lapsed(kept.placement, today)
    if request.status is RequestStatus.ANSWERED:
        if request.answer is Answer.NOT_NOW:
            return Stands.SAID_NO
        if request.answer is Answer.TALK and held:
            return Stands.TALKING
        agreed = kept.placement.status is not PlacementStatus.CANCELLED and not proposed
        return Stands.SAID_YES if agreed else Stands.CLOSED  # called off since
    if request.status is RequestStatus.SENT and held:
        return Stands.WAITS if today <= request.answer_by else Stands.EXPIRED
    return Stands.EXPIRED if request.status is RequestStatus.EXPIRED else Stands.CLOSED


def read_for_employer(
    engine: sa.Engine, viewer: Viewer, employer_id: str, request_id: str, *, today: date
) -> RequestShown:
    """The request as the employer sees it; NotFound where ``viewer`` may not see it."""
    with reading(engine) as connection:
        matter = _seen(connection, viewer, employer_id, request_id)
        person = read_person_shown(connection, viewer, request_id, today)
        return _shown(connection, matter, person, today)


def open_answer_link(engine: sa.Engine, link_id: str | None, *, today: date) -> RequestShown:
    """The request behind a link (None where the signature is not ours); NotFound where none is."""
    with reading(engine) as connection:
        matter, _ = _behind(connection, link_id, today)
        return _shown(connection, matter, PersonShown(), today)


def seen_request(
    connection: sa.Connection, viewer: Viewer, employer_id: str, request_id: str
) -> Request:
    """The request, where it is at that employer and the viewer's to see."""
    return _seen(connection, viewer, employer_id, request_id).request


def _seen(connection: sa.Connection, viewer: Viewer, employer_id: str, request_id: str) -> Matter:
    request = read_request(connection, request_id)
    if request is not None:
        matter = read_matter(connection, request)
        person = matter.placement.participant_id
        if matter.employer.employer_id == employer_id and _may_see(viewer, matter):
            note_listed(connection, viewer, (person,))
            return matter
        note_person(connection, viewer, person, allowed=False)
    raise NotFound(f'There is no request "{request_id}" here.')


def _may_see(viewer: Viewer, matter: Matter) -> bool:
    own = viewer.role is Role.EMPLOYER or viewer.sees_office(matter.office.office_id)
    return own and viewer.sees_employer(matter.employer.employer_id)


def request_behind(
    connection: sa.Connection, link_id: str | None, today: date
) -> tuple[Request, str | None]:
    """The request behind a link that holds, and whose link it is (None: nobody's); NotFound."""
    matter, email = _behind(connection, link_id, today)
    return matter.request, email


def _behind(
    connection: sa.Connection, link_id: str | None, today: date
) -> tuple[Matter, str | None]:
    link = None if link_id is None else read_request_link(connection, link_id)
    request = None if link is None else read_request(connection, link.request_id)
    if link is None or request is None:
        raise NotFound("There is no such link.")
    matter = read_matter(connection, request)
    holds = link.holds(today) and not (link.email and link.email in read_closed(connection))
    note_link(connection, EMPLOYER, matter.placement.participant_id, allowed=holds)
    if not holds:
        raise NotFound("There is no such link any more, or not for this address.")
    return matter, link.email


def _shown(
    connection: sa.Connection, matter: Matter, person: PersonShown, today: date
) -> RequestShown:
    here = t.placements.c.placement_id == matter.request.placement_id
    (kept,) = kept_placements(connection, here)
    named = sa.select(t.mentors.c.name).where(t.mentors.c.mentor_id == kept.placement.mentor_id)
    mentor = connection.execute(named).scalar()
    return RequestShown(matter, mentor, stands_on(matter.request, kept, today), person)
