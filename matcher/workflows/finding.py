"""What a check found: well, worth knowing or wrong, and where the runbook says more."""

from dataclasses import dataclass
from enum import StrEnum

RUNBOOK = "models/DOCTOR.md"


class State(StrEnum):
    """``NOTE`` is worth knowing and nothing is broken."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found, what to do, and the runbook's entry (``#name``)."""

    check: str
    state: State
    text: str
    entry: str | None = None
