"""Sessions: begun, used, ended by time, by signing out, by a new password and by closing."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matcher.domain.errors import StoreProblem
from matcher.store.engine import reading
from matcher.store.readers import store_version
from matcher.store.trust_tables import sessions as table
from matcher.workflows.change_user import close_user, reopen_user, set_password
from matcher.workflows.sessions import (
    LONGEST,
    begin_session,
    end_session,
    end_sessions_of,
    resume_session,
)
from tests.integration.web_start import KARI, NILS, PASSWORD, add_accounts, send, token_of

TODAY = date(2025, 9, 1)
NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)
IDLE = timedelta(minutes=120)
NEW = "en annen lang setning"


@pytest.fixture
def people(filled: sa.Engine) -> sa.Engine:
    add_accounts(filled, KARI)
    return filled


def test_a_session_is_found_by_the_id_that_only_the_browser_has(people):
    session_id = begin_session(people, "kari", NOON)
    assert resume_session(people, session_id, NOON, IDLE).name == "kari"
    assert resume_session(people, session_id + "x", NOON, IDLE) is None
    with reading(people) as connection:
        (row,) = connection.execute(sa.select(table))
    assert session_id not in str(row)


def test_a_session_that_nobody_uses_ends(people):
    session_id = begin_session(people, "kari", NOON)
    assert resume_session(people, session_id, NOON + IDLE, IDLE)
    assert resume_session(people, session_id, NOON + 2 * IDLE, IDLE)
    assert not resume_session(people, session_id, NOON + 3 * IDLE + timedelta(seconds=1), IDLE)


def test_a_session_in_use_ends_after_twelve_hours_all_the_same(people):
    session_id, now = begin_session(people, "kari", NOON), NOON
    while now + timedelta(hours=1) < NOON + LONGEST:
        now += timedelta(hours=1)
        assert resume_session(people, session_id, now, IDLE)
    assert not resume_session(people, session_id, NOON + timedelta(hours=12), IDLE)


def test_reading_pages_writes_at_most_once_a_minute_and_keeps_what_is_read_fresh(people):
    session_id = begin_session(people, "kari", NOON)
    with reading(people) as connection:
        version = store_version(connection)
    used = set()
    for second in range(0, 120, 5):
        resume_session(people, session_id, NOON + timedelta(seconds=second), IDLE)
        with reading(people) as connection:
            used.add(connection.scalar(sa.select(table.c.used_at)))
            assert store_version(connection) == version
    assert len(used) == 2


def test_signing_out_everywhere_ends_every_session_of_that_account_alone(people):
    add_accounts(people, NILS)
    mine = [begin_session(people, "kari", NOON) for _ in range(2)]
    other = begin_session(people, "nils", NOON)
    assert end_sessions_of(people, "kari", NOON) == 2
    assert not any(resume_session(people, each, NOON, IDLE) for each in mine)
    assert resume_session(people, other, NOON, IDLE)


def test_one_session_ends_without_the_others(people):
    first, second = (begin_session(people, "kari", NOON) for _ in range(2))
    end_session(people, first, NOON)
    assert not resume_session(people, first, NOON, IDLE)
    assert resume_session(people, second, NOON, IDLE)


def test_a_new_password_ends_every_session(people):
    session_id = begin_session(people, "kari", NOON)
    set_password(people, "kari", NEW, now=NOON)
    assert not resume_session(people, session_id, NOON, IDLE)


def test_a_closed_account_is_out_at_once_and_an_old_session_does_not_come_back(people):
    session_id = begin_session(people, "kari", NOON)
    assert close_user(people, "kari", by="rot", today=TODAY, now=NOON) == 1
    assert not resume_session(people, session_id, NOON, IDLE)
    reopen_user(people, "kari")
    assert not resume_session(people, session_id, NOON, IDLE)


def test_sessions_that_ended_long_ago_are_forgotten(people):
    begin_session(people, "kari", NOON)
    begin_session(people, "kari", NOON + timedelta(days=8))
    with reading(people) as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 1


# --- In the pages --------------------------------------------------------------------------


class Clock:
    """The time of the pages, moved by the test."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: int) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    for place in ("web.people", "web.tasks.sign_in", "web.tasks.password"):
        monkeypatch.setattr(f"{place}.moment", made)
    return made


@pytest.fixture
def app(store: sa.Engine, clock: Clock, serve: Callable[..., Flask]) -> Flask:
    add_accounts(store, KARI)
    return serve(store)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def sign_in(client: FlaskClient, password: str = PASSWORD):
    return send(client, "/sign-in", name="kari", password=password)


def is_in(client: FlaskClient) -> bool:
    return client.get("/participants").status_code == 200


def test_a_copied_cookie_opens_nothing_after_its_owner_signed_out(app, client):
    sign_in(client)
    cookie = client.get_cookie("jobbsmak").value
    thief = app.test_client()
    thief.set_cookie("jobbsmak", cookie)
    assert is_in(thief)
    send(client, "/sign-out")
    assert not is_in(thief)


def test_signing_in_again_ends_the_session_before(app, client):
    sign_in(client)
    before = app.test_client()
    before.set_cookie("jobbsmak", client.get_cookie("jobbsmak").value)
    page = client.get("/password").get_data(as_text=True)
    token = token_of(page)
    client.post("/sign-in", data={"name": "kari", "password": PASSWORD, "csrf_token": token})
    assert is_in(client) and not is_in(before)


def test_an_unused_page_says_that_one_was_signed_out(client, clock):
    sign_in(client)
    clock.pass_by(minutes=121)
    assert client.get("/participants").location == "/sign-in?next=/participants&expired=1"


def test_a_page_of_a_store_that_is_gone_says_so_and_keeps_the_session(client, monkeypatch):
    sign_in(client)
    with monkeypatch.context() as gone:
        gone.setattr("matcher.workflows.sessions.read_session", _no_store)
        answer = client.get("/participants")
    assert answer.status_code == 503
    assert "Vi kan ikke lagre akkurat nå" in answer.get_data(as_text=True)
    assert is_in(client)


def _no_store(*_: object) -> None:
    raise StoreProblem("The store does not answer.")


def test_the_page_says_how_long_to_wait_and_says_it_of_every_name(client, clock):
    pages = []
    for name in ("kari", "nobody"):
        for _ in range(5):
            assert send(client, "/sign-in", name=name, password="feil").status_code == 422
        answer = send(client, "/sign-in", name=name, password=PASSWORD)
        assert answer.status_code == 429 and answer.headers["Retry-After"] == "61"
        pages.append(re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True)))
    assert pages[0] == pages[1]
    assert "Vent 1 minutt, og prøv igjen" in pages[0]
    clock.pass_by(minutes=1)
    assert sign_in(client).status_code == 303


def test_a_known_browser_is_not_slowed_by_strangers(app, client, clock):
    sign_in(client)
    send(client, "/sign-out")
    stranger = app.test_client()
    for _ in range(6):
        send(stranger, "/sign-in", name="kari", password="feil")
    assert sign_in(stranger).status_code == 429
    assert sign_in(client).status_code == 303


def test_the_mark_of_a_browser_says_nothing_and_cannot_be_made_up(app, client):
    cookies = sign_in(client).headers.getlist("Set-Cookie")
    (mark,) = (cookie for cookie in cookies if cookie.startswith("jobbsmak-browser="))
    assert "kari" not in mark
    assert "HttpOnly" in mark and "SameSite=Lax" in mark and "Path=/" in mark
    forged = app.test_client()
    forged.set_cookie("jobbsmak-browser", "eyJhIjoiYiJ9.aaaa.bbbb")
    assert sign_in(forged, "feil").status_code == 422


# --- One's own password ---------------------------------------------------------------------


def change(client: FlaskClient, **form: str):
    return send(client, "/password", **({"current": PASSWORD, "new": NEW, "again": NEW} | form))


def test_one_changes_ones_password_and_stays_signed_in_here_alone(app, client):
    elsewhere = app.test_client()
    sign_in(client), sign_in(elsewhere)
    assert change(client).status_code == 303
    assert is_in(client) and not is_in(elsewhere)
    fresh = app.test_client()
    assert sign_in(fresh).status_code == 422
    assert sign_in(fresh, NEW).status_code == 303


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        ({"current": ""}, "current", "Skriv passordet du har nå"),
        ({"current": "feil"}, "current", "Dette er ikke passordet du har nå"),
        ({"new": "kort", "again": "kort"}, "new", "Bruk minst 12 tegn"),
        ({"new": "x" * 201}, "new", "Bruk høyst 200 tegn"),
        ({"new": "passordpassord"}, "new", "lett å gjette"),
        ({"new": "karikarikari"}, "new", "laget av brukernavnet"),
        ({"again": "noe helt annet"}, "again", "ikke like"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_changed(form, field, said, client):
    sign_in(client)
    answer = change(client, **form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    beside = re.search(rf'id="{field}-error">(.*?)</div>', page, re.DOTALL)[1]
    assert said in beside
    assert not any(
        f'value="{typed}"' in page for typed in (PASSWORD, NEW, *filter(None, form.values()))
    )
    assert is_in(client)


def test_guessing_the_current_password_is_slowed(client, clock):
    sign_in(client)
    for _ in range(5):
        assert change(client, current="feil").status_code == 422
    assert change(client).status_code == 429
    clock.pass_by(minutes=1)
    assert change(client).status_code == 303
