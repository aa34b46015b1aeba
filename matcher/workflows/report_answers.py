"""Use cases: a report is given or corrected on the adviser's screen, or put aside half-filled."""

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import Conflict, FormRefused
from matcher.domain.outcomes import Reporter
from matcher.domain.placements import Placement
from matcher.store.engine import appending, writing
from matcher.store.readers import read_kept_placement
from matcher.store.writers import drop_draft, keep_report, save_draft
from matcher.workflows.report_overview import gather_reports, may_report
from matcher.workflows.report_questions import kept_answers, outcome_of, read_answers
from matcher.workflows.workplace.spare import spare_after_no_show

Typed = Mapping[str, str]


def give_report(
    engine: sa.Engine,
    viewer: Viewer,
    placement_id: str,
    reporter: Reporter,
    typed: Typed,
    *,
    now: datetime,
    today: date,
) -> bool:
    """Keep what was answered on the adviser's screen; False where it is kept already.

    FormRefused with a ``Wrong`` for each bad field, and then the form is kept as a draft; NotFound
    where ``viewer`` may not see the placement; Conflict where it has not begun or was called off.
    """
    try:
        with writing(engine) as connection:
            placement = read_kept_placement(connection, viewer, placement_id).placement
            return keep_answers(
                connection, placement, reporter, typed, given_by=viewer.name, now=now, today=today
            )
    except FormRefused:
        put_aside(engine, viewer, placement_id, reporter, typed, now=now, today=today)
        raise


def put_aside(
    engine: sa.Engine,
    viewer: Viewer,
    placement_id: str,
    reporter: Reporter,
    typed: Typed,
    *,
    now: datetime,
    today: date,
) -> None:
    """Keep a half-filled form until somebody goes on with it; NotFound as ``give_report``."""
    with appending(engine) as connection:
        placement = read_kept_placement(connection, viewer, placement_id).placement
        keep_draft(connection, placement, reporter, typed, now=now, today=today)


def keep_answers(
    connection: sa.Connection,
    placement: Placement,
    reporter: Reporter,
    typed: Typed,
    *,
    given_by: str,
    now: datetime,
    today: date,
) -> bool:
    """As ``give_report``, for a placement that is read already; every answer goes this way."""
    if not may_report(placement, today):
        raise Conflict("This placement has not begun, or was called off; load the page again.")
    form = gather_reports(connection, placement, None, today).of(reporter)
    answers = read_answers(form.asked, typed, placement, today)
    report = outcome_of(placement.placement_id, reporter, form.asked, answers, form.latest, today)
    new = keep_report(connection, report, given_by=given_by, given_at=now, answers=answers)
    if new:
        spare_after_no_show(connection, placement, today)
    return new


def keep_draft(
    connection: sa.Connection,
    placement: Placement,
    reporter: Reporter,
    typed: Typed,
    *,
    now: datetime,
    today: date,
) -> None:
    """Keep a form that was begun; none where it says what was given already, or nothing."""
    form = gather_reports(connection, placement, None, today).of(reporter)
    answers = kept_answers(form.asked, typed)
    # The script of the page may be late with what was sent for good meanwhile.
    if not answers or answers == form.answers:
        drop_draft(connection, placement.placement_id, reporter)
    else:
        save_draft(connection, placement.placement_id, reporter, answers, now)
