"""The day's pages: where a day begins, what a form may send, and how few questions a page takes."""

import re
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from matcher.domain.market import Market
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.day_tables import day_marks
from matcher.store.engine import reading, writing
from matcher.store.writers import upsert_market, upsert_rows
from tests.integration.web_start import asked_again, send, signed_in

TODAY = date(2026, 3, 9)
NAME = "مريم עברית A\u030a " + "x" * 190
WORKS = Placement(
    "L:1?", "P1", "O1", Purpose.EXPERIENCE, PlacementStatus.RUNNING, "M1",
    date(2026, 2, 2), date(2026, 3, 20),
)  # fmt: skip
TALK, ENDING = "follow_up:L:1?:2026-02-02", "ending:L:1?:2026-03-20"


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def store(sqlite_engine: sa.Engine, small_market: Market) -> sa.Engine:
    people = (
        Participant("P1", "N1", "kari", programme_start=date(2026, 1, 5), name=NAME),
        Participant("P2", "N2", "nils", programme_start=date(2026, 1, 5)),
    )
    with writing(sqlite_engine) as connection:
        upsert_market(connection, replace(small_market, participants=people, placements=(WORKS,)))
    return sqlite_engine


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


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
def test_what_is_no_line_is_not_found(store, kari, to, key):
    assert send(kari, to, key=key, until="2026-03-10").status_code == 404
    assert marks(store) == []


@pytest.mark.parametrize("key", ["empty:P2:2026-01-05", "report:L9", "ending:L:1?:2026-03-21"])
def test_what_is_not_on_this_offices_list_is_said_in_the_same_words(store, kari, key):
    answer = send(kari, "/day/later", key=key, until="2026-03-10")
    assert answer.status_code == 303
    assert "Den står ikke på listen lenger" in text(kari, answer.location)
    assert marks(store) == []


@pytest.mark.parametrize("until", ["", "2026-03-09", "2020-01-01", "9999-12-31", "ikke noe"])
def test_a_date_that_cannot_be_is_told_beside_its_field(store, kari, until):
    answer = send(kari, "/day/later", key=TALK, until=until)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count('aria-invalid="true"') == 1
    assert f'value="{until}"' in page
    assert marks(store) == []


def test_done_twice_is_done_once_and_undone_twice_is_undone_once(store, kari):
    for _ in range(2):
        answer = send(kari, "/day/done", key=ENDING)
        assert "undo=ending" in answer.location
    assert marks(store) == [ENDING]
    assert "Angre" in text(kari, answer.location)
    for _ in range(2):
        assert send(kari, "/day/undo", key=ENDING).location == "/day"
    assert marks(store) == []
    # Back to the page of before: what can be undone no more is not offered.
    assert "day__undo" not in text(kari, answer.location)


def test_a_talk_is_not_ticked_off_unseen(store, kari):
    assert send(kari, "/day/done", key=TALK).status_code == 404
    assert marks(store) == []


def test_what_to_ask_is_a_part_of_the_page_and_a_page_without_javascript(kari):
    answer = kari.get("/day/facts?who=mine")
    assert answer.status_code == 303
    assert "<h1" in text(kari, answer.location)
    part = kari.get("/day/facts?who=mine", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<h1" not in part.get_data(as_text=True)


def test_the_page_takes_as_many_questions_for_one_as_for_sixty(store, kari):
    few = len(asked_again(kari, "/day"))
    more = [Participant(f"M{n}", "N1", "kari", programme_start=TODAY) for n in range(60)]
    stays = [
        replace(WORKS, placement_id=f"M{n}", participant_id=f"M{n}", starts=TODAY)
        for n in range(0, 60, 2)
    ]
    with writing(store) as connection:
        upsert_rows(connection, "participants", more)
        upsert_rows(connection, "placements", stays)
    assert len(asked_again(kari, "/day")) == few
    assert len(text(kari, "/day")) < 300_000


def test_a_long_list_comes_in_pages(store, kari):
    people = [
        Participant(f"M{n:03}", "N1", "kari", programme_start=date(2026, 1, 5)) for n in range(99)
    ]
    with writing(store) as connection:
        upsert_rows(connection, "participants", people)
    shown = [text(kari, f"/day?page={page}").count('class="task"') for page in ("1", "2", "6", "9")]
    assert shown == [20, 20, 1, 1]
    for odd in ("0", "-1", "x", "99999", "\N{SUPERSCRIPT TWO}"):
        assert text(kari, f"/day?page={odd}").count('class="task"') == 20
    assert len(text(kari, "/day?page=2")) < 100_000
