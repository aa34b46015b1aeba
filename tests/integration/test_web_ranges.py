"""The pages say how sure an estimate is, in words, in both languages."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from matcher.domain.access import OPERATOR, Role
from matcher.store.engine import open_store, reading, writing
from matcher.store.readers import read_market
from matcher.store.writers import set_language
from matcher.workflows.suggest import suggest
from tests.integration.web_start import add_accounts, settings_of, signed_in
from web import create_app, likelihood

TODAY = date(2025, 9, 1)


@pytest.fixture(scope="module")
def pages(
    town_template: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FlaskClient, str, str]]:
    """Somebody signed in, and the addresses of a list of suggestions and of one's whole reasons."""
    folder = tmp_path_factory.mktemp("pages")
    url = f"sqlite:///{shutil.copy(town_template(participants=24), folder / 'store.db')}"
    engine = open_store(url)
    with reading(engine) as connection:
        office = read_market(connection).participants[0].office_id
    add_accounts(engine, ("kari", Role.ADVISER, office))
    engine.dispose()
    app = create_app(settings_of(url, MODELS=folder / "versions"))
    program = app.extensions["program"]
    with reading(program.engine) as connection:
        people = [p for p in read_market(connection).participants[:24] if p.office_id == office]
    lists = [suggest(program, OPERATOR, p.participant_id, today=TODAY, log=False) for p in people]
    found = next(each for each in lists if each.suggestions)
    person = f"/participants/{found.participant_id}"
    yield signed_in(app, "kari"), person, f"{person}/why/{found.suggestions[0].opening_id}"
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
