"""Reads and writes everything in the JSON API that a token can, rightly and wrongly.

It goes by the API's own table of operations and their schemas: what nobody told it about is called
all the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any
from urllib.parse import quote, urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.integration.crawl.api_bodies import bodies, queries
from tests.integration.crawl.employer_leaks import LeakReader
from tests.integration.employer_reads import read_answer
from web.api.calls import REPLAYED
from web.api.operations import Operation
from web.api.problems import MEDIA_TYPE, ROOT
from web.api.reading import JSON, MOST_BYTES
from web.api.table import OPERATIONS

MOST_SHOWN = 200  # pages of one list
NOWHERE = "ingen"


@dataclass(frozen=True)
class Sent:
    """One write, to be sent again."""

    operation: Operation
    path: str
    body: Any
    key: str


@dataclass(kw_only=True)
class ApiCrawl(LeakReader):
    """A system with a token; ``fill`` has the ids of each name, the first of them its own."""

    client: FlaskClient
    secret: str
    fill: Mapping[str, Sequence[str]]
    # By the operation's name, how it was answered.
    statuses: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    # What told something that should not have been read.
    told_by: set[str] = field(default_factory=set)
    sent: list[Sent] = field(default_factory=list)

    def read_everything(self) -> None:
        """Every operation that changes nothing, with every id and parameter, page by page."""
        for operation in OPERATIONS:
            if operation.method == "GET":
                for path, query in product(self.paths(operation), self.queries(operation)):
                    self._read_pages(operation, f"{path}?{urlencode(query)}")

    def write_everything(self, *, shortly: bool = False) -> None:
        """Every operation that changes something, the last of the table's subjects first: what
        closes an opening takes back what was asked about it.

        With the least that it takes, and if not ``shortly`` with each other thing that it may be
        sent.
        """
        tags = list(dict.fromkeys(each.tag for each in OPERATIONS))
        for operation in sorted(OPERATIONS, key=lambda each: -tags.index(each.tag)):
            if operation.method == "GET":
                continue
            own, *others = self.paths(operation)
            for body in islice(self.bodies(operation), 1 if shortly else None):
                self._write(operation, own, body)
            for path in others:
                self._write(operation, path, next(self.bodies(operation)))

    def send_again(self) -> set[str]:
        """Every write that took a key, once more; the operations that answered what was kept."""
        return {
            each.operation.name
            for each in self.sent
            if each.operation.once and self._send(each).headers.get(REPLAYED) == "true"
        }

    def be_wrong(self) -> None:
        """Every operation in each of the ways in which a call can be wrong."""
        for operation in OPERATIONS:
            for path in (next(self.paths(operation)), _nowhere(operation)):
                for more in self._wrong_ways(operation):
                    self.call(operation, path, **more)

    def call(self, operation: Operation, path: str, **more: Any) -> TestResponse:
        """Call, and read all of the answer; ``more`` as Flask's client takes it."""
        headers = {"Authorization": f"Bearer {self.secret}", **more.pop("headers", {})}
        asked = {"method": operation.method, "headers": headers, **more}
        response = self.client.open(f"{ROOT}{path}", **asked)
        self.statuses[operation.name].add(response.status_code)
        refused = response.status_code >= 400
        assert response.content_type == (MEDIA_TYPE if refused else JSON)
        before = len(self.leaks)
        self.read(f"{asked['method']} {path}", read_answer(response))
        if len(self.leaks) > before:
            self.told_by.add(operation.name)
        return response

    def paths(self, operation: Operation) -> Iterator[str]:
        """The operation's address with each of the ids; KeyError where there are none."""
        names = operation.path_names
        for chosen in product(*(self.fill[name] for name in names)):
            path = operation.path
            for name, value in zip(names, chosen, strict=True):
                path = path.replace(f"{{{name}}}", quote(value, safe=""))
            yield path

    def queries(self, operation: Operation) -> Iterator[dict[str, str]]:
        """The operation's parameters, as its schema has them."""
        return queries(operation.query, self.fill)

    def bodies(self, operation: Operation) -> Iterator[Any]:
        """What the operation takes, as its schema has it."""
        return iter([None]) if operation.takes is None else bodies(operation.takes, self.fill)

    def _read_pages(self, operation: Operation, path: str) -> None:
        for _ in range(MOST_SHOWN):
            answer = self.call(operation, path)
            following = answer.json.get("next") if isinstance(answer.json, dict) else None
            if following is None:
                return
            path = following.removeprefix(ROOT)
        raise AssertionError(f"a list without an end: {path}")

    def _write(self, operation: Operation, path: str, body: Any) -> None:
        write = Sent(operation, path, body, f"key-{len(self.sent)}")
        self.sent.append(write)
        self._send(write)

    def _send(self, write: Sent) -> TestResponse:
        headers = {"Idempotency-Key": write.key} if write.operation.once else {}
        body = {} if write.body is None else {"json": write.body}
        return self.call(write.operation, write.path, headers=headers, **body)

    def _wrong_ways(self, operation: Operation) -> Iterator[dict[str, Any]]:
        least = next(self.bodies(operation))
        right = {} if least is None else {"json": least}
        yield {**right, "headers": {"Authorization": ""}}
        yield {**right, "query_string": "unknown=1"}
        yield {**right, "method": "PUT"}
        yield {"data": b"{", "headers": {"Content-Type": JSON}}
        yield {"data": b"a=b"}
        yield {"data": b" " * (MOST_BYTES + 1), "headers": {"Content-Type": JSON}}
        yield {"json": []}
        yield {"json": {"unknown": 1}}
        yield {**right, "headers": {"Idempotency-Key": "ø"}}
        if self.sent and operation.once:  # a key that stands for another write
            yield {**right, "headers": {"Idempotency-Key": self.sent[-1].key}}
        yield {**right, "headers": {"If-Match": '"another"'}}
        for name in operation.query.model_fields:
            yield {"query_string": f"{name}=%25"}
            yield {"query_string": f"{name}=WyJPMSJd"}
            yield {"query_string": f"{name}=1&{name}=1"}
        for name in least or {}:
            yield {"json": {**least, name: {}}}


def _nowhere(operation: Operation) -> str:
    path = operation.path
    for name in operation.path_names:
        path = path.replace(f"{{{name}}}", NOWHERE)
    return path
