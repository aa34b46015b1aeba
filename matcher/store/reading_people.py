"""Reads about one participant, or one office's, always on behalf of a viewer.

Another office's participant is not found, in the same words as one who does not exist. Whoever is
shown, or refused, is noted for the audit log.
"""

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.dismissals import Dismissal
from matcher.domain.errors import NotFound
from matcher.domain.interview import InterviewFact
from matcher.domain.participants import Experience, Participant, Wish
from matcher.domain.placements import Placement
from matcher.store import own_tables as own
from matcher.store import tables as t
from matcher.store.reading_market import read_all
from matcher.store.trail import note_listed, note_person, note_refused


def read_participant(connection: sa.Connection, viewer: Viewer, participant_id: str) -> Participant:
    """The participant; NotFound where there is none that ``viewer`` may see."""
    found = read_all(connection, Participant, t.participants.c.participant_id == participant_id)
    allowed = bool(found) and viewer.sees_office(found[0].office_id)
    note_person(connection, viewer, participant_id, allowed=allowed)
    if not allowed:
        raise NotFound(f'There is no participant "{participant_id}" at your office.')
    return found[0]


def read_participants_of_office(
    connection: sa.Connection, viewer: Viewer, office_id: str
) -> tuple[Participant, ...]:
    """The office's participants by id; NotFound where ``viewer`` may not see that office's."""
    refuse_stranger(connection, viewer, office_id)
    found = read_all(connection, Participant, t.participants.c.office_id == office_id)
    note_listed(connection, viewer, (person.participant_id for person in found))
    return found


def refuse_stranger(connection: sa.Connection, viewer: Viewer, office_id: str) -> None:
    """NotFound where ``viewer`` may not see that office's participants."""
    office = connection.execute(
        sa.select(t.offices.c.office_id).where(t.offices.c.office_id == office_id)
    ).scalar()
    if office is None or not viewer.sees_office(office_id):
        note_refused(connection, viewer)
        raise NotFound(f'There is no office "{office_id}" whose participants you may see.')


def read_wishes(connection: sa.Connection, viewer: Viewer, participant_id: str) -> tuple[Wish, ...]:
    """The participant's wishes, the first one first; NotFound as ``read_participant``."""
    read_participant(connection, viewer, participant_id)
    return read_all(connection, Wish, t.wishes.c.participant_id == participant_id)


def read_experiences(
    connection: sa.Connection, viewer: Viewer, participant_id: str
) -> tuple[Experience, ...]:
    """What the participant has done; NotFound as ``read_participant``."""
    read_participant(connection, viewer, participant_id)
    return read_all(connection, Experience, t.experiences.c.participant_id == participant_id)


def read_placements_of(
    connection: sa.Connection, viewer: Viewer, participant_id: str
) -> tuple[Placement, ...]:
    """The participant's placements by id; NotFound as ``read_participant``."""
    read_participant(connection, viewer, participant_id)
    return read_all(connection, Placement, t.placements.c.participant_id == participant_id)


def read_dismissals_of(
    connection: sa.Connection, viewer: Viewer, participant_id: str
) -> tuple[Dismissal, ...]:
    """Every no about the participant, withdrawn ones too; NotFound as ``read_participant``."""
    read_participant(connection, viewer, participant_id)
    return read_all(connection, Dismissal, own.dismissals.c.participant_id == participant_id)


def read_facts_of(
    connection: sa.Connection, viewer: Viewer, participant_id: str
) -> tuple[InterviewFact, ...]:
    """What was said in interviews, taken back or not; NotFound as ``read_participant``."""
    read_participant(connection, viewer, participant_id)
    return read_all(
        connection, InterviewFact, own.interview_facts.c.participant_id == participant_id
    )
