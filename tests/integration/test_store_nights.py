"""Nights in the store: one at a time, the dead ones said to be dead, on both databases."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from matcher.domain.errors import Conflict
from matcher.store import nights
from matcher.store.engine import reading, writing
from matcher.store.nights import (
    DEAD_AFTER,
    Night,
    claim_night,
    finish_night,
    last_night,
    read_nights,
    running_night,
    step,
    this_process,
)
from matcher.store.readers import store_version
from tests.integration.at_once import at_once

TODAY = date(2025, 9, 1)
NOW = datetime(2025, 9, 1, 2, 0, tzinfo=UTC)
ELSEWHERE = "another-host:77"


def finished(engine: sa.Engine, number: int, state: str = "kept", **more: object) -> None:
    with writing(engine) as connection:
        finish_night(connection, number, state, now=NOW, **more)


def all_nights(engine: sa.Engine) -> tuple[Night, ...]:
    with reading(engine) as connection:
        return read_nights(connection)


def test_a_night_is_claimed_works_and_ends(engine):
    number = claim_night(engine, TODAY, this_process(), NOW)
    step(engine, number, "fit", NOW + timedelta(minutes=1))
    with reading(engine) as connection:
        running, before = running_night(connection), last_night(connection)
    assert before is None
    assert (running.id, running.step, running.started_at) == (number, "fit", NOW)
    assert running.alive_at == NOW + timedelta(minutes=1)
    finished(engine, number, "promoted", rows=80, new_rows=0, version="V", report={"rows": 80})
    with reading(engine) as connection:
        done = last_night(connection)
        assert running_night(connection) is None
    assert (done.state, done.rows, done.new_rows, done.version) == ("promoted", 80, 0, "V")
    assert done.report == {"rows": 80} and done.finished_at == NOW


def test_a_second_night_is_told_who_runs_one_and_since_when(engine):
    claim_night(engine, TODAY, ELSEWHERE, NOW)
    with pytest.raises(Conflict, match=r"another-host:77, since 2025-09-01 02:00 UTC"):
        claim_night(engine, TODAY, this_process(), NOW + timedelta(minutes=1))
    assert len(all_nights(engine)) == 1


def test_of_two_at_once_one_runs_and_the_other_is_told(engine):
    def attempt() -> int | str:
        try:
            return claim_night(engine, TODAY, this_process(), NOW)
        except Conflict as problem:
            return str(problem)

    said = at_once(attempt, attempt)
    assert sorted(map(type, said), key=str) == [int, str]
    assert "A night is running already" in next(each for each in said if isinstance(each, str))
    assert len(all_nights(engine)) == 1


def process_that_ended() -> int:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


@pytest.mark.parametrize(
    ("claimed_by", "later", "why"),
    [
        (lambda: f"{socket.gethostname()}:{process_that_ended()}", timedelta(), "process is gone"),
        (lambda: ELSEWHERE, DEAD_AFTER + timedelta(minutes=1), "sign of life was at 2025-09-01"),
        (lambda: f"{socket.gethostname()}:{os.getpid()}", timedelta(days=1), "sign of life"),
        (lambda: ELSEWHERE, -timedelta(days=400), "sign of life"),
    ],
)
def test_a_dead_night_is_said_to_have_failed_and_another_begins(
    claimed_by: Callable[[], str], later: timedelta, why: str, engine: sa.Engine
) -> None:
    dead = claim_night(engine, TODAY, claimed_by(), NOW)
    step(engine, dead, "fit", NOW)
    number = claim_night(engine, TODAY, this_process(), NOW + later)
    newest, buried = all_nights(engine)
    assert (newest.id, newest.state, buried.id, buried.state) == (number, "running", dead, "failed")
    assert why in buried.message and "cut off at fit" in buried.message
    assert "did not change" in buried.message


@pytest.mark.parametrize("moved", [timedelta(minutes=20), -timedelta(minutes=20)])
def test_a_night_that_gave_a_sign_of_life_just_now_is_left_alone(engine, moved):
    claim_night(engine, TODAY, ELSEWHERE, NOW)
    with pytest.raises(Conflict):
        claim_night(engine, TODAY, this_process(), NOW + moved)


def test_what_a_night_does_after_it_was_taken_over_is_refused_and_undone(engine):
    slow = claim_night(engine, TODAY, ELSEWHERE, NOW)
    claim_night(engine, TODAY, this_process(), NOW + timedelta(hours=1))
    with pytest.raises(Conflict, match="took it for dead"):
        step(engine, slow, "promote", NOW)
    with reading(engine) as connection:
        before = store_version(connection)
    with pytest.raises(Conflict), writing(engine) as connection:
        finish_night(connection, slow, "promoted", now=NOW)
    with reading(engine) as connection:
        assert store_version(connection) == before


def test_the_end_of_a_night_is_noticed_by_every_server_and_its_steps_are_not(engine):
    def version() -> int:
        with reading(engine) as connection:
            return store_version(connection)

    before = version()
    number = claim_night(engine, TODAY, this_process(), NOW)
    step(engine, number, "fit", NOW)
    assert version() == before
    finished(engine, number)
    assert version() > before


def test_a_claim_that_lost_to_one_that_is_over_already_says_so(engine, monkeypatch):
    claim_night(engine, TODAY, ELSEWHERE, NOW)
    looks = iter([None, None])
    monkeypatch.setattr(nights, "running_night", lambda _connection: next(looks))
    with pytest.raises(Conflict):
        claim_night(engine, TODAY, this_process(), NOW)
