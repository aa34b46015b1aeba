"""What came of a placement, as the participant, the mentor and the adviser each report it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """A step that a placement takes, each given the one before (design.md 6.2)."""

    SHOWS_UP = "shows_up"
    COMPLETES = "completes"
    FITS = "fits"
    LEADS_TO_WORK = "leads_to_work"


class Reporter(StrEnum):
    """Who reported an outcome."""

    PARTICIPANT = "participant"
    MENTOR = "mentor"
    ADVISER = "adviser"


class EndReason(StrEnum):
    """Why a placement ended."""

    COMPLETED = "completed"
    GOT_WORK = "got_work"
    OTHER_MEASURE = "other_measure"
    ILL = "ill"
    NO_SHOW = "no_show"
    MISMATCH = "mismatch"
    EMPLOYER = "employer"
    OTHER = "other"


class NextStep(StrEnum):
    """Where a person went after a placement or after the programme."""

    JOB = "job"
    SUBSIDISED_JOB = "subsidised_job"
    PLACEMENT = "placement"
    EDUCATION = "education"
    AAP = "aap"
    TREATMENT = "treatment"
    SOCIAL_ASSISTANCE = "social_assistance"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One report on one placement; None means that this reporter did not say."""

    placement_id: str
    reporter: Reporter
    reported_on: date
    showed_up: bool | None = None
    completed: bool | None = None
    end_reason: EndReason | None = None
    fit_tasks: int | None = None
    fit_people: int | None = None
    fit_pace: int | None = None
    fit_language: int | None = None
    would_continue: bool | None = None
    would_hire: bool | None = None
    next_step: NextStep | None = None
    next_step_on: date | None = None


_OF_THE_STAY = (
    *("showed_up", "completed", "end_reason", "would_continue", "would_hire"),
    *("fit_tasks", "fit_people", "fit_pace", "fit_language"),
)
_BAD = (EndReason.NO_SHOW, EndReason.MISMATCH)


def latest_reports(outcomes: Iterable[Outcome], today: date) -> dict[tuple[str, Reporter], Outcome]:
    """What each reporter's reports on each placement come to, of those made by ``today``.

    The latest counts. One that only says where the person went since (a call months later) says
    nothing new of the stay, and leaves what was reported of it as it was.

    >>> ended = Outcome("L1", Reporter.ADVISER, date(2026, 1, 9), completed=True)
    >>> call = Outcome("L1", Reporter.ADVISER, date(2026, 7, 9), next_step=NextStep.JOB)
    >>> found = latest_reports([call, ended], date(2026, 8, 1))["L1", Reporter.ADVISER]
    >>> found.completed, found.next_step, found.reported_on
    (True, <NextStep.JOB: 'job'>, datetime.date(2026, 7, 9))
    """
    latest: dict[tuple[str, Reporter], Outcome] = {}
    known = [outcome for outcome in outcomes if outcome.reported_on <= today]
    for outcome in sorted(known, key=lambda each: each.reported_on):
        key = (outcome.placement_id, outcome.reporter)
        before = latest.get(key)
        if before is None or before.reported_on < outcome.reported_on:
            latest[key] = outcome if before is None else _after(before, outcome)
    return latest


def _after(before: Outcome, later: Outcome) -> Outcome:
    if any(getattr(later, name) is not None for name in _OF_THE_STAY):
        return later
    return replace(
        before,
        reported_on=later.reported_on,
        next_step=later.next_step or before.next_step,
        next_step_on=later.next_step_on if later.next_step else before.next_step_on,
    )


def badly_ended(outcomes: Iterable[Outcome], today: date) -> frozenset[str]:
    """The placements that by anybody's latest report ended in no-show or mismatch.

    >>> report = Outcome("L1", Reporter.MENTOR, date(2026, 1, 9), showed_up=False)
    >>> badly_ended([report], date(2026, 1, 8)), badly_ended([report], date(2026, 1, 9))
    (frozenset(), frozenset({'L1'}))
    """
    reports = latest_reports(outcomes, today).values()
    return frozenset(report.placement_id for report in reports if says_badly(report))


def says_badly(report: Outcome) -> bool:
    """Whether a report tells of a no-show or a mismatch."""
    return report.end_reason in _BAD or report.showed_up is False
