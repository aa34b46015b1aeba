"""The dates of a request: until when it is answered, reminded of, and its links hold."""

from datetime import UTC, date, datetime, time, timedelta

from matcher.domain.placements import PROPOSAL_LAPSES_AFTER_DAYS, Placement
from matcher.domain.requests import Request

# The office's habit: a week to think about it.
DAYS_TO_ANSWER = 7
# A link shows what was answered, or that it is not open any more, for so long after the last day.
LINK_STAYS = timedelta(days=60)


def last_answer_day(placement: Placement, today: date) -> date:
    """The last day that a request may name: the proposal lapses the day after.

    >>> from matcher.domain.purposes import Purpose
    >>> from matcher.domain.placements import PlacementStatus
    >>> p = Placement("L1", "P1", "O1", Purpose.TASTE, PlacementStatus.PROPOSED,
    ...               proposed_on=date(2026, 3, 2))
    >>> last_answer_day(p, date(2026, 3, 4))
    datetime.date(2026, 3, 16)
    """
    since = placement.proposed_on or placement.starts or today
    return since + timedelta(days=PROPOSAL_LAPSES_AFTER_DAYS)


def first_answer_by(placement: Placement, today: date) -> date:
    """The day that is filled in: in a week, or when the proposal lapses."""
    return min(today + timedelta(days=DAYS_TO_ANSWER), last_answer_day(placement, today))


def remind_from(request: Request) -> date:
    """The day on which whoever has not answered is reminded: half the time is over.

    >>> from matcher.domain.requests import RequestStatus
    >>> r = Request("R1", "L1", RequestStatus.SENT, "", date(2026, 3, 2), "kari",
    ...             datetime(2026, 3, 2, 9), "kari", date(2026, 3, 9),
    ...             sent_at=datetime(2026, 3, 2, 9))
    >>> remind_from(r)
    datetime.date(2026, 3, 6)
    """
    sent_on = (request.sent_at or request.made_at).date()
    return sent_on + timedelta(days=-(-(request.answer_by - sent_on).days // 2))


def link_expires(answer_by: date) -> datetime:
    """When a link to a request opens nothing any more."""
    return datetime.combine(answer_by + LINK_STAYS, time(0), UTC)
