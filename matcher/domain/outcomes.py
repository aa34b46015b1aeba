"""What came of a placement, as the participant, the mentor and the adviser each report it."""

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
