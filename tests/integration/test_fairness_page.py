"""Fairness on the model's page: figures with small groups hidden, and who looks after a finding."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from matcher.domain.access import Role
from matcher.store.engine import reading, writing
from matcher.store.findings import read_findings
from matcher.store.readers import Account
from matcher.store.writers import add_account
from matcher.workflows.sign_in import hash_password
from tests.integration.fair_nights import keep_fair_night
from web import create_app

TODAY = date(2025, 9, 1)
PASSWORD = "en lang setning"


@pytest.fixture
def client(store: sa.Engine, tmp_path: Path):
    keep_fair_night(store, datetime(2025, 9, 1, 2, tzinfo=UTC))
    password_hash = hash_password(PASSWORD)
    with writing(store) as connection:
        for name, role in (("kari", Role.ADVISER), ("lena", Role.LEADER)):
            add_account(connection, Account(name, role, password_hash, TODAY, "N1"))
    app = create_app(
        {"DATABASE_URL": str(store.url), "MODELS": tmp_path / "versions", "TODAY": TODAY,
         "SECRET_KEY": "only for this test, and long enough", "SECURE_COOKIES": False}
    )  # fmt: skip
    yield app.test_client()
    app.extensions["program"].engine.dispose()


def send(client: FlaskClient, path: str, page: str = "/model", **form: str):
    shown = client.get(page).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown)[1]
    return client.post(path, data={**form, "csrf_token": token})


def signed_in(client: FlaskClient, name: str) -> FlaskClient:
    send(client, "/sign-in", "/sign-in", name=name, password=PASSWORD)
    return client


def line_of(page: str, group: str) -> str:
    found = re.search(rf'<th scope="row">{group}(.*?)</tr>', page, re.DOTALL)[1]
    return re.sub(r"<[^>]*>", " ", found)


def test_a_leader_sees_who_is_worse_off_and_nothing_of_a_small_group(client):
    page = signed_in(client, "lena").get("/model").get_data(as_text=True)

    assert "Klart dårligere" in line_of(page, "Gruppe B")
    assert "Klart dårligere" not in line_of(page, "Gruppe A")
    for hidden in ("Gruppe C", "Gruppe D"):
        assert "For få personer" in line_of(page, hidden)
        assert re.findall(r"\d", line_of(page, hidden)) == []
    assert "Gruppe B: 17 flere med plass innen 90 dager" in page
    assert "0,61 (0,52 til 0,70)" in page
    assert "Venter på en ansvarlig" in page


def test_a_leader_says_who_looks_after_it_and_closes_it(client, store):
    signed_in(client, "lena")
    due = TODAY + timedelta(days=14)
    done = send(client, "/model/findings/assign", finding="1", owner="Nina", due_on=due.isoformat())
    assert (done.status_code, done.location) == (303, "/model#findings-heading")
    page = client.get("/model").get_data(as_text=True)
    assert "Nina har ansvar" in page and "Venter på en ansvarlig" not in page

    assert send(client, "/model/findings/close", finding="1", why="Sen rapport.").status_code == 303
    assert "Sen rapport." in client.get("/model").get_data(as_text=True)
    with reading(store) as connection:
        (found,) = read_findings(connection)
    assert (found.owner, found.due_on, found.closed_by) == ("Nina", due, "lena")


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("assign", {"finding": "1", "owner": "Nina", "due_on": "i morgen"}, 400),
        ("assign", {"finding": "1", "owner": "", "due_on": "2025-12-01"}, 400),
        ("assign", {"finding": "9" * 30, "owner": "Nina", "due_on": "2025-12-01"}, 400),
        ("assign", {"finding": "77", "owner": "Nina", "due_on": "2025-12-01"}, 404),
        ("close", {"finding": "1", "why": " "}, 400),
        ("close", {"finding": "x", "why": "fordi"}, 400),
    ],
)
def test_a_form_that_cannot_be_used_changes_nothing(client, store, path, form, status):
    signed_in(client, "lena")
    assert send(client, f"/model/findings/{path}", **form).status_code == status
    with reading(store) as connection:
        (found,) = read_findings(connection)
    assert (found.owner, found.closed_on) == (None, None)


@pytest.mark.parametrize("path", ["assign", "close"])
def test_an_adviser_may_not(client, path):
    signed_in(client, "kari")
    answer = send(client, f"/model/findings/{path}", "/participants", finding="1", why="x")
    assert answer.status_code == 403
