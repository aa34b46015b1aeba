"""Use cases: a line of the day is ticked off, put off until a date, or brought back.

Marks are each account's own, and matching reads none of them (``appending``).
"""

from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.day_order import TICKED_HERE, Kind
from matcher.domain.errors import FormRefused, NotFound
from matcher.eligibility.lengths import first_working_day
from matcher.eligibility.rules import Rule
from matcher.store.day_marks import DayMark, drop_mark, set_mark
from matcher.store.engine import appending, reading
from matcher.store.erasing import erasures_so_far
from matcher.store.readers import read_participant
from matcher.workflows.my_day import my_day

# Put off for longer, a person would be forgotten.
LONGEST = timedelta(days=90)
DAYS_A_WEEK = 7


class PutOffRefusal(StrEnum):
    """Why a date is no day to put something off until."""

    MISSING = "missing"
    NOT_AHEAD = "not_ahead"
    TOO_FAR = "too_far"


def tomorrow(today: date) -> date:
    """The next day on which people work.

    >>> tomorrow(date(2026, 3, 27))  # a Friday; the clocks change on the Sunday
    datetime.date(2026, 3, 30)
    """
    return first_working_day(today + timedelta(days=1))


def next_week(today: date) -> date:
    """The first working day of the next week.

    >>> next_week(date(2026, 10, 21))
    datetime.date(2026, 10, 26)
    """
    return first_working_day(today + timedelta(days=DAYS_A_WEEK - today.weekday()))


def tick_off(engine: sa.Engine, viewer: Viewer, key: str, *, today: date) -> bool:
    """Take a line off the viewer's list for good; False where it is not there (any more).

    NotFound for what is no line, for what is not the viewer's office's, and for what is done in
    another place, where it is recorded.
    """
    if _kind(key) not in TICKED_HERE:
        raise NotFound(f'"{key[:80]}" is not ticked off on the list.')
    return _mark(engine, viewer, key, DayMark(key, today), today)


def put_off(engine: sa.Engine, viewer: Viewer, key: str, until: str, *, today: date) -> bool:
    """Take a line off the viewer's list until a day; False where it is not there (any more).

    FormRefused names the ``until`` that cannot be used, with a `PutOffRefusal`; NotFound as in
    ``tick_off``.
    """
    _kind(key)
    return _mark(engine, viewer, key, DayMark(key, today, _day(until, today)), today)


def bring_back(engine: sa.Engine, viewer: Viewer, key: str) -> bool:
    """Take the viewer's own mark away; False where there is none."""
    with appending(engine) as connection:
        return drop_mark(connection, viewer.name, key)


def _mark(engine: sa.Engine, viewer: Viewer, key: str, mark: DayMark, today: date) -> bool:
    while True:
        with reading(engine) as connection:
            before = erasures_so_far(connection)
        if not _stands(engine, viewer, key, today):
            return False
        with appending(engine) as connection:
            # A mark refers to nobody but in its key: the store alone would take it.
            if erasures_so_far(connection) == before:
                set_mark(connection, viewer.name, mark)
                return True
            connection.rollback()


def _stands(engine: sa.Engine, viewer: Viewer, key: str, today: date) -> bool:
    """Whether the key names a line of the viewer's office, marked already or not."""
    if _kind(key) is Kind.FACT:
        _, _, rest = key.partition(":")
        participant_id, _, rule = rest.rpartition(":")
        with reading(engine) as connection:
            read_participant(connection, viewer, participant_id)
        return rule in set(Rule)
    day = my_day(engine, viewer, today=today, mine=False)
    return any(key == line.key for line in (*day.lines, *(line for line, _ in day.off)))


def _kind(key: str) -> Kind:
    try:
        return Kind(key.partition(":")[0])
    except ValueError:
        raise NotFound(f'There is no line "{key[:80]}" on anybody\'s day.') from None


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise FormRefused({"until": PutOffRefusal.MISSING}) from None
    if day <= today:
        raise FormRefused({"until": PutOffRefusal.NOT_AHEAD})
    if day > today + LONGEST:
        raise FormRefused({"until": PutOffRefusal.TOO_FAR})
    return day
