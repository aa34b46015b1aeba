"""What tests of stores, workflows and pages begin with; the stores are made in `store_fixtures`."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matcher.domain.errors import CellProblem, ImportRefused
from matcher.domain.market import Market
from matcher.simulation.municipality import simulate_municipality
from matcher.store.engine import open_store, reading, writing
from matcher.store.readers import read_market, store_version
from matcher.store.writers import upsert_market
from matcher.workflows.feed_pull import Pull
from matcher.workflows.import_files import import_files
from matcher.workflows.program import Program, open_program
from tests.integration import feed_start, request_cases, web_start
from tests.integration.feed_server import FeedServer, serving
from tests.integration.store_fixtures import (
    backend,
    empty_url,
    engine,
    filled,
    new_postgres_url,
    no_waiting_for_the_disk,
    postgres_admin,
    postgres_server,
    small_market,
    sqlite_engine,
    sqlite_template,
    store,
    store_url,
)
from tests.integration.under_way import UnderWay, set_out
from web import create_app

# Fixtures that pytest finds here by their names.
__all__ = [
    "backend",
    "empty_url",
    "engine",
    "filled",
    "new_postgres_url",
    "no_waiting_for_the_disk",
    "postgres_admin",
    "postgres_server",
    "small_market",
    "sqlite_engine",
    "sqlite_template",
    "store",
    "store_url",
]

web_start.keep_compiled_templates()


@pytest.fixture
def serve() -> Iterator[Callable[..., Flask]]:
    """Starts the pages on a store; ``settings`` are those of `web.create_app`."""
    started: list[Flask] = []

    def start(store: sa.Engine, **settings: object) -> Flask:
        url = store.url.render_as_string(hide_password=False)
        started.append(create_app(web_start.settings_of(url, **settings)))
        return started[-1]

    yield start
    for app in started:
        app.extensions["program"].engine.dispose()


@pytest.fixture
def app(store: sa.Engine, today: date, serve: Callable[..., Flask]) -> Flask:
    """The pages on ``store`` on ``today``, where everybody of `web_start` may sign in.

    A module with another day or another store has a fixture ``today`` or ``store`` of its own.
    """
    web_start.add_accounts(store)
    return serve(store, TODAY=today)


@pytest.fixture
def kari(app: Flask) -> FlaskClient:
    """The browser of P1's adviser, signed in."""
    return web_start.signed_in(app, "kari")


@pytest.fixture
def proposed(store: sa.Engine) -> None:
    """``store`` is one in which E1 may be asked about P1, as `request_cases` has it."""
    request_cases.propose(store)


@pytest.fixture
def under_way(store: sa.Engine) -> UnderWay:
    """P1, about whom everything is under way on ``store``; everybody of `web_start` is there."""
    return set_out(store)


@pytest.fixture
def ola(app: Flask, proposed: None) -> FlaskClient:
    """The browser of somebody at E1, signed in."""
    return web_start.signed_in(app, request_cases.OLA.name)


@pytest.fixture
def ida(app: Flask, proposed: None) -> FlaskClient:
    """The browser of somebody at another employer, E2, signed in."""
    return web_start.signed_in(app, request_cases.IDA)


@pytest.fixture
def open_store_of(engine: sa.Engine) -> Iterator[Callable[[Market], Program]]:
    """Opens a program over a store that holds a market, on each database in turn."""
    opened: list[Program] = []

    def fill(market: Market) -> Program:
        with writing(engine) as connection:
            upsert_market(connection, market)
        opened.append(open_program(engine.url.render_as_string(hide_password=False)))
        return opened[-1]

    yield fill
    for program in opened:
        program.engine.dispose()


@pytest.fixture(scope="session")
def town_template(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Path]:
    """A store that holds a simulated municipality, to be copied; each size is made once."""

    @cache
    def make(**size: int) -> Path:
        path = tmp_path_factory.mktemp("town") / "store.db"
        shutil.copy(sqlite_template, path)
        made = simulate_municipality(**{"seed": 4, "today": web_start.TODAY, **size}).market
        engine = open_store(f"sqlite:///{path}")
        with writing(engine) as connection:
            upsert_market(connection, made)
        engine.dispose()
        return path

    return make


@pytest.fixture
def town(town_template: Callable[..., Path], tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Opens a program over a simulated municipality of this test's own, of the size asked for."""
    opened: list[Program] = []

    def open_town(**size: int) -> Program:
        path = tmp_path / "town.db"
        shutil.copy(town_template(**size), path)
        opened.append(open_program(f"sqlite:///{path}"))
        return opened[-1]

    yield open_town
    for program in opened:
        program.engine.dispose()


@pytest.fixture
def feed() -> Iterator[FeedServer]:
    """A server of vacancies that speaks the feed's format; nothing has been waited for yet."""
    feed_start.waits.clear()
    with serving(FeedServer()) as server:
        yield server


@pytest.fixture
def pull(feed: FeedServer, sqlite_engine: sa.Engine, today: date) -> Pull:
    """What reads ``feed`` into an empty store, on SQLite only."""
    return feed_start.made_pull(feed, sqlite_engine, today)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for the files of an import."""
    made = tmp_path / "files"
    made.mkdir()
    return made


@pytest.fixture
def refused(store: sa.Engine, folder: Path) -> Iterator[Callable[..., list[CellProblem]]]:
    """Writes files, imports them, answers the problems; the store must be as it was."""
    with reading(store) as connection:
        before = read_market(connection), store_version(connection)

    def attempt(**files: str | bytes) -> list[CellProblem]:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (folder / f"{name}.csv").write_bytes(data)
        with pytest.raises(ImportRefused) as caught:
            import_files(store, folder)
        return list(caught.value.problems)

    yield attempt
    with reading(store) as connection:
        assert (read_market(connection), store_version(connection)) == before
