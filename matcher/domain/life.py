"""The steps of a placement's life, from which status each may be taken, and who took them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from matcher.domain.placements import Placement, PlacementStatus

_S = PlacementStatus


class Step(StrEnum):
    """What an adviser does with a placement; ``extend`` and ``shorten`` change its last day."""

    PROPOSE = "propose"
    ACCEPT = "accept"
    START = "start"
    EXTEND = "extend"
    SHORTEN = "shorten"
    END = "end"
    NO_SHOW = "no_show"
    CANCEL = "cancel"


# Each step: the statuses that it may be taken from, and the status that it leads to (None: stays).
TRANSITIONS: dict[Step, tuple[tuple[PlacementStatus, ...], PlacementStatus | None]] = {
    Step.ACCEPT: ((_S.PROPOSED,), _S.ACCEPTED),
    Step.START: ((_S.PROPOSED, _S.ACCEPTED), _S.RUNNING),
    Step.EXTEND: ((_S.PROPOSED, _S.ACCEPTED, _S.RUNNING), None),
    Step.SHORTEN: ((_S.PROPOSED, _S.ACCEPTED, _S.RUNNING), None),
    Step.END: ((_S.RUNNING,), _S.ENDED),
    Step.NO_SHOW: ((_S.PROPOSED, _S.ACCEPTED, _S.RUNNING), _S.ENDED),
    Step.CANCEL: ((_S.PROPOSED, _S.ACCEPTED), _S.CANCELLED),
}


def may_take(step: Step, status: PlacementStatus) -> bool:
    """Whether ``step`` may be taken by a placement of ``status``.

    >>> may_take(Step.END, PlacementStatus.RUNNING), may_take(Step.END, PlacementStatus.PROPOSED)
    (True, False)
    """
    return step in TRANSITIONS and status in TRANSITIONS[step][0]


# Who took a step that nobody took, and why: a proposal lapses by itself.
PROGRAM = "jobbsmak"
LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class PlacementEvent:
    """A step that was taken, and the status and version that the placement had then.

    ``happened_at`` is in Coordinated Universal Time. ``day`` is the first day of a proposal or a
    start, the last day of an end, the new planned end of what was extended or shortened.
    """

    placement_id: str
    happened_at: datetime
    done_by: str
    step: Step
    status: PlacementStatus
    version: int
    day: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class KeptPlacement:
    """A placement as it was read; ``version`` tells whether it was changed since."""

    placement: Placement
    version: int
