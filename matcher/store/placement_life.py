"""The one way in which a placement's status or dates change: a step, taken by somebody, kept.

A step that the status does not allow, or that somebody takes who has read an older version, is
refused here whoever asks. Whether there is room is the caller's to check.
"""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import ChangedMeanwhile, Conflict, FormRefused
from matcher.domain.life import (
    LAPSED,
    PROGRAM,
    TRANSITIONS,
    KeptPlacement,
    PlacementEvent,
    Step,
    may_take,
)
from matcher.domain.outcomes import EndReason, Outcome, Reporter
from matcher.domain.placements import PROPOSAL_LAPSES_AFTER_DAYS, Placement, PlacementStatus
from matcher.domain.steps import LONGEST_REASON, Asked, after, refusals
from matcher.store.codec import encoder
from matcher.store.placement_events import (
    kept_placements,
    read_events,
    read_kept_placement,
    write_event,
)
from matcher.store.reports import keep_report
from matcher.store.tables import placements

_CHANGES = ("status", "starts", "planned_end", "ended")
_DID = {
    Step.PROPOSE: "proposed",
    Step.ACCEPT: "accepted",
    Step.START: "started",
    Step.EXTEND: "extended",
    Step.SHORTEN: "shortened",
    Step.END: "ended",
    Step.NO_SHOW: "reported a no-show on",
    Step.CANCEL: "cancelled",
}


def take_step(
    connection: sa.Connection,
    viewer: Viewer,
    placement_id: str,
    step: Step,
    *,
    version: int,
    day: date | None = None,
    planned_end: date | None = None,
    reason: str | None = None,
    now: datetime,
    today: date,
) -> Placement:
    """Take ``step`` and answer the placement as it is then; the history tells who and when.

    NotFound where ``viewer`` may not see the participant; ChangedMeanwhile where ``version`` is
    not that of the store; Conflict where the status does not allow the step; FormRefused names
    each answer that cannot be used, with a ``StepRefusal``. A no-show is reported too.
    """
    kept = read_kept_placement(connection, viewer, placement_id)
    if kept.version != version:
        raise _changed(connection, viewer, placement_id, version)
    asked = Asked(step, day, planned_end, _tidy(reason))
    result = take_kept(connection, kept, asked, done_by=viewer.name, now=now, today=today)
    if step is Step.NO_SHOW:
        report = _no_show(placement_id, today)
        keep_report(connection, report, given_by=viewer.name, given_at=now)
    return result


def lapse_proposals(
    connection: sa.Connection, participant_id: str, today: date, now: datetime
) -> int:
    """Cancel the participant's proposals that nobody answered in time; how many there were."""
    columns = placements.c
    oldest = today - timedelta(days=PROPOSAL_LAPSES_AFTER_DAYS)
    lapsed = kept_placements(
        connection,
        columns.participant_id == participant_id,
        columns.status == PlacementStatus.PROPOSED.value,
        sa.func.coalesce(columns.proposed_on, columns.starts) < oldest,
    )
    for kept in lapsed:
        asked = Asked(Step.CANCEL, reason=LAPSED)
        take_kept(connection, kept, asked, done_by=PROGRAM, now=now, today=today)
    return len(lapsed)


def take_kept(
    connection: sa.Connection,
    kept: KeptPlacement,
    asked: Asked,
    *,
    done_by: str,
    now: datetime,
    today: date,
) -> Placement:
    """Take a step with a placement as it was read, for whoever was asked before: an employer.

    Conflict and FormRefused as ``take_step``.
    """
    _refuse_illegal(kept.placement, asked, today)
    moved = after(kept.placement, asked, today)
    _write(connection, kept, asked.step, moved)
    write_event(
        connection,
        KeptPlacement(moved, kept.version + 1),
        asked.step,
        done_by=done_by,
        reason=asked.reason,
        now=now,
    )
    return moved


def _refuse_illegal(placement: Placement, asked: Asked, today: date) -> None:
    if not may_take(asked.step, placement.status):
        raise Conflict(
            f"This placement is {placement.status}; the step {asked.step} is not possible now."
        )
    problems = refusals(placement, asked, today)
    if problems:
        raise FormRefused(problems)


def _write(connection: sa.Connection, kept: KeptPlacement, step: Step, moved: Placement) -> None:
    columns = placements.c
    # The condition says it once more: what was read may not be what is there.
    changed = connection.execute(
        placements.update()
        .where(columns.placement_id == moved.placement_id, columns.version == kept.version)
        .where(columns.status.in_([status.value for status in TRANSITIONS[step][0]]))
        .values(encoder(Placement, _CHANGES)(moved) | {"version": kept.version + 1})
    )
    if changed.rowcount != 1:
        raise Conflict("Somebody else changed this placement at the same time; load it again.")


def _changed(
    connection: sa.Connection, viewer: Viewer, placement_id: str, version: int
) -> ChangedMeanwhile:
    events = read_events(connection, viewer, placement_id)
    since = tuple(event for event in events if event.version > version)
    told = " ".join(map(_told, since)) or "An import of files changed this placement meanwhile."
    return ChangedMeanwhile(f"{told} Look at it as it is now, and go on from there.", since)


def _told(event: PlacementEvent) -> str:
    until = ""
    if event.step in (Step.EXTEND, Step.SHORTEN) and event.day is not None:
        until = f" to {event.day}"
    when = f"{event.happened_at:%Y-%m-%d at %H:%M} UTC"
    return f"{event.done_by} {_DID[event.step]} this placement{until} on {when}."


def _no_show(placement_id: str, today: date) -> Outcome:
    return Outcome(
        placement_id, Reporter.ADVISER, today, showed_up=False, end_reason=EndReason.NO_SHOW
    )


def _tidy(reason: str | None) -> str | None:
    return " ".join((reason or "").split())[:LONGEST_REASON] or None
