"""Stores for tests: a fresh one each, on SQLite and on a PostgreSQL that the tests start."""

import itertools
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
from matcher.store import engine as engine_module
from matcher.store.engine import open_store, reading, writing
from matcher.store.migrate import prepare_store
from matcher.store.readers import read_market, store_version
from matcher.store.writers import upsert_market
from matcher.workflows.feed_pull import Pull
from matcher.workflows.import_files import import_files
from matcher.workflows.program import Program, open_program
from tests.integration import feed_start, request_cases, web_start
from tests.integration.feed_server import FeedServer, serving
from tests.integration.quick_postgres import running_postgres
from tests.integration.small_market import SMALL_MARKET
from web import create_app

web_start.keep_compiled_templates()

TEMPLATE = "jobbsmak_template"

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Callable[[str], str]]:
    """A server of the session's own, reached through a socket; database name -> its URL."""
    with running_postgres() as url_of:
        yield url_of


@pytest.fixture(scope="session")
def postgres_admin(postgres_server: Callable[[str], str]) -> sa.Engine:
    """Says what is to be done with whole databases; there is one to copy, with a store set up."""
    admin = sa.create_engine(
        sa.make_url(postgres_server("postgres")).set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        poolclass=sa.NullPool,
    )
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {TEMPLATE}")
    template = open_store(postgres_server(TEMPLATE))
    prepare_store(template)
    template.dispose()
    return admin


@pytest.fixture
def new_postgres_url(
    postgres_server: Callable[[str], str], postgres_admin: sa.Engine
) -> Iterator[Callable[..., str]]:
    """Makes a database a call, set up unless it is to be ``empty``, and answers its URL."""
    made: list[str] = []

    def make(*, empty: bool = False) -> str:
        made.append(f"jobbsmak_{next(_numbers)}")
        source = "template1" if empty else TEMPLATE
        with postgres_admin.connect() as connection:
            # Without the journal, as the whole server goes without it; known since version 15.
            known = connection.dialect.server_version_info >= (15,)
            how = "STRATEGY FILE_COPY" if known else ""
            connection.exec_driver_sql(f"CREATE DATABASE {made[-1]} TEMPLATE {source} {how}")
        return postgres_server(made[-1])

    yield make
    with postgres_admin.connect() as connection:
        for name in made:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store that is set up, to be copied."""
    path = tmp_path_factory.mktemp("template") / "store.db"
    engine = open_store(f"sqlite:///{path}")
    prepare_store(engine)
    engine.dispose()
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest) -> str:
    """Each test that uses it runs on both databases."""
    return str(request.param)


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the PostgreSQL of the tests; what the power takes is tried in processes of their own."""
    monkeypatch.setattr(engine_module, "SYNCHRONOUS", "OFF")


@pytest.fixture
def store_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a store that is set up and empty."""
    if backend == "postgresql":
        return str(request.getfixturevalue("new_postgres_url")())
    path = tmp_path / "store.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def empty_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a place for a store, before it is set up."""
    if backend == "postgresql":
        return str(request.getfixturevalue("new_postgres_url")(empty=True))
    return f"sqlite:///{tmp_path / 'new' / 'store.db'}"


@pytest.fixture
def engine(store_url: str) -> Iterator[sa.Engine]:
    """A store that is set up and empty, on each database in turn."""
    opened = open_store(store_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    """A store that is set up and empty, on SQLite only."""
    path = tmp_path / "store.db"
    shutil.copy(sqlite_template, path)
    opened = open_store(f"sqlite:///{path}")
    yield opened
    opened.dispose()


@pytest.fixture
def small_market() -> Market:
    """Two offices, two participants, one employer with two mentors and two openings."""
    return SMALL_MARKET


@pytest.fixture
def filled(engine: sa.Engine, small_market: Market) -> sa.Engine:
    """A store that holds ``small_market``."""
    with writing(engine) as connection:
        upsert_market(connection, small_market)
    return engine


@pytest.fixture
def store(sqlite_engine: sa.Engine, small_market: Market) -> sa.Engine:
    """A store that holds ``small_market``, on SQLite only."""
    with writing(sqlite_engine) as connection:
        upsert_market(connection, small_market)
    return sqlite_engine


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
