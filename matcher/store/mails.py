"""The queue of mails: put in with the change that they tell of, so that neither goes alone."""

import secrets
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from matcher.domain.mails import Mail, MailState
from matcher.store.employer_tables import mails
from matcher.store.moments import to_store

_ID_BYTES = 12


def queue_mail(connection: sa.Connection, mail: Mail, now: datetime) -> bool:
    """Queue a mail; False where one about the same stands in the queue, sent or not."""
    same = sa.select(mails.c.id).where(mails.c.subject_key == mail.subject_key)
    if connection.execute(same).first() is not None:
        return False
    connection.execute(
        mails.insert().values(
            **asdict(mail),
            id=secrets.token_urlsafe(_ID_BYTES),
            made_at=to_store(now),
            state=MailState.QUEUED.value,
            attempts=0,
            next_try_at=to_store(now),
        )
    )
    return True
