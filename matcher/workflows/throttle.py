"""How fast passwords may be tried: the rules, the digests they count by, and who must wait.

- A name has five free failures in 24 hours; then every failure costs a wait of 1, 2, 4, 8, 16 and
  from there on 30 minutes. What is tried during a wait is refused unread and costs nothing, so
  whoever types right after it gets in. That leaves a stranger 56 guesses a day for a name, from
  however many addresses.
- An address has fifty failures an hour, whatever names it tries.
- A browser in which somebody has signed in before is counted by itself, for that name only. So a
  stranger's guessing slows strangers, and never the person whose name it is.
- A name that nobody has is counted like any other, and no answer tells them apart.
"""

import hashlib
import hmac
import ipaddress
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine

from matcher.domain.errors import NotAllowed
from matcher.store.engine import appending
from matcher.store.sign_in_attempts import (
    add_attempt,
    failures_of_address,
    failures_of_name,
    forget_attempts,
    lock_attempts,
    note_success,
)

FREE_FAILURES = 5
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 16, 30))
REMEMBERED = timedelta(hours=24)
MOST_OF_ADDRESS, ADDRESS_REMEMBERED = 50, timedelta(hours=1)
_NETWORK_BITS = 64  # whoever has one IPv6 address has the whole network of it


class TooManyAttempts(NotAllowed):
    """Passwords were tried too fast; ``until`` is when the next one is read."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__("Too many attempts to sign in; wait, and try again.")


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was typed, and from where; ``browser`` is set where the person signed in there before.

    ``key`` is the server's secret: without it the kept digests name nobody.
    """

    name: str
    password: str = field(repr=False)
    address: str
    browser: str | None
    key: str = field(repr=False)

    @property
    def name_digest(self) -> str:
        """Under what failures are counted: the name, or the name in a known browser."""
        if self.browser is None:
            return name_digest(self.key, self.name)
        return browser_digest(self.key, self.name, self.browser)

    @property
    def address_digest(self) -> str:
        """Under what the failures of an address are counted."""
        return _digest(self.key, "address", network_of(self.address))


def name_digest(key: str, name: str) -> str:
    """A name's digest, for browsers in which nobody has signed in by it."""
    return _digest(key, "name", name)


def browser_digest(key: str, name: str, browser: str) -> str:
    """A name's digest in one browser that is known."""
    return _digest(key, "browser", name, browser)


def network_of(address: str) -> str:
    """The address that is counted; of IPv6, the network that one subscriber gets.

    >>> network_of("2001:db8::1") == network_of("2001:db8::2"), network_of("192.0.2.7")
    (True, '192.0.2.7')
    """
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((known, _NETWORK_BITS), strict=False))


def wait_of_name(failures: Sequence[datetime], now: datetime) -> datetime | None:
    """Until when a name with these failures (the oldest first) must wait; None where it need not.

    >>> noon = datetime(2026, 3, 31, 12)
    >>> wait_of_name([noon] * 4, noon), wait_of_name([noon] * 5, noon)
    (None, datetime.datetime(2026, 3, 31, 12, 1))
    """
    beyond = len(failures) - FREE_FAILURES
    if beyond < 0:
        return None
    until = failures[-1] + WAITS[min(beyond, len(WAITS) - 1)]
    return until if until > now else None


def wait_of_address(failures: Sequence[datetime], now: datetime) -> datetime | None:
    """Until when an address with these failures in the last hour must wait."""
    if len(failures) < MOST_OF_ADDRESS:
        return None
    until = failures[-MOST_OF_ADDRESS] + ADDRESS_REMEMBERED
    return until if until > now else None


def claim_attempt(engine: Engine, attempt: Attempt, now: datetime) -> int:
    """Count an attempt before its password is looked at; answers its number.

    It counts as failed until ``settle_attempt``, so that many at once are not one.
    TooManyAttempts where it must wait: then it is not counted.
    """
    named, placed = attempt.name_digest, attempt.address_digest
    with appending(engine) as connection:
        lock_attempts(connection, (named, placed))
        waits = [wait_of_name(failures_of_name(connection, named, now - REMEMBERED), now)]
        if attempt.browser is None:
            since = now - ADDRESS_REMEMBERED
            waits.append(wait_of_address(failures_of_address(connection, placed, since), now))
        until = max((wait for wait in waits if wait is not None), default=None)
        if until is None:
            return add_attempt(connection, named, placed, now)
    raise TooManyAttempts(until)


def settle_attempt(
    engine: Engine, attempt: Attempt, number: int, browser: str, now: datetime
) -> None:
    """Keep that an attempt succeeded in ``browser``; forget what no rule counts any longer."""
    with appending(engine) as connection:
        note_success(connection, number, browser_digest(attempt.key, attempt.name, browser))
        forget_attempts(connection, now - REMEMBERED)


def _digest(key: str, *parts: str) -> str:
    text = "\0".join(unicodedata.normalize("NFC", part) for part in parts)
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
