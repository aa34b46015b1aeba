"""The fixtures of stores: an empty one and a filled one, on SQLite and PostgreSQL.

`conftest` imports them, so that every test of this folder has them; a new one is named there too.
"""

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher.domain.market import Market
from matcher.store import engine as engine_module
from matcher.store.engine import open_store, writing
from matcher.store.migrate import prepare_store
from matcher.store.writers import upsert_market
from tests.integration.quick_postgres import running_postgres
from tests.integration.small_market import SMALL_MARKET

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
