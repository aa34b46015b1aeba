"""Pairs of participant and opening that somebody said no to, and how long that no holds."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class SaidBy(StrEnum):
    """Whose no it is."""

    ADVISER = "adviser"
    PARTICIPANT = "participant"


class DismissalReason(StrEnum):
    """Why a suggestion was set aside."""

    NOT_THIS_WORK = "not_this_work"
    NOT_THIS_WORKPLACE = "not_this_workplace"
    TOO_FAR = "too_far"
    HOURS = "hours"
    TRIED_BEFORE = "tried_before"
    NOT_NOW = "not_now"
    OTHER = "other"


# "Not now" is asked again after so many days; every other reason holds until it is withdrawn.
NOT_NOW_HOLDS_DAYS = 28


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A no to one pair, in somebody's own words where they gave any (``note``)."""

    participant_id: str
    opening_id: str
    reason: DismissalReason
    said_by: SaidBy
    said_on: date
    note: str | None = None
    withdrawn_on: date | None = None

    def holds(self, today: date) -> bool:
        """Whether the no still stands on ``today``.

        >>> no = Dismissal("P1", "O1", DismissalReason.NOT_NOW, SaidBy.ADVISER, date(2026, 1, 1))
        >>> no.holds(date(2026, 1, 28)), no.holds(date(2026, 1, 29))
        (True, False)
        """
        if self.said_on > today or (self.withdrawn_on is not None and self.withdrawn_on <= today):
            return False
        if self.reason is DismissalReason.NOT_NOW:
            return today < self.said_on + timedelta(days=NOT_NOW_HOLDS_DAYS)
        return True
