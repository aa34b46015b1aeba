"""How often a fault is tried, how many post meanwhile, and what is noted of it."""

import itertools
import os
import signal
import subprocess
import sys

import pytest

from tests.integration.fault_table import note_fault
from tests.integration.served_store import Adviser, stored

ADVISERS = 6
SECONDS_OF_LOAD = 1.0
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
# What each adviser posts has a number of its own.
counts = itertools.count(1)


def often(short: int, long: int) -> pytest.MarkDecorator:
    """A few times in every run of the tests, many in the long one."""
    return pytest.mark.parametrize("times", [short, pytest.param(long, marks=pytest.mark.long)])


def missing(url: str, advisers: list[Adviser]) -> set[str]:
    """What was acknowledged and is not there."""
    return {name for each in advisers for name in each.kept} - stored(url)


def noted(what: str, times: int, advisers: list[Adviser], lost: set[str]) -> None:
    note_fault(
        what,
        times,
        kept=sum(len(each.kept) for each in advisers),
        lost=len(lost),
        refused=sum(len(each.refused) for each in advisers),
        cut_off=sum(each.cut_off for each in advisers),
    )


def start_command(url: str, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", "from matcher.cli import main; main()", *arguments],
        env=os.environ | {"DATABASE_URL": url, "JOBBSMAK_MODELS": "/nonexistent"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def cut_off(process: "subprocess.Popen[bytes]", after: float) -> bool:
    """Kill it after some seconds; whether it was still at work."""
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)
    return process.returncode == -signal.SIGKILL
