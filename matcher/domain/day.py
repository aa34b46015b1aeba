"""The words of the adviser's day: follow-ups, contact with employers, the programme's week."""

from enum import StrEnum


class SpokenWith(StrEnum):
    """Who was spoken to in a follow-up."""

    PARTICIPANT = "participant"
    MENTOR = "mentor"
    BOTH = "both"


class Attendance(StrEnum):
    """How often the person came since the last follow-up."""

    ALWAYS = "always"
    MOSTLY = "mostly"
    SELDOM = "seldom"
    NEVER = "never"


class Going(StrEnum):
    """How it goes, in one word."""

    WELL = "well"
    MIXED = "mixed"
    BADLY = "badly"


class ContactBy(StrEnum):
    """How an employer was spoken to."""

    PHONE = "phone"
    VISIT = "visit"
    MAIL = "mail"
    OTHER = "other"


class Activity(StrEnum):
    """What fills a week beside placements."""

    LANGUAGE_COURSE = "language_course"
    COURSE = "course"
    TREATMENT = "treatment"
    OWN = "own"


class Rung(StrEnum):
    """The next step up from a placement that goes well."""

    LONGER_PLACEMENT = "longer_placement"
    SUBSIDISED_JOB = "subsidised_job"
    CONTRACT = "contract"
