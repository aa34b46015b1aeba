"""The queue of mails: put in with the change that they tell of, so that neither goes alone.

A mail is claimed before it is handed over, and marked ``sending`` before the server may keep it:
whatever dies in between, it is never handed over twice, and never forgotten.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from matcher.domain.mails import Mail, MailState
from matcher.store.employer_tables import mails
from matcher.store.moments import from_store, to_store
from matcher.store.tables import participants

_ID_BYTES = 12
# A claim that was not renewed for so long belongs to a process that is dead.
CLAIM_HOLDS = timedelta(minutes=10)
_WAITING = (MailState.QUEUED, MailState.SENDING, MailState.UNCERTAIN, MailState.REFUSED)


@dataclass(frozen=True, slots=True)
class QueuedMail:
    """A mail as it stands in the queue; ``error`` is why the last try failed."""

    id: str
    mail: Mail
    state: MailState
    made_at: datetime
    attempts: int = 0
    next_try_at: datetime | None = None
    sent_at: datetime | None = None
    error: str | None = None


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


def cancel_mails(
    connection: sa.Connection, subject_prefix: str, *, made_before: datetime | None = None
) -> int:
    """Take back the mails that wait and whose subject begins so; answers how many."""
    begins = mails.c.subject_key.startswith(subject_prefix, autoescape=True)
    which = mails.update().where(begins, mails.c.state == MailState.QUEUED.value, ~_claimed())
    if made_before is not None:
        which = which.where(mails.c.made_at < to_store(made_before))
    return connection.execute(which.values(state=MailState.CANCELLED.value)).rowcount


def anything_to_do(connection: sa.Connection, now: datetime) -> bool:
    """Whether a mail is due, or one was being handed over by a process that is gone."""
    asked = sa.select(mails.c.id).where(sa.or_(_due(now), _dead(now))).limit(1)
    return connection.execute(asked).first() is not None


def claim_next(connection: sa.Connection, claimed_by: str, now: datetime) -> QueuedMail | None:
    """Take the mail that has been due longest and that nobody is handing over, if there is one."""
    found = connection.scalars(
        sa.select(mails.c.id)
        .where(_due(now))
        .order_by(mails.c.next_try_at, mails.c.made_at, mails.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if found is None:
        return None
    connection.execute(
        mails.update()
        .where(mails.c.id == found)
        .values(claimed_by=claimed_by, alive_at=to_store(now))
    )
    return read_mail(connection, found)


def note_sending(connection: sa.Connection, mail_id: str, claimed_by: str, now: datetime) -> bool:
    """Say that the server may keep it from now on; False where it is no longer this claim's."""
    done = connection.execute(
        mails.update()
        .where(mails.c.id == mail_id, mails.c.claimed_by == claimed_by)
        .where(mails.c.state == MailState.QUEUED.value)
        .values(
            state=MailState.SENDING.value,
            alive_at=to_store(now),
            attempts=mails.c.attempts + 1,
        )
    )
    return done.rowcount == 1


def note_end(
    connection: sa.Connection,
    mail_id: str,
    claimed_by: str | None,
    state: MailState,
    now: datetime,
    *,
    error: str | None = None,
    next_try_at: datetime | None = None,
) -> bool:
    """Keep how a try ended, and let the mail go; False where it is no longer this claim's.

    A try that never reached ``sending`` counts as one too.
    """
    counted = sa.case(
        (mails.c.state == MailState.QUEUED.value, mails.c.attempts + 1), else_=mails.c.attempts
    )
    done = connection.execute(
        mails.update()
        .where(mails.c.id == mail_id, mails.c.claimed_by.is_not_distinct_from(claimed_by))
        .values(
            state=state.value,
            attempts=counted,
            claimed_by=None,
            alive_at=None,
            error=error,
            next_try_at=None if next_try_at is None else to_store(next_try_at),
            sent_at=to_store(now) if state in (MailState.SENT, MailState.COPIED) else None,
        )
    )
    return done.rowcount == 1


def settle_the_dead(connection: sa.Connection, now: datetime) -> int:
    """Mark what was being handed over by a process that is gone; answers how many there were."""
    done = connection.execute(
        mails.update()
        .where(_dead(now))
        .values(state=MailState.UNCERTAIN.value, claimed_by=None, alive_at=None, error="cut off")
    )
    return done.rowcount


def read_mail(connection: sa.Connection, mail_id: str) -> QueuedMail:
    """One mail; it must be there."""
    return _queued(connection.execute(sa.select(mails).where(mails.c.id == mail_id)).one())


def read_waiting(
    connection: sa.Connection, *where: sa.ColumnElement[bool], limit: int | None = None
) -> tuple[QueuedMail, ...]:
    """The mails that have not gone out, the oldest first."""
    waits = mails.c.state.in_([state.value for state in _WAITING])
    chosen = sa.select(mails).where(waits, *where).order_by(mails.c.made_at, mails.c.id)
    return tuple(map(_queued, connection.execute(chosen.limit(limit))))


def mails_of_office(office_id: str) -> sa.ColumnElement[bool]:
    """The condition that a mail is the office's to read today.

    One about somebody is of whichever office follows them up; one about nobody of who wrote it.
    """
    person = participants.c
    theirs = sa.select(person.participant_id).where(person.office_id == office_id)
    about_nobody = mails.c.participant_id.is_(None)
    own = sa.and_(about_nobody, mails.c.office_id == office_id)
    return sa.or_(mails.c.participant_id.in_(theirs), own)


def count_by_state(connection: sa.Connection) -> dict[MailState, int]:
    """How many mails stand in each state that occurs."""
    rows = connection.execute(
        sa.select(mails.c.state, sa.func.count()).group_by(mails.c.state).order_by(mails.c.state)
    )
    return {MailState(state): count for state, count in rows}


def _due(now: datetime) -> sa.ColumnElement[bool]:
    free = sa.or_(~_claimed(), mails.c.alive_at <= to_store(now - CLAIM_HOLDS))
    queued = mails.c.state == MailState.QUEUED.value
    return sa.and_(queued, mails.c.next_try_at <= to_store(now), free)


def _dead(now: datetime) -> sa.ColumnElement[bool]:
    sending = mails.c.state == MailState.SENDING.value
    return sa.and_(sending, mails.c.alive_at <= to_store(now - CLAIM_HOLDS))


def _claimed() -> sa.ColumnElement[bool]:
    return mails.c.claimed_by.is_not(None)


def _queued(row: sa.Row[tuple[object, ...]]) -> QueuedMail:
    of = row._mapping
    return QueuedMail(
        id=of["id"],
        mail=Mail(
            of["subject_key"], of["to_address"], of["subject"], of["body"], of["made_by"],
            of["language"], of["office_id"], of["employer_id"], of["participant_id"],
        ),
        state=MailState(of["state"]),
        made_at=from_store(of["made_at"]),
        attempts=of["attempts"],
        next_try_at=None if of["next_try_at"] is None else from_store(of["next_try_at"]),
        sent_at=None if of["sent_at"] is None else from_store(of["sent_at"]),
        error=of["error"],
    )  # fmt: skip
