"""The only way in which a person's name, phone or e-mail address reaches an employer.

The question to the store itself answers NULL without a consent that opens on the day and a request
or placement that is live; nothing that was read has to be hidden afterwards. Each time a name is
shown it stands in the audit log.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import NotFound
from matcher.domain.placements import PROPOSAL_LAPSES_AFTER_DAYS, PlacementStatus
from matcher.domain.requests import Answer, RequestStatus
from matcher.store import tables as t
from matcher.store.consents import open_consent
from matcher.store.employer_tables import consents, requests
from matcher.store.trail import note_listed, note_person

_BEGUN = (PlacementStatus.ACCEPTED.value, PlacementStatus.RUNNING.value)
_SENT = (RequestStatus.SENT.value, RequestStatus.ANSWERED.value)


@dataclass(frozen=True, slots=True)
class PersonShown:
    """What an employer may know of who comes; all None where the person has not said yes.

    ``opened``: there is a consent, also where nobody noted a name or a number.
    """

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    opened: bool = False


def read_person_shown(
    connection: sa.Connection, viewer: Viewer, request_id: str, today: date
) -> PersonShown:
    """Who a request is about, as far as the employer may know it on ``today``.

    NotFound where there is no such request that ``viewer`` may see.
    """
    live = sa.and_(_request_lives(), _placement_lives(today))
    asked = (
        _select(live, today)
        .join(requests, requests.c.placement_id == t.placements.c.placement_id)
        .where(requests.c.id == request_id)
    )
    row = connection.execute(asked).first()
    if row is None or not _may_see(viewer, row):
        raise NotFound(f'There is no request "{request_id}" here.')
    if row.opened:
        note_person(connection, viewer, row.participant_id)
    return _shown(row)


def read_people_shown(
    connection: sa.Connection, viewer: Viewer, employer_id: str, today: date
) -> dict[str, PersonShown]:
    """The same for every live placement at an employer, by placement id.

    A proposed one counts where a request about it is out. Whoever is not opened is there, as an
    empty ``PersonShown``; another office's people are left out. NotFound for another's employer.
    """
    if not viewer.sees_employer(employer_id):
        raise NotFound(f'There is no employer "{employer_id}" here.')
    asked_there = sa.exists().where(
        requests.c.placement_id == t.placements.c.placement_id, _request_lives()
    )
    live = sa.and_(_placement_lives(today), sa.or_(t.placements.c.status.in_(_BEGUN), asked_there))
    rows = connection.execute(
        _select(live, today).where(t.openings.c.employer_id == employer_id, live)
    )
    seen = [row for row in rows if _may_see(viewer, row)]
    note_listed(connection, viewer, (row.participant_id for row in seen if row.opened))
    return {row.placement_id: _shown(row) for row in seen}


def _select(live: sa.ColumnElement[bool], today: date) -> sa.Select[Any]:
    person, placed = t.participants.c, t.placements.c
    said_yes = sa.exists().where(
        consents.c.participant_id == placed.participant_id,
        consents.c.opening_id == placed.opening_id,
        open_consent(today),
    )
    opened = sa.and_(live, said_yes)

    def kept_back(column: sa.Column[Any]) -> sa.Label[Any]:
        return sa.case((opened, column)).label(column.name)  # otherwise NULL

    return (
        sa.select(
            kept_back(person.name),
            kept_back(person.phone),
            kept_back(person.email),
            sa.case((opened, 1), else_=0).label("opened"),
            placed.placement_id,
            placed.participant_id,
            person.office_id,
            t.openings.c.employer_id,
        )
        .select_from(t.placements)
        .join(t.participants, person.participant_id == placed.participant_id)
        .join(t.openings, t.openings.c.opening_id == placed.opening_id)
    )


def _request_lives() -> sa.ColumnElement[bool]:
    refused = sa.func.coalesce(requests.c.answer, "") == Answer.NOT_NOW.value
    return sa.and_(requests.c.status.in_(_SENT), sa.not_(refused))


def _placement_lives(today: date) -> sa.ColumnElement[bool]:
    """Proposed and not lapsed, accepted or running; as ``domain.placements.has_lapsed``."""
    placed = t.placements.c
    oldest = today - timedelta(days=PROPOSAL_LAPSES_AFTER_DAYS)
    since = sa.func.coalesce(placed.proposed_on, placed.starts, today)
    proposed = sa.and_(placed.status == PlacementStatus.PROPOSED.value, since >= oldest)
    return sa.or_(placed.status.in_(_BEGUN), proposed)


def _may_see(viewer: Viewer, row: Any) -> bool:
    if viewer.role is Role.EMPLOYER:
        return viewer.sees_employer(row.employer_id)
    return viewer.sees_office(row.office_id)


def _shown(row: Any) -> PersonShown:
    return PersonShown(row.name, row.phone, row.email, bool(row.opened))
