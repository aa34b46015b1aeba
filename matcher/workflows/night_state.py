"""A night while it runs: who listens to it, what it is at, its signs of life, and its failure."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from matcher.domain.errors import JobbsmakError, StoreBusy
from matcher.store.engine import writing
from matcher.store.nights import finish_night, step
from matcher.workflows.night_messages import say
from matcher.workflows.program import Program

STEPS = ("read", "compare", "fit", "judge", "write", "decide")


@dataclass(frozen=True, slots=True)
class Ears:
    """Who listens to a night: each step as it begins, each message, each fold that is done."""

    step: Callable[[str], None] = lambda name: None
    message: Callable[[str], None] = lambda text: None
    fold: Callable[[int, int], None] = lambda done, of: None


@dataclass(slots=True)
class ClaimedNight:
    """A night that this process has claimed."""

    program: Program
    number: int
    today: date
    clock: Callable[[], datetime]
    ears: Ears
    at: str = "claim"
    notes: list[str] = field(default_factory=list)

    def begin(self, name: str) -> None:
        """Say which step begins, in the store and then here."""
        self.at = name
        self.alive()
        self.ears.step(name)

    def alive(self) -> None:
        """A sign of life; a store that is busy will get the next one. Conflict: taken over."""
        with suppress(StoreBusy):
            step(self.program.engine, self.number, self.at, self.clock())

    def note(self, text: str) -> None:
        """Something to be said now and to stand in the report."""
        self.notes.append(text)
        self.ears.message(text)

    def fold_done(self, done: int, of: int) -> None:
        """One fold of the comparison is done."""
        self.ears.fold(done, of)
        self.alive()

    def failed(self, error: BaseException) -> None:
        """Mark the night failed, and say so."""
        expected = isinstance(error, JobbsmakError)
        text = str(error) if expected else f"{type(error).__name__}: {error}."
        message = say("failed", step=self.at, error=text)
        self.ears.message(message)
        # Where the store cannot be written to either, the next night finds this one dead.
        with suppress(JobbsmakError), writing(self.program.engine) as connection:
            finish_night(connection, self.number, "failed", now=self.clock(), message=message)
