"""How a test of the pages begins: accounts, the pages on a store, and browsers that are signed in.

The fixtures `serve`, `app` and `kari` in `conftest` are made of these.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.test import TestResponse

from matcher.domain.access import Role
from matcher.store.engine import writing
from matcher.store.writers import Account, add_account

TODAY = date(2025, 9, 1)
PASSWORD = "en lang setning"
# What is kept of a password says its own cost; at the least one, signing in takes no time either.
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
SECRET = "only for this test, and long enough"

# Name, role, office.
KARI = ("kari", Role.ADVISER, "N1")
EVA = ("eva", Role.ADVISER, "N1")
LIV = ("liv", Role.LEADER, "N1")
NILS = ("nils", Role.ADVISER, "N2")
ROT = ("rot", Role.ADMINISTRATOR, None)
EVERYBODY = (KARI, EVA, LIV, NILS, ROT)


def add_accounts(store: sa.Engine, *people: tuple[str, Role, str | None]) -> None:
    """Accounts with PASSWORD for ``people``, or for EVERYBODY."""
    with writing(store) as connection:
        for name, role, office in people or EVERYBODY:
            account = Account(name, role, PASSWORD_HASH, TODAY, office)
            add_account(connection, account)


def settings_of(url: str, **more: object) -> dict[str, object]:
    """What the pages are started with, on the store at ``url``."""
    return {
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET,
        "SECURE_COOKIES": False,
        "TODAY": TODAY,
        **more,
    }


def signed_in(app: Flask, name: str) -> FlaskClient:
    """The browser of somebody who has just signed in with PASSWORD."""
    client = app.test_client()
    sent = send(client, "/sign-in", name=name, password=PASSWORD)
    assert sent.status_code == 303
    return client


def send(client: FlaskClient, path: str, /, **form: object) -> TestResponse:
    """Post a form, with the token that this browser's session is given."""
    page = "/sign-in" if path == "/sign-in" else "/password"
    return client.post(path, data={"csrf_token": token_of(client.get(page).text), **form})


def token_of(page: str) -> str:
    """The token in the first form of ``page``."""
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found, "there is no form on the page"
    return found[1]


@contextmanager
def questions(store: sa.Engine) -> Iterator[list[str]]:
    """Notes what is asked of ``store`` meanwhile: the statements, in order."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    sa.event.listen(store, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(store, "before_cursor_execute", note)


def asked_again(client: FlaskClient, path: str) -> list[str]:
    """What a second visit to a page asks the store; both visits must be let in."""
    assert client.get(path).status_code == 200
    with questions(client.application.extensions["program"].engine) as asked:
        assert client.get(path).status_code == 200
    return asked


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for all the applications of a test process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


def keep_compiled_templates() -> None:
    """From now on each application begins with the templates that another one compiled."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
