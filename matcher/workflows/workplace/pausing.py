"""Use case: an employer takes nobody for a while, in one opening or in all, and then again."""

from datetime import date, timedelta

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import OpeningStatus
from matcher.domain.errors import FormRefused
from matcher.domain.stops import Stop, StopReason
from matcher.store.engine import writing
from matcher.store.posted_openings import read_own_opening, read_pause_ids, read_workplace
from matcher.store.posting import set_paused_until, set_status
from matcher.store.stops import add_stop, lift_stop

# A pause is offered for so long; another day may be chosen.
USUAL_PAUSE = timedelta(weeks=4)


def pause_opening(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    opening_id: str,
    *,
    until: date | None,
    today: date,
) -> None:
    """Nobody new comes to the opening up to and with ``until`` (None: until it is opened again).

    A pause that holds already is replaced. FormRefused for a day gone by; NotFound for another's.
    """
    _refuse_gone_by(until, today)
    with writing(engine) as connection:
        read_own_opening(connection, viewer, employer_id, opening_id)
        _lift_pauses(connection, viewer, opening_id, today)
        # A closed opening is open again after a pause: to pause it says that it is not over.
        set_status(connection, opening_id, OpeningStatus.OPEN)
        stop = Stop(StopReason.PAUSED, today, until, opening_id=opening_id)
        add_stop(connection, stop, set_on=today, set_by=viewer.name)


def open_opening(
    engine: sa.Engine, viewer: Viewer, employer_id: str, opening_id: str, *, today: date
) -> None:
    """The opening takes people again, whether it was paused or closed; NotFound for another's."""
    with writing(engine) as connection:
        read_own_opening(connection, viewer, employer_id, opening_id)
        _lift_pauses(connection, viewer, opening_id, today)
        set_status(connection, opening_id, OpeningStatus.OPEN)


def pause_employer(
    engine: sa.Engine, viewer: Viewer, employer_id: str, *, until: date, today: date
) -> None:
    """Nobody new comes to the employer up to and with ``until``.

    FormRefused for a day gone by; NotFound for an employer that ``viewer`` may not see.
    """
    _refuse_gone_by(until, today)
    with writing(engine) as connection:
        read_workplace(connection, viewer, employer_id)
        set_paused_until(connection, employer_id, until)


def resume_employer(engine: sa.Engine, viewer: Viewer, employer_id: str) -> None:
    """The employer takes people again; openings that are paused themselves stay so."""
    with writing(engine) as connection:
        read_workplace(connection, viewer, employer_id)
        set_paused_until(connection, employer_id, None)


def _lift_pauses(connection: sa.Connection, viewer: Viewer, opening_id: str, today: date) -> None:
    for stop_id in read_pause_ids(connection, opening_id):
        lift_stop(connection, stop_id, lifted_on=today, lifted_by=viewer.name)


def _refuse_gone_by(until: date | None, today: date) -> None:
    if until is not None and until < today:
        raise FormRefused({"until": f"expected a date from {today} on"})
