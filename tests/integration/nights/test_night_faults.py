"""Whatever stops a night: yesterday's model is served, and it is said what happened.

Each fault is done for real, to a night in a process of its own. After it the next night runs, and
clears away what was left. ``make faults`` runs all of them.
"""

import resource
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from matcher.domain.errors import Conflict
from matcher.store.engine import writing
from matcher.store.learning_tables import nights
from matcher.store.nights import claim_night
from matcher.workflows.night_state import STEPS
from tests.integration.learning_stores import TODAY, clock
from tests.integration.nights.night_office import (
    DECIDED,
    TIMEOUT,
    WRITTEN,
    Office,
    failed,
    kill_at,
    next_night,
    start,
)
from tests.integration.nights.night_steps import learn
from tests.integration.small_disks import mounted_disk

# The folds of the comparison are the longest part of a night: it is cut off between them too.
FIRST_FOLD = "Day 1 of 5 is forecast."
# Two of the moments are tried with every `make test`, all of them by `make faults`.
SHORT = (FIRST_FOLD, WRITTEN)
LONG = tuple(f"[{number}/{len(STEPS)}] {step}" for number, step in enumerate(STEPS, start=1))


@pytest.mark.parametrize(
    "words", [*SHORT, *(pytest.param(words, marks=pytest.mark.long) for words in LONG)]
)
def test_a_night_killed_at_any_step_leaves_yesterdays_model_and_the_next_one_runs(office, words):
    kill_at(office, words)
    (killed,) = office.nights()
    served = office.served()
    decision, heard = next_night(office)

    assert killed.state == "running"
    assert served == office.yesterday
    assert decision in DECIDED
    assert any("cut off at" in text and "its process is gone" in text for text in heard)
    after, before = office.nights()
    assert (before.state, after.state) == ("failed", decision)
    assert office.left() == []


def test_the_doctor_says_that_a_night_was_cut_off(office):
    kill_at(office, "[2/6] compare")
    said = office.doctor()
    next_night(office)

    assert "was cut off at compare: its process is gone. Yesterday's model stays." in said
    (_, cut_off) = office.nights()
    assert "cut off at compare" in str(cut_off.message)
    assert "cut off" not in office.doctor()


def test_what_a_night_left_half_written_is_cleared_away_and_named(office):
    half = office.versions / ".tmp-20250831-0205-0a1b2c3d"
    half.mkdir()
    (half / "model.joblib").write_bytes(b"half")
    _, heard = next_night(office)

    assert office.left() == []
    assert any(half.name in text for text in heard)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 16 kB, less than any model."""
    with mounted_disk(tmp_path, "16k") as place:
        yield place


def test_a_disk_that_is_full_while_the_model_is_written_fails_the_night(office, small_disk):
    said = failed(Office(office.url, small_disk, office.yesterday))
    (night, *_) = office.nights()

    assert "No space left on device" in said
    assert (night.state, "failed at write" in str(night.message)) == ("failed", True)
    assert list(small_disk.iterdir()) == []
    assert office.served() == office.yesterday
    assert next_night(office)[0] in DECIDED


def limited_files() -> None:
    """No file may grow beyond this, as on a disk that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def test_where_no_file_may_grow_the_night_fails_in_plain_words_and_the_next_one_runs(office):
    # The store itself cannot be written to either, so the night can leave no word of its end.
    failed(office, preexec_fn=limited_files)

    assert office.served() == office.yesterday
    assert next_night(office)[0] in DECIDED


def test_a_night_on_a_store_that_is_not_there_says_so_in_one_line(tmp_path):
    said = failed(Office(f"sqlite:///{tmp_path / 'none.db'}", tmp_path, ""))

    assert said.startswith("Error: There is no store")
    assert len(said.splitlines()) == 1


def test_of_two_nights_at_once_one_runs_and_the_other_says_so(office):
    with start(office) as first, start(office) as second:
        ends = [process.communicate(timeout=TIMEOUT) for process in (first, second)]
    codes = {first.returncode: ends[0][1], second.returncode: ends[1][1]}

    assert set(codes) == {0, 1}
    assert "A night is running already" in codes[1]
    assert [night.state in DECIDED for night in office.nights()] == [True]


def test_a_night_that_was_taken_for_dead_changes_nothing_any_more(office):
    """It slept for an hour, say; meanwhile another one began."""

    def take_over(step: str) -> None:
        if step == "write":
            asleep = clock().replace(tzinfo=None) - timedelta(hours=1)
            with writing(program.engine) as connection:
                connection.execute(nights.update().values(alive_at=asleep))
            claim_night(program.engine, TODAY, "another-machine:1", clock())

    with office.program() as program, pytest.raises(Conflict, match="another one took it for dead"):
        learn(program, step=take_over)

    other, mine = office.nights()
    assert (mine.state, other.state) == ("failed", "running")
    assert office.served() == office.yesterday


def test_with_a_clock_that_goes_backwards_the_night_runs_and_says_so(office):
    next_night(office)
    heard: list[str] = []
    back = timedelta(days=3)
    with office.program() as program:
        before = program.model.version
        done = learn(program, TODAY - back, lambda: clock() - back, message=heard.append)
        # A candidate of an earlier day cannot be newer than the model in use.
        assert (done.promoted, program.model.version) == (False, before)

    assert any("the clock stands at" in text.lower() for text in heard)
    assert any("went back" in text for text in done.report["notes"])
    assert next_night(office)[0] in DECIDED
