"""Placements that ended in no-show or mismatch: what each reporter said last, as of a day."""

from collections.abc import Iterable
from datetime import date

from matcher.domain.outcomes import EndReason, Outcome, Reporter

_BAD = (EndReason.NO_SHOW, EndReason.MISMATCH)


def latest_reports(outcomes: Iterable[Outcome], today: date) -> dict[tuple[str, Reporter], Outcome]:
    """Each reporter's latest report on each placement, of those reported by ``today``."""
    latest: dict[tuple[str, Reporter], Outcome] = {}
    for outcome in outcomes:
        key = (outcome.placement_id, outcome.reporter)
        if outcome.reported_on <= today and (
            key not in latest or latest[key].reported_on < outcome.reported_on
        ):
            latest[key] = outcome
    return latest


def badly_ended(outcomes: Iterable[Outcome], today: date) -> frozenset[str]:
    """The placements that by anybody's latest report ended in no-show or mismatch.

    >>> report = Outcome("L1", Reporter.MENTOR, date(2026, 1, 9), showed_up=False)
    >>> badly_ended([report], date(2026, 1, 8)), badly_ended([report], date(2026, 1, 9))
    (frozenset(), frozenset({'L1'}))
    """
    reports = latest_reports(outcomes, today).values()
    return frozenset(
        report.placement_id
        for report in reports
        if report.end_reason in _BAD or report.showed_up is False
    )
