"""Changes to a participant's facts and wishes, on behalf of a viewer who may see them."""

from collections.abc import Sequence
from dataclasses import fields

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import BadInput, Conflict
from matcher.domain.participants import Participant, Wish
from matcher.store import tables as t
from matcher.store.codec import encoder
from matcher.store.reading_people import read_participant
from matcher.store.upserting import upsert_rows

_FACTS = [f.name for f in fields(Participant) if f.name not in ("participant_id", "office_id")]


def update_participant_facts(
    connection: sa.Connection, viewer: Viewer, participant: Participant
) -> None:
    """Make the stored facts like ``participant``'s; the office stays as it is.

    NotFound where ``viewer`` may not see the participant.
    """
    read_participant(connection, viewer, participant.participant_id)
    connection.execute(
        t.participants.update()
        .where(t.participants.c.participant_id == participant.participant_id)
        .values(encoder(Participant, _FACTS)(participant))
    )


def replace_wishes(
    connection: sa.Connection, viewer: Viewer, participant_id: str, wishes: Sequence[Wish]
) -> None:
    """Make ``wishes`` the participant's wishes, and only those.

    NotFound as ``update_participant_facts``; BadInput for somebody else's wish or a rank twice.
    """
    read_participant(connection, viewer, participant_id)
    if any(wish.participant_id != participant_id for wish in wishes):
        raise BadInput("These wishes are not all of the same participant.")
    if len({wish.rank for wish in wishes}) < len(wishes):
        raise BadInput("Two wishes have the same rank; number them 1, 2, 3 and so on.")
    connection.execute(t.wishes.delete().where(t.wishes.c.participant_id == participant_id))
    upsert_rows(connection, "wishes", wishes)


def set_wish_occupation(
    connection: sa.Connection,
    viewer: Viewer,
    participant_id: str,
    rank: int,
    text: str,
    occupation: str | None,
) -> None:
    """Say which occupation a wish means; ``text`` is the wish as it was read.

    NotFound as ``update_participant_facts``; Conflict where the wish is another one by now.
    """
    read_participant(connection, viewer, participant_id)
    columns = t.wishes.c
    changed = connection.execute(
        t.wishes.update()
        .where(columns.participant_id == participant_id, columns.rank == rank)
        .where(columns.text == text)
        .values(occupation=occupation)
    )
    if changed.rowcount == 0:
        raise Conflict("This wish was changed or taken away in the meantime; load the page again.")
