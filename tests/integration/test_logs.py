"""No person in the logs: every page is asked for, and made to fail, and then the logs are read."""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from matcher.domain.employers import Employer
from matcher.domain.errors import NotFound, StoreProblem
from matcher.domain.participants import Origin, Participant, Wish
from matcher.store.engine import writing
from matcher.store.writers import upsert_rows
from tests.integration.web_start import KARI, PASSWORD, add_accounts, send, token_of
from web.logs import WithoutPeople, scrubbed

TODAY = date(2025, 9, 1)
# Each of them is about somebody, and must be in no log.
PERSONAL = (
    "Hemmelig Hansen", "Hansen", "98765432", "hansen@example.org", "noe med hunder", "kari",
    "P77", "PL1", "Prøvebutikken", PASSWORD, "feil passord", "hunter2", "gjettet-hemmelighet",
)  # fmt: skip
VALUES = {
    "participant_id": "P77", "opening_id": "O1", "placement_id": "PL1", "employer_id": "E1",
    "rank": 1, "rule": "travel", "reporter": "adviser", "filename": "none.svg",
    "token": "gjettet-hemmelighet", "secret": "gjettet-hemmelighet",
}  # fmt: skip


@pytest.fixture
def people(store: sa.Engine) -> sa.Engine:
    with writing(store) as connection:
        somebody = Participant(
            "P77", "N1", name="Hemmelig Hansen", phone="98765432", email="hansen@example.org"
        )
        upsert_rows(connection, "participants", [somebody])
        upsert_rows(connection, "wishes", [Wish("P77", "noe med hunder", 1, Origin.OWN)])
        upsert_rows(connection, "employers", [Employer("E1", "Prøvebutikken", capacity=2)])
    add_accounts(store, KARI)
    return store


@pytest.fixture
def app(people: sa.Engine, serve: Callable[..., Flask]) -> Flask:
    return serve(people)


@pytest.fixture
def log(app: Flask) -> Iterator["Kept"]:
    """Everything that anybody logs, as a handler of the root writes it."""
    kept = Kept()
    root = logging.getLogger()
    before = root.level
    root.addHandler(kept)
    root.setLevel(logging.INFO)
    yield kept
    root.removeHandler(kept)
    root.setLevel(before)


class Kept(logging.Handler):
    """The lines of a log as text."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def addresses(app: Flask, method: str) -> list[str]:
    rules = [rule for rule in app.url_map.iter_rules() if method in rule.methods]
    return [address_of(rule) for rule in rules if rule.endpoint != "sign_in.sign_out"]


def address_of(rule: Rule) -> str:
    values = {name: str(VALUES.get(name, 1)) for name in rule.arguments}
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], rule.rule)
    return f"{path}?q=Hansen&name=Hemmelig+Hansen"


def ask_for_everything(app: Flask, client: FlaskClient) -> int:
    send(client, "/sign-in", name="hunter2", password="feil passord")
    send(client, "/sign-in", name="kari", password=PASSWORD)
    form = {
        "text": "Hemmelig Hansen",
        "name": "Hansen",
        "csrf_token": token_of(client.get("/password").text),
    }
    for path in addresses(app, "GET"):
        client.get(path)
    for path in addresses(app, "POST"):
        client.post(path, data=form)
    return len(addresses(app, "GET")) + len(addresses(app, "POST"))


def assert_nobody_in(text: str) -> None:
    assert not [word for word in PERSONAL if word.casefold() in text.casefold()], text


def test_no_page_logs_anybody(app, log):
    assert ask_for_everything(app, app.test_client()) > 80
    assert_nobody_in(log.text)


ABOUT = (
    'There is no "P77", Hemmelig Hansen, who wished for noe med hunder (DETAIL: hansen@example.org)'
)


@pytest.mark.parametrize("kind", [ValueError, StoreProblem, NotFound, KeyError])
def test_no_page_that_fails_logs_anybody(kind, app, log, monkeypatch):
    client = app.test_client()
    send(client, "/sign-in", name="kari", password=PASSWORD)

    def fail(*_: object, **__: object) -> None:
        raise kind(ABOUT)

    for endpoint in app.view_functions:
        if endpoint not in ("sign_in.sign_in", "static"):
            app.view_functions[endpoint] = fail
    failed = [client.get(path).status_code for path in addresses(app, "GET")]
    failed += [client.post(path, data={}).status_code for path in addresses(app, "POST")]
    assert len([status for status in failed if status >= 400]) > 50
    assert_nobody_in(log.text)
    if kind is ValueError:
        assert "in fail" in log.text and "builtins.ValueError" in log.text
        assert "[participant.show]" in log.text


def test_an_error_deep_inside_with_causes_logs_where_and_not_what(app, log):
    try:
        try:
            raise KeyError(ABOUT)
        except KeyError as cause:
            raise ValueError(ABOUT) from cause
    except ValueError:
        app.logger.exception("It went wrong for %s", "'Hemmelig Hansen'")
    assert_nobody_in(log.text)
    assert "It went wrong for …" in log.text and "builtins.ValueError" in log.text


def test_a_library_that_logs_where_nobody_listens_is_scrubbed_too(app):
    assert any(isinstance(each, WithoutPeople) for each in logging.lastResort.filters)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Error handling /participants/P77?q=Hansen", "Error handling /participants/…"),
        ("Error handling request /r/abc.def", "Error handling request /r/…"),
        ("GET /calendar/gjettet.ics done", "GET /calendar/… done"),
        ("There is no account «kari»", "There is no account …"),
        ("Worker (pid:77) was sent SIGKILL!", "Worker (pid:77) was sent SIGKILL!"),
        ("/find?q=Hansen", "/find"),
        ("Invalid request from ip=2001:db8::7: no line", "Invalid request from ip=…: no line"),
        ("127.0.0.1:5432 refused it", "…:5432 refused it"),
        ("No mail to ola@butikken.no, it was refused", "No mail to …, it was refused"),
        ("The token jobbsmak_Zx9Kq2Lm8Rt5Vw1Yb4Nc7Df0 is unknown", "The token … is unknown"),
        ("Upgraded from 1.2.3 at 06:57:10", "Upgraded from 1.2.3 at 06:57:10"),
    ],
)  # fmt: skip
def test_addresses_queries_and_quotes_are_left_out(said, kept):
    assert scrubbed(said) == kept
