"""Use cases: a leader bars an employer, everywhere and at once, or lets it in again.

What holds the ban afterwards is the rule ``open`` and ``matcher.store.bans``. Requests that wait
are taken back politely and proposals called off; whoever is there, or is agreed on, stays.
"""

from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import Conflict, FormRefused, NotAllowed
from matcher.domain.placements import PlacementStatus
from matcher.domain.requests import Closing
from matcher.domain.stops import Stop, StopReason
from matcher.store import tables as t
from matcher.store.bans import same_organisation, standing_ban
from matcher.store.engine import writing
from matcher.store.stops import add_stop, lift_stop
from matcher.workflows.employer_promises import office_of
from matcher.workflows.workplace.closing import cancel_proposed, withdraw_requests_of_opening
from matcher.workflows.workplace.spare import refuse_unknown
from matcher.workflows.workplace.words import read_text


def ban_employer(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    why: str,
    *,
    today: date,
    now: datetime,
) -> int:
    """Bar the employer and its whole organisation until it is lifted; how many requests waited.

    FormRefused without a reason; Conflict where it is barred already; NotAllowed but for a leader;
    NotFound for no such employer.
    """
    refuse_all_but_leaders(viewer)
    note = _reason(why)
    with writing(engine) as connection:
        refuse_unknown(connection, employer_id)
        if standing_ban(connection, employer_id, today) is not None:
            raise Conflict("This employer is barred already; load the page again.")
        stop = Stop(StopReason.BANNED, today, None, employer_id)
        add_stop(connection, stop, set_on=today, set_by=viewer.name, note=note)
        return _call_off(connection, employer_id, done_by=viewer.name, now=now, today=today)


def lift_ban(engine: sa.Engine, viewer: Viewer, employer_id: str, why: str, *, today: date) -> None:
    """Let the organisation in again; what was called off stays so. Refusals as ``ban_employer``."""
    refuse_all_but_leaders(viewer)
    note = _reason(why)
    with writing(engine) as connection:
        refuse_unknown(connection, employer_id)
        row = standing_ban(connection, employer_id, today)
        if row is None:
            raise Conflict("This employer is not barred any more; load the page again.")
        # Two employers may have been barred before they were known to be one organisation.
        while row is not None:
            lift_stop(connection, row.id, today, viewer.name, note)
            row = standing_ban(connection, employer_id, today)


def refuse_all_but_leaders(viewer: Viewer) -> None:
    """NotAllowed for an adviser; NotFound for whoever belongs to no office."""
    office_of(viewer)
    if viewer.role not in (Role.LEADER, Role.OPERATOR):
        raise NotAllowed("Only the leader of an office decides this.")


def _reason(why: str) -> str:
    wrong: dict[str, str] = {}
    note = read_text(why, "why", wrong)
    if wrong:
        raise FormRefused(wrong)
    return note


def _call_off(
    connection: sa.Connection, employer_id: str, *, done_by: str, now: datetime, today: date
) -> int:
    """Nobody waits for an answer, or holds a place, at any employer of the organisation."""
    p, o = t.placements.c, t.openings.c
    theirs = o.employer_id.in_(same_organisation(employer_id))
    openings = connection.execute(sa.select(o.opening_id).where(theirs).order_by(o.opening_id))
    waited = sum(
        withdraw_requests_of_opening(connection, each, done_by=done_by, now=now, today=today)
        for each in openings.scalars().all()
    )
    proposed = connection.execute(
        sa.select(p.placement_id)
        .where(
            p.opening_id.in_(sa.select(o.opening_id).where(theirs)),
            p.status == PlacementStatus.PROPOSED.value,
        )
        .order_by(p.placement_id)
    )
    for placement_id in proposed.scalars().all():
        cancel_proposed(
            connection, placement_id, Closing.OPENING_CLOSED,
            done_by=done_by, now=now, today=today,
        )  # fmt: skip
    return waited
