"""An employer's token reads and writes everything in the API; nobody's name or story is told."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from matcher.domain.api import EMPLOYERS, Scope
from matcher.domain.errors import StoreProblem
from matcher.store.employer_tables import mails
from matcher.store.engine import reading
from matcher.workflows import api_tokens
from matcher.workflows.api_tokens import make_token
from matcher.workflows.mail_outbox import MailStep
from matcher.workflows.workplace.consent import Said, note_said
from tests.integration.crawl.employer_api import ApiCrawl
from tests.integration.crawl.employer_scene import (
    AMINA,
    IDA,
    KARI,
    NOW,
    OLA,
    OWN,
    WEEK,
    crawl_of,
    hidden,
)
from tests.integration.web_start import TODAY, send, signed_in
from web.api import calls
from web.api.calls import COUNTER
from web.api.openapi import document
from web.api.operations import Kind
from web.api.table import OPERATIONS

THEIRS = [each for each in OPERATIONS if each.kind is Kind.BOTH]
THEIR_NAMES = {each.name for each in THEIRS}
# Where the name stands while the person's consent holds, and nowhere else.
NAMED = {"getRequest"}
Crawl = Callable[..., ApiCrawl]


@pytest.fixture
def crawl(app: Flask, store: sa.Engine, asked: str, monkeypatch: pytest.MonkeyPatch) -> Crawl:
    """Makes a system of an employer's, with every scope that it can have."""
    app.extensions[COUNTER].limit = 10**9
    monkeypatch.setattr(api_tokens, "claim_attempt", lambda *_: None)  # many wrong ones are tried
    ids = {
        "opening_id": ("O1", "O2", "O9"), "mentor_id": ("M1", "M2"), "request_id": (asked,),
        "employer_id": ("E1", "E2"), "participant_id": (AMINA.participant_id,),
        "placement_id": ("PL1", "PL2"),
    }  # fmt: skip

    def make(employer_id: str = "E1", scopes: Any = EMPLOYERS) -> ApiCrawl:
        made = make_token(
            store, name="Kasse", scopes=sorted(scopes), employer_id=employer_id,
            made_by="test", today=TODAY,
        )  # fmt: skip
        client = app.test_client(use_cookies=False)
        return ApiCrawl(
            client=client, secret=made.secret, fill=ids, hidden=hidden(), own=OWN, drawn=(asked,)
        )

    return make


def words(crawl: ApiCrawl) -> set[str]:
    """What was told of somebody."""
    return {leak.word for leak in crawl.leaks}


def test_before_consent_a_token_reads_and_writes_everything_and_is_told_nothing(crawl):
    system = crawl()
    system.read_everything()
    system.write_everything()
    answered_again = system.send_again()
    system.read_everything()
    assert sorted(map(str, system.leaks)) == []
    assert not system.unread
    without = {each.name for each in THEIRS if each.status not in system.statuses[each.name]}
    assert without == set()
    assert answered_again == {each.name for each in THEIRS if each.once}
    for each in OPERATIONS:
        assert (each in THEIRS) or system.statuses[each.name] == {403}


def test_whatever_is_wrong_with_a_call_its_answer_tells_nothing(app, crawl):
    system, poor = crawl(), crawl(scopes=[Scope.OPENINGS_READ])
    system.write_everything(shortly=True)
    for each in (system, poor):
        each.be_wrong()
    app.extensions[COUNTER].limit = 0
    system.read_everything()
    seen = set[int]()
    for each in (system, poor):
        assert sorted(map(str, each.leaks)) == []
        assert not each.unread
        seen |= {status for name in THEIR_NAMES for status in each.statuses[name]}
    named = {
        int(status)
        for methods in document()["paths"].values()
        for each in methods.values()
        if each["operationId"] in THEIR_NAMES
        for status in each["responses"]
    }
    assert named - seen == {503}


@pytest.mark.parametrize(
    ("error", "status"),
    [(StoreProblem("Amina Testesen"), 503), (RuntimeError("Amina Testesen"), 500),
     (KeyError("ZX7731"), 500)],
)  # fmt: skip
def test_what_breaks_inside_tells_nothing(crawl, monkeypatch, error, status):
    def breaks(*_: object, **__: object) -> None:
        raise error

    system = crawl()
    monkeypatch.setattr(calls, "viewer_of", breaks)
    system.read_everything()
    assert {s for name in THEIR_NAMES for s in system.statuses[name]} == {status}
    assert sorted(map(str, system.leaks)) == []


def test_after_consent_the_name_stands_in_the_request_and_nowhere_else(crawl, store):
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    system = crawl()
    system.read_everything()
    assert "Amina Testesen" in words(system)
    system.write_everything(shortly=True)
    system.send_again()
    assert words(system) <= {AMINA.name, AMINA.phone, AMINA.email}
    assert system.told_by == NAMED


def test_what_was_answered_while_a_consent_held_is_not_told_again_without_it(crawl, store):
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    system = crawl()
    system.write_everything(shortly=True)
    note_said(store, KARI, "PL2", Said.BACK, now=NOW + WEEK / 7, today=TODAY)
    assert system.send_again() == {each.name for each in THEIRS if each.once}
    system.read_everything()
    assert sorted(map(str, system.leaks)) == []


def test_another_employers_token_is_told_nothing_with_the_same_keys_either(crawl, store):
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    system, other = crawl(), crawl("E2")
    system.write_everything(shortly=True)
    other.sent = system.sent
    assert other.send_again() == set()
    other.read_everything()
    other.write_everything(shortly=True)
    assert sorted(map(str, other.leaks)) == []
    assert other.statuses["getRequest"] == other.statuses["answerRequest"] == {404}


def test_a_token_opens_no_page(app, crawl):
    bearer, nobody = app.test_client(), app.test_client()
    bearer.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {crawl().secret}"
    pages = crawl_of(app, None)
    opened = [path for path in pages.addresses() if not path.startswith("/api/v1/")]
    assert "/outbox" in opened
    for path in opened:
        answers = [client.get(path) for client in (bearer, nobody)]
        assert len({(each.status_code, each.headers.get("Location")) for each in answers}) == 1


def test_no_employer_reaches_the_outbox(app, crawl, store):
    with reading(store) as connection:
        waiting = connection.execute(sa.select(mails)).all()
    assert waiting
    bearer = app.test_client()
    bearer.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {crawl().secret}"
    for name in (OLA, IDA):
        person = signed_in(app, name)
        assert person.get("/outbox").status_code == 404
        for step in MailStep:
            for row in waiting:
                assert send(person, f"/outbox/{row.id}/{step}").status_code == 404
                assert bearer.post(f"/outbox/{row.id}/{step}").status_code == 303  # to sign in
    with reading(store) as connection:
        assert connection.execute(sa.select(mails)).all() == waiting
