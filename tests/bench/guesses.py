"""Guesses that somebody gets who tries again at the first moment allowed, by a clock that is moved.

What is counted are attempts whose password would be looked at (`matcher.workflows.throttle`), on a
store of its own; the passwords themselves are never compared, so that a day takes seconds.
"""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from matcher.store.engine import open_store
from matcher.store.migrate import prepare_store
from matcher.workflows.throttle import Attempt, TooManyAttempts, claim_attempt
from tests.bench import trust_file
from tests.bench.measuring import machine

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
_HEADING = ("who guesses", "guesses in the first day", "most in any 24 hours of a week")
_KEY = "k" * 32


def _attempt(name: str = "kari", address: str = "192.0.2.1", browser: str | None = None) -> Attempt:
    return Attempt(name, "wrong", address, browser, _KEY)


# Attempt number -> the attempt.
ATTACKERS: dict[str, Callable[[int], Attempt]] = {
    "one name from one address": lambda number: _attempt(),
    "one name, each time from another address": lambda number: _attempt(address=f"a{number}"),
    "one name in the person's own browser": lambda number: _attempt(browser="known"),
    "each time another name, one address": lambda number: _attempt(name=f"n{number}"),
}


def main() -> None:
    """Count for each attacker, and put the table into ``trust.md``."""
    rows = [(who, *map(str, _counted(attempt))) for who, attempt in ATTACKERS.items()]
    trust_file.publish("3. Sign-in: guesses an attacker gets", _text(rows))


def _counted(attempt: Callable[[int], Attempt]) -> tuple[int, int]:
    heard = guesses(attempt, 7 * DAY)
    most = max(sum(first <= each < first + DAY for each in heard) for first in heard)
    return sum(each < NOON + DAY for each in heard), most


def guesses(attempt: Callable[[int], Attempt], lasting: timedelta) -> list[datetime]:
    """When each guess was heard; the next one comes as soon as it may, or a second later."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        path.touch(mode=0o600)
        engine = open_store(f"sqlite:///{path}")
        prepare_store(engine)
        heard, now = [], NOON
        while now < NOON + lasting:
            try:
                claim_attempt(engine, attempt(len(heard)), now)
                heard.append(now)
                now += timedelta(seconds=1)
            except TooManyAttempts as wait:
                now = wait.until
        engine.dispose()
    return heard


def _text(rows: list[tuple[str, ...]]) -> str:
    return "\n".join([
        f"{machine()}: `make load`, or `.venv/bin/python -m tests.bench.guesses`", "",
        trust_file.table(_HEADING, rows), "",
        "- By a simulated clock, through the same function that every sign-in goes through. Each"
        " password costs argon2's time besides.",
    ])  # fmt: skip


if __name__ == "__main__":
    main()
