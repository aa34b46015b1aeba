"""A page of suggestions under eight parallel users: gunicorn on loopback, as `serve` starts it."""

import http.client
import os
import re
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest

from matcher.cli.server import THREADS, WORKERS
from matcher.domain.access import Role
from matcher.workflows.demo import PARTICIPANTS, PASSWORD, demo_staff
from tests.bench.measuring import ROOT, Table, milliseconds, publish
from tests.bench.served import COMMAND, served

USERS, SECONDS = 8, 15.0
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_PARTICIPANT = re.compile(r'href="(/participants/[^"/?#]+)"')
# Far slower than any measured run; beyond it something is broken.
MOST_P95_SECONDS = 2.0


@dataclass(frozen=True)
class Load:
    """What eight users saw: seconds of each answer, and how many were no page."""

    seconds: list[float]
    errors: int
    lasted: float


class Session:
    """One signed-in browser that keeps its connection and its cookies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        """Status and text; a connection that the server closed is opened again."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection.close()
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self._cookies[name] = value
        return response.status, response.read().decode()

    def sign_in(self, name: str) -> list[str]:
        """Addresses of the participants that the first page lists."""
        found = _TOKEN.search(self.ask("GET", "/sign-in")[1])
        assert found is not None, "the sign-in page has no form token"
        form = {"csrf_token": found[1], "name": name, "password": PASSWORD}
        status, _ = self.ask("POST", "/sign-in", urlencode(form))
        assert status == 303, f"signing in as {name} answered {status}"
        return list(
            dict.fromkeys(_PARTICIPANT.findall(self.ask("GET", "/participants?who=mine")[1]))
        )


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A demo store of 200 participants and 300 openings, served."""
    store = tmp_path_factory.mktemp("served") / "demo.db"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{store}"}
    subprocess.run([COMMAND, "demo", "--no-serve"], cwd=ROOT, env=environment, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    with served({"DATABASE_URL": f"sqlite:///{store}"}) as port:
        yield port


def _staff() -> list[str]:
    advisers = [v.name for v in demo_staff(PARTICIPANTS) if v.role is Role.ADVISER and v.name]
    return list(islice(cycle(advisers), USERS))


def _use(session: Session, paths: list[str], until: float) -> tuple[list[float], int]:
    took, errors = [], 0
    for path in cycle(paths):
        start = time.perf_counter()
        if start > until:
            break
        status, _ = session.ask("GET", path)
        took.append(time.perf_counter() - start)
        errors += status != 200
    return took, errors


def _load(sessions: list[Session], paths: list[list[str]], lasting: float) -> Load:
    start = time.perf_counter()
    with ThreadPoolExecutor(len(sessions)) as pool:
        until = [start + lasting] * len(sessions)
        answers = list(pool.map(_use, sessions, paths, until))
    lasted = time.perf_counter() - start
    return Load([s for took, _ in answers for s in took], sum(e for _, e in answers), lasted)


@pytest.fixture
def sessions(port: int) -> Iterator[list[Session]]:
    with ExitStack() as stack:
        yield [stack.enter_context(closing(Session(port))) for _ in range(USERS)]


def test_eight_advisers_at_once_see_their_suggestions_soon(sessions: list[Session]) -> None:
    pages = [session.sign_in(name) for session, name in zip(sessions, _staff(), strict=True)]
    assert all(pages), "every adviser has participants"
    _load(sessions, pages, 4.0)  # both workers read the market and build their indexes
    measured = {
        "health: the server and its store": _load(sessions, [["/health"]] * USERS, 4.0),
        "the list of one's participants": _load(sessions, [["/participants"]] * USERS, 4.0),
        "one participant with ten suggestions": (page := _load(sessions, pages, SECONDS)),
        "the same, one user alone": _load(sessions[:1], pages[:1], 4.0),
    }
    publish(
        Table(
            "5. A page of suggestions under 8 parallel users",
            Path(__file__).name,
            ("page", "requests a second", "p50", "p95", "errors"),
            [_row(name, load) for name, load in measured.items()],
            (
                f"gunicorn on loopback as `jobbsmak serve` starts it: {WORKERS} processes of"
                f" {THREADS} threads; the demo's store in SQLite, 200 participants, 300 openings.",
                f"{USERS} sessions with kept connections and no pause; {SECONDS:.0f} s for the"
                " page, 4 s for each other; the users' own processor time is in the figures.",
                "Every view of a participant ranks afresh, and writes the list shown to the log.",
            ),
        )
    )
    assert page.errors == 0
    assert np.quantile(page.seconds, 0.95) < MOST_P95_SECONDS


def _row(name: str, load: Load) -> tuple[str, ...]:
    half, most = np.quantile(load.seconds, [0.5, 0.95])
    rate = len(load.seconds) / load.lasted
    return name, f"{rate:.0f}", milliseconds(half), milliseconds(most), str(load.errors)
