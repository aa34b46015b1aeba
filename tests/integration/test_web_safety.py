"""What every answer of the pages must hold: the office's lock, forms of our own, safe headers."""

import re
import stat
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matcher.domain.access import Role
from matcher.domain.errors import BadInput
from matcher.store.engine import reading, writing
from matcher.store.readers import Account, read_dismissals_of
from matcher.workflows import sign_in as sign_in_workflow
from matcher.workflows.secret import secret_path
from tests.integration.web_start import PASSWORD, send, token_of
from web.settings import read_settings

TODAY = date(2025, 9, 1)
PAGES = (
    "/participants/{}",
    "/participants/{}/edit",
    "/participants/{}/tastes",
    "/participants/{}/tastes/plan",
    "/participants/{}/together",
    "/participants/{}/why",
    "/participants/{}/why/O1",
    "/participants/{}/wishes/1",
    "/participants/{}/stopped/travel",
    "/participants/{}/suggestions/O1/choose",
    "/participants/{}/suggestions/O1/dismiss",
    "/placements/PL1",
)
FORMS = (
    ("/participants/{}/edit", {"name": "Ny"}),
    ("/participants/{}/wishes/1", {"text": "stå i kassa", "occupation": "5223"}),
    ("/participants/{}/suggestions/O1/dismiss", {"reason": "too_far"}),
    ("/participants/{}/suggestions/O1/take-back", {}),
    (
        "/participants/{}/suggestions/O1/choose",
        {"mentor_id": "M2", "starts": "2025-09-08", "planned_end": "2025-09-12"},
    ),
    ("/participants/{}/tastes/said", {"dimension": "pace", "likes": "no", "text": "stress"}),
    ("/participants/{}/tastes/said/take-back", {"dimension": "pace", "text": "stress"}),
    ("/participants/{}/tastes/PL1/how-it-went", {"fit_tasks": "4"}),
    ("/participants/{}/together/O1/no", {"reason": "other"}),
    ("/participants/{}/together/O1/yes-after-all", {}),
    ("/placements/PL1/steps/end", {"version": "1"}),
    ("/placements/PL1/steps/no_show", {"version": "1"}),
)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def sign_in(client: FlaskClient, name: str = "kari", password: str = PASSWORD, **more: str):
    return send(client, "/sign-in", name=name, password=password, **more)


@pytest.mark.parametrize("page", PAGES)
def test_another_offices_participant_looks_like_one_who_does_not_exist(page, client):
    sign_in(client, "nils")
    hidden, missing = client.get(page.format("P1")), client.get(page.format("P9"))
    assert hidden.status_code == missing.status_code == 404
    as_text = [a.get_data(as_text=True).replace("P1", "P9") for a in (hidden, missing)]
    without_tokens = [re.sub(r'value="[^"]*"', "", text) for text in as_text]
    assert without_tokens[0] == without_tokens[1]


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_nothing_of_another_office_can_be_changed(path, form, client, store):
    sign_in(client, "nils")
    with reading(store) as connection:
        before = list(connection.exec_driver_sql("SELECT counter FROM store_version"))
    assert send(client, path.format("P1"), **form).status_code == 404
    with reading(store) as connection:
        assert list(connection.exec_driver_sql("SELECT counter FROM store_version")) == before


@pytest.mark.parametrize("page", [*PAGES, "/participants", "/"])
def test_a_stranger_is_asked_to_sign_in(page, client):
    answer = client.get(page.format("P1"))
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


def test_an_administrator_sees_no_participants(client):
    sign_in(client, "rot")
    assert client.get("/participants").status_code == 404
    assert client.get("/participants/P1").status_code == 404


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_a_form_from_elsewhere_changes_nothing(path, form, client, store):
    sign_in(client)
    answer = client.post(path.format("P1"), data=form, headers={"Origin": "https://elsewhere.no"})
    assert answer.status_code == 400
    assert "Dette forstod vi ikke" in answer.get_data(as_text=True)


def test_a_form_whose_token_is_old_is_offered_again(client):
    sign_in(client)
    answer = client.post(
        "/participants/P1/edit", data={"name": "Ny navn"}, headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 400
    assert "Ny navn" in answer.get_data(as_text=True)
    assert "Lagre det nå" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/sign-in", "/nowhere", "/participants", "/health"])
def test_every_answer_carries_the_headers(path, client):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_personal_page_is_never_kept_by_a_browser(client):
    sign_in(client)
    assert client.get("/participants").headers["Cache-Control"] == "no-store"


def test_no_page_has_anything_inline(client):
    sign_in(client)
    for page in (*PAGES, "/participants"):
        text = client.get(page.format("P1")).get_data(as_text=True)
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=|javascript:", text)
        assert not re.search(r"(src|href)=\"(https?:)?//", text)


def test_cookies_are_for_this_site_and_https_only(store, serve):
    app = serve(store, SECURE_COOKIES=True)
    answer = app.test_client().get("/sign-in", base_url="https://jobbsmak.test")
    cookie = answer.headers["Set-Cookie"]
    for part in ("__Host-jobbsmak=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Strict-Transport-Security" in answer.headers
    app.extensions["program"].engine.dispose()


def test_the_way_back_after_sign_in_stays_on_this_site(client):
    for trap in ("https://elsewhere.no/", "//elsewhere.no", "/\\elsewhere.no", "javascript:1"):
        answer = sign_in(client, next=trap)
        assert answer.location == "/"
        send(client, "/sign-out")
    assert sign_in(client, next="/participants/P1").location == "/participants/P1"


def test_an_unknown_name_costs_a_check_of_a_password_too(client, monkeypatch):
    checked = []
    real = sign_in_workflow._matches
    monkeypatch.setattr(sign_in_workflow, "_matches", lambda h, p: checked.append(h) or real(h, p))
    for name in ("kari", "nobody"):
        answer = sign_in(client, name, "feil")
        assert answer.status_code == 422
        assert "Feil brukernavn eller passord" in answer.get_data(as_text=True)
    assert len(checked) == 2 and all(h.startswith("$argon2id$") for h in checked)


def test_a_changed_password_ends_older_sessions(client, store):
    sign_in(client)
    with writing(store) as connection:
        sign_in_workflow.set_language(connection, "kari", "nb")
        connection.exec_driver_sql(
            "UPDATE accounts SET password_hash = 'changed' WHERE name = 'kari'"
        )
    assert client.get("/participants").status_code == 303


def test_signing_out_ends_the_session(client):
    sign_in(client)
    send(client, "/sign-out")
    assert client.get("/participants").status_code == 303


def test_a_sign_in_page_that_stood_open_for_long_simply_starts_again(client):
    answer = client.post("/sign-in", data={"name": "kari", "csrf_token": "old", "next": "/x"})
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/x")


def test_a_locked_store_is_told_and_nothing_is_kept(client, store, monkeypatch):
    sign_in(client)
    form = {"reason": "too_far", "csrf_token": token_of(client.get("/participants").text)}
    client.application.extensions["program"].engine.dispose()
    monkeypatch.setattr("matcher.store.engine.BUSY_SECONDS", 0.1)
    with writing(store):
        answer = client.post("/participants/P1/suggestions/O2/dismiss", data=form)
    assert answer.status_code == 503
    assert "Vi kan ikke lagre akkurat nå" in answer.get_data(as_text=True)


def test_a_fault_of_the_program_is_a_page_without_its_insides(client, monkeypatch):
    sign_in(client)
    monkeypatch.setattr("web.tasks.caseload.caseload", lambda *_, **__: 1 / 0)
    answer = client.get("/participants")
    assert answer.status_code == 500
    text = answer.get_data(as_text=True)
    assert "Noe gikk galt hos oss" in text and "ZeroDivision" not in text


def test_these_without_any_of_them_is_no_answer(client):
    sign_in(client)
    for field in ("credentials", "available", "languages"):
        answer = send(client, "/participants/P1/edit", **{f"{field}-known": "these"})
        assert answer.status_code == 422
        assert "Kryss av minst" in answer.get_data(as_text=True)


def test_a_no_of_the_participant_is_kept_as_theirs(client, store):
    sign_in(client)
    send(client, "/participants/P1/together/O2/no", reason="too_far", note="for langt")
    account = Account("kari", Role.ADVISER, "", TODAY, "N1")
    with reading(store) as connection:
        (no,) = read_dismissals_of(connection, account.viewer, "P1")
    assert (no.said_by, no.reason, no.note) == ("participant", "too_far", "for langt")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/participants/P1?purpose=dance", 400),
        ("/participants/P1/stopped/weather", 404),
        ("/participants/P1/wishes/99", 404),
        ("/participants/P1/why/NOTHING", 404),
        ("/participants/P1/suggestions/NOTHING/choose", 404),
    ],
)
def test_what_is_not_known_is_refused_with_a_page(path, status, client):
    sign_in(client)
    answer = client.get(path)
    assert answer.status_code == status
    assert "<h1" in answer.get_data(as_text=True)


def test_too_much_text_is_refused_with_a_page(client):
    sign_in(client)
    answer = send(client, "/participants/P1/suggestions/O1/dismiss", note="x" * 600_000)
    assert answer.status_code == 413
    assert "Det ble for mye tekst" in answer.get_data(as_text=True)


def test_health_is_public_and_says_what_was_looked_at(client, store):
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json["status"] == answer.json["store"] == "ok"
    assert "Set-Cookie" not in answer.headers
    Path(store.url.database).unlink()
    client.application.extensions["program"].engine.dispose()
    failing = client.get("/health")
    assert failing.status_code == 503 and failing.json["status"] == "failing"


def test_the_secret_is_random_and_only_its_owner_reads_it(tmp_path):
    urls = [f"sqlite:///{tmp_path / name}" for name in ("a.db", "b.db")]
    made = [read_settings({"DATABASE_URL": url})["SECRET_KEY"] for url in urls]
    assert made[0] != made[1] and min(map(len, made)) >= 32
    assert made[0] == read_settings({"DATABASE_URL": urls[0]})["SECRET_KEY"]
    assert stat.S_IMODE(secret_path(urls[0]).stat().st_mode) == 0o600


def test_a_secret_that_others_may_read_is_refused(tmp_path):
    path = tmp_path / "a.key"
    path.write_text("x" * 40)
    path.chmod(0o644)
    with pytest.raises(BadInput, match="chmod 600"):
        read_settings({"DATABASE_URL": f"sqlite:///{tmp_path / 'a.db'}"})


def test_a_short_secret_is_refused():
    with pytest.raises(BadInput, match="too short"):
        read_settings({"SECRET_KEY": "hunter2"})


def test_without_a_provider_there_is_no_sign_in_through_the_organisation(client):
    assert client.get("/sign-in/organisation").status_code == 404
    assert client.get("/sign-in/organisation/back?code=1&state=1").status_code == 404
    assert "jobbkontoen" not in client.get("/sign-in").get_data(as_text=True)
