"""How often an employer answers when it is asked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

import sqlalchemy as sa

from matcher.domain.requests import RequestStatus
from matcher.store import tables as t
from matcher.store.employer_tables import requests

# What was longer ago says little of who answers there now.
LOOKS_BACK = timedelta(days=365)
_COUNTS = (RequestStatus.ANSWERED.value, RequestStatus.EXPIRED.value)


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests that are over: ``asked`` of them, ``answered`` by the employer in time.

    ``days`` is the median of how long an answer took. What waits still, or was taken back by the
    office, does not count.
    """

    asked: int = 0
    answered: int = 0
    days: float | None = None

    @property
    def share(self) -> float | None:
        """The share that was answered; None where nobody has asked yet.

        >>> Rate(4, 3).share, Rate().share
        (0.75, None)
        """
        return self.answered / self.asked if self.asked else None


def reply_rate(connection: sa.Connection, employer_id: str, today: date) -> Rate:
    """The rate over the last year."""
    return reply_rates(connection, (employer_id,), today)[employer_id]


def reply_rates(
    connection: sa.Connection, employer_ids: Collection[str], today: date
) -> dict[str, Rate]:
    """The rate of each of the employers, in one question to the store."""
    since = datetime.combine(today - LOOKS_BACK, time(0))
    rows = connection.execute(
        sa.select(
            t.openings.c.employer_id,
            requests.c.status,
            requests.c.sent_at,
            requests.c.answered_at,
        )
        .join(t.placements, t.placements.c.placement_id == requests.c.placement_id)
        .join(t.openings, t.openings.c.opening_id == t.placements.c.opening_id)
        .where(
            t.openings.c.employer_id.in_(list(employer_ids)),
            requests.c.status.in_(_COUNTS),
            requests.c.sent_at >= since,
        )
    ).all()
    return {
        each: _rate([(row.sent_at, row.answered_at) for row in rows if row.employer_id == each])
        for each in employer_ids
    }


def _rate(times: Collection[tuple[datetime, datetime | None]]) -> Rate:
    took = [(done - sent) / timedelta(days=1) for sent, done in times if done is not None]
    return Rate(len(times), len(took), median(took) if took else None)
