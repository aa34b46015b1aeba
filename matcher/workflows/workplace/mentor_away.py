"""Use case: a mentor is away on some days, or takes nobody new for a while, and then again."""

from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import FormRefused
from matcher.domain.stops import Stop, StopReason
from matcher.store.engine import writing
from matcher.store.mentors import (
    read_absence,
    read_absences,
    read_mentor_pauses,
    read_own_mentor,
)
from matcher.store.posted_openings import read_workplace
from matcher.store.stops import add_stop, lift_stop

# A longer absence is somebody who has left, or a year that was typed wrongly.
LONGEST_AWAY = timedelta(days=366)


class AwayRefusal(StrEnum):
    """Why the days of an absence are refused, beside their field."""

    MISSING = "missing"
    GONE_BY = "gone_by"
    ENDS_BEFORE_START = "ends_before_start"
    TOO_LONG = "too_long"


def add_absence(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    mentor_id: str,
    *,
    first: date | None,
    last: date | None,
    today: date,
) -> None:
    """The mentor is away from ``first`` to ``last`` (None: that day alone).

    FormRefused with an ``AwayRefusal``; NotFound for another's mentor. Sent twice, kept once.
    """
    if first is None:
        raise FormRefused({"away_from": AwayRefusal.MISSING})
    last = first if last is None else last
    if last < first:
        raise FormRefused({"away_to": AwayRefusal.ENDS_BEFORE_START})
    if last < today:
        raise FormRefused({"away_to": AwayRefusal.GONE_BY})
    if last - first > LONGEST_AWAY:
        raise FormRefused({"away_to": AwayRefusal.TOO_LONG})
    stop = Stop(StopReason.AWAY, first, last, mentor_id=mentor_id)
    with writing(engine) as connection:
        _check_own(connection, viewer, employer_id, mentor_id)
        if stop not in [row.stop for row in read_absences(connection, [mentor_id], today)]:
            add_stop(connection, stop, set_on=today, set_by=viewer.name)


def remove_absence(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    mentor_id: str,
    stop_id: int,
    *,
    today: date,
) -> None:
    """The mentor is there on those days after all; done already, nothing happens."""
    with writing(engine) as connection:
        _check_own(connection, viewer, employer_id, mentor_id)
        if read_absence(connection, mentor_id, stop_id).lifted_on is None:
            lift_stop(connection, stop_id, today, viewer.name)


def pause_mentor(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    mentor_id: str,
    *,
    until: date | None,
    today: date,
) -> None:
    """Nobody new is with the mentor up to and with ``until``; those who are there stay.

    A pause that holds is replaced. FormRefused for no day, or one gone by.
    """
    if until is None or not today <= until <= today + LONGEST_AWAY:
        raise FormRefused({"until": AwayRefusal.MISSING})
    with writing(engine) as connection:
        _check_own(connection, viewer, employer_id, mentor_id)
        _lift_pauses(connection, viewer, mentor_id, today)
        stop = Stop(StopReason.PAUSED, today, until, mentor_id=mentor_id)
        add_stop(connection, stop, set_on=today, set_by=viewer.name)


def resume_mentor(
    engine: sa.Engine, viewer: Viewer, employer_id: str, mentor_id: str, *, today: date
) -> None:
    """The mentor takes people again."""
    with writing(engine) as connection:
        _check_own(connection, viewer, employer_id, mentor_id)
        _lift_pauses(connection, viewer, mentor_id, today)


def _check_own(connection: sa.Connection, viewer: Viewer, employer_id: str, mentor_id: str) -> None:
    read_workplace(connection, viewer, employer_id)
    read_own_mentor(connection, employer_id, mentor_id)


def _lift_pauses(connection: sa.Connection, viewer: Viewer, mentor_id: str, today: date) -> None:
    for row in read_mentor_pauses(connection, mentor_id):
        lift_stop(connection, row.id, today, viewer.name)
