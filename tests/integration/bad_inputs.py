"""Bad inputs, drawn by Hypothesis, for each door of the program: pages, files and commands.

A door makes itself anew for each round, so that what one round changed is not in the way of the
next. It answers how an input was taken; AssertionError says which input broke what.
"""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import hypothesis
import sqlalchemy as sa
from hypothesis import strategies as st

from matcher.store import columns
from matcher.store.engine import open_store, reading, writing
from matcher.store.readers import store_version
from matcher.store.writers import upsert_market

ROUND = 100  # Hypothesis examples until the door is made anew
TOGETHER = 5  # inputs in one example, at most
LONGEST_TOLD = 1500  # characters of an input that broke something
# What is kept although an input was refused: who asked, the half-filled form, the failed sign-in.
# A plan is made when its page is first looked at.
LOGS = ("audit", "plan", "report_drafts", "sessions", "sign_in_attempts", "suggestion")

NASTY = (
    "", " ", "\x00", "\ufeff", "\u202e", "null", "None", "NaN", "Infinity", "-1", "0", "1e999",
    "1_0",
    "９", "٣", "²",  # digits in other scripts, and one that is none
    "2025-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "2025-W01-1", "20250908",
    "31.12.9999", "1.1.1", "1..2", "'", '"', "' OR 1=1 --", "<script>", "{{7*7}}", "%s%n",
    "../../x",
    "=1+1", "\r\nSet-Cookie: x=1", "😀" * 40, "å" * 2000, "9" * 20, "9" * 5000, "-" * 500,
    "a\x00b",
)  # fmt: skip
USUAL = (
    "P1", "P2", "PL1", "O1", "O2", "E1", "M1", "M2", "N1", "N2", "2025-09-01", "2025-09-08",
    "1", "2",
    "5",
    "yes", "no", "unknown", "mine", "office", "taste", "mentor", "participant", "adviser", "nb",
    "en",
    "end", "extend", "kari",
    "butikk", "5223", "other", "later", "quietly", "on", "well", "phone",
)  # fmt: skip
# No lone surrogates: a browser cannot send them. Bytes that are no UTF-8 come by another way.
texts = st.one_of(
    st.sampled_from(USUAL),
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.dates().map(str),
    st.integers(-(2**70), 2**70).map(str),
)


class Door(Protocol):
    """Where inputs come in."""

    inputs: st.SearchStrategy[Any]

    def attempt(self, given: Any) -> str:
        """How ``given`` was taken, in one word; AssertionError where something broke."""
        ...


@dataclass
class Tried:
    """How many inputs were tried, how they were taken, and in how many seconds."""

    taken: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    def note(self, fault: str) -> None:
        """Keep the first input of each kind of fault; what is before the colon tells them apart."""
        self.taken["broke something"] += 1
        self.faults.setdefault(fault.split(":", 1)[0], fault[:LONGEST_TOLD])

    @property
    def inputs(self) -> int:
        """All of them."""
        return self.taken.total()


def attempts(
    door: Callable[[], AbstractContextManager[Door]], *, most: int, seconds: float
) -> Tried:
    """Try inputs until there are ``most``, or the time is over."""
    tried, start, number = Tried(), time.monotonic(), 0
    while tried.inputs < most and time.monotonic() - start < seconds:
        with door() as opened:
            _one_round(opened, number, tried)
        number += 1
    tried.seconds = time.monotonic() - start
    return tried


def _one_round(door: Door, number: int, tried: Tried) -> None:
    @hypothesis.seed(number)
    @hypothesis.settings(
        max_examples=ROUND, deadline=None, database=None, derandomize=False,
        suppress_health_check=list(hypothesis.HealthCheck), phases=_PHASES,
    )  # fmt: skip
    @hypothesis.given(st.lists(door.inputs, min_size=1, max_size=TOGETHER))
    def each(given: list[Any]) -> None:
        for one in given:
            try:
                tried.taken[door.attempt(one)] += 1
            except AssertionError as fault:
                tried.note(str(fault))

    each()


# What an input does depends on those before; an example made smaller would tell of another day.
_PHASES = (hypothesis.Phase.generate,)


class Held:
    """What a store holds: a refused input leaves it as it was."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        kept = [n for n in columns.METADATA.tables if not n.startswith(LOGS)]
        self._counts = sa.text(" UNION ALL ".join(f"SELECT count(*) FROM {n}" for n in kept))

    def now(self) -> tuple[int, ...]:
        """The version of the store and the rows of each table."""
        with reading(self._engine) as connection:
            rows = connection.execute(self._counts).scalars()
            return (store_version(connection), *rows)

    def check(self) -> None:
        """AssertionError where the database finds itself damaged."""
        with self._engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def filled_copy(template: Path, path: Path, market: Any) -> sa.Engine:
    """A store at ``path`` that holds ``market``."""
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    path.write_bytes(template.read_bytes())
    engine = open_store(f"sqlite:///{path}")
    with writing(engine) as connection:
        upsert_market(connection, market)
    return engine
