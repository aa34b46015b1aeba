"""The market of the day is read once for all who wait for it, and never an old one for a new."""

import threading
import time
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from matcher.store import own_tables as own
from matcher.store import tables as t
from matcher.store.engine import reading, writing
from matcher.store.kept_market import KeptMarket
from matcher.store.own_tables import store_version
from matcher.store.readers import read_market
from matcher.workflows.program import Program, open_program


@pytest.fixture
def programs(filled: sa.Engine, tmp_path):
    """Two processes' worth of the program over one store."""
    url = filled.url.render_as_string(hide_password=False)
    opened = [open_program(url, versions=tmp_path / "versions") for _ in range(2)]
    yield opened
    for each in opened:
        each.engine.dispose()


@pytest.fixture
def program(programs: list[Program]) -> Program:
    return programs[0]


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows by one with each reading of the market."""
    found, read = [], Program._read_day

    def counted(self, connection, today):
        found.append(today)
        return read(self, connection, today)

    monkeypatch.setattr(Program, "_read_day", counted)
    return found


def change(program: Program, number: int = 1) -> None:
    """Somebody can travel so many minutes."""
    with writing(program.engine) as connection:
        connection.execute(t.participants.update().values(max_travel_minutes=number))


def test_those_who_wait_while_others_write_share_one_reading(program, readings, today):
    program.market_day(today)
    given: list[object] = []
    with program._lock:
        waiting = []
        for number in range(3):
            change(program, number)
            thread = threading.Thread(target=lambda: given.append(program.market_day(today)))
            thread.start()
            waiting.append(thread)
            time.sleep(0.2)
    for thread in waiting:
        thread.join()
    assert len(readings) == 2
    assert given[0] is given[1] is given[2] is program.market_day(today)


def test_what_was_written_is_in_the_next_day_that_is_asked_for(program, readings, today):
    before = program.market_day(today)
    change(program)
    assert program.market_day(today) is not before and len(readings) == 2


def test_a_store_that_was_put_back_is_read_again(program, readings, today):
    change(program, 1)
    change(program, 2)
    later = program.market_day(today)
    with writing(program.engine) as connection:
        connection.execute(t.participants.update().values(max_travel_minutes=1))
        connection.execute(store_version.update().values(counter=1))
    assert program.market_day(today).market.participants != later.market.participants


CHANGES = {
    "a participant": t.participants.update().values(max_travel_minutes=7),
    "an opening": t.openings.update().values(slots=0),
    "an opening's mentors": t.opening_mentors.delete(),
    "an employer": t.employers.update().values(capacity=0),
    "a mentor": t.mentors.update().values(capacity=0),
    "a wish": t.wishes.delete(),
    "an outcome": t.outcomes.insert().from_select(
        ["placement_id", "reporter", "reported_on"],
        sa.select(t.placements.c.placement_id, sa.literal("mentor"), sa.literal(date(2025, 8, 1))),
    ),
    "a postal code": own.postal_codes.insert().values(postal_code="9999", lat=1.0, lon=2.0),
    "by hand": sa.text("UPDATE participants SET max_travel_minutes = 9"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_one_server_writes_is_what_another_suggests_from(programs, today, what):
    here, there = programs
    before = there.market_day(today)
    with writing(here.engine) as connection:
        connection.execute(CHANGES[what])
    after = there.market_day(today)
    with reading(here.engine) as connection:
        assert after.market == read_market(connection)
    assert after is not before and after.market != before.market


def test_a_placement_that_is_proposed_there_takes_the_place_here(programs, today):
    here, there = programs
    there.market_day(today)
    with writing(here.engine) as connection:
        connection.execute(
            t.placements.update().values(
                status="accepted", starts=today, planned_end=today + timedelta(days=9), ended=None
            )
        )
    board = there.market_day(today).ready.board
    assert board.opening_days and all(
        taken == [(today, today + timedelta(days=9))] * len(taken)
        for taken in board.opening_days.values()
    )


def test_what_suggestions_do_not_depend_on_leaves_the_day_as_it_was(programs, today):
    here, there = programs
    before = there.market_day(today)
    with writing(here.engine) as connection:
        connection.execute(own.accounts.update().values(language="en"))
    assert there.market_day(today) is before


def test_only_the_table_that_changed_is_another_one(programs, today):
    here, there = programs
    before = there.market_day(today).market
    change(here, 5)
    after = there.market_day(today).market
    assert after.openings is before.openings and after.placements is before.placements
    assert after.participants != before.participants


def test_somebody_who_counts_without_saying_of_what_has_everything_read_again(programs, today):
    here, there = programs
    there.market_day(today)
    with here.engine.begin() as connection:
        connection.execute(t.participants.update().values(max_travel_minutes=3))
        connection.execute(store_version.update().values(counter=store_version.c.counter + 1))
    with writing(here.engine) as connection:
        connection.execute(own.accounts.update().values(language="en"))
    assert {p.max_travel_minutes for p in there.market_day(today).market.participants} == {3}


def test_what_is_taken_back_is_never_kept(program, today):
    kept = KeptMarket()
    with writing(program.engine) as connection:
        before = kept.read(connection)
        connection.execute(t.participants.update().values(max_travel_minutes=1))
        changed = kept.read(connection)
        connection.rollback()
    assert changed.participants != before.participants
    with reading(program.engine) as connection:
        assert kept.read(connection) is before


def test_a_writer_who_looks_before_changing_does_not_hide_the_change(program, today):
    kept = KeptMarket()
    with writing(program.engine) as connection:
        kept.read(connection)
        connection.execute(t.participants.update().values(max_travel_minutes=2))
    with reading(program.engine) as connection:
        assert kept.read(connection) == read_market(connection)


def test_a_reading_that_failed_is_done_again(program, monkeypatch: pytest.MonkeyPatch):
    kept = KeptMarket()
    with reading(program.engine) as connection:
        with monkeypatch.context() as patch:
            patch.setattr("matcher.store.kept_market.read_postal_codes", lambda _: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                kept.read(connection)
        assert kept.read(connection) == read_market(connection)
