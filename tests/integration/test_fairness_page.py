"""Fairness on the model's page: figures with small groups hidden, and who looks after a finding."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matcher.store.engine import reading
from matcher.store.findings import read_findings
from tests.integration.fair_nights import keep_fair_night
from tests.integration.web_start import add_accounts, send, signed_in

TODAY = date(2025, 9, 1)


@pytest.fixture
def app(store: sa.Engine, serve, tmp_path: Path) -> Flask:
    keep_fair_night(store, datetime(2025, 9, 1, 2, tzinfo=UTC))
    add_accounts(store)
    return serve(store, MODELS=tmp_path / "versions")


@pytest.fixture
def liv(app: Flask) -> FlaskClient:
    return signed_in(app, "liv")


def line_of(page: str, group: str) -> str:
    found = re.search(rf'<th scope="row">{group}(.*?)</tr>', page, re.DOTALL)[1]
    return re.sub(r"<[^>]*>", " ", found)


def test_a_leader_sees_who_is_worse_off_and_nothing_of_a_small_group(liv):
    page = liv.get("/model").get_data(as_text=True)

    assert "Klart dårligere" in line_of(page, "Gruppe B")
    assert "Klart dårligere" not in line_of(page, "Gruppe A")
    for hidden in ("Gruppe C", "Gruppe D"):
        assert "For få personer" in line_of(page, hidden)
        assert re.findall(r"\d", line_of(page, hidden)) == []
    assert "Gruppe B: 17 flere med plass innen 90 dager" in page
    assert "0,61 (0,52 til 0,70)" in page
    assert "Venter på en ansvarlig" in page


def test_a_leader_says_who_looks_after_it_and_closes_it(liv, store):
    due = TODAY + timedelta(days=14)
    done = send(liv, "/model/findings/assign", finding="1", owner="Nina", due_on=due.isoformat())
    assert (done.status_code, done.location) == (303, "/model#findings-heading")
    page = liv.get("/model").get_data(as_text=True)
    assert "Nina har ansvar" in page and "Venter på en ansvarlig" not in page

    assert send(liv, "/model/findings/close", finding="1", why="Sen rapport.").status_code == 303
    assert "Sen rapport." in liv.get("/model").get_data(as_text=True)
    with reading(store) as connection:
        (found,) = read_findings(connection)
    assert (found.owner, found.due_on, found.closed_by) == ("Nina", due, "liv")


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
def test_a_form_that_cannot_be_used_changes_nothing(liv, store, path, form, status):
    assert send(liv, f"/model/findings/{path}", **form).status_code == status
    with reading(store) as connection:
        (found,) = read_findings(connection)
    assert (found.owner, found.closed_on) == (None, None)


@pytest.mark.parametrize("path", ["assign", "close"])
def test_an_adviser_may_not(kari, path):
    answer = send(kari, f"/model/findings/{path}", finding="1", why="x")
    assert answer.status_code == 403
