"""Use case: what a participant says of a side of work is kept as evidence; and taken back."""

from datetime import date

from sqlalchemy import Engine

from matcher.domain.access import Viewer
from matcher.domain.dismissals import SaidBy
from matcher.domain.errors import FormRefused
from matcher.domain.interview import InterviewFact
from matcher.occupations import DIMENSIONS
from matcher.store.engine import writing
from matcher.store.writers import add_fact, withdraw_fact

# A sentence or two; longer notes belong in the case file.
LONGEST_TEXT = 200


def note_fact(
    engine: Engine,
    viewer: Viewer,
    participant_id: str,
    *,
    dimension: str,
    likes: bool | None,
    text: str,
    said_by: SaidBy,
    today: date,
) -> bool:
    """Keep what was said; False where it is kept already.

    FormRefused names the fields that are missing; NotFound for another office's participant.
    """
    said = " ".join(text.split())[:LONGEST_TEXT]
    missing = {"dimension": dimension in DIMENSIONS, "likes": likes is not None, "text": bool(said)}
    refused = {field: "missing" for field, given in missing.items() if not given}
    if refused or likes is None:
        raise FormRefused(refused)
    fact = InterviewFact(participant_id, dimension, likes, said, said_by, today)
    with writing(engine) as connection:
        new = add_fact(connection, viewer, fact)
        if not new:
            connection.rollback()
    return new


def take_back_fact(
    engine: Engine, viewer: Viewer, participant_id: str, dimension: str, text: str, *, today: date
) -> None:
    """Take back what was said; NotFound as ``note_fact``, Conflict where it does not stand."""
    with writing(engine) as connection:
        withdraw_fact(connection, viewer, participant_id, dimension, text, today)
