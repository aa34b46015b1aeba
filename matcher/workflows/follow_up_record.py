"""Use cases: a talk is noted, a rhythm is set, the next rung is agreed and decided.

Nothing is required of a talk but its day. None of it changes what matching looks at, so what was
read of the market stays fresh.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.day import Attendance, Going, Rung, SpokenWith
from matcher.domain.errors import Conflict, FormRefused
from matcher.domain.follow_ups import (
    MOST_DAYS,
    MOST_EARLY_WEEKS,
    USUAL,
    FollowUp,
    Rhythm,
    settled_day,
)
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.steps import LONGEST
from matcher.store.engine import appending
from matcher.store.follow_ups import keep_follow_up, keep_rung, set_rhythm, settle_rung
from matcher.store.readers import read_kept_placement, read_participant
from matcher.workflows.follow_up_due import gather

# Longer notes belong in the case file; here a few sentences are kept.
LONGEST_NOTE = 1000

Typed = Mapping[str, str]
W = TypeVar("W", bound=StrEnum)


class TalkRefusal(StrEnum):
    """Why an answer is refused, beside its field; the pages have a sentence for each."""

    MISSING = "missing"
    IN_THE_FUTURE = "in_the_future"
    IN_THE_PAST = "in_the_past"
    TOO_LONG_AGO = "too_long_ago"
    TOO_FAR = "too_far"
    TOO_LONG = "too_long"
    UNKNOWN = "unknown"
    NO_NUMBER = "no_number"
    ZERO = "zero"
    TOO_MANY = "too_many"


def record_follow_up(
    engine: sa.Engine, viewer: Viewer, placement_id: str, typed: Typed, *, today: date
) -> bool:
    """Keep a talk as it was typed; False where it is kept already (a form sent twice).

    NotFound where ``viewer`` may not see the placement; Conflict where it was called off;
    FormRefused with a ``TalkRefusal`` for each bad field.
    """
    with appending(engine) as connection:
        placement = read_kept_placement(connection, viewer, placement_id).placement
        _refuse_cancelled(placement)
        talk = read_talk(placement_id, typed, viewer.name, today)
        person = read_participant(connection, viewer, placement.participant_id)
        (followed,) = gather(connection, [placement], {person.participant_id: person})
        ahead = talk.done_on + timedelta(days=MOST_DAYS)
        due_on = settled_day(followed.slots(ahead, today), talk.done_on)
        return keep_follow_up(connection, talk, due_on)


def read_talk(placement_id: str, typed: Typed, done_by: str, today: date) -> FollowUp:
    """What was typed, as a talk; FormRefused as ``record_follow_up``.

    >>> read_talk("PL-1", {"done_on": "2026-03-09", "going": "well"}, "kari", date(2026, 3, 9))
    FollowUp(placement_id='PL-1', done_on=datetime.date(2026, 3, 9), done_by='kari', due_on=None,
        spoken_with=None, attendance=None, going=<Going.WELL: 'well'>, note=None)
    """
    wrong: dict[str, str] = {}
    day = _talk_day(typed.get("done_on", ""), today, wrong)
    note = _tidy(typed.get("note", ""))
    if len(note) > LONGEST_NOTE:
        wrong["note"] = TalkRefusal.TOO_LONG
    spoken_with = _word(SpokenWith, "spoken_with", typed, wrong)
    attendance = _word(Attendance, "attendance", typed, wrong)
    going = _word(Going, "going", typed, wrong)
    if wrong or day is None:
        raise FormRefused(wrong)
    return FollowUp(
        placement_id, day, done_by,
        spoken_with=spoken_with, attendance=attendance, going=going, note=note or None,
    )  # fmt: skip


def change_rhythm(engine: sa.Engine, viewer: Viewer, participant_id: str, typed: Typed) -> None:
    """Give the participant a rhythm of their own; the usual one, typed, is none of their own.

    NotFound where ``viewer`` may not see the participant; FormRefused with a ``TalkRefusal``.
    """
    rhythm = read_rhythm(typed)
    with appending(engine) as connection:
        read_participant(connection, viewer, participant_id)
        set_rhythm(connection, participant_id, None if rhythm == USUAL else rhythm)


def read_rhythm(typed: Typed) -> Rhythm:
    """What was typed, as a rhythm: no early weeks are fine, no days between two talks are not.

    >>> read_rhythm({"early_weeks": "0", "early_days": "7", "later_days": "30"})
    Rhythm(early_weeks=0, early_days=7, later_days=30)
    """
    wrong: dict[str, str] = {}
    numbers = [
        _number(typed, name, least, most, wrong)
        for name, least, most in (
            ("early_weeks", 0, MOST_EARLY_WEEKS),
            ("early_days", 1, MOST_DAYS),
            ("later_days", 1, MOST_DAYS),
        )
    ]
    if wrong:
        raise FormRefused(wrong)
    return Rhythm(*numbers)


def agree_rung(
    engine: sa.Engine, viewer: Viewer, placement_id: str, typed: Typed, *, today: date
) -> None:
    """Keep what is to be tried next, and by when; in the place of what was agreed before.

    NotFound, Conflict and FormRefused as ``record_follow_up``.
    """
    with appending(engine) as connection:
        _refuse_cancelled(read_kept_placement(connection, viewer, placement_id).placement)
        rung, by_date = _read_rung(typed, today)
        keep_rung(connection, placement_id, rung, by_date, said_by=viewer.name, today=today)


def decide_rung(engine: sa.Engine, viewer: Viewer, placement_id: str, *, today: date) -> bool:
    """Keep that the next rung was decided, whatever came of it; False where it was already."""
    with appending(engine) as connection:
        read_kept_placement(connection, viewer, placement_id)
        return settle_rung(connection, placement_id, today)


def _read_rung(typed: Typed, today: date) -> tuple[Rung, date]:
    wrong: dict[str, str] = {}
    rung = _word(Rung, "rung", typed, wrong)
    by_date = _date(typed.get("by_date", ""))
    if rung is None:
        wrong.setdefault("rung", TalkRefusal.MISSING)
    if by_date is None:
        wrong["by_date"] = TalkRefusal.MISSING
    elif by_date < today:
        wrong["by_date"] = TalkRefusal.IN_THE_PAST
    elif by_date - today > LONGEST:
        wrong["by_date"] = TalkRefusal.TOO_FAR
    if wrong or rung is None or by_date is None:
        raise FormRefused(wrong)
    return rung, by_date


def _refuse_cancelled(placement: Placement) -> None:
    if placement.status is PlacementStatus.CANCELLED:
        raise Conflict("This placement was called off; there is nothing to follow up.")


def _talk_day(text: str, today: date, wrong: dict[str, str]) -> date | None:
    day = _date(text)
    if day is None:
        wrong["done_on"] = TalkRefusal.MISSING
    elif day > today:
        wrong["done_on"] = TalkRefusal.IN_THE_FUTURE
    elif today - day > LONGEST:  # a slip in the year
        wrong["done_on"] = TalkRefusal.TOO_LONG_AGO
    return day


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _word(kind: type[W], name: str, typed: Typed, wrong: dict[str, str]) -> W | None:
    text = typed.get(name, "")
    if not text:
        return None
    try:
        return kind(text)
    except ValueError:
        wrong[name] = TalkRefusal.UNKNOWN
        return None


def _number(typed: Typed, name: str, least: int, most: int, wrong: dict[str, str]) -> int:
    text = typed.get(name, "").strip()
    if not (text.isascii() and text.isdecimal()):
        wrong[name] = TalkRefusal.NO_NUMBER
        return least
    number = int(text[:9])
    if number < least:
        wrong[name] = TalkRefusal.ZERO
    elif number > most:
        wrong[name] = TalkRefusal.TOO_MANY
    return number


def _tidy(note: str) -> str:
    """Lines as they were typed, without characters that nobody sees or a database refuses."""
    lines = (
        "".join(c if c.isprintable() or c in _JOINERS else " " for c in line)
        for line in note.strip().splitlines()
    )
    return "\n".join(line.rstrip() for line in lines)


# Persian, and some scripts of India, are wrong without these; they are not "printable".
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
