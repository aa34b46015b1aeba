"""Use case: a suggestion is set aside, by the adviser or by the participant; and taken back."""

from datetime import date

from sqlalchemy import Engine

from matcher.domain.access import Viewer
from matcher.domain.dismissals import Dismissal, DismissalReason, SaidBy
from matcher.store.engine import writing
from matcher.store.writers import add_dismissal, withdraw_dismissal

# Longer notes belong in the case file; here a sentence or two is kept.
LONGEST_NOTE = 500


def dismiss(
    engine: Engine,
    viewer: Viewer,
    participant_id: str,
    opening_id: str,
    *,
    reason: DismissalReason,
    said_by: SaidBy,
    note: str,
    today: date,
) -> Dismissal:
    """Keep a no; sent twice it is kept once. NotFound for another office's participant."""
    said = Dismissal(
        participant_id, opening_id, reason, said_by, today, note.strip()[:LONGEST_NOTE] or None
    )
    with writing(engine) as connection:
        add_dismissal(connection, viewer, said)
    return said


def take_back(
    engine: Engine,
    viewer: Viewer,
    participant_id: str,
    opening_id: str,
    *,
    today: date,
    said_by: SaidBy | None = None,
) -> None:
    """Take back the noes to the pair that stand (those of ``said_by``, or everybody's).

    NotFound as ``dismiss``; Conflict where none stands.
    """
    with writing(engine) as connection:
        withdraw_dismissal(connection, viewer, participant_id, opening_id, today, said_by)
