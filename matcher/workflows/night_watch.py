"""Whether the nights of learning keep coming: the last one failed, is overdue, or never ran."""

from datetime import datetime, timedelta
from enum import StrEnum

from matcher.store.nights import Night

# A night a day, with room for one that begins late or takes long.
OVERDUE_AFTER = timedelta(hours=26)


class NightState(StrEnum):
    """What is to be said of the last night that is over."""

    NEVER = "never"
    FINE = "fine"
    FAILED = "failed"
    OVERDUE = "overdue"
    AHEAD = "ahead"


def night_state(
    last: Night | None, now: datetime, overdue_after: timedelta = OVERDUE_AFTER
) -> NightState:
    """Failed, overdue, or ahead of the clock (which was set back); else fine.

    An office that never ran a night is not overdue: it has not begun to learn yet.
    """
    if last is None:
        return NightState.NEVER
    ended = last.finished_at or last.started_at
    if last.state == "failed":
        return NightState.FAILED
    if now - ended > overdue_after:
        return NightState.OVERDUE
    return NightState.AHEAD if ended - now > overdue_after else NightState.FINE
