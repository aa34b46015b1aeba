"""Whoever is told something of a person stands in the log as having been: page, link or call."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from matcher.domain.api import EMPLOYERS
from matcher.store.audit import Look, read_looks
from matcher.store.engine import reading
from matcher.store.seen_lately import SeenLately
from matcher.store.trust_tables import audit_log
from matcher.workflows.api_tokens import end_token, list_tokens, make_token
from matcher.workflows.workplace.consent import Said, note_said
from tests.integration.request_cases import IDA, KARI, NOW, OLA
from tests.integration.under_way import UnderWay, addresses, call
from tests.integration.web_start import TODAY, signed_in

Ask = Callable[[str, str], TestResponse | None]
# Only numbers that stand for a request or a placement, and nothing of whom it is about.
NUMBERS_ONLY = ("/workplace/<employer_id>", "/api/v1/requests")


@pytest.fixture
def app(store: sa.Engine, under_way: UnderWay, serve: Callable[..., Flask]) -> Flask:
    return serve(store, TODAY=TODAY)


@pytest.fixture
def each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list is noted each time, and not once an hour."""
    monkeypatch.setattr(SeenLately, "fresh", lambda _self, _engine, notes, _now: list(notes))


@pytest.fixture(params=["kari", "liv", OLA.name, "links", "office", "employer"])
def reader(request: pytest.FixtureRequest, app: Flask, under_way: UnderWay) -> Ask:
    """How somebody asks for an address; None where the address is not for them."""
    who = request.param
    if who in ("office", "employer"):
        client, secret = app.test_client(use_cookies=False), getattr(under_way, who)
        return lambda rule, path: call(client, path, secret) if "/api/v1" in rule else None
    client = app.test_client() if who == "links" else signed_in(app, who)
    by_link = who == "links"
    return lambda rule, path: (
        None if "/api/" in rule or by_link != ("<token>" in rule or "<secret>" in rule)
        else client.get(path)
    )  # fmt: skip


def looks_since(store: sa.Engine, row: int) -> list[Look]:
    with reading(store) as connection:
        return [look for number, look in read_looks(connection, "P1", 1000) if number > row]


def last_row(store: sa.Engine) -> int:
    with store.connect() as connection:
        return connection.execute(sa.select(sa.func.max(audit_log.c.id))).scalar() or 0


def untold(
    app: Flask, store: sa.Engine, under_way: UnderWay, reader: Ask
) -> Iterator[tuple[str, set[str]]]:
    """What was told of P1 without being noted."""
    for rule, path in addresses(app, under_way):
        before = last_row(store)
        answer = reader(rule, path)
        if answer is None or answer.status_code >= 400:
            continue
        told = under_way.told_in(answer, path)
        if rule in NUMBERS_ONLY:
            told -= {under_way.request_id}
        if told and not any(look.allowed for look in looks_since(store, before)):
            yield path, told


@pytest.mark.usefixtures("each_time")
@pytest.mark.parametrize("consent", [Said.NO, Said.YES])
def test_nothing_is_told_of_anybody_that_is_not_noted(consent, app, store, under_way, reader):
    for placement_id in ("PL1", "PL2"):
        note_said(store, KARI, placement_id, consent, now=NOW, today=TODAY)
    assert list(untold(app, store, under_way, reader)) == []


@pytest.mark.usefixtures("each_time")
def test_the_sheet_of_the_first_day_is_noted_without_a_name_too(app, store, under_way, reader):
    employer = app.test_client(use_cookies=False)
    path = f"/api/v1/requests/{under_way.request_id}/answer"
    headers = {"Authorization": f"Bearer {under_way.employer}"}
    assert employer.post(path, json={"answer": "yes"}, headers=headers).status_code == 200
    assert list(untold(app, store, under_way, reader)) == []


def refused(store: sa.Engine, row: int) -> list[tuple[str, str]]:
    return [(each.role, each.page) for each in looks_since(store, row) if not each.allowed]


def test_a_call_that_is_refused_is_noted_with_whom_it_was_about(app, store, under_way):
    before = last_row(store)
    client = app.test_client(use_cookies=False)
    assert call(client, "/api/v1/suggestions/P1", under_way.employer).status_code == 403
    page = "api.listSuggestions /api/v1/suggestions/<participant_id>"
    assert refused(store, before) == [("employer", page)]


def test_a_token_that_is_made_or_revoked_stands_in_the_log(store, under_way):
    token = list_tokens(store)[0]
    end_token(store, token.id, today=TODAY)
    with store.connect() as connection:
        c = audit_log.c
        pages = connection.execute(
            sa.select(c.page).where(c.role == "operator", c.action == "sign_in")
        ).scalars().all()  # fmt: skip
    assert sum(page.endswith(f": api:{token.id}") for page in pages) == 2


@pytest.mark.parametrize("path", ["/workplace/E2/requests/{r}", "/workplace/E1/requests/{r}"])
def test_another_employer_who_asks_for_a_request_is_refused_and_noted(path, app, store, under_way):
    ida = signed_in(app, IDA)
    before = last_row(store)
    assert ida.get(path.format(r=under_way.request_id)).status_code == 404
    if "E2" in path:  # the other way the page itself is closed, before it is known whom it is about
        page = "workplace_requests.one /workplace/<employer_id>/requests/<request_id>"
        assert refused(store, before) == [("employer", page)]


def test_another_employers_system_that_asks_for_a_request_is_refused_and_noted(
    app, store, under_way
):
    whose = {"name": "t", "made_by": "test", "today": TODAY, "scopes": EMPLOYERS}
    secret = make_token(store, employer_id="E2", **whose).secret
    before = last_row(store)
    client = app.test_client(use_cookies=False)
    assert call(client, f"/api/v1/requests/{under_way.request_id}", secret).status_code == 404
    page = "api.getRequest /api/v1/requests/<request_id>"
    assert refused(store, before) == [("employer", page)]


@pytest.mark.parametrize(("kind", "holder"), [("answer", "employer"), ("consent", "participant")])
def test_a_link_whose_time_is_over_opens_nothing_and_is_noted(
    kind, holder, store, under_way, serve
):
    late = serve(store, TODAY=TODAY + timedelta(days=400)).test_client()
    before = last_row(store)
    path = f"/{kind}/{under_way.token(f'/{kind}/')}"
    assert late.get(path).status_code == 404
    looks = [look for look in looks_since(store, before) if not look.allowed]
    assert [(look.actor, look.role) for look in looks] == [(holder, "link")]
    assert late.get(f"{path}x").status_code == 404  # not our signature: nothing to note
    assert len(looks_since(store, before)) == 1


def test_a_link_to_sign_in_that_was_used_is_noted_as_an_attempt(app, store, under_way):
    app.config["WTF_CSRF_ENABLED"] = False
    path = f"/sign-in/link/{under_way.token('/sign-in/link/')}"
    assert [app.test_client().post(path).status_code for _ in range(2)] == [303, 410]
    assert app.test_client().post(f"{path}x").status_code == 404
    with store.connect() as connection:
        c = audit_log.c
        by_link = sa.select(c.actor, c.allowed).where(c.page.startswith("sign_in_link.use"))
        rows = connection.execute(by_link.order_by(c.id)).all()
    assert [tuple(row) for row in rows] == [(OLA.name, True), ("nobody", False)]
