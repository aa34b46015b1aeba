"""A store with simulated outcomes to learn from, made once and copied, for tests of the night."""

import shutil
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from matcher.domain.market import Market
from matcher.simulation.municipality import simulate_municipality
from matcher.store.engine import open_store, writing
from matcher.store.migrate import prepare_store
from matcher.store.writers import upsert_market
from matcher.workflows.program import Program, open_program

TODAY = date(2025, 9, 1)
# The least with which the gates have enough to judge by.
PARTICIPANTS, SEED = 40, 7


@lru_cache(maxsize=1)
def made_up_market() -> Market:
    """A made-up municipality with two years of history."""
    return simulate_municipality(participants=PARTICIPANTS, seed=SEED, today=TODAY).market


def make_template(folder: Path) -> Path:
    """A SQLite store that holds it, to be copied."""
    path = folder / "learning.db"
    engine = open_store(f"sqlite:///{path}")
    prepare_store(engine)
    with writing(engine) as connection:
        upsert_market(connection, made_up_market())
    engine.dispose()
    return path


def copied_store(template: Path, folder: Path) -> str:
    """The URL of a copy in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(template, folder / "store.db")
    return f"sqlite:///{folder / 'store.db'}"


def program_on(url: str, versions: Path) -> Program:
    """The program on a store, with its models in ``versions``."""
    return open_program(url, versions=versions)


def clock() -> datetime:
    """The machine's moment."""
    return datetime.now(UTC)
