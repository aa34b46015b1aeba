"""The market of the day is read once for all who wait for it, and never an old one for a new."""

import threading
import time

import pytest
import sqlalchemy as sa

from matcher.store.engine import writing
from matcher.store.own_tables import store_version
from matcher.workflows.program import Program, open_program


@pytest.fixture
def program(filled: sa.Engine, tmp_path) -> Program:
    return open_program(
        filled.url.render_as_string(hide_password=False), versions=tmp_path / "versions"
    )


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows by one with each reading of the market."""
    found, read = [], Program._read_day

    def counted(self, connection, today):
        found.append(today)
        return read(self, connection, today)

    monkeypatch.setattr(Program, "_read_day", counted)
    return found


def change(program: Program) -> None:
    with writing(program.engine):
        pass


def test_those_who_wait_while_others_write_share_one_reading(program, readings, today):
    program.market_day(today)
    given: list[object] = []
    with program._lock:
        waiting = []
        for _ in range(3):
            change(program)
            thread = threading.Thread(target=lambda: given.append(program.market_day(today)))
            thread.start()
            waiting.append(thread)
            time.sleep(0.2)
    for thread in waiting:
        thread.join()
    assert len(readings) == 2
    assert given[0] is given[1] is given[2] is program.market_day(today)
    program.engine.dispose()


def test_what_was_written_is_in_the_next_day_that_is_asked_for(program, readings, today):
    before = program.market_day(today)
    change(program)
    assert program.market_day(today) is not before and len(readings) == 2
    program.engine.dispose()


def test_a_store_that_was_put_back_is_read_again(program, readings, today):
    change(program)
    change(program)
    later = program.market_day(today)
    with writing(program.engine) as connection:
        connection.execute(store_version.update().values(counter=1))
    assert program.market_day(today) is not later and len(readings) == 2
    program.engine.dispose()
