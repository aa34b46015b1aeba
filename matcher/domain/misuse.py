"""What may be wrong at a workplace, as it is reported to the leader of an office."""

from enum import StrEnum


class Misuse(StrEnum):
    """Why an employer is reported."""

    WORK_NOT_TRAINING = "work_not_training"
    DISCRIMINATION = "discrimination"
    UNSAFE = "unsafe"
    OTHER = "other"
