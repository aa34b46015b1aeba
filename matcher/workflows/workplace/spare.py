"""Use cases: an employer is spared for a while, by hand or by rule after no-shows, and again not.

By rule only when somebody is found not to have come, here in the program: imported history counts
with the others, and sets nothing itself.
"""

from datetime import date, timedelta
from functools import lru_cache

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import Conflict, FormRefused, NotFound
from matcher.domain.outcomes import EndReason, Outcome
from matcher.domain.placements import Placement
from matcher.domain.policy import Policy
from matcher.domain.stops import Stop, StopReason
from matcher.features.labels import label_placement, reports_by_placement
from matcher.store import tables as t
from matcher.store.employer_tables import stops
from matcher.store.engine import writing
from matcher.store.reading_market import read_all
from matcher.store.reports import read_given
from matcher.store.stops import add_stop, lift_stop, read_stop_rows
from matcher.workflows.employer_promises import office_of
from matcher.workflows.employer_record import LATELY, did_not_come, is_recent
from matcher.workflows.open_store import ROOT
from matcher.workflows.program import read_policy
from matcher.workflows.workplace.trust import RULE
from matcher.workflows.workplace.words import Wrong, read_text

# Longer than half a year is a decision about the employer, and not about leaving it in peace.
LONGEST = timedelta(days=183)


def spare_employer(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    until: date | None,
    why: str,
    *,
    today: date,
) -> None:
    """Send nobody new up to and with ``until``, in the place of what held until now.

    FormRefused with a ``Wrong`` for each bad field; NotFound for no such employer, or where the
    viewer belongs to no office.
    """
    office_of(viewer)
    wrong: dict[str, str] = {}
    note = read_text(why, "why", wrong)
    if until is None:
        wrong["until"] = Wrong.MISSING
    elif until < today:
        wrong["until"] = Wrong.IN_THE_PAST
    elif until > today + LONGEST:
        wrong["until"] = Wrong.TOO_FAR
    if wrong:
        raise FormRefused(wrong)
    with writing(engine) as connection:
        refuse_unknown(connection, employer_id)
        _lift(connection, viewer, employer_id, today)
        stop = Stop(StopReason.SPARED, today, until, employer_id)
        add_stop(connection, stop, set_on=today, set_by=viewer.name, note=note)


def end_sparing(engine: sa.Engine, viewer: Viewer, employer_id: str, *, today: date) -> None:
    """The employer is asked again; Conflict where it is not spared, NotFound as ``spare``."""
    office_of(viewer)
    with writing(engine) as connection:
        refuse_unknown(connection, employer_id)
        if not _lift(connection, viewer, employer_id, today):
            raise Conflict("Somebody else has lifted this already; load the page again.")


def spare_after_no_show(
    connection: sa.Connection, placement: Placement, today: date, policy: Policy | None = None
) -> bool:
    """Spare the employer where so many did not come lately, ``placement`` being one of them.

    Within the transaction that recorded it; False where the rule asks for nothing, or has set a
    stop since it was first said that nobody came. ``policy`` is policy.toml's where None.
    """
    chosen = policy or _policy()
    employer_id = _employer_of(connection, placement)
    missed = _no_shows(connection, employer_id, today)
    is_cause = any(each.placement_id == placement.placement_id for each in missed)
    if not is_cause or len(missed) < chosen.spare_after_no_shows:
        return False
    if _set_since(connection, employer_id, _first_said(connection, placement, today)):
        return False
    until = today + timedelta(days=chosen.spare_days)
    stop = Stop(StopReason.SPARED, today, until, employer_id)
    add_stop(connection, stop, set_on=today, set_by=RULE)
    return True


def refuse_unknown(connection: sa.Connection, employer_id: str) -> None:
    """NotFound where there is no such employer."""
    known = sa.select(t.employers.c.employer_id).where(t.employers.c.employer_id == employer_id)
    if connection.execute(known).first() is None:
        raise NotFound(f'There is no employer "{employer_id}".')


@lru_cache(maxsize=1)
def _policy() -> Policy:
    return read_policy(ROOT / "models" / "policy.toml")


def _lift(connection: sa.Connection, viewer: Viewer, employer_id: str, today: date) -> int:
    c = stops.c
    standing = read_stop_rows(
        connection,
        c.employer_id == employer_id,
        c.reason == StopReason.SPARED.value,
        c.lifted_on.is_(None),
        sa.or_(c.ends.is_(None), c.ends >= today),
    )
    for row in standing:
        lift_stop(connection, row.id, today, viewer.name)
    return len(standing)


def _employer_of(connection: sa.Connection, placement: Placement) -> str:
    found: str = connection.execute(
        sa.select(t.openings.c.employer_id).where(t.openings.c.opening_id == placement.opening_id)
    ).scalar_one()
    return found


def _no_shows(connection: sa.Connection, employer_id: str, today: date) -> list[Placement]:
    """The employer's placements of the last ``LATELY`` to which nobody came."""
    c, since = t.placements.c, today - LATELY
    theirs = sa.select(t.openings.c.opening_id).where(t.openings.c.employer_id == employer_id)
    recent = (c.opening_id.in_(theirs), sa.func.coalesce(c.starts, c.ended) >= since)
    placements = read_all(connection, Placement, *recent)
    ids = sa.select(c.placement_id).where(*recent)
    reports = reports_by_placement(
        read_all(connection, Outcome, t.outcomes.c.placement_id.in_(ids))
    )
    rows = (label_placement(p, reports.get(p.placement_id, ()), today) for p in placements)
    return [
        row.placement
        for row in rows
        if row is not None and did_not_come(row) and is_recent(row.placement, today)
    ]


def _first_said(connection: sa.Connection, placement: Placement, today: date) -> date:
    """When it was first said here that nobody came."""
    said = (
        given.reported_on
        for given in read_given(connection, placement.placement_id)
        if given.answers.get("showed_up") == "no"
        or given.answers.get("end_reason") == EndReason.NO_SHOW.value
    )
    return min(said, default=today)


def _set_since(connection: sa.Connection, employer_id: str, day: date) -> bool:
    c = stops.c
    return bool(
        read_stop_rows(
            connection,
            c.employer_id == employer_id,
            c.reason == StopReason.SPARED.value,
            c.set_by == RULE,
            c.set_on >= day,
        )
    )
