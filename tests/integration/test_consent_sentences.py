"""Every sentence of the participant's page about the name stands there in both languages, short."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from babel.messages.pofile import read_po
from flask import Flask

import web
from matcher.store import tables as t
from matcher.store.engine import writing
from matcher.store.own_tables import accounts
from tests.integration import web_start
from tests.integration.consent_asked import WEEK, ask, link_of, long_ones
from tests.integration.request_cases import propose
from tests.integration.web_start import TODAY, add_accounts

KARIS_PHONE = accounts.update().where(accounts.c.name == "kari").values(phone="900 00 001")
WEB = Path(web.__file__).parent


@pytest.fixture
def app(store: sa.Engine, serve: Callable[..., Flask]) -> Flask:
    propose(store)
    return serve(store, TODAY=TODAY)


def texts_of_the_page() -> list[str]:
    template = (WEB / "templates" / "consent.html").read_text(encoding="utf-8")
    return re.findall(r'\b_\("([^"]+)"', template)


def in_english() -> dict[str, str]:
    with (WEB / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file)}


def pages_in(app: Flask, store: sa.Engine, serve: Callable[..., Flask], lang: str) -> str:
    """The page in every state, one after the other, as a text."""
    phone, link = app.test_client(use_cookies=False), f"{link_of(app, store)}?lang={lang}"
    with writing(store) as connection:
        connection.execute(t.employers.update().values(name=None))
        connection.execute(KARIS_PHONE)
    late = serve(store, TODAY=TODAY + 2 * WEEK).test_client(use_cookies=False)
    seen = [late.get(link).text, late.get(f"{link}&late=1").text, phone.get(link).text]
    for said in ("no", "yes", "back"):
        phone.post(link, data={"say": said})
        seen.append(phone.get(link).text)
    return " ".join(re.sub(r"<[^>]+>", " ", "".join(seen)).split())


def parts(text: str) -> list[str]:
    return [part for each in re.split(r"%\(\w+\)s", text) if (part := each.strip())]


def test_every_sentence_of_the_page_is_there_in_both_languages(app, store, serve):
    ask(store)
    add_accounts(store, web_start.KARI)
    english = in_english()
    norsk = pages_in(app, store, serve, "nb")
    with writing(store) as connection:
        connection.exec_driver_sql("UPDATE consents SET state = 'asked'")
    other = pages_in(app, store, serve, "en")
    wanted = [text for text in texts_of_the_page() if text not in ("Språk",)]
    assert len(wanted) > 15
    for text in wanted:
        assert [part for part in parts(text) if part not in norsk] == []
        assert [part for part in parts(english[text]) if part not in other] == []
        assert [part for part in parts(text) if part in other and part not in english[text]] == []


def test_every_sentence_of_the_page_is_short():
    english = in_english()
    for text in texts_of_the_page():
        assert long_ones(text) == []
        assert long_ones(english[text]) == []
