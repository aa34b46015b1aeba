"""One line of the portfolio: what a table shows of a participant, and how it is worked out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from matcher.domain.follow_ups import What
from matcher.domain.participants import Participant
from matcher.domain.placements import (
    PROPOSAL_LAPSES_AFTER_DAYS,
    Placement,
    PlacementStatus,
    status_as_of,
)
from matcher.domain.programme_dates import END_AHEAD
from matcher.domain.purposes import Purpose
from matcher.store.week import Placed
from matcher.workflows.follow_up_due import Followed

# A talk further ahead than the slowest rhythm is no next step.
TALKS_AHEAD = timedelta(days=90)
# Of what ended earlier nobody is asked for a report any more: the last call is a year after.
REPORTS_BACK = timedelta(days=365)


class Stand(StrEnum):
    """Where somebody stands, in the order of the list; ``AWAY`` is not in the programme now."""

    NEEDS = "needs"
    PROPOSED = "proposed"
    PLACED = "placed"
    AWAY = "away"


class NextStep(StrEnum):
    """What is to be done next: a talk, the next rung, or an answer before a proposal lapses."""

    TALK = "talk"
    NEXT_RUNG = "next_rung"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Due:
    """The next thing that has a day."""

    on: date
    what: NextStep


@dataclass(frozen=True, slots=True)
class Line:
    """One participant; of somebody who is ``AWAY`` only what has been is known.

    ``empty`` says that nothing fills this week, ``empty_since`` the first such day where that is
    known. ``placed`` is the placement that counts now. ``ends_soon``: the programme's end asks for
    a decision. ``open_reports``: placements that ended in the last
    year without the adviser's report.
    """

    person: Participant
    stand: Stand
    wish: str | None = None
    placed: Placed | None = None
    empty: bool = False
    empty_since: date | None = None
    due: Due | None = None
    ends_soon: bool = False
    tastes: int = 0
    open_reports: int = 0


def stand_of(placement: Placement | None, today: date) -> Stand:
    """Where somebody in the programme stands whose ``placement`` counts now.

    >>> stand_of(None, date(2026, 1, 5))
    <Stand.NEEDS: 'needs'>
    """
    if placement is None:
        return Stand.NEEDS
    proposed = status_as_of(placement, today) is PlacementStatus.PROPOSED
    return Stand.PROPOSED if proposed else Stand.PLACED


def next_due(placement: Placement | None, followed: Iterable[Followed], today: date) -> Due | None:
    """The earliest day on which something is to be done, be it past; None where there is none."""
    matters = [due for each in followed for due in _matters(each, today)]
    if placement is not None and placement.status is PlacementStatus.PROPOSED:
        made = placement.proposed_on or placement.starts
        if made is not None:
            lapses = made + timedelta(days=PROPOSAL_LAPSES_AFTER_DAYS)
            matters.append(Due(lapses, NextStep.ANSWER))
    return min(matters, key=lambda due: (due.on, due.what), default=None)


def is_taste_done(placed: Placed, today: date) -> bool:
    """Whether it was a taste to which the person came."""
    placement = placed.placement
    over = status_as_of(placement, today) is PlacementStatus.ENDED
    return over and placement.purpose is Purpose.TASTE and not placed.absent


def is_reported_on(placement: Placement, today: date) -> bool:
    """Whether the adviser is to report on it: it ended, and not more than a year ago."""
    ended = placement.ended or placement.planned_end
    over = status_as_of(placement, today) is PlacementStatus.ENDED
    return over and ended is not None and ended >= today - REPORTS_BACK


def ends_soon(person: Participant, today: date) -> bool:
    """Whether the programme's end asks for a decision.

    >>> person = Participant("P1", "N1", programme_end=date(2026, 3, 2))
    >>> ends_soon(person, date(2026, 1, 4)), ends_soon(person, date(2026, 1, 5))
    (False, True)
    """
    return person.programme_end is not None and person.programme_end - today <= END_AHEAD


def _matters(followed: Followed, today: date) -> Iterable[Due]:
    matters = followed.due(today)
    for due in matters:
        rung = due.what is What.NEXT_RUNG
        yield Due(due.due_on, NextStep.NEXT_RUNG if rung else NextStep.TALK)
    if any(due.what is not What.NEXT_RUNG for due in matters):
        return  # the talk that is due comes before every later one
    ahead = followed.open(today + TALKS_AHEAD, today)
    if ahead:
        yield Due(ahead[0].day, NextStep.TALK)
