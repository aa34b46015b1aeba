"""Requests to an employer about somebody without a name, and consents to tell the name."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class RequestStatus(StrEnum):
    """Where a request stands; only a ``sent`` one waits for an answer."""

    SENT = "sent"
    ANSWERED = "answered"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Answer(StrEnum):
    """What an employer answers with one click."""

    YES = "yes"
    TALK = "talk"
    NOT_NOW = "not_now"


class NotNow(StrEnum):
    """Why not now."""

    BUSY = "busy"
    MENTOR_AWAY = "mentor_away"
    PLACE_TAKEN = "place_taken"
    NEEDS_OTHERS = "needs_others"
    LATER = "later"
    OTHER = "other"


class Closing(StrEnum):
    """Why a proposal was called off after a request, as its history keeps it."""

    EXPIRED = "request expired"
    OPENING_CLOSED = "opening closed"
    NOT_NOW = "not now"


@dataclass(frozen=True, slots=True)
class Request:
    """One request about a proposed placement; ``answer_by`` is the last day for an answer."""

    id: str
    placement_id: str
    status: RequestStatus
    profile: str
    agreed_on: date
    agreed_with: str
    made_at: datetime
    made_by: str
    answer_by: date
    version: int = 1
    sent_at: datetime | None = None
    reminded_at: datetime | None = None
    answer: Answer | None = None
    not_now: NotNow | None = None
    note: str | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    closed_at: datetime | None = None


# Who answered a question about the name by a link, in ``Consent.changed_by``.
PARTICIPANT = "participant"


class ConsentState(StrEnum):
    """What a participant said to telling an employer the name, for one opening."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Consent:
    """One question to a participant and its answer; ``holds_until`` is the last day of a yes."""

    id: str
    participant_id: str
    opening_id: str
    state: ConsentState
    asked_at: datetime
    asked_by: str
    answer_by: date
    holds_until: date
    changed_at: datetime | None = None
    changed_by: str | None = None

    def opens(self, today: date) -> bool:
        """Whether the name may be shown on ``today``."""
        return self.state is ConsentState.GIVEN and today <= self.holds_until
