"""What each past placement came to, stage by stage, as far as it was reported by a day.

A label is True, False or None; None is missing or not yet decided, and never a failure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.domain.market import Market
from matcher.domain.outcomes import EndReason, NextStep, Outcome, Reporter, Stage, latest_reports
from matcher.domain.placements import Placement, PlacementStatus, status_as_of
from matcher.domain.purposes import Purpose

WORK = (NextStep.JOB, NextStep.SUBSIDISED_JOB)
# A job counts when it came within so long after the end (design.md 6.2).
WORK_WINDOW = timedelta(days=365)
# A mean of the fit answers from here on is a fit (design.md 6.2).
FIT_FROM = 4.0
# Who was there knows best whether somebody came and managed.
_CLOSEST_FIRST = (Reporter.MENTOR, Reporter.ADVISER, Reporter.PARTICIPANT)


Labels = dict[Stage, bool | None]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A placement that has ended, its label for each stage, and each reporter's latest report."""

    placement: Placement
    labels: Labels
    reports: tuple[Outcome, ...] = ()


def label_placements(market: Market, today: date) -> tuple[Labelled, ...]:
    """Every placement that had ended by ``today``, labelled from the reports made by then."""
    reports = reports_by_placement(market.outcomes)
    labelled = (
        label_placement(placement, reports.get(placement.placement_id, ()), today)
        for placement in market.placements
    )
    return tuple(row for row in labelled if row is not None)


def reports_by_placement(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    """All reports on each placement, in the order in which they are given."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.placement_id, []).append(outcome)
    return groups


def label_placement(
    placement: Placement, reports: Sequence[Outcome], today: date
) -> Labelled | None:
    """One placement, labelled from those of its reports made by ``today``; None if not ended."""
    if status_as_of(placement, today) is not PlacementStatus.ENDED:
        return None
    known = [report for report in reports if report.reported_on <= today]
    latest = list(latest_reports(known, today).values())
    return Labelled(placement, _labels(placement, latest, known, today), tuple(latest))


def label_days(placement: Placement, reports: Sequence[Outcome]) -> list[date]:
    """The days on which the label of an ended placement may become another one, in order."""
    if placement.status is not PlacementStatus.ENDED:
        return []
    over = max(placement.starts or date.min, placement.ended or date.min)
    ended = placement.ended or placement.planned_end
    decided = [] if ended is None else [ended + WORK_WINDOW]
    days = {max(day, over) for day in [over, *decided, *(r.reported_on for r in reports)]}
    return sorted(days)


def days_since(row: Labelled, today: date) -> float:
    """Days since a past placement was over; 0 where the day is not known."""
    ended = row.placement.ended or row.placement.planned_end
    return 0.0 if ended is None else max(float((today - ended).days), 0.0)


def _labels(
    placement: Placement, latest: list[Outcome], ever: list[Outcome], today: date
) -> Labels:
    latest = sorted(latest, key=lambda report: _CLOSEST_FIRST.index(report.reporter))
    shows = _first_known(_showed(report) for report in latest)
    completes = _first_known(_completed(report) for report in latest) if shows else None
    return {
        Stage.SHOWS_UP: shows,
        Stage.COMPLETES: completes,
        Stage.FITS: _first_known(_fitted(report) for report in reversed(latest)) if shows else None,
        Stage.LEADS_TO_WORK: _worked(placement, ever, today) if completes else None,
    }


def _first_known(answers: Iterable[bool | None]) -> bool | None:
    return next((answer for answer in answers if answer is not None), None)


def _showed(report: Outcome) -> bool | None:
    if report.end_reason is EndReason.NO_SHOW:
        return False
    if report.showed_up is None and (report.completed or report.end_reason is not None):
        return True
    return report.showed_up


def _completed(report: Outcome) -> bool | None:
    """Ending early for a job is a completion; any other early end is not."""
    if report.completed is not None:
        return report.completed or report.end_reason is EndReason.GOT_WORK
    if report.end_reason is None:
        return None
    return report.end_reason in (EndReason.COMPLETED, EndReason.GOT_WORK)


def _fitted(report: Outcome) -> bool | None:
    if report.would_continue is not None:
        return report.would_continue
    answers = [
        answer
        for answer in (report.fit_tasks, report.fit_people, report.fit_pace, report.fit_language)
        if answer is not None
    ]
    return sum(answers) / len(answers) >= FIT_FROM if answers else None


def _worked(placement: Placement, reports: list[Outcome], today: date) -> bool | None:
    """Work within a year after the end; said of nobody before the year is over, nor of tastes."""
    ended = placement.ended or placement.planned_end
    if placement.purpose is Purpose.TASTE or ended is None or today < ended + WORK_WINDOW:
        return None
    steps = [r for r in reports if r.next_step not in (None, NextStep.UNKNOWN)]
    if any(
        r.next_step in WORK and (r.next_step_on or r.reported_on) <= ended + WORK_WINDOW
        for r in steps
    ):
        return True
    return False if steps else None
