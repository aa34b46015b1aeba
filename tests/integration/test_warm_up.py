"""What a fresh server reads before anybody asks."""

import logging
from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from matcher.domain.employers import Office
from matcher.domain.errors import StoreBusy
from matcher.domain.market import Market
from matcher.store.engine import reading, writing
from matcher.store.readers import store_version
from matcher.store.writers import upsert_market
from matcher.workflows.program import Program, open_program
from matcher.workflows.warm_up import warm_up
from tests.unit.market_builders import a_mentor, a_participant, an_employer, an_opening
from web import create_app

TODAY = date(2025, 9, 1)


@pytest.fixture
def program(engine: sa.Engine) -> Iterator[Program]:
    market = Market(
        offices=(Office("N1"),),
        participants=tuple(a_participant(name) for name in ("P1", "P2", "P3")),
        employers=(an_employer(),),
        mentors=(a_mentor(),),
        openings=(an_opening(),),
    )
    with writing(engine) as connection:
        upsert_market(connection, market)
    opened = open_program(engine.url.render_as_string(hide_password=False))
    yield opened
    opened.engine.dispose()


def test_the_days_market_is_in_memory_and_nothing_is_stored(program: Program) -> None:
    with reading(program.engine) as connection:
        before = store_version(connection)
    assert warm_up(program, today=TODAY) == 2
    with reading(program.engine) as connection:
        assert store_version(connection) == before
    day = program.market_day(TODAY)
    assert program.market_day(TODAY) is day


def test_an_empty_store_is_no_trouble(engine: sa.Engine) -> None:
    opened = open_program(engine.url.render_as_string(hide_password=False))
    assert warm_up(opened, today=TODAY) == 0
    opened.engine.dispose()


def test_a_server_reads_ahead_only_where_it_is_asked_to(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[date] = []
    monkeypatch.setattr("web.warm_up.warm_up", lambda program, *, today: seen.append(today))
    monkeypatch.setattr("web.warm_up.Thread", _AtOnce)
    settings = {"PROGRAM": program, "SECRET_KEY": "s" * 32, "TODAY": TODAY}
    create_app(settings)
    assert seen == []
    create_app({**settings, "WARM_UP": True})
    assert seen == [TODAY]


def test_a_busy_store_is_logged_and_the_server_starts(
    program: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def busy(program: Program, *, today: date) -> int:
        raise StoreBusy("The store is busy.")

    monkeypatch.setattr("web.warm_up.warm_up", busy)
    monkeypatch.setattr("web.warm_up.Thread", _AtOnce)
    settings = {"PROGRAM": program, "SECRET_KEY": "s" * 32, "TODAY": TODAY, "WARM_UP": True}
    with caplog.at_level(logging.WARNING):
        app = create_app(settings)
    assert "The store is busy." in caplog.text
    assert app.test_client().get("/health").status_code == 200


class _AtOnce:
    """Runs in place of a thread."""

    def __init__(self, target: object, args: tuple[object, ...], name: str, daemon: bool) -> None:
        assert daemon, "the server must be able to stop meanwhile"
        self._target, self._args = target, args

    def start(self) -> None:
        assert callable(self._target)
        self._target(*self._args)
