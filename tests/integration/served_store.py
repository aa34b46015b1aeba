"""A server in processes of its own, and people who post to it: for tests that break things."""

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from matcher.domain.access import Role
from matcher.domain.employers import Office
from matcher.domain.market import Market
from matcher.store.day_tables import week_activities
from matcher.store.engine import open_store, reading, writing
from matcher.store.migrate import prepare_store
from matcher.store.own_tables import interview_facts
from matcher.store.readers import Account
from matcher.store.whole import damage
from matcher.store.writers import add_account, upsert_market
from matcher.workflows.sign_in import hash_password
from tests.integration.free_port import free_port
from tests.integration.learning_stores import TODAY
from tests.integration.web_start import SECRET
from tests.unit.market_builders import a_mentor, a_participant, an_employer, an_opening

PASSWORD = "en lang setning om ingenting"
PEOPLE = ("P1", "P2", "P3", "P4")
# A server on a machine that does other things too.
STARTS_WITHIN = 60
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_BROKEN = (OSError, urllib.error.URLError, EOFError)


def make_store(url: str) -> None:
    """An office with four participants and one adviser, kari."""
    engine = open_store(url)
    prepare_store(engine)
    market = Market(
        offices=(Office("N1"),),
        participants=tuple(a_participant(name) for name in PEOPLE),
        employers=(an_employer(),),
        mentors=(a_mentor(),),
        openings=(an_opening(),),
    )
    with writing(engine) as connection:
        upsert_market(connection, market)
        hashed = hash_password(PASSWORD)
        add_account(connection, Account("kari", Role.ADVISER, hashed, TODAY, "N1"))
    engine.dispose()


@dataclass
class Server:
    """`jobbsmak serve` with its workers, in a process group that can be killed at once."""

    url: str
    folder: Path
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.port = self.port or free_port()
        environment = os.environ | {
            "DATABASE_URL": self.url,
            "JOBBSMAK_MODELS": str(self.folder / "versions"),
            "JOBBSMAK_SECRET": SECRET,
        }
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", "from matcher.cli import main; main()", "serve",
                 "--port", str(self.port)],
                env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + STARTS_WITHIN
        while not self.answers():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.1)

    def answers(self) -> bool:
        """Whether it says that all is well."""
        try:
            with urllib.request.urlopen(f"{self.address}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except _BROKEN:
            return False

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """Signal 9 to the server and all its workers, which have no time for anything."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)
        self.process = None

    def stop(self) -> None:
        """As an administrator stops it."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(60)
            self.process = None

    def said(self) -> str:
        """Its log."""
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")


class Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer: 303 says that a form was kept."""

    def redirect_request(self, *arguments: object) -> None:
        """Not followed."""


@dataclass
class Adviser:
    """A signed-in browser that posts and remembers what it was told is kept."""

    server: Server
    number: int
    kept: list[str] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    cut_off: int = 0
    _token: str = ""

    def __post_init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar, Stay)
        token = _TOKEN.search(self.page("/sign-in")[1])
        assert token is not None
        form = {"name": "kari", "password": PASSWORD, "csrf_token": token[1]}
        assert self.send("/sign-in", form) == 303
        token = _TOKEN.search(self.page("/password")[1])
        assert token is not None
        self._token = token[1]

    def page(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        try:
            with self._opener.open(self.server.address + path, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def send(self, path: str, form: dict[str, str]) -> int:
        """The status of the answer to a form; 401 where it asks to sign in again."""
        data = urllib.parse.urlencode(form).encode()
        try:
            with self._opener.open(self.server.address + path, data, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                to = error.headers.get("Location") or ""
                return 401 if error.code == 303 and to.startswith("/sign-in") else error.code

    def say(self, participant_id: str, text: str) -> int:
        """The status after noting what somebody said of working with people."""
        form = {"dimension": "people", "likes": "yes", "text": text, "csrf_token": self._token}
        return self.send(f"/participants/{participant_id}/tastes/said", form)

    def post(self, count: int) -> None:
        """One entry in a week, or one thing that was said, under a name of its own."""
        name = f"A{self.number}-{count}"
        person = PEOPLE[self.number % len(PEOPLE)]
        week = {
            "activity": "own", "title": name, "weekday": "0", "begins": "09:00",
            "until": "10:00", "starts": "2026-01-05", "csrf_token": self._token,
        }  # fmt: skip
        try:
            if count % 2:
                status = self.send(f"/participants/{person}/week", week)
            else:
                status = self.say(person, name)
        except _BROKEN:
            self.cut_off += 1
            return
        if status == 303:
            self.kept.append(name)
        else:
            self.refused.append(status)


@contextmanager
def load(advisers: list[Adviser], counts: Iterator[int]) -> Iterator[None]:
    """Everybody posts without a pause, until the block ends."""
    stop = threading.Event()

    def work(adviser: Adviser) -> None:
        while not stop.is_set():
            adviser.post(next(counts))

    threads = [threading.Thread(target=work, args=(each,)) for each in advisers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def stored(url: str) -> set[str]:
    """Every name that is in the store, which must be whole."""
    engine = open_store(url)
    try:
        with reading(engine) as connection:
            assert damage(connection) is None
            said = connection.execute(sa.select(interview_facts.c.text)).scalars().all()
            noted = connection.execute(sa.select(week_activities.c.title)).scalars().all()
    finally:
        engine.dispose()
    everything = [*said, *noted]
    assert len(everything) == len(set(everything)), "nothing is kept twice"
    return set(everything)
