"""Who was on which list within the hour: a list that is opened again and again is noted once.

An office's list has hundreds of people; noting them each time would fill the log with repetitions
and keep writers waiting. A person's own pages, changes, exports and refusals are always noted.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Lock
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from matcher.store.trail import Note

NOTED_AGAIN_AFTER = timedelta(hours=1)

_List = tuple[str, str | None, str]  # actor, office, page


class SeenLately:
    """What this process has kept of lists, by engine. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: WeakKeyDictionary[sa.Engine, dict[_List, dict[str, datetime]]] = (
            WeakKeyDictionary()
        )

    def fresh(self, engine: sa.Engine, notes: Iterable[Note], now: datetime) -> list[Note]:
        """Those of ``notes`` that are to be kept."""
        with self._lock:
            known = self._seen.get(engine, {})
            return [note for note in notes if not self._is_known(known, note, now)]

    def remember(self, engine: sa.Engine, notes: Iterable[Note], now: datetime) -> None:
        """These are kept now; what is older than the hour is forgotten."""
        with self._lock:
            known = self._seen.setdefault(engine, {})
            for name in [n for n, people in known.items() if _over(max(people.values()), now)]:
                del known[name]
            for note in notes:
                if _repeats(note):
                    known.setdefault(_list(note), {})[note.participant_id or ""] = now

    @staticmethod
    def _is_known(known: dict[_List, dict[str, datetime]], note: Note, now: datetime) -> bool:
        if not _repeats(note):
            return False
        at = known.get(_list(note), {}).get(note.participant_id or "")
        return at is not None and not _over(at, now)


def _repeats(note: Note) -> bool:
    return note.listed and note.allowed and note.action == "read"


def _list(note: Note) -> _List:
    return note.actor, note.office_id, note.page


def _over(at: datetime, now: datetime) -> bool:
    return now - at >= NOTED_AGAIN_AFTER


seen_lately = SeenLately()
