"""Use cases: an adviser's calendar by a secret address: made, withdrawn, read by who has it.

It names nobody: a placement's number stands for person and employer, and says nothing to others.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import NotFound
from matcher.domain.follow_ups import What
from matcher.domain.placements import OPEN_STATUSES, status_as_of
from matcher.store.calendar_links import (
    account_of_calendar,
    calendar_made_on,
    set_calendar_digest,
    withdraw_calendar,
)
from matcher.store.engine import appending, reading
from matcher.store.readers import Account, read_account
from matcher.workflows.follow_up_due import Followed, followed_at
from matcher.workflows.work_calls import calls_between

# How far a calendar looks ahead and back.
AHEAD = timedelta(days=84)
BACK = timedelta(days=28)


class EntryKind(StrEnum):
    """What a day of the calendar is about."""

    TALK = "talk"
    LAST_TALK = "last_talk"
    NEXT_RUNG = "next_rung"
    PLANNED_END = "planned_end"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Entry:
    """One whole day; ``months`` after the end for a call."""

    kind: EntryKind
    day: date
    placement_id: str
    months: int | None = None

    @property
    def key(self) -> str:
        """The same for the same matter, however often the calendar is read."""
        return f"{self.kind.value}-{self.placement_id}-{self.day:%Y%m%d}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """What whoever has the secret may read, in the order of the days; texts in ``language``."""

    language: str
    entries: tuple[Entry, ...]


def make_calendar(engine: sa.Engine, viewer: Viewer, *, today: date) -> str:
    """A new secret, which is told this once; an earlier one opens nothing from now on.

    NotFound where the viewer belongs to no office, and follows nobody up.
    """
    _refuse_without_office(viewer)
    secret = secrets.token_urlsafe(32)
    with appending(engine) as connection:
        set_calendar_digest(connection, viewer.name, _digest(secret), today)
    return secret


def end_calendar(engine: sa.Engine, viewer: Viewer) -> bool:
    """Make the viewer's secret useless; False where there was none."""
    with appending(engine) as connection:
        return withdraw_calendar(connection, viewer.name)


def calendar_since(engine: sa.Engine, viewer: Viewer) -> date | None:
    """When the viewer's secret was made, or None; NotFound as ``make_calendar``."""
    _refuse_without_office(viewer)
    with reading(engine) as connection:
        return calendar_made_on(connection, viewer.name)


def calendar_of(engine: sa.Engine, secret: str, *, today: date) -> Calendar:
    """The calendar that ``secret`` opens; NotFound in the same words whatever is wrong with it."""
    with reading(engine) as connection:
        account = _account(connection, secret)
        followed = followed_at(connection, account.viewer, mine=True)
        calls = calls_between(connection, account.viewer, today - BACK, today + AHEAD)
    entries = [entry for one in followed for entry in _entries(one, today)]
    entries += [Entry(EntryKind.CALL, day, of.placement_id, months) for of, months, day in calls]
    shown = {each for each in entries if today - BACK <= each.day <= today + AHEAD}
    return Calendar(
        account.language,
        tuple(sorted(shown, key=lambda each: (each.day, each.placement_id, each.kind))),
    )


def _account(connection: sa.Connection, secret: str) -> Account:
    name = account_of_calendar(connection, _digest(secret))
    account = None if name is None else read_account(connection, name)
    if account is None or account.office_id is None:
        raise NotFound("There is no calendar at this address.")
    return account


def _entries(one: Followed, today: date) -> list[Entry]:
    of = one.placement.placement_id
    found = [
        Entry(EntryKind.LAST_TALK if slot.what is What.LAST_DAY else EntryKind.TALK, slot.day, of)
        for slot in one.open(today + AHEAD, today)
    ]
    rung = one.rung_day(today)
    if rung is not None:
        found.append(Entry(EntryKind.NEXT_RUNG, rung, of))
    ends = one.placement.planned_end
    if ends is not None and status_as_of(one.placement, today) in OPEN_STATUSES:
        found.append(Entry(EntryKind.PLANNED_END, ends, of))
    return found


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _refuse_without_office(viewer: Viewer) -> None:
    if viewer.office_id is None:
        raise NotFound("An administrator belongs to no office, and follows nobody up.")
