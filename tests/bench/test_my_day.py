"""The day's page with 400 participants, 5 000 openings and five years of history."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from matcher.domain.access import Role
from matcher.domain.market import Market
from matcher.simulation.municipality import simulate_municipality
from matcher.store.engine import open_store, writing
from matcher.store.migrate import prepare_store
from matcher.store.writers import Account, add_account, upsert_market
from matcher.workflows.sign_in import hash_password
from tests.bench.large_market import OPENINGS, SEED, TODAY
from tests.bench.measuring import Table, median_seconds, milliseconds, publish
from web import create_app

PARTICIPANTS, YEARS, RUNS = 400, 5, 15
AIM_SECONDS = 0.1
PASSWORD = "en lang setning"


@pytest.fixture(scope="module")
def market() -> Market:
    """One office with everybody."""
    return simulate_municipality(
        participants=PARTICIPANTS,
        openings=OPENINGS,
        seed=SEED,
        today=TODAY,
        offices=1,
        years_of_history=YEARS,
    ).market


@pytest.fixture(scope="module")
def client(market: Market, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The adviser with the most participants, signed in."""
    url = f"sqlite:///{tmp_path_factory.mktemp('day')}/store.db"
    engine = open_store(url)
    prepare_store(engine)
    current = market.participants[:PARTICIPANTS]
    ((name, _),) = Counter(each.adviser or "" for each in current).most_common(1)
    with writing(engine) as connection:
        upsert_market(connection, market)
        office = market.offices[0].office_id
        account = Account(name, Role.ADVISER, hash_password(PASSWORD), TODAY, office)
        add_account(connection, account)
    engine.dispose()
    app = create_app(
        {"DATABASE_URL": url, "SECRET_KEY": "x" * 40, "SECURE_COOKIES": False, "TODAY": TODAY}
    )
    client = app.test_client()
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert found is not None, "the sign-in page has no form token"
    form = {"csrf_token": found[1], "name": name, "password": PASSWORD}
    assert client.post("/sign-in", data=form).status_code == 303
    return client


def test_the_day_of_400_participants_is_there_at_once(client: FlaskClient) -> None:
    def get(path: str) -> str:
        answer = client.get(path, headers={"HX-Request": "true"})
        assert answer.status_code == 200, path
        return answer.text

    rows, seconds = [], {}
    for what, path in (
        ("the adviser's own", "/day?who=mine"),
        ("the office's 400, the first 20 lines", "/day?who=office"),
        ("the office's 400, the next 20", "/day?who=office&page=2"),
    ):
        page = get(path)
        seconds[path] = median_seconds(lambda path=path: get(path), RUNS)
        lines, weight = page.count('class="task"'), len(page.encode()) / 1000
        rows.append((what, milliseconds(seconds[path]), str(lines), f"{weight:.0f} kB"))
    start = time.perf_counter()
    get("/day/facts?who=office")
    first = time.perf_counter() - start
    again = median_seconds(lambda: get("/day/facts?who=office"), RUNS)
    rows += [
        ("what to ask, the first time", milliseconds(first), "5", ""),
        ("what to ask, again", milliseconds(again), "5", ""),
    ]
    publish(
        Table(
            "9. My day: 400 participants, 5 000 openings, five years of history",
            Path(__file__).name,
            ("page", "median", "lines", "weight"),
            rows,
            (
                "One office in SQLite, the whole request in process; what to ask comes after the"
                " page, by itself, and the first time reads the whole market.",
                f"Aim: the page under {AIM_SECONDS * 1000:.0f} ms.",
            ),
        )
    )
    assert seconds["/day?who=office"] < 5 * AIM_SECONDS, "far slower than any measured run"
