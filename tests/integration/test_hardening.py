"""What every route, form and file must hold; a new route is tested without being named."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.routing import Rule

import matcher
from matcher.domain.errors import BadInput
from matcher.domain.participants import Origin, Participant, Wish
from matcher.exchange.sheets import Sheet, csv_file, excel_file
from matcher.store.engine import reading, writing
from matcher.store.readers import read_market
from matcher.store.writers import upsert_rows
from matcher.workflows.export_files import export_files
from matcher.workflows.import_files import import_files
from matcher.workflows.secret import secret_setting
from tests.integration.web_start import PASSWORD, add_accounts, token_of
from web import create_app
from web.settings import read_settings

ROOT = Path(matcher.__file__).resolve().parent.parent
TODAY = date(2025, 9, 1)
# Forms that are taken without a token, each with the reason.
WITHOUT_TOKEN = {
    **dict.fromkeys(
        ("/r/<token>", "/answer/<token>", "/consent/<token>"),
        "whoever has the address answers; no session that another site could ride on",
    ),
}
KEPT_BY_BROWSERS = {
    "/static/<path:filename>": "style sheets and pictures, the same for everybody",
    "/health": "says nothing about anybody",
}
VALUES = {
    "participant_id": "P1", "opening_id": "O1", "placement_id": "PL1", "employer_id": "E1",
    "rank": 1, "rule": "travel", "reporter": "adviser", "filename": "mark.svg",
}  # fmt: skip


@pytest.fixture
def app(store: sa.Engine, serve: Callable[..., Flask]) -> Flask:
    add_accounts(store)
    return serve(store, SECURE_COOKIES=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    made = app.test_client()
    made.environ_base["wsgi.url_scheme"] = "https"
    return made


def sign_in(client: FlaskClient, name: str = "liv") -> None:
    headers = {"Referer": "https://localhost/sign-in"}
    form = {"csrf_token": token_of(client.get("/sign-in").text), "name": name, "password": PASSWORD}
    assert client.post("/sign-in", data=form, headers=headers).status_code == 303


def address_of(rule: Rule) -> str:
    values = {name: VALUES.get(name, 1) for name in rule.arguments}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), rule.rule)


def rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in rule.methods]


def test_every_answer_of_every_route_is_safe_and_no_personal_one_is_kept(app, client):
    sign_in(client)
    for rule in rules(app, "GET"):
        answer = client.get(address_of(rule))
        assert answer.status_code < 500, rule
        headers = answer.headers
        assert headers["Strict-Transport-Security"] == "max-age=63072000"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"], rule
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        kept = headers.get("Cache-Control") != "no-store"
        assert kept == (rule.rule in KEPT_BY_BROWSERS), rule


def test_every_cookie_is_for_this_host_https_and_the_server_alone(app, client):
    sign_in(client)
    for rule in rules(app, "GET"):
        for cookie in client.get(address_of(rule)).headers.getlist("Set-Cookie"):
            assert cookie.startswith("__Host-jobbsmak"), rule
            for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
                assert part in cookie, rule
            assert "Domain" not in cookie


def test_every_form_of_every_route_needs_a_token_of_ours(app, client, store):
    sign_in(client)
    before = everything(store)
    tried = 0
    for rule in rules(app, "POST"):
        if rule.rule in WITHOUT_TOKEN:
            continue
        tried += 1
        for origin in ("https://elsewhere.example", "https://localhost"):
            headers = {"Origin": origin, "Referer": f"{origin}/"}
            answer = client.post(address_of(rule), data={"name": "x"}, headers=headers)
            if rule.endpoint.startswith("api."):  # a cookie opens nothing there
                assert answer.status_code == 401, rule
                continue
            leads_to = answer.location or ""
            # Signing in begins anew, or the form itself, which is empty then.
            begins = "/sign-in" in leads_to or leads_to == address_of(rule)
            starts_again = answer.status_code == 303 and begins
            assert answer.status_code == 400 or starts_again, rule
    assert tried > 30 and everything(store) == before


def test_no_route_changes_anything_by_being_looked_at(app, client, store):
    sign_in(client)
    before = everything(store)
    for rule in rules(app, "GET"):
        client.get(address_of(rule))
        client.head(address_of(rule))
    assert everything(store) == before


def everything(store: sa.Engine) -> object:
    with reading(store) as connection:
        return read_market(connection)


def test_a_file_and_anything_that_is_no_form_is_refused_unread(app, client):
    sign_in(client)
    page = client.get("/participants").get_data(as_text=True)
    token = token_of(page)
    headers = {"Referer": "https://localhost/", "X-CSRFToken": token}
    for rule in rules(app, "POST"):
        path = address_of(rule)
        if rule.endpoint.startswith("api."):  # asks for a token before it reads anything
            assert client.post(path, json={"name": "x"}, headers=headers).status_code == 401, rule
            continue
        file = {"file": (io.BytesIO(b"MZ"), "virus.exe"), "csrf_token": token}
        assert client.post(path, data=file, headers=headers).status_code == 415, rule
        assert client.post(path, json={"name": "x"}, headers=headers).status_code == 415, rule
        xml = client.post(path, data="<a/>", content_type="text/xml", headers=headers)
        assert xml.status_code == 415, rule


def test_no_page_asks_for_a_file():
    for template in (ROOT / "web" / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert 'type="file"' not in text and "enctype" not in text and "| safe" not in text


def test_a_body_beyond_the_limit_is_refused_at_every_door(app, client):
    sign_in(client)
    for rule in rules(app, "POST"):
        answer = client.post(
            address_of(rule), data={"text": "x" * 600_000}, headers={"Referer": "https://localhost"}
        )
        assert answer.status_code in (400, 413), rule


# --- Files for spreadsheets ---------------------------------------------------------------------

TRAPS = ["=1+1", '=HYPERLINK("http://x","y")', "+1", "-2+3", "@SUM(A1)", "\t=1", "＝1", "=cmd|' /C"]


def test_what_people_open_in_a_spreadsheet_holds_no_formula():
    sheet = Sheet("=T", TRAPS, [TRAPS])
    for lang in ("nb", "en"):
        for cell in re.split(r"[;,\r\n]+", csv_file(sheet, lang).decode("utf-8-sig")):
            assert not cell.strip('"').startswith(("=", "+", "-", "@", "\t", "＝"))
    book = openpyxl.load_workbook(io.BytesIO(excel_file([sheet])))
    for row in book.worksheets[0].iter_rows():
        assert all(cell.data_type == "s" for cell in row)


@pytest.fixture
def trapped(store: sa.Engine) -> sa.Engine:
    """People whose names and wishes a spreadsheet would take for formulas."""
    traps = [trap for trap in TRAPS if trap.strip() == trap]
    with writing(store) as connection:
        upsert_rows(
            connection,
            "participants",
            [Participant(f"T{n}", "N1", name=trap) for n, trap in enumerate(traps)],
        )
        upsert_rows(
            connection,
            "wishes",
            [Wish(f"T{n}", trap, 1, Origin.OWN) for n, trap in enumerate(traps)],
        )
    return store


@pytest.mark.parametrize("name", ["files", "files.xlsx"])
def test_the_files_between_programs_keep_every_character(name, trapped, sqlite_template, tmp_path):
    from matcher.store.engine import open_store

    export_files(trapped, tmp_path / name)
    copy = tmp_path / "copy.db"
    copy.write_bytes(sqlite_template.read_bytes())
    engine = open_store(f"sqlite:///{copy}")
    import_files(engine, tmp_path / name)
    assert everything(engine) == everything(trapped)
    engine.dispose()


def test_the_excel_file_between_programs_holds_texts_only(trapped, tmp_path):
    export_files(trapped, tmp_path / "files.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "files.xlsx").worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n") for cell in row)
            assert not any(cell.data_type == "n" and cell.value is not None for cell in row)


# --- Secrets -------------------------------------------------------------------------------------


def test_a_secret_comes_from_the_environment_or_a_file_and_has_no_default(tmp_path):
    file = tmp_path / "secret"
    file.write_text("from the file\n")
    file.chmod(0o600)
    assert secret_setting("S", {}) is None
    assert secret_setting("S", {"S": "given"}) == "given"
    assert secret_setting("S", {"S_FILE": str(file)}) == "from the file"
    for broken in ({"S": "x", "S_FILE": str(file)}, {"S_FILE": str(tmp_path / "none")}):
        with pytest.raises(BadInput):
            secret_setting("S", broken)
    file.chmod(0o644)
    with pytest.raises(BadInput, match="chmod 600"):
        secret_setting("S", {"S_FILE": str(file)})


def test_two_stores_never_sign_with_the_same_secret(tmp_path):
    urls = [f"sqlite:///{tmp_path}/{name}.db" for name in "ab"]
    first, second = (read_settings({"DATABASE_URL": url})["SECRET_KEY"] for url in urls)
    assert first != second and len(first) >= 32


@pytest.mark.parametrize("given", ["-1", "x", "6", "1.5"])
def test_a_number_of_proxies_that_cannot_be_is_refused(given):
    with pytest.raises(BadInput, match="JOBBSMAK_PROXIES"):
        read_settings({"SECRET_KEY": "s" * 40, "PROXIES": given})


@pytest.mark.parametrize(("proxies", "counted"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_only_our_own_proxy_says_where_a_request_came_from(proxies, counted, store):
    app = create_app({"DATABASE_URL": str(store.url), "SECRET_KEY": "s" * 40, "PROXIES": proxies})
    seen = []
    app.before_request(lambda: seen.append(request.remote_addr))
    forwarded = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    app.test_client().get("/health", headers=forwarded)
    assert seen == [counted]
    app.extensions["program"].engine.dispose()


def test_what_is_installed_is_pinned_and_no_secret_is_in_the_repository():
    done = subprocess.run(
        [sys.executable, ROOT / ".ci" / "secure.py"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_check_for_secrets_finds_them():
    code = (
        "import json, sys; sys.path.insert(0, '.ci'); import secure;"
        "print(json.dumps([list(secure.secrets_in(t)) for t in json.load(sys.stdin)]))"
    )
    made_up = "Zx9" + "Kq2Lm8Rt5Vw1Yb4Nc7Df0Gh3"
    texts = [
        "-----BEGIN " + "PRIVATE KEY-----",
        f"api_key = '{made_up}'",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        f"postgresql://kari:{made_up}@db/jobbsmak",
        "password = request.form['password']",
        "postgresql://USER:PASSWORD@HOST/DATABASE",
    ]
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(texts), capture_output=True, text=True,
        check=True, cwd=ROOT,
    )  # fmt: skip
    assert [bool(found) for found in json.loads(done.stdout)] == [True] * 4 + [False] * 2
