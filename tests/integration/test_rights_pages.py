"""A server that has shown somebody forgets the person the moment they are erased."""

import html
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.domain.access import OPERATOR
from matcher.store.engine import open_store, reading
from matcher.store.readers import read_market
from matcher.store.reading_market import CONTRACT
from matcher.workflows.erase import erase
from tests.integration.learning_stores import (
    PARTICIPANTS,
    copied_store,
    made_up_market,
    make_template,
)
from tests.integration.rights_store import NAME, PERSON, TODAY, fill
from tests.integration.test_rights import assert_gone
from tests.integration.web_start import LIV, add_accounts, signed_in

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
PAGES = (
    "/day?who=office&all=1", "/participants?who=office", "/portfolio?who=office",
    "/find?q=Nordmann", f"/find?q={PERSON}", "/placements?who=office&show=ended",
    "/calls?who=office", "/employers?who=office", "/employers/E1", "/plan", "/report",
)  # fmt: skip


@pytest.fixture
def app(sqlite_engine: sa.Engine, serve) -> Flask:
    fill(sqlite_engine)
    add_accounts(sqlite_engine, LIV)
    return serve(sqlite_engine, TODAY=TODAY)


@pytest.fixture
def leader(app: Flask) -> FlaskClient:
    return signed_in(app, "liv")


def shown(client: FlaskClient) -> dict[str, str]:
    answers = {page: client.get(page) for page in PAGES}
    known = {page: answer for page, answer in answers.items() if answer.status_code != 404}
    assert len(known) >= len(PAGES) - 1
    assert {answer.status_code for answer in known.values()} == {200}
    return {page: html.unescape(answer.text) for page, answer in known.items()}


def without_what_was_typed(page: str, text: str) -> str:
    """A search shows again what was searched for."""
    typed = page.partition("q=")[2]
    return re.sub(re.escape(typed), "", text, flags=re.IGNORECASE) if typed else text


def test_no_page_of_a_server_that_knew_the_person_shows_them(
    leader: FlaskClient, sqlite_engine: sa.Engine
) -> None:
    before = shown(leader)
    assert {page for page, text in before.items() if NAME.lower() in text.lower()} >= {
        "/find?q=Nordmann", "/employers/E1",
    }  # fmt: skip
    assert leader.get(f"/participants/{PERSON}").status_code == 200
    erase(sqlite_engine, OPERATOR, PERSON, now=NOW)
    for page, text in shown(leader).items():
        assert_gone(without_what_was_typed(page, text))
    for path in ("", "/week", "/tastes", "/doors", "/edit"):
        assert leader.get(f"/participants/{PERSON}{path}").status_code == 404
    assert leader.get("/placements/PL-77").status_code == 404


@pytest.fixture(scope="module")
def municipality(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("municipality"))


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.sets(st.integers(0, PARTICIPANTS - 1), min_size=1, max_size=4))
def test_an_erasure_takes_the_people_and_nothing_else(
    people: set[int], municipality: Path, tmp_path: Path
) -> None:
    before = made_up_market()
    gone = {before.participants[place].participant_id for place in people}
    engine = open_store(copied_store(municipality, tmp_path))
    try:
        for person in gone:
            erase(engine, OPERATOR, person, now=NOW)
        with reading(engine) as connection:
            after = read_market(connection)
    finally:
        engine.dispose()
    theirs = {p.placement_id for p in before.placements if p.participant_id in gone}
    for name in CONTRACT:
        kept = {
            row for row in getattr(before, name)
            if getattr(row, "participant_id", None) not in gone
            and getattr(row, "placement_id", None) not in theirs
        }  # fmt: skip
        assert set(getattr(after, name)) == kept
