"""Use case: a session begins, is used, and ends: by itself, by signing out, or revoked.

The browser holds a random id, the store its digest. A session ends when it is not used for a
while, at latest twelve hours after it began, when its password changes and when its account closes.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Engine

from matcher.domain.access import OPERATOR
from matcher.domain.errors import NotFound, StoreBusy
from matcher.store.accounts import Account, read_account
from matcher.store.engine import appending, reading
from matcher.store.sessions import (
    Session,
    add_session,
    forget_sessions,
    note_use,
    read_session,
    revoke_session,
    revoke_sessions_of,
)
from matcher.store.trail import note_account

LONGEST = timedelta(hours=12)
# To look at a page is not to write: the last use is known to a minute, or to a tenth of the limit.
_NOTED_EVERY = timedelta(minutes=1)
_NOTED_SHARE = 10
# So long an ended session can still be told from one that never was.
_KEPT_AFTER_END = timedelta(days=7)


def begin_session(engine: Engine, account: str, now: datetime) -> str:
    """Begin a session; answers the id for the cookie, which nobody else ever sees."""
    session_id = secrets.token_urlsafe(32)
    with appending(engine) as connection:
        forget_sessions(connection, now - _KEPT_AFTER_END)
        add_session(connection, _digest(session_id), account, now, now + LONGEST)
    return session_id


def resume_session(
    engine: Engine, session_id: str, now: datetime, idle: timedelta
) -> Account | None:
    """The account of a session that may still be used, or None; its use is kept now and then."""
    digest = _digest(session_id)
    with reading(engine) as connection:
        found = read_session(connection, digest)
    if found is None or not _usable(found, now, idle):
        return None
    if now - found.used_at >= min(_NOTED_EVERY, idle / _NOTED_SHARE):
        _note_use(engine, digest, now)
    return found.account


def _usable(session: Session, now: datetime, idle: timedelta) -> bool:
    return not session.revoked and now < session.ends_at and now - session.used_at <= idle


def _note_use(engine: Engine, digest: str, now: datetime) -> None:
    try:
        with appending(engine) as connection:
            note_use(connection, digest, now)
    except StoreBusy:
        return  # a page can be read while somebody else writes; the next one keeps it


def end_session(engine: Engine, session_id: str, now: datetime) -> None:
    """End one session, as when somebody signs out."""
    with appending(engine) as connection:
        revoke_session(connection, _digest(session_id), now)


def end_sessions_of(engine: Engine, name: str, now: datetime) -> int:
    """End every session of an account (``user revoke``); answers how many were open."""
    with appending(engine) as connection:
        if read_account(connection, name) is None:
            raise NotFound(f'There is no account "{name}".')
        ended = revoke_sessions_of(connection, name, now)
        note_account(connection, OPERATOR, name)
    return ended


def account_named(engine: Engine, name: str) -> Account:
    """The account of that name as it is now; NotFound where there is none."""
    with reading(engine) as connection:
        found = read_account(connection, name)
    if found is None:
        raise NotFound(f'There is no account "{name}".')
    return found


def _digest(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()
