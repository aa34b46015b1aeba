"""Both logs of the real server, after people, links and systems have been everywhere: nobody."""

import http.cookiejar
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from matcher.domain.mails import LinkKind
from matcher.workflows.links import PATHS
from tests.integration.request_cases import OLA
from tests.integration.served_store import Server, Stay
from tests.integration.under_way import NUMBERS, TOLD, UnderWay, addresses
from tests.integration.web_start import PASSWORD, TODAY, token_of

WRONG = "jobbsmak_" + "Zx9Kq2Lm8Rt5Vw1Yb4Nc7Df0" * 2
QUERY = "?q=Amina+Testesen&name=amina%40prove.no"
GUESSED, BROWSER, BAD = "gjettet-hemmelighet", "Hansens", "feil passord"


@pytest.fixture
def paths(
    store: sa.Engine, under_way: UnderWay, serve: Callable[..., Flask]
) -> list[tuple[str, str]]:
    return list(addresses(serve(store, TODAY=TODAY), under_way))


@pytest.fixture
def server(
    store: sa.Engine, under_way: UnderWay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    monkeypatch.setenv("JOBBSMAK_ACCESS_LOG", str(tmp_path / "access.log"))
    store.dispose()
    made = Server(str(store.url), tmp_path)
    made.start()
    yield made
    made.stop()


class Reader:
    """A browser or a system that asks the server."""

    def __init__(self, server: Server, token: str | None = None) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener, self._address = urllib.request.build_opener(jar, Stay), server.address
        self._opener.addheaders = [("User-Agent", BROWSER), ("Referer", f"/r/{GUESSED}")]
        if token is not None:
            self._opener.addheaders += [("Authorization", f"Bearer {token}")]

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        data = None if form is None else urllib.parse.urlencode(form).encode()
        try:
            with self._opener.open(self._address + path, data, timeout=30) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode("utf-8", "replace")

    def sign_in(self, name: str, password: str = PASSWORD) -> int:
        form = {"csrf_token": token_of(self.ask("/sign-in")[1]), "name": name}
        return self.ask("/sign-in", form | {"password": password})[0]


def go_everywhere(server: Server, under_way: UnderWay, paths: list[tuple[str, str]]) -> set[int]:
    seen = set()
    for name in ("kari", OLA.name):
        reader = Reader(server)
        assert reader.sign_in(name, BAD) == 422 and reader.sign_in(name) == 303
        token = token_of(reader.ask("/password")[1])
        form = {"csrf_token": token, "name": TOLD[0], "text": TOLD[1], "email": "amina@prove.no"}
        for _, path in paths:
            seen.add(reader.ask(path + QUERY)[0])
        for path in (
            "/participants/P1/edit",
            "/placements/PL2/request",
            "/employers/E1/invitations",
        ):
            seen.add(reader.ask(path, form)[0])
    for token in (under_way.office, under_way.employer, WRONG):
        system = Reader(server, token)
        seen |= {system.ask(path)[0] for rule, path in paths if rule.startswith("/api/v1")}
    nobody = Reader(server)
    for rule, path in paths:
        if "<token>" in rule or "<secret>" in rule:
            seen |= {nobody.ask(path)[0], nobody.ask(path, {"name": TOLD[0]})[0]}
    guessed = ("/participants/P1", f"/r/{GUESSED}", f"/calendar/{GUESSED}.ics")
    return seen | {nobody.ask(path)[0] for path in guessed}


def said_to_what_is_no_request(server: Server) -> str:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as broken:
        broken.sendall(f"GET /participants/P1?{BROWSER} HTTP/9.9 {BROWSER}\r\n\r\n".encode())
        with broken.makefile("rb") as answer:
            return answer.read().decode()


def test_nobody_and_no_key_is_in_the_logs(server, under_way, paths, tmp_path):
    seen = go_everywhere(server, under_way, paths)
    refusal = said_to_what_is_no_request(server)
    server.stop()  # every line is out
    assert {200, 303, 401, 404} <= seen and not any(status >= 500 for status in seen)
    assert "default-src 'none'" in refusal and "no-store" in refusal
    logs = (tmp_path / "access.log").read_text() + server.said()
    assert logs.count("\n") > 150 and "Invalid request from ip=…" in logs
    links = [under_way.links[kind] for kind in LinkKind]
    keys = [under_way.office, under_way.employer, under_way.calendar, WRONG, PASSWORD, *links]
    typed = ["Amina", "amina@", OLA.name, "kari", GUESSED, BROWSER, BAD, "127.0.0.1"]
    words = [*TOLD, *NUMBERS, *keys, under_way.request_id, *typed]
    assert [word for word in words if word in logs + refusal] == []
    for kind, path in PATHS.items():
        assert f'"GET {path}<token>"' in logs, kind
    assert '"GET /api/v1/requests/<request_id>"' in logs
    assert '"GET /participants/<participant_id>" 303' in logs
    assert '"GET /r/<token>" 404' in logs and '"GET /calendar/<secret>.ics" 404' in logs
