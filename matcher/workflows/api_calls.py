"""Use case: how often a token may call, and a write that is sent twice and done once.

A process takes calls from the store by the handful, so that a read costs no write of its own. The
limit holds over all processes; what a process took and did not use is lost to the others for the
rest of that minute.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

import sqlalchemy as sa

from matcher.domain.errors import Conflict, NotAllowed
from matcher.store.api_usage import (
    KeptAnswer,
    add_calls,
    claim_key,
    forget_calls,
    keep_answer,
    release_key,
    take_over_key,
)
from matcher.store.engine import appending
from matcher.store.erasing import erasures_so_far

CALLS_A_MINUTE = 600
HANDFUL = 20
KEYS_KEPT = timedelta(hours=24)
# A write that has not ended by then ended with its process; its key may be taken over, for to do
# a write again changes nothing (ids come from the key, answers and steps are kept once).
GIVEN_UP = timedelta(minutes=1)
SWEEP_EVERY = timedelta(hours=1)


class TooManyCalls(NotAllowed):
    """A token has used up its minute; ``allowance`` says when there is more."""

    def __init__(self, allowance: "Allowance") -> None:
        self.allowance = allowance
        super().__init__(f"At most {allowance.limit} calls a minute; wait, and try again.")


class KeyUsed(Conflict):
    """An idempotency key stands for another request already."""


class InFlight(Conflict):
    """The same write is being done at this moment."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many calls a token has left, at least, and for how many seconds that is so."""

    limit: int
    remaining: int
    seconds: int


@dataclass
class _Taken:
    minute: datetime
    left: int
    used_up: bool = False
    # Calls that the store has counted, by whichever process.
    counted: int = 0
    lock: Lock = field(default_factory=Lock)


@dataclass
class CallCounter:
    """Counts the calls of one process; safe to share between threads."""

    engine: sa.Engine
    limit: int = CALLS_A_MINUTE
    _taken: dict[str, _Taken] = field(default_factory=dict)
    _swept: datetime | None = None
    _lock: Lock = field(default_factory=Lock)

    def count(self, token_id: str, now: datetime) -> Allowance:
        """Count one call; TooManyCalls where the minute is used up."""
        minute = now.astimezone(UTC).replace(second=0, microsecond=0)
        with self._lock:
            taken = self._taken.get(token_id)
            if taken is None or taken.minute != minute:
                taken = self._taken[token_id] = _Taken(minute, 0)
        with taken.lock:
            if taken.left == 0 and not taken.used_up:
                self._take(token_id, taken)
            seconds = 60 - now.second
            if taken.left == 0:
                raise TooManyCalls(Allowance(self.limit, 0, seconds))
            taken.left -= 1
            return Allowance(self.limit, self.limit - taken.counted + taken.left, seconds)

    def _take(self, token_id: str, taken: _Taken) -> None:
        handful = min(HANDFUL, self.limit)
        with appending(self.engine) as connection:
            while handful:
                before = add_calls(connection, token_id, taken.minute, handful, self.limit)
                if before < self.limit:
                    taken.left, taken.counted = handful, before + handful
                    return
                handful //= 2  # a handful is too many; fewer may be left
        taken.used_up = True

    def sweep(self, now: datetime) -> int:
        """Forget, now and then, what nobody asks for any more; how many rows."""
        with self._lock:
            if self._swept is not None and now - self._swept < SWEEP_EVERY:
                return 0
            self._swept = now
            minute = now.astimezone(UTC).replace(second=0, microsecond=0)
            self._taken = {
                name: each for name, each in self._taken.items() if each.minute == minute
            }
        return sweep_calls(self.engine, now)


def sweep_calls(engine: sa.Engine, now: datetime) -> int:
    """Remove the keys and counts that are over their time; how many rows."""
    with appending(engine) as connection:
        return forget_calls(connection, now - KEYS_KEPT)


def once(
    engine: sa.Engine,
    token_id: str,
    key: str,
    request: bytes,
    work: Callable[[], tuple[int, Any]],
    now: datetime,
) -> tuple[int, Any, bool]:
    """What ``work`` answers (status, body), done once for a key; True where it was done before.

    A work that raises leaves the key free. KeyUsed where the key stands for another request;
    InFlight while the same one is being done.
    """
    digest = hashlib.sha256(request).hexdigest()
    with appending(engine) as connection:
        erased = erasures_so_far(connection)
        known = claim_key(connection, token_id, key, digest, now)
        taken = known is None or _takes_over(connection, token_id, key, known, digest, now)
    if not taken:
        assert known is not None and known.status is not None
        return known.status, known.body, True
    try:
        status, body = work()
    except BaseException:
        with appending(engine) as connection:
            release_key(connection, token_id, key)
        raise
    with appending(engine) as connection:
        if erasures_so_far(connection) == erased:
            keep_answer(connection, token_id, key, status, body)
        else:  # it may be about somebody who was erased meanwhile
            release_key(connection, token_id, key)
    return status, body, False


def _takes_over(
    connection: sa.Connection,
    token_id: str,
    key: str,
    known: KeptAnswer,
    digest: str,
    now: datetime,
) -> bool:
    if known.request_digest != digest:
        raise KeyUsed("This Idempotency-Key was sent with another request; take a new one.")
    if known.status is not None:
        return False
    given_up = now - known.made_at >= GIVEN_UP
    if given_up and take_over_key(connection, token_id, key, known.made_at, now):
        return True
    raise InFlight("The same request is being done at this moment; ask again soon.")
