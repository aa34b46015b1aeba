"""Asks the vacancy feed, and asks again: tokens that rotate, answers that fail or are cut off.

The network itself is the ``fetch`` that it is given; ``feed_network`` has the real one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

from matcher.domain.errors import FeedProblem
from matcher.exchange.feed_schema import FeedUnreadable

T = TypeVar("T")
OK, UNCHANGED, UNAUTHORISED, NOT_FOUND, TOO_MANY = 200, 304, 401, 404, 429


class NoAnswer(Exception):
    """The server could not be reached, was too slow, or stopped in the middle."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; the names of ``headers`` are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Fetch = Callable[[str, Mapping[str, str]], Answer]


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is tried, and how long is waited between: doubled each time.

    Half of a wait is by chance (``chance`` gives numbers from 0 to 1), so that many who were
    turned away together do not come back together.
    """

    sleep: Callable[[float], None]
    chance: Callable[[], float]
    tries: int = 5
    first_seconds: float = 1.0
    longest_seconds: float = 60.0

    def wait(self, failures: int, asked_for: float = 0.0) -> None:
        """Wait after so many ``failures``, at least as long as the server ``asked_for``.

        >>> Patience(print, lambda: 1.0).wait(3)
        4.0
        >>> Patience(print, lambda: 0.0).wait(9, asked_for=45)
        45
        """
        grown = min(self.longest_seconds, self.first_seconds * 2.0 ** (failures - 1))
        asked = min(self.longest_seconds, asked_for)
        self.sleep(max(grown * (0.5 + self.chance() / 2), asked))


@dataclass(frozen=True, slots=True)
class Got:
    """An answer that could be used: its status and headers; other than 200, without content."""

    status: int
    etag: str | None = None
    last_modified: str | None = None


@dataclass
class FeedClient:
    """Reads addresses under ``base`` (without a slash at the end). Safe to share between threads.

    ``token`` gives a token; it is asked again, once a request, when the feed refuses the last one.
    """

    base: str
    fetch: Fetch
    patience: Patience
    token: Callable[["FeedClient"], str]
    _token: str | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def get(
        self, path: str, read: Callable[[bytes], T], conditions: Mapping[str, str] | None = None
    ) -> tuple[Got, T | None]:
        """What is at ``path``, read by ``read`` (which may raise FeedUnreadable).

        None in the place of content for 304 and 404. FeedProblem where the feed cannot be read.
        """
        used = self._a_token(None)
        headers = {"Accept": "application/json", **(conditions or {})}
        answer, content = self._tried(path, headers | _bearer(used), read)
        if answer.status == UNAUTHORISED:
            headers |= _bearer(self._a_token(used))
            answer, content = self._tried(path, headers, read)
        if answer.status in (OK, UNCHANGED, NOT_FOUND):
            found = answer.headers
            return Got(answer.status, found.get("etag"), found.get("last-modified")), content
        if answer.status == UNAUTHORISED:
            raise FeedProblem(
                f"The feed at {self.base} refuses the token; get a new one and try again."
            )
        raise FeedProblem(f"The feed at {self.base} answered {answer.status} for {path}.")

    def text(self, path: str) -> str:
        """The plain text at ``path``, for which no token is needed."""
        answer, content = self._tried(path, {}, lambda body: body.decode("utf-8", "replace"))
        if content is None:
            raise FeedProblem(f"The feed at {self.base} answered {answer.status} for {path}.")
        return content

    def _a_token(self, refused: str | None) -> str:
        """The token in use; a new one where that is the one that was ``refused``."""
        with self._lock:
            if self._token is None or self._token == refused:
                self._token = self.token(self)
            return self._token

    def _tried(
        self, path: str, headers: Mapping[str, str], read: Callable[[bytes], T]
    ) -> tuple[Answer, T | None]:
        """The first answer that is not a passing failure; FeedProblem after the last try."""
        failure = ""
        for attempt in range(1, self.patience.tries + 1):
            asked_for = 0.0
            try:
                answer = self.fetch(self.base + path, headers)
                if answer.status == OK:
                    return answer, read(answer.body)
                if answer.status != TOO_MANY and answer.status < 500:
                    return answer, None
                failure = f"it answered {answer.status}"
                asked_for = _seconds(answer.headers.get("retry-after"))
            except (NoAnswer, FeedUnreadable) as problem:
                failure = str(problem)
            if attempt < self.patience.tries:
                self.patience.wait(attempt, asked_for)
        raise FeedProblem(
            f"The feed at {self.base} cannot be read now: {failure}, {self.patience.tries} times"
            f" for {path}. What was read stays; try again later, and it goes on from there."
        )


def public_token(client: FeedClient) -> str:
    """The public token: the last line of a short text. FeedProblem where there is none."""
    return token_in(client.text("/api/publicToken"), f"{client.base}/api/publicToken")


def token_in(text: str, where: str) -> str:
    """The token in ``text``, which may have a heading line above it.

    >>> token_in("Current public token for the feed:\\n  abc.def\\n", "here")
    'abc.def'
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    last = lines[-1].removeprefix("Bearer ") if lines else ""
    if not last or " " in last or not (last.isascii() and last.isprintable()):
        raise FeedProblem(f"There is no token at {where}; expected a line with one at the end.")
    return last


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _seconds(text: str | None) -> float:
    """
    >>> _seconds("30"), _seconds("Wed, 21 Oct 2026 07:28:00 GMT"), _seconds(None)
    (30.0, 0.0, 0.0)
    """
    return float(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0.0
