"""Use case: a mentor, or somebody else at an employer, asks to be rung; ``call_requests`` answers.

It stands on the adviser's day until somebody has rung. The note is short: the rest is said on the
phone, and nothing of a person's health or life is written down on the way.
"""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.exchange.kept_back import About
from matcher.store.employer_tables import call_requests
from matcher.store.engine import appending
from matcher.store.mentors import read_own_mentor
from matcher.store.moments import to_store
from matcher.store.posted_openings import read_workplace
from matcher.workflows.workplace.field_rules import bad_texts, refuse
from matcher.workflows.workplace.first_day_sheet import find_agreed, followed_up_by

LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class RingMe:
    """Who asks, about what: ``sheet`` is the id of a first-day sheet or of a request."""

    note: str = ""
    mentor_id: str | None = None
    sheet: str | None = None


def ask_to_be_rung(
    engine: sa.Engine, viewer: Viewer, employer_id: str, asked: RingMe, *, now: datetime
) -> None:
    """Put it on the adviser's day; who waits already waits once, with the latest note.

    FieldsRefused for a note with words that are kept back; NotFound where the employer, the mentor
    or what it is about is not there for ``viewer``.
    """
    asked = replace(asked, note=" ".join(asked.note.split()))
    refuse(bad_texts(asked, {"note": LONGEST_NOTE}, About.PERSON))
    note = asked.note or None
    c = call_requests.c
    with appending(engine) as connection:
        read_workplace(connection, viewer, employer_id)
        placement_id, mentor_id = None, asked.mentor_id
        if asked.sheet is not None:
            placement = find_agreed(connection, employer_id, asked.sheet)
            followed_up_by(connection, viewer, placement)
            placement_id, mentor_id = placement.placement_id, placement.mentor_id
        elif mentor_id is not None:
            read_own_mentor(connection, employer_id, mentor_id)
        same = sa.and_(
            c.employer_id == employer_id,
            c.mentor_id.is_not_distinct_from(mentor_id),
            c.placement_id.is_not_distinct_from(placement_id),
            c.settled_at.is_(None),
        )
        waits = connection.execute(sa.select(c.id).where(same).order_by(c.id)).scalars().first()
        if waits is None:
            connection.execute(
                call_requests.insert().values(
                    employer_id=employer_id, mentor_id=mentor_id, placement_id=placement_id,
                    asked_at=to_store(now), asked_by=viewer.name, note=note,
                )
            )  # fmt: skip
        elif note is not None:
            connection.execute(call_requests.update().where(c.id == waits).values(note=note))
