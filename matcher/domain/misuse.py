"""What may be wrong at a workplace, as it is reported to the leader of an office."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Misuse(StrEnum):
    """Why an employer is reported."""

    WORK_NOT_TRAINING = "work_not_training"
    DISCRIMINATION = "discrimination"
    UNSAFE = "unsafe"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What somebody at an office reported about an employer; ``settled_how`` is what was done.

    ``id`` is 0 before it is kept.
    """

    id: int
    employer_id: str
    office_id: str
    kind: Misuse
    text: str
    said_on: date
    said_by: str
    settled_on: date | None = None
    settled_by: str | None = None
    settled_how: str | None = None
