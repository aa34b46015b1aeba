"""An office that learned yesterday, and nights there in processes of their own: cut off, or not.

After whatever happens to a night, the office says which model it serves and what doctor finds.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from matcher.domain.access import OPERATOR
from matcher.store.engine import open_store
from matcher.store.nights import Night
from matcher.workflows.doctor import examine
from matcher.workflows.program import Program
from matcher.workflows.suggest import suggest
from tests.integration.learned_models import keep_model
from tests.integration.learning_stores import TODAY, clock, made_up_market, program_on
from tests.integration.nights.night_steps import learn, nights_of

COMMAND = (
    sys.executable, "-c", "from matcher.cli import main; main()", "train", "--today", str(TODAY),
)  # fmt: skip
TIMEOUT = 120
# How a night that came to its end decides.
DECIDED = ("promoted", "kept")
# A night says this when its model has a folder, and no row in the registry yet.
WRITTEN = "is written to"


@dataclass(frozen=True, slots=True)
class Office:
    """A store with yesterday's model in use, and the folder of its models."""

    url: str
    versions: Path
    yesterday: str

    @property
    def environment(self) -> dict[str, str]:
        """For a process of its own; one thread, as a night takes."""
        return os.environ | {
            "DATABASE_URL": self.url,
            "JOBBSMAK_MODELS": str(self.versions),
            "OMP_NUM_THREADS": "1",
        }

    @contextmanager
    def program(self) -> Iterator[Program]:
        """A server that starts after the fault."""
        opened = program_on(self.url, self.versions)
        yield opened
        opened.engine.dispose()

    def served(self) -> str:
        """Which model a suggestion comes from."""
        with self.program() as program:
            waiting = made_up_market().participants[0].participant_id
            shown = suggest(program, OPERATOR, waiting, today=TODAY, log=False)
            assert shown.suggestions
            return shown.model_version

    def nights(self) -> tuple[Night, ...]:
        """The newest first."""
        with self.program() as program:
            return nights_of(program)

    def doctor(self) -> str:
        """Everything that ``doctor`` says."""
        found = examine(self.url, self.versions, now=clock())
        return "\n".join(finding.text for finding in found.findings)

    def left(self) -> list[str]:
        """What a night that was cut off left in the models' folder."""
        return [path.name for path in self.versions.glob(".tmp-*")]


def made_office(url: str, versions: Path) -> Office:
    """An office whose store is at ``url``."""
    engine = open_store(url)
    made = keep_model(engine, versions, 1, clock() - timedelta(days=1))
    engine.dispose()
    return Office(url, versions, made.version)


def start(office: Office, **how: object) -> subprocess.Popen[str]:
    """A night in a process of its own; ``how`` as `subprocess.Popen` has it."""
    return subprocess.Popen(
        COMMAND, env=office.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, **how,
    )  # fmt: skip


def failed(office: Office, **how: object) -> str:
    """Start a night, which must fail in plain words, and answer them."""
    with start(office, **how) as process:
        out, said = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, out) == (1, ""), said
    assert "Traceback" not in said
    return said


def kill_at(office: Office, words: str) -> None:
    """Start a night and kill it with signal 9 as soon as it says ``words``."""
    with start(office) as process:
        for line in process.stderr:
            if words in line:
                process.send_signal(signal.SIGKILL)
                break
        process.wait(TIMEOUT)
    assert process.returncode == -signal.SIGKILL, "the night must be killed while it runs"


def next_night(office: Office) -> tuple[str, list[str]]:
    """Run a night to its end; its decision, and everything that it said."""
    heard: list[str] = []
    with office.program() as program:
        done = learn(program, message=heard.append)
    return done.report["decision"], heard
