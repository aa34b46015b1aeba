"""What came of a placement, as the participant, the mentor and the adviser each report it."""

from collections.abc import Iterable
from dataclasses import dataclass
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
