"""Keeps what was said in interviews about liking sides of work, and takes it back."""

from dataclasses import fields
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import Conflict
from matcher.domain.interview import InterviewFact
from matcher.store.codec import encoder
from matcher.store.own_tables import interview_facts
from matcher.store.reading_people import read_facts_of

_FIELDS = [field.name for field in fields(InterviewFact)]


def add_fact(connection: sa.Connection, viewer: Viewer, fact: InterviewFact) -> bool:
    """Keep what was said; False where it stands in the same words already (a form sent twice).

    NotFound where ``viewer`` may not see the participant.
    """
    if any(_same(fact, known) for known in read_facts_of(connection, viewer, fact.participant_id)):
        return False
    connection.execute(interview_facts.insert().values(encoder(InterviewFact, _FIELDS)(fact)))
    return True


def withdraw_fact(
    connection: sa.Connection,
    viewer: Viewer,
    participant_id: str,
    dimension: str,
    text: str,
    today: date,
) -> None:
    """Take back what stands in these words; it is kept as something that once was said.

    NotFound as ``add_fact``; Conflict where nothing stands.
    """
    read_facts_of(connection, viewer, participant_id)
    columns = interview_facts.c
    changed = connection.execute(
        interview_facts.update()
        .where(columns.participant_id == participant_id, columns.dimension == dimension)
        .where(columns.text == text, columns.withdrawn_on.is_(None))
        .values(withdrawn_on=today)
    )
    if changed.rowcount == 0:
        raise Conflict("This was taken back in the meantime; load the page again.")


def _same(fact: InterviewFact, known: InterviewFact) -> bool:
    told = ("dimension", "likes", "text", "said_by")
    stands = known.withdrawn_on is None
    return stands and all(getattr(fact, name) == getattr(known, name) for name in told)
