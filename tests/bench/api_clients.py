"""One system of the API's load test: reads and writes by chance, and what was acknowledged."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from typing import Any

from tests.bench.api_store import Cast, Place

# More calls than a token may make in a minute: refused at once, and no measure of the rest.
TOO_MANY = 429
TIMEOUT = 60
# Hundredths of an hour that every change adds: what is lost is seen in the sum.
STEP = 0.01
MOST_CHANGES = 16_000
TITLE = "Plass"


@dataclass(frozen=True)
class Seen:
    """One call: its name, how long it took, what was answered."""

    name: str
    seconds: float
    status: int


@dataclass
class Client:
    """A client with a connection that it keeps."""

    port: int
    place: Place
    cast: Cast
    chance: random.Random
    seen: list[Seen] = field(default_factory=list)
    posted: list[str] = field(default_factory=list)
    mentors: list[str] = field(default_factory=list)
    answered: dict[str, str] = field(default_factory=dict)
    changed: Counter[str] = field(default_factory=Counter)
    _numbers: Any = field(default_factory=count)
    _line: HTTPConnection | None = None

    def work(self, until: float) -> None:
        """Call after call until the time is over."""
        steps = self._office() if self.place.employer_id is None else self._employer()
        weights = [weight for weight, _ in steps]
        while time.monotonic() < until:
            _, step = self.chance.choices(steps, weights)[0]
            step()

    def warm_up(self) -> None:
        """Have the day's market read."""
        self._read("free places", "/capacity?limit=5")()
        self.seen.clear()

    def _office(self) -> list[tuple[int, Any]]:
        return [
            (4, self._read("list openings", "/openings?limit=20")),
            (2, self._read("free places", "/capacity?limit=10")),
            (2, self._read("list requests", "/requests?limit=20")),
            (2, self._suggest),
            (4, self._change_anybodys),
        ]

    def _employer(self) -> list[tuple[int, Any]]:
        return [
            (3, self._read("list openings", "/openings?limit=20")),
            (2, self._read("read an opening", f"/openings/{self.place.employer_id}-A")),
            (2, self._read("free places", "/capacity?limit=10")),
            (2, self._read("list requests", "/requests?limit=20")),
            (1, self._read("list mentors", "/mentors?limit=20")),
            (2, self._post),
            (2, self._change_own),
            (1, self._add_mentor),
            (2, self._answer),
        ]

    def _read(self, name: str, path: str) -> Any:
        return lambda: self._call(name, "GET", path)

    def _suggest(self) -> None:
        person = self.chance.choice(self.cast.people)
        self._call("suggest", "GET", f"/suggestions/{person}?limit=5")

    def _post(self) -> None:
        title = f"{TITLE} {self._key()}"
        if self._once("post an opening", "/openings", {"title": title, "slots": 1}) == 201:
            self.posted.append(title)

    def _add_mentor(self) -> None:
        name = f"Mia {self._key()}"
        if self._once("add a mentor", "/mentors", {"name": name}) == 201:
            self.mentors.append(name)

    def _answer(self) -> None:
        waiting = [r for r in self.place.requests if r not in self.answered]
        if not waiting:
            self._call("list requests", "GET", "/requests?limit=20")
            return
        said = (
            {"answer": "not_now", "not_now": "busy"}
            if self.chance.random() < 0.3
            else {"answer": "yes"}
        )
        if self._once("answer a request", f"/requests/{waiting[0]}/answer", said) == 200:
            self.answered[waiting[0]] = said["answer"]

    def _change_own(self) -> None:
        self._change(f"{self.place.employer_id}-B")

    def _change_anybodys(self) -> None:
        employers = [each.employer_id for each in self.cast.places if each.employer_id]
        self._change(f"{self.chance.choice(employers[:5])}-B")

    def _change(self, opening_id: str) -> None:
        """Add a hundredth of an hour to what was read: a change that was lost would be missed."""
        path = f"/openings/{opening_id}"
        status, document = self._call("read an opening", "GET", path)
        if status != 200 or self.changed[opening_id] > MOST_CHANGES:
            return
        tag = {"If-Match": f'"{document["version"]}"'}
        hours = {"hours_per_week": round(document["hours_per_week"] + STEP, 2)}
        if self._call("change an opening", "PATCH", path, hours, tag)[0] == 200:
            self.changed[opening_id] += 1

    def _once(self, name: str, path: str, body: dict[str, Any]) -> int:
        """A write with a key; a third is sent twice, and one that was not answered again."""
        key = {"Idempotency-Key": self._key()}
        status, first = self._answered(name, path, body, key)
        if status < 300 and self.chance.random() < 1 / 3:
            again, second = self._answered(f"{name}, again", path, body, key)
            assert (again, second) == (status, first), (
                f"the same write was answered otherwise: {status} {first}, {again} {second}"
            )
        return status

    def _answered(self, name: str, path: str, body: Any, key: dict[str, str]) -> tuple[int, Any]:
        """Sent until there is an answer: a connection may break, and the store be busy."""
        while True:
            status, said = self._call(name, "POST", path, body, key)
            if status not in (0, 503, TOO_MANY) and not (
                status == 409 and "being done" in str(said)
            ):
                return status, said

    def _key(self) -> str:
        return f"{self.place.employer_id or id(self)}-{next(self._numbers)}"

    def _call(
        self, name: str, method: str, path: str, body: Any = None, headers: Any = None
    ) -> tuple[int, Any]:
        sent = {"Authorization": f"Bearer {self.place.token}", **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/json"
        began = time.perf_counter()
        try:
            if self._line is None:
                self._line = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
            text = None if body is None else json.dumps(body)
            self._line.request(method, f"/api/v1{path}", text, sent)
            answer = self._line.getresponse()
            document, status = json.loads(answer.read()), answer.status
        except (OSError, HTTPException):
            self._line, document, status = None, None, 0
        self.seen.append(Seen(name, time.perf_counter() - began, status))
        if status == TOO_MANY:
            time.sleep(1)
        return status, document


def counted(clients: Iterable[Client]) -> Counter[str]:
    """What was acknowledged, by kind."""
    found: Counter[str] = Counter()
    for each in clients:
        found["openings"] += len(each.posted)
        found["mentors"] += len(each.mentors)
        found["answers"] += len(each.answered)
        found["changes"] += each.changed.total()
    return found
