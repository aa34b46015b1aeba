"""Nights of learning: one runs at a time, one that died is said to have failed, all are kept.

A night calls ``claim_night``, then ``step`` at least every ``DEAD_AFTER`` while it works, and
``finish_night`` in the transaction that promotes; what it does after it was taken over is refused.
"""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from matcher.domain.errors import Conflict
from matcher.store.engine import appending, reading
from matcher.store.learning_tables import nights
from matcher.store.moments import from_store, to_store

# So long may a step take without a sign of life.
DEAD_AFTER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Night:
    """One night: when, by which process (``host:pid``), how far it came and what came of it."""

    id: int
    today: date
    started_at: datetime
    alive_at: datetime
    finished_at: datetime | None
    claimed_by: str
    state: str
    step: str | None
    rows: int | None
    new_rows: int | None
    version: str | None
    message: str | None
    report: Mapping[str, Any] | None


def this_process() -> str:
    """Who claims a night: host and process, so that the next one can look whether it lives."""
    return f"{socket.gethostname()}:{os.getpid()}"


def claim_night(engine: sa.Engine, today: date, claimed_by: str, now: datetime) -> int:
    """Begin a night and answer its number. Conflict that says who runs one, since when.

    A dead one is marked failed first, with what is known of its death.
    """
    try:
        with appending(engine) as connection:
            running = running_night(connection)
            if running is not None:
                reason = why_dead(running, now)
                if reason is None:
                    raise Conflict(_taken(running))
                _bury(connection, running, reason, now)
            return _insert(connection, today, claimed_by, now)
    except Conflict:
        # Two at once: the index let the other one in.
        with reading(engine) as connection:
            running = running_night(connection)
        if running is None:
            raise
        raise Conflict(_taken(running)) from None


def step(engine: sa.Engine, night_id: int, name: str, now: datetime) -> None:
    """Say what the night is at, and that it lives. Conflict where it was taken over."""
    with appending(engine) as connection:
        _change(connection, night_id, step=name, alive_at=to_store(now))


def finish_night(
    connection: sa.Connection,
    night_id: int,
    state: str,
    *,
    now: datetime,
    rows: int | None = None,
    new_rows: int | None = None,
    version: str | None = None,
    message: str | None = None,
    report: Mapping[str, Any] | None = None,
) -> None:
    """The night is over: promoted, kept or failed. Conflict where it was taken over before.

    Within ``writing``, so that every server notices, and with the promotion itself, which is then
    undone where the night was no longer this process's.
    """
    _change(
        connection,
        night_id,
        state=state,
        alive_at=to_store(now),
        finished_at=to_store(now),
        rows=rows,
        new_rows=new_rows,
        version=version,
        message=message,
        report=None if report is None else dict(report),
    )


def running_night(connection: sa.Connection) -> Night | None:
    """The night that is running, or died running."""
    row = connection.execute(sa.select(nights).where(nights.c.state == "running")).one_or_none()
    return None if row is None else _night(row)


def last_night(connection: sa.Connection) -> Night | None:
    """The latest night that is over, or None."""
    row = connection.execute(
        sa.select(nights).where(nights.c.state != "running").order_by(nights.c.id.desc()).limit(1)
    ).one_or_none()
    return None if row is None else _night(row)


def read_nights(connection: sa.Connection, limit: int = 30) -> tuple[Night, ...]:
    """The latest nights, the newest first."""
    rows = connection.execute(sa.select(nights).order_by(nights.c.id.desc()).limit(limit))
    return tuple(map(_night, rows))


def why_dead(night: Night, now: datetime) -> str | None:
    """Why a running night is dead, or None where it may be alive.

    A sign of life far ahead of the clock is as worthless as an old one: the clock was set back.
    """
    host, _, process = night.claimed_by.rpartition(":")
    if host == socket.gethostname() and process.isdigit() and not _lives(int(process)):
        return "its process is gone"
    if abs(now - night.alive_at) > DEAD_AFTER:
        return f"its last sign of life was at {night.alive_at:%Y-%m-%d %H:%M} UTC"
    return None


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _bury(connection: sa.Connection, night: Night, reason: str, now: datetime) -> None:
    at = night.step or "the beginning"
    _change(
        connection,
        night.id,
        state="failed",
        finished_at=to_store(now),
        message=f"The night was cut off at {at}: {reason}. The model in use did not change.",
    )


def _insert(connection: sa.Connection, today: date, claimed_by: str, now: datetime) -> int:
    moment = to_store(now)
    number: int = connection.execute(
        nights.insert()
        .values(
            today=today,
            started_at=moment,
            alive_at=moment,
            claimed_by=claimed_by,
            state="running",
        )
        .returning(nights.c.id)
    ).scalar_one()
    return number


def _change(connection: sa.Connection, night_id: int, **values: object) -> None:
    mine = sa.and_(nights.c.id == night_id, nights.c.state == "running")
    if connection.execute(nights.update().where(mine).values(**values)).rowcount != 1:
        raise Conflict(
            f"Night {night_id} is over: another one took it for dead, or it was finished."
            " Nothing more is written by this one."
        )


def _taken(night: Night) -> str:
    at = f", at {night.step}" if night.step else ""
    return (
        f"A night is running already: {night.claimed_by}, since"
        f" {night.started_at:%Y-%m-%d %H:%M} UTC{at}. Wait until it is done."
    )


def _night(row: Any) -> Night:
    values = {field.name: getattr(row, field.name) for field in fields(Night)}
    for name in ("started_at", "alive_at", "finished_at"):
        if values[name] is not None:
            values[name] = from_store(values[name])
    return Night(**values)
