"""Use case: an office's system gives a report on a placement, as the adviser's screen does."""

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import FormRefused
from matcher.domain.outcomes import Outcome, Reporter
from matcher.store.engine import writing
from matcher.store.placement_events import read_kept_placement
from matcher.store.reports import read_outcomes_of
from matcher.workflows.report_answers import keep_answers
from matcher.workflows.report_overview import gather_reports, may_report

NOT_ASKED = "this reporter is not asked this now; leave it out"


def give_outcome(
    engine: sa.Engine,
    viewer: Viewer,
    placement_id: str,
    reporter: Reporter,
    answers: Mapping[str, str],
    *,
    now: datetime,
    today: date,
) -> Outcome:
    """Keep the answers, and answer the report that counts then; the same sent twice is kept once.

    FormRefused with a ``Wrong`` or a sentence for each bad field, and nothing is kept, not even as
    a draft; NotFound and Conflict as ``give_report``.
    """
    with writing(engine) as connection:
        placement = read_kept_placement(connection, viewer, placement_id).placement
        if may_report(placement, today):
            asked = gather_reports(connection, placement, None, today).of(reporter).asked
            beside = {name: NOT_ASKED for name in answers if name not in asked}
            if beside:
                raise FormRefused(beside)
        keep_answers(
            connection, placement, reporter, answers, given_by=viewer.name, now=now, today=today
        )
        own = [o for o in read_outcomes_of(connection, placement_id) if o.reporter is reporter]
        return own[-1]
