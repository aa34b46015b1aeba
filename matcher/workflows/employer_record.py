"""An employer's record in numbers: who completed, when somebody last did not come, who is there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.domain.outcomes import Stage
from matcher.domain.placements import Placement
from matcher.domain.purposes import Purpose
from matcher.features.labels import Labelled
from matcher.ranking.rank import MarketDay

# No-shows of so long ago still weigh on how an employer looks at the next one.
LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Record:
    """What went before at an employer, of the ``been`` placements there that have ended; of
    ``reported`` one knows whether they were completed. ``load`` are there today, of ``capacity``
    (None: not known).

    Of ``came_known`` one knows whether they came, and ``no_shows`` did not, ``lately`` of them
    within ``LATELY``. ``practised`` completed more than a taste, and of ``work_known`` of them one
    knows whether it led to work.
    """

    been: int
    completed: int
    reported: int
    hired: int
    last_no_show: date | None
    load: int
    capacity: int | None
    no_shows: int = 0
    came_known: int = 0
    lately: int = 0
    practised: int = 0
    work_known: int = 0


def records_of(day: MarketDay, employer_ids: Collection[str]) -> dict[str, Record]:
    """The record of each employer on the market's day, as far as it was reported by then."""
    past: dict[str, list[Labelled]] = {employer_id: [] for employer_id in employer_ids}
    employer_of = day.encoder.lives.employer_of
    for row in day.encoder.history:
        employer_id = employer_of.get(row.placement.opening_id, "")
        if employer_id in past:
            past[employer_id].append(row)
    return {employer_id: _record(day, employer_id, rows) for employer_id, rows in past.items()}


def did_not_come(row: Labelled) -> bool:
    """Whether somebody never showed up there, as far as it is known."""
    return row.labels[Stage.SHOWS_UP] is False


def is_recent(placement: Placement, today: date) -> bool:
    """Whether the placement was to begin within the last ``LATELY``; not where no day is known."""
    day = placement.starts or placement.ended
    return day is not None and today - LATELY <= day <= today


def _record(day: MarketDay, employer_id: str, rows: list[Labelled]) -> Record:
    board = day.ready.board
    completed = [row.labels[Stage.COMPLETES] for row in rows]
    came = [row.labels[Stage.SHOWS_UP] for row in rows]
    practised = [
        row
        for row in rows
        if row.labels[Stage.COMPLETES] and row.placement.purpose is not Purpose.TASTE
    ]
    missed = [
        row.placement.starts
        for row in rows
        if did_not_come(row) and row.placement.starts is not None
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
        no_shows=came.count(False),
        came_known=sum(label is not None for label in came),
        lately=sum(is_recent(row.placement, day.today) for row in rows if did_not_come(row)),
        practised=len(practised),
        work_known=sum(row.labels[Stage.LEADS_TO_WORK] is not None for row in practised),
    )
