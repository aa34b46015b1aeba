"""The next rung: what comes after a placement that goes well, and from when to speak of it.

Pure; what an adviser decides is kept by the store, and here is only what is proposed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.domain.day import Going, Rung
from matcher.domain.follow_ups import FollowUp
from matcher.domain.outcomes import Outcome, latest_reports
from matcher.domain.placements import Placement, PlacementStatus, status_as_of
from matcher.domain.purposes import Purpose

# An employer needs about so long for a contract or a wage subsidy to be decided; spoken of later,
# the person goes home first. Shorter placements speak of it in their second half.
SPOKEN_OF_BEFORE = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class NextRung:
    """What was agreed to try next, to be decided by ``by_date``; ``settled_on`` once it is."""

    placement_id: str
    rung: Rung
    by_date: date
    said_by: str
    said_on: date
    settled_on: date | None = None


def goes_well(done: Sequence[FollowUp], reports: Iterable[Outcome], today: date) -> bool:
    """Whether the latest word on how it goes is good; without one, whether a report says it fits.

    ``done`` are the placement's talks in the order of their days.

    >>> talk = FollowUp("PL-1", date(2026, 3, 9), "kari", going=Going.WELL)
    >>> goes_well([talk], [], date(2026, 3, 9)), goes_well([], [], date(2026, 3, 9))
    (True, False)
    """
    said = [each.going for each in done if each.going is not None and each.done_on <= today]
    if said:
        return said[-1] is Going.WELL
    latest = latest_reports(reports, today).values()
    answers = [
        answer
        for each in latest
        for answer in (each.would_continue, each.would_hire)
        if answer is not None
    ]
    return bool(answers) and all(answers)


def proposed_rung(purpose: Purpose, reports: Iterable[Outcome], today: date) -> Rung:
    """The next step up: a contract where they would hire, else the one that the purpose leads to.

    >>> proposed_rung(Purpose.TASTE, [], date(2026, 3, 9))
    <Rung.LONGER_PLACEMENT: 'longer_placement'>
    """
    if any(each.would_hire for each in latest_reports(reports, today).values()):
        return Rung.CONTRACT
    return _LEADS_TO[purpose]


def spoken_of_from(placement: Placement) -> date | None:
    """The day from which the next rung is to be spoken of; None where no end is planned.

    >>> p = Placement("L1", "P1", "O1", Purpose.TASTE, PlacementStatus.RUNNING,
    ...               starts=date(2026, 3, 2), planned_end=date(2026, 3, 6))
    >>> spoken_of_from(p)
    datetime.date(2026, 3, 4)
    """
    ends, starts = placement.planned_end, placement.starts
    if ends is None:
        return None
    half = SPOKEN_OF_BEFORE if starts is None else max(ends - starts, timedelta()) // 2
    return ends - min(SPOKEN_OF_BEFORE, timedelta(days=half.days))


def is_under_way(placement: Placement, today: date) -> bool:
    """Whether the placement is running on ``today``."""
    return status_as_of(placement, today) is PlacementStatus.RUNNING


_LEADS_TO = {
    Purpose.TASTE: Rung.LONGER_PLACEMENT,
    Purpose.LANGUAGE: Rung.LONGER_PLACEMENT,
    Purpose.EXPERIENCE: Rung.SUBSIDISED_JOB,
    Purpose.JOB_HERE: Rung.CONTRACT,
}
