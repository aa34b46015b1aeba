"""A server in processes of its own, on either database, which is as safe as in an office."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.durable_postgres import DurablePostgres
from tests.integration.served_store import Server, make_store


@pytest.fixture(scope="module")
def durable() -> Iterator[DurablePostgres]:
    made = DurablePostgres.make()
    make_store(made.url)
    yield made
    made.remove()


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if backend == "postgresql":
        return str(request.getfixturevalue("durable").url)
    made = f"sqlite:///{tmp_path / 'store.db'}"
    make_store(made)
    return made


@pytest.fixture
def server(url: str, tmp_path: Path) -> Iterator[Server]:
    made = Server(url, tmp_path)
    made.start()
    yield made
    made.stop()
    assert "Traceback" not in made.said()
