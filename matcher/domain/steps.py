"""What a step asks for, what may be wrong with it, and the placement as it is afterwards.

Whether the status allows the step is said in ``life``; whether there is room, by the workflow.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from matcher.domain.life import TRANSITIONS, Step
from matcher.domain.placements import Placement, PlacementStatus, has_lapsed

# No practice placement is planned for longer.
LONGEST = timedelta(days=366)
# Longer reasons belong in the case file; here a sentence or two is kept.
LONGEST_REASON = 500


class StepRefusal(StrEnum):
    """Why a step is refused, beside the field or for the whole ``form``; pages have a sentence."""

    MISSING = "missing"
    IN_THE_PAST = "in_the_past"
    IN_THE_FUTURE = "in_the_future"
    BEFORE_START = "before_start"
    AFTER_END = "after_end"
    NOT_LATER = "not_later"
    NOT_EARLIER = "not_earlier"
    TOO_LONG = "too_long"
    NO_END = "no_end"
    NOT_BEGUN = "not_begun"
    LAPSED = "lapsed"
    AFTER_PROGRAMME = "after_programme"
    OPENING_FULL = "opening_full"
    MENTOR_FULL = "mentor_full"
    EMPLOYER_FULL = "employer_full"
    MENTOR_AWAY = "mentor_away"
    EMPLOYER_BANNED = "employer_banned"


@dataclass(frozen=True, slots=True)
class Asked:
    """A step with its answers; ``day`` is when somebody began or ended, today where not said."""

    step: Step
    day: date | None = None
    planned_end: date | None = None
    reason: str | None = None


Refusals = dict[str, StepRefusal]


def refusals(placement: Placement, asked: Asked, today: date) -> Refusals:
    """What is wrong with the answers, by field; empty where nothing is.

    >>> from matcher.domain.purposes import Purpose
    >>> p = Placement("L1", "P1", "O1", Purpose.TASTE, PlacementStatus.RUNNING,
    ...               starts=date(2026, 1, 5), planned_end=date(2026, 1, 9))
    >>> refusals(p, Asked(Step.END, day=date(2026, 1, 8)), date(2026, 1, 7))
    {'day': <StepRefusal.IN_THE_FUTURE: 'in_the_future'>}
    """
    check = _CHECKS.get(asked.step)
    return {} if check is None else check(placement, asked, today)


def after(placement: Placement, asked: Asked, today: date) -> Placement:
    """The placement once the step is taken; its answers must have no refusals."""
    status = TRANSITIONS[asked.step][1] or placement.status
    moved = replace(placement, status=status)
    if asked.step is Step.START:
        return replace(moved, starts=_began(placement, asked, today))
    if asked.step in (Step.EXTEND, Step.SHORTEN):
        return replace(moved, planned_end=asked.planned_end)
    if asked.step is Step.END:
        return replace(moved, ended=asked.day or today)
    if asked.step is Step.NO_SHOW:  # nobody was there on any later day
        return replace(moved, ended=placement.starts or today)
    return moved


def event_day(placement: Placement, step: Step) -> date | None:
    """The day that the history tells of, from the placement as it is after ``step``."""
    if step in (Step.PROPOSE, Step.START):
        return placement.starts
    if step in (Step.EXTEND, Step.SHORTEN):
        return placement.planned_end
    return placement.ended


def _began(placement: Placement, asked: Asked, today: date) -> date:
    return asked.day or min(placement.starts or today, today)


def _accept(placement: Placement, _asked: Asked, today: date) -> Refusals:
    return {"form": StepRefusal.LAPSED} if _lapsed(placement, today) else {}


def _start(placement: Placement, asked: Asked, today: date) -> Refusals:
    day = _began(placement, asked, today)
    if day > today:
        return {"day": StepRefusal.IN_THE_FUTURE}
    if placement.planned_end is None:
        return {}
    if day > placement.planned_end:
        return {"day": StepRefusal.AFTER_END}
    return {"day": StepRefusal.TOO_LONG} if placement.planned_end - day > LONGEST else {}


def _end(placement: Placement, asked: Asked, today: date) -> Refusals:
    day = asked.day or today
    if day > today:
        return {"day": StepRefusal.IN_THE_FUTURE}
    if placement.starts is not None and day < placement.starts:
        return {"day": StepRefusal.BEFORE_START}
    return {}


def _no_show(placement: Placement, _asked: Asked, today: date) -> Refusals:
    begun = placement.starts is None or placement.starts <= today
    return {} if begun else {"form": StepRefusal.NOT_BEGUN}


def _extend(placement: Placement, asked: Asked, today: date) -> Refusals:
    if placement.planned_end is None:
        return {"form": StepRefusal.NO_END}
    if _lapsed(placement, today):
        return {"form": StepRefusal.LAPSED}
    if asked.planned_end is not None and asked.planned_end <= placement.planned_end:
        return {"planned_end": StepRefusal.NOT_LATER}
    return _planned_end(placement, asked.planned_end, today)


def _shorten(placement: Placement, asked: Asked, today: date) -> Refusals:
    if _lapsed(placement, today):
        return {"form": StepRefusal.LAPSED}
    until, planned = asked.planned_end, placement.planned_end
    wrong = _planned_end(placement, until, today)
    if until is not None and planned is not None and until >= planned:
        wrong = {"planned_end": StepRefusal.NOT_EARLIER}
    if not (asked.reason or "").strip():
        wrong["reason"] = StepRefusal.MISSING
    return wrong


def _planned_end(placement: Placement, until: date | None, today: date) -> Refusals:
    if until is None:
        return {"planned_end": StepRefusal.MISSING}
    if placement.starts is not None and until < placement.starts:
        return {"planned_end": StepRefusal.BEFORE_START}
    if until < today:
        return {"planned_end": StepRefusal.IN_THE_PAST}
    too_long = until - (placement.starts or today) > LONGEST
    return {"planned_end": StepRefusal.TOO_LONG} if too_long else {}


def _lapsed(placement: Placement, today: date) -> bool:
    return placement.status is PlacementStatus.PROPOSED and has_lapsed(placement, today)


_CHECKS: dict[Step, Callable[[Placement, Asked, date], Refusals]] = {
    Step.ACCEPT: _accept,
    Step.START: _start,
    Step.EXTEND: _extend,
    Step.SHORTEN: _shorten,
    Step.END: _end,
    Step.NO_SHOW: _no_show,
}
