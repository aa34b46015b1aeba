"""Use case: the mails of an office that have not gone out, and what somebody does about them.

Where no mail server is set up, whoever looks after the employer copies them from here.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import Conflict, NotFound
from matcher.domain.mails import MailState
from matcher.store.employer_tables import mails
from matcher.store.engine import appending, reading
from matcher.store.mails import QueuedMail, mails_of_office, note_end, read_waiting
from matcher.store.trail import note_listed, note_person

# So many are shown at once; the oldest first, so that none is forgotten.
SHOWN = 50


class MailStep(StrEnum):
    """What somebody says of a mail: it was sent by hand, is tried again, or is not sent."""

    COPIED = "copied"
    AGAIN = "again"
    CANCEL = "cancel"


_ENDS = {
    MailStep.COPIED: MailState.COPIED,
    MailStep.AGAIN: MailState.QUEUED,
    MailStep.CANCEL: MailState.CANCELLED,
}


def waiting_mails(engine: sa.Engine, viewer: Viewer) -> tuple[QueuedMail, ...]:
    """The mails of the viewer's office that have not gone out, at most ``SHOWN``, oldest first."""
    office_id = _office_of(viewer)
    with reading(engine) as connection:
        found = read_waiting(connection, mails_of_office(office_id), limit=SHOWN)
        about = {each.mail.participant_id for each in found} - {None}
        note_listed(connection, viewer, sorted(filter(None, about)))
        return found


def settle_mail(
    engine: sa.Engine, viewer: Viewer, mail_id: str, step: MailStep, now: datetime
) -> None:
    """Do what somebody says. NotFound for a mail of another office; Conflict where it is too late:
    it went out meanwhile, or is being handed over.
    """
    office_id = _office_of(viewer)
    with appending(engine) as connection:
        asked = sa.select(mails.c.participant_id, mails_of_office(office_id).label("own"))
        known = connection.execute(asked.where(mails.c.id == mail_id)).first()
        if known is not None and known.participant_id is not None:
            note_person(connection, viewer, known.participant_id, allowed=bool(known.own))
        if known is None or not known.own:
            raise NotFound("There is no such mail.")
        waits = read_waiting(connection, mails.c.id == mail_id)
        if not waits or waits[0].state is MailState.SENDING:
            raise Conflict("This mail has gone out meanwhile; load the page again.")
        again = now if step is MailStep.AGAIN else None
        if not note_end(connection, mail_id, None, _ENDS[step], now, next_try_at=again):
            raise Conflict("This mail is being sent at this moment; load the page again.")


def _office_of(viewer: Viewer) -> str:
    if viewer.office_id is None or not viewer.sees_office(viewer.office_id):
        raise NotFound("There is no outbox for this account.")
    return viewer.office_id
