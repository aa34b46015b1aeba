"""What an office knows of how much it may ask of an employer: stops, bans, complaints by number."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from matcher.domain.stops import StopReason
from matcher.store.bans import same_organisation
from matcher.store.complaints import count_complaints
from matcher.store.employer_tables import stops
from matcher.store.stops import StopRow, read_stop_rows

# Who set a stop that no person did.
RULE = "rule"


@dataclass(frozen=True, slots=True)
class Trust:
    """The office's own stops of an employer and the leaders' bans, the latest first.

    ``complaints_open`` and ``complaints_settled`` count every office's.
    """

    today: date
    stops: tuple[StopRow, ...]
    complaints_open: int
    complaints_settled: int

    @property
    def spared(self) -> StopRow | None:
        """The stop that spares the employer longest, of those that hold today."""
        held = self._held(StopReason.SPARED)
        return max(held, key=lambda row: row.stop.ends or date.max, default=None)

    @property
    def banned(self) -> StopRow | None:
        """The ban that holds today."""
        return next(iter(self._held(StopReason.BANNED)), None)

    @property
    def history(self) -> tuple[StopRow, ...]:
        """What does not hold any more, or not yet."""
        return tuple(row for row in self.stops if not _stands(row, self.today))

    def _held(self, reason: StopReason) -> list[StopRow]:
        return [row for row in self.stops if row.stop.reason is reason and _stands(row, self.today)]


def read_trust(connection: sa.Connection, employer_id: str, today: date) -> Trust:
    """What is known on ``today``; whether it may be asked is the caller's to check."""
    spares = sa.and_(stops.c.reason == StopReason.SPARED.value, stops.c.employer_id == employer_id)
    bans = sa.and_(
        stops.c.reason == StopReason.BANNED.value,
        stops.c.employer_id.in_(same_organisation(employer_id)),
    )
    rows = read_stop_rows(connection, sa.or_(spares, bans))
    return Trust(today, rows[::-1], *count_complaints(connection, employer_id))


def _stands(row: StopRow, today: date) -> bool:
    return row.lifted_on is None and row.stop.holds(today)
