"""Every page asks a fixed number of questions and weighs little, however many the office has."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, url_for
from flask.testing import FlaskClient

from matcher.domain.access import Role, Viewer
from matcher.simulation.municipality import simulate_municipality
from matcher.store.engine import open_store, writing
from matcher.store.readers import Account
from matcher.store.writers import add_account, upsert_market
from matcher.workflows.setup_store import init
from matcher.workflows.sign_in import hash_password
from tests.e2e import every_page
from tests.e2e.every_page import Scene
from web import create_app

TODAY = date(2025, 9, 1)
PASSWORD = "en lang setning"
FEW, MANY = 20, 200
# As many as the largest offices follow.
MOST_PEOPLE = 400
# Bytes of a page with everything that it fetches the first time.
MOST_BYTES = 300_000
# Fetched by style sheets and pictures, and not named by the page: icons, and letters with accents.
UNNAMED = (
    "vendor/icons.svg",
    "vendor/files/source-sans-3-latin-wght-normal.woff2",
    "vendor/files/source-sans-3-latin-ext-wght-normal.woff2",
)
_FETCHED = re.compile(r'<(?:link rel="stylesheet"[^>]*href|script src|img src)="([^"]+)"')
# The beginning of a transaction, and the look whether what is kept in memory is still true.
_BESIDE = re.compile(r"BEGIN|SELECT (store_version|table_versions)")

# The most that any address of a page asks, on a second visit; more is to be decided on.
BUDGETS = {
    "my_day.show": 26,
    "caseload.participants": 9,
    "portfolio.show": 12,
    "find.show": 1,
    "participant.show": 25,
    "edit.form": 8,
    "together.look": 25,
    "tastes.show": 10,
    "tastes.plan": 10,
    "doors.show": 8,
    "week.show": 8,
    "follow_ups.rhythm_form": 7,
    "why.search": 12,
    "why.explain": 11,
    "why.stopped": 22,
    "participant.wish": 7,
    "suggestions.confirm": 19,
    "suggestions.ask_why": 19,
    "placement.placements": 9,
    "placement.show": 35,
    "requests.form": 24,
    "requests.show": 17,
    "follow_ups.form": 11,
    "follow_ups.rung_form": 11,
    "report.form": 11,
    "calls.show": 8,
    "employers.show": 6,
    "employers.employer": 13,
    "opening_fit.show": 4,
    "employer_trust.complaints": 6,
    "plan.show": 4,
    "plan_steps.change": 13,
    "doors.office": 3,
    "calendar.settings": 2,
    "password.form": 1,
    "audit_looks.show": 8,
    "outbox.show": 5,
    "office_report.show": 1,
    "model.show": 4,
    "workplace.show": 19,
    "workplace_requests.show": 7,
    "workplace_requests.one": 15,
    "workplace_openings.show": 10,
    "workplace_openings.new": 12,
    "workplace_openings.edit": 11,
    "workplace_mentors.show": 13,
    "workplace_mentors.new": 13,
    "workplace_mentors.edit": 9,
    "workplace_sheet.show": 18,
    "workplace_sheet.ask": 13,
}


class Office:
    """A running program over a simulated office, read by its adviser and its leader."""

    def __init__(self, folder: Path, people: int) -> None:
        url = f"sqlite:///{folder}/{people}.db"
        engine = open_store(url)
        init(engine)
        market = simulate_municipality(
            participants=people, seed=11, today=TODAY, offices=1, openings=120, employers=60
        ).market
        hashed = hash_password(PASSWORD)
        with writing(engine) as connection:
            upsert_market(connection, market)
            connection.execute(sa.text("UPDATE participants SET adviser = 'kari'"))
            for name, role in (("kari", Role.ADVISER), ("liv", Role.LEADER)):
                add_account(connection, Account(name, role, hashed, TODAY, "N1"))
        engine.dispose()
        self.app = create_app(
            {"DATABASE_URL": url, "SECRET_KEY": "only for this test, and long enough",
             "SECURE_COOKIES": False, "TODAY": TODAY}
        )  # fmt: skip
        self.app.config["WTF_CSRF_ENABLED"] = False
        self.scene: Scene = every_page.find_scene(
            self.app, Viewer("kari", Role.ADVISER, "N1"), TODAY
        )
        self.kari, self.liv = self._signed_in("kari"), self._signed_in("liv")

    def _signed_in(self, name: str) -> FlaskClient:
        client = self.app.test_client()
        answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303
        return client

    def pages(self) -> Iterator[tuple[str, FlaskClient]]:
        """Every address, with who reads it."""
        for table in (every_page.OFFICE, every_page.WORKPLACE):
            yield from ((path, self.kari) for path in self.scene.at(table))
        yield from ((path, self.liv) for path in self.scene.at(every_page.LEADER))

    def questions(self, client: FlaskClient, endpoint: str, number: int) -> int:
        """How many the second visit to a page asks."""
        table = every_page.OFFICE | every_page.WORKPLACE | every_page.LEADER
        path = list(self.scene.at({endpoint: table[endpoint]}))[number]
        assert client.get(path).status_code < 500
        return len(_asked(self.app, client, path))


def _asked(app: Flask, client: FlaskClient, path: str) -> list[str]:
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        if not _BESIDE.match(statement):
            asked.append(statement)

    engine = app.extensions["program"].engine
    sa.event.listen(engine, "before_cursor_execute", note)
    client.get(path)
    sa.event.remove(engine, "before_cursor_execute", note)
    return asked


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Office]]:
    folder = tmp_path_factory.mktemp("budgets")
    few, many = Office(folder, FEW), Office(folder, MANY)
    yield few, many
    for office in (few, many):
        office.app.extensions["program"].engine.dispose()


PAGES = [
    (endpoint, number)
    for table in (every_page.OFFICE, every_page.WORKPLACE, every_page.LEADER)
    for endpoint, paths in table.items()
    for number in range(len(paths))
]


@pytest.mark.parametrize(("endpoint", "number"), PAGES)
def test_a_page_asks_as_much_of_the_store_for_few_as_for_many(offices, endpoint, number):
    reader = "liv" if endpoint in every_page.LEADER else "kari"
    asked = [office.questions(getattr(office, reader), endpoint, number) for office in offices]
    assert asked[0] == asked[1] <= BUDGETS[endpoint]


def _weight(client: FlaskClient, path: str) -> int:
    """Bytes on the wire of a page, read for the first time by a browser that takes gzip."""
    page = client.get(path)
    with client.application.test_request_context():
        unnamed = [url_for("static", filename=name) for name in UNNAMED]
    fetched = {*_FETCHED.findall(page.text), *unnamed}
    gzip = {"Accept-Encoding": "gzip"}
    return len(page.data) + sum(len(client.get(each, headers=gzip).data) for each in fetched)


def _too_heavy(office: Office) -> dict[str, int]:
    weights = {path: _weight(client, path) for path, client in office.pages()}
    return {path: weight for path, weight in weights.items() if weight > MOST_BYTES}


def test_no_page_of_a_large_office_is_heavy_to_fetch(offices):
    assert _too_heavy(offices[1]) == {}


@pytest.mark.long
def test_no_page_of_the_largest_office_is_heavy_to_fetch(tmp_path):
    office = Office(tmp_path, MOST_PEOPLE)
    for _ in range(MOST_PEOPLE // 50):
        office.liv.get("/doors")  # until everybody is worked out, and every list is full
    assert _too_heavy(office) == {}
    office.app.extensions["program"].engine.dispose()
