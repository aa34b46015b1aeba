"""Use case: the page that a mentor has on the first day: what was agreed, and whom to ring.

What is told of the person is the profile that was approved for the request, and nothing else.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.advisers import Adviser
from matcher.domain.employers import Employer, Mentor, Opening
from matcher.domain.errors import NotFound
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.requests import Answer, Request, RequestStatus
from matcher.store import tables as t
from matcher.store.advisers import read_adviser
from matcher.store.employer_tables import requests
from matcher.store.employer_view import PersonShown, read_people_shown, read_person_shown
from matcher.store.engine import reading
from matcher.store.posted_openings import Workplace, read_open_placements, read_workplace
from matcher.store.requests import read_requests_of_employer
from matcher.store.trail import note_listed, note_person
from matcher.workflows.workplace.sheet_id import sheet_id

_AGREED = (PlacementStatus.ACCEPTED, PlacementStatus.RUNNING)
_APPROVED = (RequestStatus.SENT.value, RequestStatus.ANSWERED.value)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One placement as its mentor sees it on the first day.

    ``told`` are the lines of the approved profile; none where no request was made.
    """

    id: str
    employer: Employer
    opening: Opening
    mentor: Mentor | None
    placement: Placement
    person: PersonShown
    told: tuple[str, ...]
    adviser: Adviser | None
    office: str | None


def first_day_sheet(
    engine: sa.Engine, viewer: Viewer, employer_id: str, asked_for: str, *, today: date
) -> Sheet:
    """The sheet with the id ``asked_for``, which may also be that of a request.

    NotFound where nothing is agreed under it that ``viewer`` may see. Whom it is about stands in
    the audit log, named or not: the profile is told all the same.
    """
    with reading(engine) as connection:
        workplace = read_workplace(connection, viewer, employer_id)
        placement = find_agreed(connection, employer_id, asked_for)
        known = requests.c.placement_id == placement.placement_id
        approved = requests.c.status.in_(_APPROVED)
        asked = read_requests_of_employer(connection, employer_id, known, approved)
        adviser, office = followed_up_by(connection, viewer, placement)
        note_listed(connection, viewer, (placement.participant_id,))
        person = _shown(connection, viewer, employer_id, placement, asked, today)
    return Sheet(
        id=sheet_id(placement.placement_id),
        employer=workplace.employer,
        opening=_one(workplace, placement),
        mentor=_mentor(workplace, placement),
        placement=placement,
        person=person,
        told=_lines(asked[0].profile) if asked else (),
        adviser=adviser,
        office=office,
    )


def find_agreed(connection: sa.Connection, employer_id: str, asked_for: str) -> Placement:
    """The agreed placement of a sheet's or a request's id at the employer; NotFound for none."""
    same = requests.c.id == asked_for
    found = read_requests_of_employer(connection, employer_id, same)
    about = {each.placement_id for each in found}
    for placement in read_open_placements(connection, employer_id):
        known = placement.placement_id in about or sheet_id(placement.placement_id) == asked_for
        if known and placement.status in _AGREED:
            return placement
    raise NotFound("Nothing is agreed here under this address.")


def followed_up_by(
    connection: sa.Connection, viewer: Viewer, placement: Placement
) -> tuple[Adviser | None, str | None]:
    """The adviser and the office; NotFound for another office's adviser."""
    person, office = t.participants.c, t.offices.c
    row = connection.execute(
        sa.select(person.adviser, person.office_id, office.name)
        .join(t.offices, office.office_id == person.office_id)
        .where(person.participant_id == placement.participant_id)
    ).one()
    if viewer.role is not Role.EMPLOYER and not viewer.sees_office(row.office_id):
        note_person(connection, viewer, placement.participant_id, allowed=False)
        raise NotFound("Another office follows this up.")
    adviser = read_adviser(connection, row.adviser) if row.adviser else None
    return adviser, row.name


def _shown(
    connection: sa.Connection,
    viewer: Viewer,
    employer_id: str,
    placement: Placement,
    asked: tuple[Request, ...],
    today: date,
) -> PersonShown:
    for request in asked:
        if request.answer is not Answer.NOT_NOW:
            return read_person_shown(connection, viewer, request.id, today)
    shown = read_people_shown(connection, viewer, employer_id, today)
    return shown.get(placement.placement_id, PersonShown())


def _lines(profile: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in profile.splitlines() if line.strip())


def _one(workplace: Workplace, placement: Placement) -> Opening:
    return next(o for o in workplace.openings if o.opening_id == placement.opening_id)


def _mentor(workplace: Workplace, placement: Placement) -> Mentor | None:
    same = (m for m in workplace.mentors if m.mentor_id == placement.mentor_id)
    return next(same, None)
