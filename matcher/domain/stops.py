"""Stops: from when until when an employer, one of its openings or a mentor takes nobody, and why.

A pause and an absence are the employer's own; an employer is spared by an office, by rule or by
hand; a ban is a leader's, and holds for every employer with the same organisation number.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class StopReason(StrEnum):
    """Why nobody is sent there for a while."""

    PAUSED = "paused"
    AWAY = "away"
    SPARED = "spared"
    BANNED = "banned"


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of exactly one of ``employer_id``, ``opening_id``, ``mentor_id``.

    ``ends`` is the last day of it; None: until it is lifted.
    """

    reason: StopReason
    starts: date
    ends: date | None = None
    employer_id: str | None = None
    opening_id: str | None = None
    mentor_id: str | None = None

    def holds(self, day: date) -> bool:
        """Whether nobody comes there on ``day``.

        >>> Stop(StopReason.PAUSED, date(2026, 1, 5), date(2026, 1, 9)).holds(date(2026, 1, 9))
        True
        """
        return self.starts <= day and (self.ends is None or day <= self.ends)
