"""Somebody moves to another office: every old way to them is closed with the next question."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matcher.store import tables as t
from matcher.store.audit import read_looks
from matcher.store.employer_tables import call_requests, consents, mails, requests
from matcher.store.engine import reading
from tests.integration.under_way import EMAIL, UnderWay, addresses, call, move_away
from tests.integration.web_start import TODAY, signed_in

# Lists that were shown before, as they are asked for whole.
LISTS = (
    "/participants?who=office", "/portfolio?who=office", "/day?who=office", "/calls?who=office",
    "/employers?who=office", "/doors?who=office", "/openings/O1/who?who=office&more=1",
    "/find?q=amina", "/find/suggest?q=amina", "/plan?objective=value",
)  # fmt: skip
ABOUT = (t.participants, t.wishes, t.placements, t.outcomes, requests, consents)
STEPS = {"step": "cancel", "say": "yes", "answer": "yes", "version": "1", "text": "x"}


@pytest.fixture
def app(store: sa.Engine, under_way: UnderWay, serve: Callable[..., Flask]) -> Flask:
    made = serve(store, TODAY=TODAY)
    made.config["WTF_CSRF_ENABLED"] = False
    return made


@pytest.fixture(params=["kari", "liv"])
def left(request: pytest.FixtureRequest, app: Flask, store: sa.Engine) -> FlaskClient:
    """The adviser or the leader of the office that P1 left; they had every list in sight."""
    client = signed_in(app, request.param)
    assert all(client.get(path).status_code == 200 for path in LISTS)
    assert EMAIL in client.get("/outbox").text
    move_away(store)
    return client


def held(store: sa.Engine) -> list[list[tuple[object, ...]]]:
    with reading(store) as connection:
        rows = [connection.execute(sa.select(table)).all() for table in ABOUT]
        of_p1 = sa.select(mails).where(mails.c.participant_id == "P1")
        calls = sa.select(call_requests).where(call_requests.c.placement_id.is_not(None))
        rows += [connection.execute(asked).all() for asked in (of_p1, calls)]
        return [list(map(tuple, some)) for some in rows]


def test_the_old_office_reads_nothing_of_them_anywhere(left, app, under_way):
    asked = [path for rule, path in addresses(app, under_way) if "<token>" not in rule]
    told = {path: under_way.told_in(left.get(path), path) for path in (*asked, *LISTS)}
    assert {path: words for path, words in told.items() if words} == {}


def test_the_old_offices_system_reads_nothing_of_them(app, store, under_way):
    move_away(store)
    client = app.test_client(use_cookies=False)
    asked = [path for rule, path in addresses(app, under_way) if rule.startswith("/api/v1")]
    asked += ["/api/v1/outcomes?placement_id=PL1", "/api/v1/requests?employer_id=E1"]
    told = {p: under_way.told_in(call(client, p, under_way.office), p) for p in asked}
    assert {path: words for path, words in told.items() if words} == {}


def forms(app: Flask, store: sa.Engine, under_way: UnderWay) -> Iterator[str]:
    with reading(store) as connection:
        about = sa.select(mails.c.id).where(mails.c.participant_id == "P1")
        mail_ids = connection.execute(about).scalars().all()
    assert len(mail_ids) >= 2
    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods or not rule.arguments or "token" in rule.arguments:
            continue
        for mail_id in mail_ids if "mail_id" in rule.arguments else ("none",):
            for placement_id in ("PL1", "PL2"):
                ids = under_way.ids(placement_id) | {"mail_id": mail_id, "step": "cancel"}
                ids |= dict.fromkeys(rule.arguments - ids.keys(), "1")
                yield rule.build({name: ids[name] for name in rule.arguments})[1]


def test_the_old_office_changes_nothing_of_theirs(left, app, store, under_way):
    before = held(store)
    for path in forms(app, store, under_way):
        if path.startswith("/api/"):
            continue
        assert left.post(path, data=STEPS).status_code < 500, path
        assert held(store) == before, path


def test_the_new_office_has_their_mails_and_the_old_one_keeps_its_own(app, store, under_way):
    move_away(store)
    assert EMAIL in signed_in(app, "nils").get("/outbox").text
    kept = signed_in(app, "kari").get("/outbox").text
    assert "ny@prove.no" in kept and EMAIL not in kept


@pytest.mark.parametrize(
    "path", ["/participants/P1", "/placements/PL1", "/requests/{r}", "/workplace/E1/requests/{r}"]
)
def test_a_look_that_is_refused_since_is_noted_with_whom_it_was_about(path, left, store, under_way):
    answer = left.get(path.format(r=under_way.request_id))
    assert answer.status_code == 404
    with reading(store) as connection:
        (_, last), *_ = read_looks(connection, "P1", 1)
    assert not last.allowed
