"""Servers and databases that stop while people post: what was acknowledged is there afterwards.

Each fault is done for real: signal 9 to every process of the server, the database restarted.
`make faults` does it often and writes tests/bench/faults.md.
"""

import time
from pathlib import Path

import pytest

from tests.integration.durable_postgres import DurablePostgres
from tests.integration.served_store import Adviser, Server, load
from tests.integration.store_faults.fault_steps import (
    ADVISERS,
    NAMES,
    SECONDS_OF_LOAD,
    counts,
    missing,
    noted,
    often,
)


@often(2, 20)
def test_a_server_killed_under_load_loses_nothing_that_was_acknowledged(
    server: Server, backend: str, times: int
) -> None:
    advisers = [Adviser(server, number) for number in range(ADVISERS)]
    lost: set[str] = set()
    for _ in range(times):
        told = sum(len(each.kept) for each in advisers)
        with load(advisers, counts):
            time.sleep(SECONDS_OF_LOAD)
            server.kill()
        assert sum(len(each.kept) for each in advisers) > told, "somebody must have written"
        lost |= missing(server.url, advisers)
        server.start()  # and nobody has to sign in again
    noted(f"kill -9 of the server under load, {NAMES[backend]}", times, advisers, lost)
    assert lost == set()


@pytest.mark.postgres
@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.parametrize("mode", ["fast", "immediate"])
@often(1, 10)
def test_a_database_that_restarts_under_load_loses_nothing_and_the_server_goes_on(
    server: Server, durable: DurablePostgres, mode: str, times: int
) -> None:
    advisers = [Adviser(server, number) for number in range(ADVISERS)]
    lost: set[str] = set()
    for _ in range(times):
        with load(advisers, counts):
            time.sleep(SECONDS_OF_LOAD)
            durable.control("restart", "-m", mode)
            told = sum(len(each.kept) for each in advisers)
            time.sleep(SECONDS_OF_LOAD)
        assert sum(len(each.kept) for each in advisers) > told, "the server found it again"
        lost |= missing(server.url, advisers)
    how = {"fast": "asked to", "immediate": "cut off"}[mode]
    noted(f"PostgreSQL restarted under load ({how})", times, advisers, lost)
    assert lost == set()
    assert {status for each in advisers for status in each.refused} <= {503}


@pytest.mark.postgres
@pytest.mark.parametrize("backend", ["postgresql"])
@often(1, 10)
def test_of_two_servers_on_one_database_each_sees_what_the_other_kept(
    server: Server, tmp_path: Path, times: int
) -> None:
    (tmp_path / "other").mkdir()
    other = Server(server.url, tmp_path / "other")
    other.start()
    try:
        here, there = Adviser(server, 900), Adviser(other, 901)
        path = "/participants/P1/tastes"
        advisers = [Adviser((server, other)[n % 2], 910 + n) for n in range(ADVISERS)]
        for round_ in range(times):
            said = f"Sa til den ene, {times}-{round_}"
            assert said not in here.page(path)[1] + there.page(path)[1]
            assert here.say("P1", said) == 303
            # Beliefs are reckoned from the market, which each server keeps in memory.
            assert said in there.page(path)[1]
            with load(advisers, counts):
                time.sleep(SECONDS_OF_LOAD)
        lost = missing(server.url, advisers)
    finally:
        other.stop()
    noted("two servers writing to one PostgreSQL", times, advisers, lost)
    assert lost == set()
    assert not any(each.cut_off for each in advisers)
    assert {status for each in advisers for status in each.refused} <= {503}
