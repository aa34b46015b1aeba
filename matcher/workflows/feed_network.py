"""The vacancy feed over the network: a connection a thread, time limits, no redirects."""

import random
import time
from collections.abc import Mapping
from pathlib import Path
from threading import local
from urllib.parse import urlsplit

import requests

from matcher.domain.errors import BadInput
from matcher.workflows.feed_client import (
    Answer,
    FeedClient,
    NoAnswer,
    Patience,
    public_token,
    token_in,
)

DEFAULT_URL = "https://pam-stilling-feed.nav.no"
CONNECT_SECONDS, READ_SECONDS = 10, 60
# A page of 10 000 items has some 5 MB; ten times as much is something else.
LARGEST_BYTES = 50_000_000
_PIECE = 1 << 16


class Network:
    """Fetches addresses; to be called from any thread."""

    def __init__(self) -> None:
        self._own = local()

    def __call__(self, url: str, headers: Mapping[str, str]) -> Answer:
        """What ``url`` answers. NoAnswer where it cannot be reached or is cut off."""
        try:
            with self._session().get(
                url,
                headers={"User-Agent": "jobbsmak", **headers},
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as answer:
                named = {name.lower(): value for name, value in answer.headers.items()}
                return Answer(answer.status_code, named, _body(answer))
        except requests.RequestException as problem:
            raise NoAnswer(f"no answer ({type(problem).__name__})") from problem

    def _session(self) -> requests.Session:
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
        session: requests.Session = self._own.session
        return session


def _body(answer: requests.Response) -> bytes:
    body = bytearray()
    for piece in answer.iter_content(_PIECE):
        body += piece
        if len(body) > LARGEST_BYTES:
            raise NoAnswer(f"an answer of more than {LARGEST_BYTES // 1_000_000} MB")
    return bytes(body)


def open_feed(
    url: str, token_file: Path | None = None, patience: Patience | None = None
) -> FeedClient:
    """The feed at ``url``, with the public token or the one in ``token_file``.

    BadInput where ``url`` is no address of a server.
    """
    base = url.strip().rstrip("/")
    try:
        parts = urlsplit(base)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or "@" in base:
        raise BadInput(f"{url!r} is no address of a feed; expected one such as {DEFAULT_URL}.")
    token = public_token if token_file is None else lambda _client: _read_token(token_file)
    return FeedClient(base, Network(), patience or Patience(time.sleep, random.random), token)


def _read_token(file: Path) -> str:
    try:
        return token_in(file.read_text(encoding="utf-8-sig"), str(file))
    except OSError as problem:
        raise BadInput(f"The token file {file} cannot be read: {problem.strerror}.") from None
    except UnicodeDecodeError:
        raise BadInput(f"The token file {file} is not UTF-8 text.") from None
