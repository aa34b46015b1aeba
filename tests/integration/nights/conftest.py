"""A store to learn from, the program on it, and an office that learned from it yesterday."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher.domain.market import Market
from matcher.store.engine import writing
from matcher.store.writers import upsert_market
from matcher.workflows.program import Program
from tests.integration.learning_stores import copied_store, make_template, program_on
from tests.integration.nights.night_office import Office, made_office


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("learning"))


@pytest.fixture
def url(template: Path, tmp_path: Path) -> str:
    return copied_store(template, tmp_path)


@pytest.fixture
def program(url: str, tmp_path: Path) -> Iterator[Program]:
    opened = program_on(url, tmp_path / "versions")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def program_over(tmp_path: Path) -> Iterator[Callable[[sa.Engine, Market], Program]]:
    """Opens a program over an empty store that is given a market."""
    opened: list[Program] = []

    def fill(store: sa.Engine, market: Market) -> Program:
        with writing(store) as connection:
            upsert_market(connection, market)
        url = store.url.render_as_string(hide_password=False)
        opened.append(program_on(url, tmp_path / "versions"))
        return opened[-1]

    yield fill
    for program in opened:
        program.engine.dispose()


@pytest.fixture
def office(url: str, tmp_path: Path) -> Office:
    """Yesterday's model is in use there."""
    return made_office(url, tmp_path / "versions")
