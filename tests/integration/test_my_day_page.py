"""The day's pages: where a day begins, what a form may send, and how few questions a page takes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matcher.domain.access import Role
from matcher.domain.market import Market
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.day_tables import day_marks
from matcher.store.engine import reading, writing
from matcher.store.writers import Account, add_account, upsert_market, upsert_rows
from matcher.workflows.sign_in import hash_password
from web import create_app

TODAY = date(2026, 3, 9)
PASSWORD = "en lang setning"
NAME = "مريم עברית A\u030a " + "x" * 190
WORKS = Placement(
    "L:1?", "P1", "O1", Purpose.EXPERIENCE, PlacementStatus.RUNNING, "M1",
    date(2026, 2, 2), date(2026, 3, 20),
)  # fmt: skip
TALK, ENDING = "follow_up:L:1?:2026-02-02", "ending:L:1?:2026-03-20"


@pytest.fixture(scope="module")
def password_hash() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def office(sqlite_engine: sa.Engine, small_market: Market, password_hash: str) -> sa.Engine:
    people = (
        Participant("P1", "N1", "kari", programme_start=date(2026, 1, 5), name=NAME),
        Participant("P2", "N2", "nils", programme_start=date(2026, 1, 5)),
    )
    with writing(sqlite_engine) as connection:
        upsert_market(connection, replace(small_market, participants=people, placements=(WORKS,)))
        for name, role, where in (
            ("kari", Role.ADVISER, "N1"),
            ("liv", Role.LEADER, "N1"),
            ("rot", Role.ADMINISTRATOR, None),
        ):
            add_account(connection, Account(name, role, password_hash, TODAY, where))
    return sqlite_engine


@pytest.fixture
def app(office: sa.Engine) -> Iterator[Flask]:
    made = create_app(
        {
            "DATABASE_URL": str(office.url),
            "SECRET_KEY": "only for this test, and long enough",
            "TODAY": TODAY,
            "SECURE_COOKIES": False,
        }
    )
    yield made
    made.extensions["program"].engine.dispose()


def signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    token = token_of(client.get("/sign-in").get_data(as_text=True))
    client.post("/sign-in", data={"csrf_token": token, "name": name, "password": PASSWORD})
    return client


def token_of(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


@pytest.fixture
def kari(app: Flask) -> FlaskClient:
    return signed_in(app, "kari")


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def send(client, to, **form):
    token = token_of(text(client, "/day"))
    return client.post(to, data={"csrf_token": token, **form})


def marks(engine):
    with reading(engine) as connection:
        return connection.execute(sa.select(day_marks.c.item)).scalars().all()


def test_the_day_begins_here_and_an_administrators_does_not(app, kari):
    assert kari.get("/").location == "/day"
    rot = signed_in(app, "rot")
    assert rot.get("/").location == "/model"
    assert rot.get("/day").status_code == 404


def test_a_leader_sees_the_office_and_may_look_at_her_own(app):
    liv = signed_in(app, "liv")
    assert "Kontorets dag" in text(liv, "/day")
    assert "Min dag</h1>" in text(liv, "/day?who=mine")


def test_each_line_leads_on_and_comes_back_here(kari):
    page = text(kari, "/day")
    form = re.search(r'href="(/placements/[^"]+/follow-up[^"]*)"', page)[1]
    assert "next=/day?who%3Dmine" in form or "next=%2Fday" in form
    assert text(kari, form.replace("&amp;", "&"))


def test_a_long_name_in_two_scripts_is_shown_whole(kari):
    assert NAME in text(kari, "/day")


@pytest.mark.parametrize("key", ["", "x", "nothing:P1"])
@pytest.mark.parametrize("to", ["/day/done", "/day/later"])
def test_what_is_no_line_is_not_found(office, kari, to, key):
    assert send(kari, to, key=key, until="2026-03-10").status_code == 404
    assert marks(office) == []


@pytest.mark.parametrize("key", ["empty:P2:2026-01-05", "report:L9", "ending:L:1?:2026-03-21"])
def test_what_is_not_on_this_offices_list_is_said_in_the_same_words(office, kari, key):
    answer = send(kari, "/day/later", key=key, until="2026-03-10")
    assert answer.status_code == 303
    assert "Den står ikke på listen lenger" in text(kari, answer.location)
    assert marks(office) == []


@pytest.mark.parametrize("until", ["", "2026-03-09", "2020-01-01", "9999-12-31", "ikke noe"])
def test_a_date_that_cannot_be_is_told_beside_its_field(office, kari, until):
    answer = send(kari, "/day/later", key=TALK, until=until)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count('aria-invalid="true"') == 1
    assert f'value="{until}"' in page
    assert marks(office) == []


def test_done_twice_is_done_once_and_undone_twice_is_undone_once(office, kari):
    for _ in range(2):
        answer = send(kari, "/day/done", key=ENDING)
        assert "undo=ending" in answer.location
    assert marks(office) == [ENDING]
    assert "Angre" in text(kari, answer.location)
    for _ in range(2):
        assert send(kari, "/day/undo", key=ENDING).location == "/day"
    assert marks(office) == []
    # Back to the page of before: what can be undone no more is not offered.
    assert "day__undo" not in text(kari, answer.location)


def test_a_talk_is_not_ticked_off_unseen(office, kari):
    assert send(kari, "/day/done", key=TALK).status_code == 404
    assert marks(office) == []


def test_what_to_ask_is_a_part_of_the_page_and_a_page_without_javascript(kari):
    answer = kari.get("/day/facts?who=mine")
    assert answer.status_code == 303
    assert "<h1" in text(kari, answer.location)
    part = kari.get("/day/facts?who=mine", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<h1" not in part.get_data(as_text=True)


def test_the_page_takes_as_many_questions_for_one_as_for_sixty(app, office, kari):
    few = questions(app, kari)
    more = [Participant(f"M{n}", "N1", "kari", programme_start=TODAY) for n in range(60)]
    stays = [
        replace(WORKS, placement_id=f"M{n}", participant_id=f"M{n}", starts=TODAY)
        for n in range(0, 60, 2)
    ]
    with writing(office) as connection:
        upsert_rows(connection, "participants", more)
        upsert_rows(connection, "placements", stays)
    assert questions(app, kari) == few


def questions(app, client):
    engine, asked = app.extensions["program"].engine, []
    text(client, "/day")

    def count(*_told):
        asked.append(1)

    sa.event.listen(engine, "before_cursor_execute", count)
    page = text(client, "/day")
    sa.event.remove(engine, "before_cursor_execute", count)
    assert len(page) < 300_000
    return len(asked)


def test_a_long_list_comes_in_parts(app, office, kari):
    people = [
        Participant(f"M{n:03}", "N1", "kari", programme_start=date(2026, 1, 5)) for n in range(99)
    ]
    with writing(office) as connection:
        upsert_rows(connection, "participants", people)
    shown = [text(kari, f"/day?part={part}").count('class="task"') for part in ("1", "2", "3", "9")]
    assert shown == [20, 60, 21, 0]
    for odd in ("0", "-1", "x", "99999", "\N{SUPERSCRIPT TWO}"):
        assert text(kari, f"/day?part={odd}").count('class="task"') == 20
    assert len(text(kari, "/day?part=2")) < 300_000
