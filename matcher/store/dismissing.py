"""Keeps who said no to which opening, and takes it back."""

from dataclasses import fields
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.dismissals import Dismissal, SaidBy
from matcher.domain.errors import Conflict, NotFound
from matcher.store.codec import encoder
from matcher.store.own_tables import dismissals
from matcher.store.reading_people import read_dismissals_of
from matcher.store.tables import openings

_FIELDS = [field.name for field in fields(Dismissal)]


def add_dismissal(connection: sa.Connection, viewer: Viewer, dismissal: Dismissal) -> None:
    """Keep a no; one that stands in the same words already is kept once (a form sent twice).

    NotFound where ``viewer`` may not see the participant or there is no such opening.
    """
    if dismissal in read_dismissals_of(connection, viewer, dismissal.participant_id):
        return
    known = sa.select(openings.c.opening_id).where(openings.c.opening_id == dismissal.opening_id)
    if connection.execute(known).scalar() is None:
        raise NotFound(f'There is no opening "{dismissal.opening_id}".')
    connection.execute(dismissals.insert().values(encoder(Dismissal, _FIELDS)(dismissal)))


def withdraw_dismissal(
    connection: sa.Connection,
    viewer: Viewer,
    participant_id: str,
    opening_id: str,
    today: date,
    said_by: SaidBy | None = None,
) -> None:
    """Take back the noes to the pair that stand, of ``said_by`` or of everybody.

    NotFound as ``add_dismissal``; Conflict where none stands.
    """
    standing = [
        no
        for no in read_dismissals_of(connection, viewer, participant_id)
        if no.opening_id == opening_id and no.withdrawn_on is None
    ]
    said = [said_by] if said_by else list(SaidBy)
    if not any(no.said_by in said for no in standing):
        raise Conflict("Nobody says no to this one any more; load the page again.")
    columns = dismissals.c
    connection.execute(
        dismissals.update()
        .where(columns.participant_id == participant_id, columns.opening_id == opening_id)
        .where(columns.withdrawn_on.is_(None), columns.said_by.in_([who.value for who in said]))
        .values(withdrawn_on=today)
    )
