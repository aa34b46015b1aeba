"""Bad inputs for each door of the program: pages, files and commands.

The texts are drawn by Hypothesis, many at once; a seeded choice puts them together to inputs. So
an input costs little beside what the program does with it, and each round can be run again.
A door makes itself anew for each round, so that what one round changed is not in the way of the
next. It answers how an input was taken; AssertionError says which input broke what.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import hypothesis
import sqlalchemy as sa
from hypothesis import strategies as st

from matcher.store import columns
from matcher.store.engine import open_store, writing
from matcher.store.writers import upsert_market

T = TypeVar("T")
ROUND = 300  # inputs until the door is made anew
TEXTS = 600  # texts that Hypothesis draws for a round
LONGEST_TOLD = 1500  # characters of an input that broke something
# What is kept although an input was refused: who asked, how often, the half-filled form, the
# failed sign-in.
# A plan is made when its page is first looked at.
LOGS = (
    "api_usage", "audit", "plan", "report_drafts", "sessions", "sign_in_attempts", "suggestion",
)  # fmt: skip

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


class Drawn:
    """What the inputs of one round are made of; the same for the same ``seed``."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._texts = _drawn_texts(seed)

    def text(self) -> str:
        """A usual one, a nasty one, or one that Hypothesis drew for this round."""
        return self._random.choice(self._random.choice((USUAL, NASTY, self._texts, self._texts)))

    def one_of(self, options: Sequence[T]) -> T:
        """Each as likely as the others."""
        return self._random.choice(options)

    def number(self, least: int, most: int) -> int:
        """Both ends are among them."""
        return self._random.randint(least, most)

    def some(self, make: Callable[[], T], least: int, most: int) -> list[T]:
        """``least`` to ``most`` of them."""
        return [make() for _ in range(self.number(least, most))]

    def chance(self, share: float) -> bool:
        """True in ``share`` of the cases."""
        return self._random.random() < share

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """All of them in another order."""
        return self._random.sample(items, len(items))

    def raw(self, longest: int) -> bytes:
        """Bytes that are no text, as a rule."""
        return self._random.randbytes(self.number(0, longest))


def _drawn_texts(seed: int) -> list[str]:
    found: list[str] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=TEXTS // 20, deadline=None, database=None, derandomize=False,
        suppress_health_check=list(hypothesis.HealthCheck), phases=(hypothesis.Phase.generate,),
    )  # fmt: skip
    @hypothesis.given(st.lists(texts, min_size=20, max_size=20))
    def draw(some: list[str]) -> None:
        found.extend(some)

    draw()
    return found


class Door(Protocol):
    """Where inputs come in."""

    def draw(self, drawn: Drawn) -> Any:
        """An input."""
        ...

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
    door: Callable[[], AbstractContextManager[Door]],
    *,
    most: int,
    seconds: float,
    rounds: Sequence[int] = range(1_000_000),
) -> Tried:
    """Try inputs until there are ``most``, or the time is over; ``rounds`` are their seeds."""
    tried, start = Tried(), time.monotonic()
    for number in rounds:
        left = most - tried.inputs
        if left <= 0 or time.monotonic() - start >= seconds:
            break
        with door() as opened:
            _one_round(opened, Drawn(number), tried, min(ROUND, left))
    tried.seconds = time.monotonic() - start
    return tried


def _one_round(door: Door, drawn: Drawn, tried: Tried, inputs: int) -> None:
    for _ in range(inputs):
        try:
            tried.taken[door.attempt(door.draw(drawn))] += 1
        except AssertionError as fault:
            tried.note(str(fault))


class Held:
    """What a store holds: a refused input leaves it as it was."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        kept = [n for n in columns.METADATA.tables if not n.startswith(LOGS)]
        self._counts = sa.text(
            " UNION ALL ".join([
                "SELECT counter FROM store_version",
                *(f"SELECT count(*) FROM {n}" for n in kept),
            ])
        )  # fmt: skip
        self._last = self._now()

    def changed(self) -> bool:
        """Whether the version of the store or the rows of a table changed since it was asked."""
        before, self._last = self._last, self._now()
        return before != self._last

    def _now(self) -> tuple[int, ...]:
        with self._engine.connect() as connection:
            return tuple(connection.execute(self._counts).scalars())

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
