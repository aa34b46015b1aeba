"""The calendar by a secret address: made, renewed, withdrawn; and the forms of follow-ups."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matcher.domain.access import Role, Viewer
from matcher.domain.outcomes import NextStep, Outcome, Reporter
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.day_tables import calendar_links
from matcher.store.engine import reading, writing
from matcher.store.trust_tables import closed_accounts
from matcher.store.writers import set_language, upsert_rows
from matcher.workflows.follow_up_record import agree_rung, record_follow_up
from tests.integration.web_start import send, signed_in

TODAY = date(2026, 3, 16)
STARTS, ENDS = date(2026, 3, 9), date(2026, 5, 29)
KARI = Viewer("kari", Role.ADVISER, "N1")
RUNNING = Placement(
    "L7", "P2", "O1", Purpose.EXPERIENCE, PlacementStatus.RUNNING, "M2", STARTS, ENDS
)
OVER = replace(
    RUNNING, placement_id="L8", status=PlacementStatus.ENDED, purpose=Purpose.LANGUAGE,
    starts=date(2025, 10, 1), planned_end=date(2025, 12, 19), ended=date(2025, 12, 19),
)  # fmt: skip
NAMES = ("Amina", "Testesen", "Prøvebutikken", "kari", "P2", "E1", "N1")


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def app(app: Flask, store: sa.Engine) -> Flask:
    with writing(store) as connection:
        person = Participant("P2", "N1", adviser="kari", name="Amina Testesen")
        upsert_rows(connection, "participants", [person])
        upsert_rows(connection, "placements", [RUNNING, OVER])
    return app


@pytest.fixture
def anybody(app: Flask) -> FlaskClient:
    """A calendar program: no account, no cookies."""
    return app.test_client(use_cookies=False)


def made(client: FlaskClient) -> str:
    page = send(client, "/calendar").get_data(as_text=True)
    return re.search(r'value="http://localhost(/calendar/[^"]+\.ics)"', page)[1]


def days(client: FlaskClient, path: str) -> list[tuple[str, str]]:
    text = client.get(path).get_data(as_text=True)
    return re.findall(r"DTSTART;VALUE=DATE:(\d+)\r\n.*\r\nSUMMARY:([^:]+):", text)


def talked(store: sa.Engine, **typed: str) -> None:
    record_follow_up(store, KARI, "L7", {"done_on": str(TODAY), **typed}, today=TODAY)


def test_a_calendar_holds_the_talks_the_end_and_the_call(kari, anybody):
    assert days(anybody, made(kari)) == [
        ("20260309", "Oppfølging"),
        ("20260316", "Oppfølging"),
        ("20260320", "Spør hvordan det går\\, 3 måneder etter"),
        ("20260323", "Oppfølging"),
        ("20260330", "Oppfølging"),
        ("20260407", "Oppfølging"),  # Easter Monday moved it
        ("20260420", "Oppfølging"),
        ("20260504", "Oppfølging"),
        ("20260518", "Oppfølging"),
        ("20260529", "Siste dag"),
    ]


def test_what_was_done_is_in_the_calendar_no_more_and_the_next_rung_is(kari, anybody, store):
    path = made(kari)
    talked(store, going="well")
    agree_rung(store, KARI, "L7", {"rung": "contract", "by_date": "2026-05-04"}, today=TODAY)
    found = days(anybody, path)
    assert ("20260316", "Oppfølging") not in found
    assert ("20260504", "Neste steg avgjøres") in found


def test_a_call_that_was_answered_is_in_the_calendar_no_more(kari, anybody, store):
    path = made(kari)
    said = Outcome("L8", Reporter.ADVISER, date(2026, 3, 20), next_step=NextStep.JOB)
    with writing(store) as connection:
        upsert_rows(connection, "outcomes", [said])
    assert [told for _, told in days(anybody, path) if told.startswith("Spør")] == []


def test_a_taste_and_a_no_show_are_not_asked_about(kari, anybody, store):
    path = made(kari)
    failed = Outcome("L8", Reporter.MENTOR, date(2025, 12, 19), showed_up=False)
    taste = replace(OVER, placement_id="L9", purpose=Purpose.TASTE)
    with writing(store) as connection:
        upsert_rows(connection, "outcomes", [failed])
        upsert_rows(connection, "placements", [taste])
    assert [told for _, told in days(anybody, path) if told.startswith("Spør")] == []


def test_it_names_nobody_and_no_workplace(kari, anybody):
    text = anybody.get(made(kari)).get_data(as_text=True)
    assert [name for name in NAMES if name in text] == []


def test_each_matter_keeps_its_name_and_has_one_of_its_own(kari, anybody):
    path = made(kari)
    first, again = (re.findall(r"UID:(.+)\r", anybody.get(path).text) for _ in range(2))
    assert first == again
    assert len(set(first)) == len(first)


def test_it_is_told_as_a_calendar_and_stored_nowhere(kari, anybody):
    answer = anybody.get(made(kari))
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers


def test_a_wrong_secret_a_withdrawn_one_and_none_are_the_same(kari, anybody):
    path = made(kari)
    never = anybody.get("/calendar/never.ics")
    send(kari, "/calendar/withdraw")
    gone = anybody.get(path)
    assert (never.status_code, gone.status_code) == (404, 404)
    assert never.get_data() == gone.get_data() == b""
    assert dict(never.headers) == dict(gone.headers)
    assert "Set-Cookie" not in gone.headers


@pytest.mark.parametrize("secret", ["%F0%9F%98%80", "x" * 3000, "..", "%ED%A0%80"])
def test_a_strange_secret_is_a_wrong_one(anybody, secret):
    assert anybody.get(f"/calendar/{secret}.ics").status_code == 404


def test_a_new_secret_ends_the_old_one(kari, anybody):
    old, new = made(kari), made(kari)
    assert anybody.get(old).status_code == 404
    assert anybody.get(new).status_code == 200


def test_the_secret_is_shown_once_and_not_kept(kari, store):
    path = made(kari)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    assert secret not in kari.get("/calendar").get_data(as_text=True)
    with reading(store) as connection:
        (row,) = connection.execute(sa.select(calendar_links)).all()
    assert secret not in str(row)
    assert len(secret) >= 43  # 256 bits


def test_whoever_signs_in_is_needed_to_make_one(anybody):
    assert anybody.get("/calendar").status_code == 303
    assert anybody.post("/calendar").status_code in (303, 400)


def test_each_adviser_reads_their_own(app, anybody):
    assert days(anybody, made(signed_in(app, "eva"))) == []


def test_an_administrator_has_no_calendar(app):
    rot = signed_in(app, "rot")
    assert rot.get("/calendar").status_code == 404
    assert "/calendar" not in rot.get("/model").get_data(as_text=True)


def test_the_end_of_an_account_ends_its_calendar(kari, anybody, store):
    path = made(kari)
    with writing(store) as connection:
        row = {"account": "kari", "closed_on": TODAY, "closed_by": "rot"}
        connection.execute(closed_accounts.insert().values(row))
    assert anybody.get(path).status_code == 404


def test_it_is_in_the_language_of_the_account(kari, anybody, store):
    path = made(kari)
    with writing(store) as connection:
        set_language(connection, "kari", "en")
    assert "SUMMARY:Follow-up: placement L7" in anybody.get(path).text


def test_another_offices_page_is_not_found(app):
    nils = signed_in(app, "nils")
    for path in (
        "/placements/L7/follow-up",
        "/placements/L7/next-rung",
        "/participants/P2/rhythm",
        "/placements/nothing/follow-up",
    ):
        assert nils.get(path).status_code == 404
        assert send(nils, path, done_on=str(TODAY)).status_code == 404


def test_a_form_leads_back_to_where_one_was_and_nowhere_else(kari):
    typed = {"done_on": str(TODAY)}
    back = send(kari, "/placements/L7/follow-up", next="/placements?who=office", **typed)
    assert back.headers["Location"] == "/placements?who=office"
    away = send(kari, "/placements/L7/follow-up", next="//elsewhere.example/x", **typed)
    assert away.headers["Location"] == "/placements/L7#follow-ups"


def test_a_refused_form_keeps_what_was_typed(kari):
    answer = send(
        kari, "/placements/L7/follow-up", done_on="", note="<b>Trives</b>", going="well",
        next="/placements",
    )  # fmt: skip
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "&lt;b&gt;Trives&lt;/b&gt;" in text
    assert re.search(r'value="well" id="going-well" checked', text)
    assert 'name="next" value="/placements"' in text


def test_the_calendar_looks_twelve_weeks_ahead(kari, anybody):
    last = max(day for day, _ in days(anybody, made(kari)))
    assert last <= f"{TODAY + timedelta(days=84):%Y%m%d}"
