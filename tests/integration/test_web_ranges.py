"""The pages say how sure an estimate is, in words, in both languages."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from matcher.domain.access import OPERATOR, Role
from matcher.simulation.municipality import simulate_municipality
from matcher.store.engine import open_store, reading, writing
from matcher.store.readers import Account, read_market
from matcher.store.writers import add_account, set_language, upsert_market
from matcher.workflows.sign_in import hash_password
from matcher.workflows.suggest import suggest
from web import create_app, likelihood

TODAY = date(2025, 9, 1)
PASSWORD = "en lang setning"


@pytest.fixture(scope="module")
def pages(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FlaskClient, str, str]]:
    """Somebody signed in, and the addresses of a list of suggestions and of one's whole reasons."""
    folder = tmp_path_factory.mktemp("pages")
    shutil.copy(sqlite_template, folder / "store.db")
    url = f"sqlite:///{folder / 'store.db'}"
    engine = open_store(url)
    with writing(engine) as connection:
        town = simulate_municipality(participants=24, seed=4, today=TODAY).market
        upsert_market(connection, town)
        office = town.participants[0].office_id
        account = Account("kari", Role.ADVISER, hash_password(PASSWORD), TODAY, office)
        add_account(connection, account)
    engine.dispose()
    app = create_app({
        "DATABASE_URL": url, "MODELS": folder / "versions", "TODAY": TODAY,
        "SECRET_KEY": "only for this test, and long enough", "SECURE_COOKIES": False,
    })  # fmt: skip
    program = app.extensions["program"]
    with reading(program.engine) as connection:
        people = [p for p in read_market(connection).participants[:24] if p.office_id == office]
    lists = [suggest(program, OPERATOR, p.participant_id, today=TODAY, log=False) for p in people]
    found = next(each for each in lists if each.suggestions)
    client = app.test_client()
    shown = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
    assert token is not None
    client.post("/sign-in", data={"name": "kari", "password": PASSWORD, "csrf_token": token[1]})
    person = f"/participants/{found.participant_id}"
    yield client, person, f"{person}/why/{found.suggestions[0].opening_id}"
    program.engine.dispose()


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def test_a_narrow_range_is_sure_and_a_wide_one_is_not() -> None:
    said = [likelihood.how_sure(ends) for ends in ((0.7, 0.8), (0.5, 0.8), (0.1, 0.9), (0, 1))]
    assert said[0] != said[1] != said[2] == said[3]


def test_card_and_reasons_say_how_sure_each_stage_is(
    pages: tuple[FlaskClient, str, str],
) -> None:
    client, person, why = pages
    card, reasons = text(client, person), text(client, why)
    assert re.search(
        r"av 10 i samme situasjon; (noe )?usikkert anslag, mellom \d og \d av 10", card
    )
    found = re.findall(r"(\d+) %; [a-zæøå ]+ anslag, mellom (\d+) og (\d+) %", reasons)
    assert len(found) == 4
    assert all(int(low) <= int(chance) <= int(high) for chance, low, high in found)
    engine = client.application.extensions["program"].engine
    with writing(engine) as connection:
        set_language(connection, "kari", "en")
    card, reasons = text(client, person), text(client, why)
    with writing(engine) as connection:
        set_language(connection, "kari", "nb")
    assert re.search(r"unsure estimate, between \d and \d of 10", card)
    assert len(re.findall(r"estimate, between \d+ and \d+ %", reasons)) == 4


def test_the_list_says_what_its_estimates_build_on(pages: tuple[FlaskClient, str, str]) -> None:
    client, person, _ = pages
    assert "Anslagene bygger på startmodellen" in text(client, person)
