"""Use case: something is noted in a participant's week, ends, or is taken away again.

Matching never reads the weeks, so what is in memory of the market stays fresh (``appending``).
"""

import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Engine

from matcher.domain.access import Viewer
from matcher.domain.day import Activity
from matcher.domain.errors import FormRefused
from matcher.domain.week import DAYS_A_WEEK, WeekActivity
from matcher.store.engine import appending
from matcher.store.writers import add_activities, end_activities, remove_activities

T = TypeVar("T")

# A few words; the case file has the rest.
LONGEST_TITLE = 80
MINUTES_A_DAY = 24 * 60
# A date further away than any programme has a mistyped year.
FAR = timedelta(days=5 * 366)


class WeekRefusal(StrEnum):
    """Why a field is refused; the pages have a sentence for each."""

    MISSING = "missing"
    NOT_A_TIME = "not_a_time"
    NOT_AFTER = "not_after"
    NOT_A_DATE = "not_a_date"
    BEFORE_START = "before_start"
    FAR_AWAY = "far_away"
    TOO_LONG = "too_long"
    NO_SUCH_DAY = "no_such_day"


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was typed; ``weekdays`` are "0" for Monday to "6"."""

    activity: str
    title: str
    weekdays: tuple[str, ...]
    begins: str
    until: str
    starts: str
    ends: str


def add_to_week(
    engine: Engine, viewer: Viewer, participant_id: str, typed: Typed, *, today: date
) -> int:
    """Keep it for each of its weekdays; 0 where all of it is kept already (a form sent twice).

    FormRefused with a `WeekRefusal` for each field that is wrong; NotFound for another office's
    participant.
    """
    activities = _read(participant_id, typed, today)
    with appending(engine) as connection:
        return add_activities(connection, viewer, activities)


def end_in_week(
    engine: Engine, viewer: Viewer, participant_id: str, ids: Collection[int], *, today: date
) -> int:
    """Let them end today; how many had not ended yet. NotFound as ``add_to_week``."""
    with appending(engine) as connection:
        return end_activities(connection, viewer, participant_id, tuple(ids), today)


def remove_from_week(
    engine: Engine, viewer: Viewer, participant_id: str, ids: Collection[int]
) -> int:
    """Take away what was noted by mistake; 0 where it is gone. NotFound as ``add_to_week``."""
    with appending(engine) as connection:
        return remove_activities(connection, viewer, participant_id, tuple(ids))


def minute_of(text: str) -> int | None:
    """Minutes since midnight of a time as people write it, up to 24:00; None for anything else.

    >>> [minute_of(text) for text in ("9", "09:30", "9.30", "0930", "24:00", "24:01", "ni")]
    [540, 570, 570, 570, 1440, None, None]
    """
    parts = text.strip().replace(".", ":").split(":")
    if len(parts) == 1:
        digits = parts[0]
        parts = [digits[:-2], digits[-2:]] if len(digits) in (3, 4) else [digits, "00"]
    if len(parts) == 3 and parts[2] == "00":  # some browsers send seconds
        parts.pop()
    short = all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts)
    if len(parts) != 2 or not short or int(parts[1]) >= 60:
        return None
    minute = 60 * int(parts[0]) + int(parts[1])
    return minute if minute <= MINUTES_A_DAY else None


def _read(participant_id: str, typed: Typed, today: date) -> tuple[WeekActivity, ...]:
    wrong: dict[str, str] = {}
    begins, until = _times(typed, wrong)
    starts, ends = _dates(typed, today, wrong)
    title = _tidied(typed.title)
    weekdays = sorted({int(day) for day in typed.weekdays if _is_weekday(day)})
    if typed.activity not in list(Activity):
        wrong["activity"] = WeekRefusal.MISSING
    if len(title) > LONGEST_TITLE:
        wrong["title"] = WeekRefusal.TOO_LONG
    if not weekdays:
        wrong["weekday"] = WeekRefusal.MISSING
    elif starts and ends and not wrong and not _any_between(weekdays, starts, ends):
        wrong["ends"] = WeekRefusal.NO_SUCH_DAY
    if wrong or starts is None:
        raise FormRefused({field: wrong[field] for field in _FIELDS if field in wrong})
    kind, named = Activity(typed.activity), title or None
    return tuple(
        WeekActivity(participant_id, kind, day, begins, until, starts, ends, named)
        for day in weekdays
    )


# In the order in which they stand in the form.
_FIELDS = ("activity", "title", "weekday", "begins", "until", "starts", "ends")


def _times(typed: Typed, wrong: dict[str, str]) -> tuple[int, int]:
    begins = _required(typed.begins, minute_of, "begins", WeekRefusal.NOT_A_TIME, wrong)
    until = _required(typed.until, minute_of, "until", WeekRefusal.NOT_A_TIME, wrong)
    if begins == MINUTES_A_DAY:  # a day ends at 24:00; the next begins at 00:00
        wrong["begins"] = WeekRefusal.NOT_A_TIME
    elif begins is not None and until is not None and until <= begins:
        wrong["until"] = WeekRefusal.NOT_AFTER
    return begins or 0, until or 0


def _dates(typed: Typed, today: date, wrong: dict[str, str]) -> tuple[date | None, date | None]:
    starts = _required(typed.starts, _date, "starts", WeekRefusal.NOT_A_DATE, wrong)
    ends = None
    if typed.ends.strip():
        ends = _required(typed.ends, _date, "ends", WeekRefusal.NOT_A_DATE, wrong)
    for field, day in (("starts", starts), ("ends", ends)):
        if day is not None and abs(day - today) > FAR:
            wrong[field] = WeekRefusal.FAR_AWAY
    if starts is not None and ends is not None and ends < starts:
        wrong["ends"] = WeekRefusal.BEFORE_START
    return starts, ends


def _required(
    text: str, read: Callable[[str], T | None], field: str, otherwise: str, wrong: dict[str, str]
) -> T | None:
    found = read(text)
    if found is None:
        wrong[field] = otherwise if text.strip() else WeekRefusal.MISSING
    return found


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _is_weekday(text: str) -> bool:
    return text in {str(day) for day in range(DAYS_A_WEEK)}


def _any_between(weekdays: list[int], starts: date, ends: date) -> bool:
    days = min((ends - starts).days + 1, DAYS_A_WEEK)
    return any((starts + timedelta(days=ahead)).weekday() in weekdays for ahead in range(days))


def _tidied(text: str) -> str:
    """One line without control characters; letters of every script and emoji stay."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return " ".join(plain.split())
