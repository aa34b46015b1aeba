"""An employer's record in numbers: who completed, when somebody last did not come, who is there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from matcher.domain.outcomes import Stage
from matcher.features.labels import Labelled
from matcher.ranking.rank import MarketDay


@dataclass(frozen=True, slots=True)
class Record:
    """What went before at an employer, of the ``been`` placements there that have ended; of
    ``reported`` one knows whether they were completed. ``load`` are there today, of ``capacity``
    (None: not known).
    """

    been: int
    completed: int
    reported: int
    hired: int
    last_no_show: date | None
    load: int
    capacity: int | None


def records_of(day: MarketDay, employer_ids: Collection[str]) -> dict[str, Record]:
    """The record of each employer on the market's day, as far as it was reported by then."""
    past: dict[str, list[Labelled]] = {employer_id: [] for employer_id in employer_ids}
    employer_of = day.encoder.lives.employer_of
    for row in day.encoder.history:
        employer_id = employer_of.get(row.placement.opening_id, "")
        if employer_id in past:
            past[employer_id].append(row)
    return {employer_id: _record(day, employer_id, rows) for employer_id, rows in past.items()}


def _record(day: MarketDay, employer_id: str, rows: list[Labelled]) -> Record:
    board = day.ready.board
    completed = [row.labels[Stage.COMPLETES] for row in rows]
    missed = [
        row.placement.starts
        for row in rows
        if row.labels[Stage.SHOWS_UP] is False and row.placement.starts is not None
    ]
    taken = board.employer_days.get(employer_id, ())
    employer = board.employers.get(employer_id)
    return Record(
        been=len(rows),
        completed=completed.count(True),
        reported=sum(label is not None for label in completed),
        hired=sum(row.labels[Stage.LEADS_TO_WORK] is True for row in rows),
        last_no_show=max(missed, default=None),
        load=sum(first <= day.today <= last for first, last in taken),
        capacity=None if employer is None else employer.capacity,
    )
