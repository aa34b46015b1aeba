"""Whatever happens to a night: yesterday's model is served, and it is said what happened.

Each fault is done for real, to a night in a process of its own. After it the next night runs, and
clears away what was left. ``make faults`` runs all of them.
"""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher.domain.access import OPERATOR
from matcher.domain.errors import Conflict
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.placements import PlacementStatus
from matcher.features.columns import FEATURES
from matcher.learning.registry import kept_versions
from matcher.store.engine import open_store, reading, writing
from matcher.store.learning_tables import chosen_features, nights
from matcher.store.model_registry import (
    DAY_ONE,
    ModelVersion,
    add_version,
    promote,
    read_promotions,
)
from matcher.store.nights import Night, claim_night, read_nights
from matcher.store.writers import upsert_rows
from matcher.workflows.doctor import examine
from matcher.workflows.night import run_night
from matcher.workflows.night_state import STEPS, Ears
from matcher.workflows.program import Program
from matcher.workflows.suggest import suggest
from tests.integration.learned_models import keep_model
from tests.integration.learning_stores import (
    TODAY,
    clock,
    copied_store,
    made_up_market,
    make_template,
    program_on,
)
from tests.integration.small_disks import mounted_disk

MARKET = made_up_market()
COMMAND = (
    sys.executable, "-c", "from matcher.cli import main; main()", "train", "--today", str(TODAY),
)  # fmt: skip
TIMEOUT = 120
# The folds of the comparison are the longest part of a night: it is cut off between them too.
FIRST_FOLD = "Day 1 of 5 is forecast."
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
            waiting = MARKET.participants[0].participant_id
            shown = suggest(program, OPERATOR, waiting, today=TODAY, log=False)
            assert shown.suggestions
            return shown.model_version

    def nights(self) -> tuple[Night, ...]:
        """The newest first."""
        with self.program() as program, reading(program.engine) as connection:
            return read_nights(connection)

    def doctor(self) -> str:
        """Everything that ``doctor`` says."""
        found = examine(self.url, self.versions, now=clock())
        return "\n".join(finding.text for finding in found.findings)

    def left(self) -> list[str]:
        """What a night that was cut off left in the models' folder."""
        return [path.name for path in self.versions.glob(".tmp-*")]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("faults"))


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Office:
    url, versions = copied_store(template, tmp_path), tmp_path / "versions"
    engine = open_store(url)
    made = keep_model(engine, versions, 1, clock() - timedelta(days=1))
    engine.dispose()
    return Office(url, versions, made.version)


def start(office: Office, **how: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        COMMAND, env=office.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, **how,
    )  # fmt: skip


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
        done = run_night(program, today=TODAY, clock=clock, ears=Ears(message=heard.append))
    return done.report["decision"], heard


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
    assert decision in ("promoted", "kept")
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


def limited_files() -> None:
    """No file may grow beyond this, as on a disk that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 16 kB, less than any model."""
    with mounted_disk(tmp_path, "16k") as place:
        yield place


def test_a_disk_that_is_full_while_the_model_is_written_fails_the_night(office, small_disk):
    elsewhere = Office(office.url, small_disk, office.yesterday)
    with start(elsewhere) as process:
        _, said = process.communicate(timeout=TIMEOUT)
    (failed, *_) = office.nights()

    assert process.returncode == 1
    assert "No space left on device" in said
    assert "Traceback" not in said
    assert (failed.state, "failed at write" in str(failed.message)) == ("failed", True)
    assert list(small_disk.iterdir()) == []
    assert office.served() == office.yesterday
    assert next_night(office)[0] in ("promoted", "kept")


def test_where_no_file_may_grow_the_night_fails_with_one_line_and_the_next_one_runs(office):
    # The store itself cannot be written to either, so the night can leave no word of its end.
    with start(office, preexec_fn=limited_files) as process:
        _, said = process.communicate(timeout=TIMEOUT)

    assert process.returncode == 1
    assert "Traceback" not in said
    assert office.served() == office.yesterday
    assert next_night(office)[0] in ("promoted", "kept")


def test_of_two_nights_at_once_one_runs_and_the_other_says_so(office):
    with start(office) as first, start(office) as second:
        ends = [process.communicate(timeout=TIMEOUT) for process in (first, second)]
    codes = {first.returncode: ends[0][1], second.returncode: ends[1][1]}

    assert set(codes) == {0, 1}
    assert "A night is running already" in codes[1]
    assert [night.state in ("promoted", "kept") for night in office.nights()] == [True]


def test_a_night_that_was_taken_for_dead_changes_nothing_any_more(office):
    """It slept for an hour, say; meanwhile another one began."""

    def take_over(step: str) -> None:
        if step == "write":
            with writing(program.engine) as connection:
                connection.execute(
                    nights.update().values(
                        alive_at=clock().replace(tzinfo=None) - timedelta(hours=1)
                    )
                )
            claim_night(program.engine, TODAY, "another-machine:1", clock())

    with office.program() as program, pytest.raises(Conflict, match="another one took it for dead"):
        run_night(program, today=TODAY, clock=clock, ears=Ears(step=take_over))

    other, mine = office.nights()
    assert (mine.state, other.state) == ("failed", "running")
    assert office.served() == office.yesterday


def test_with_a_clock_that_goes_backwards_the_night_runs_and_says_so(office):
    next_night(office)
    heard: list[str] = []
    back = clock() - timedelta(days=3)
    with office.program() as program:
        before = program.model.version
        done = run_night(
            program, today=TODAY - timedelta(days=3), clock=lambda: back,
            ears=Ears(message=heard.append),
        )  # fmt: skip
        # A candidate of an earlier day cannot be newer than the model in use.
        assert (done.promoted, program.model.version) == (False, before)

    assert any("the clock stands at" in text.lower() for text in heard)
    assert any("went back" in text for text in done.report["notes"])
    assert next_night(office)[0] in ("promoted", "kept")


def unchecked(office: Office, change: Callable[[sa.Connection], None]) -> None:
    """Change the store behind the program's back, with no constraint to stop it."""
    engine = sa.create_engine(office.url)
    with engine.begin() as connection:
        change(connection)
    engine.dispose()


def test_an_outcome_of_a_placement_that_does_not_exist_is_left_out_and_named(office):
    unchecked(
        office,
        lambda connection: connection.execute(
            sa.text(
                "INSERT INTO outcomes (placement_id, reporter, reported_on, showed_up)"
                " VALUES ('GHOST', 'mentor', '2025-01-10', 1)"
            )
        ),
    )
    decision, heard = next_night(office)

    assert decision in ("promoted", "kept")
    assert any("1 outcomes are of placements that do not exist" in text for text in heard)
    assert any("GHOST" in text for text in heard)


def test_the_store_refuses_such_an_outcome_in_the_first_place(office):
    ghost = Outcome("GHOST", Reporter.MENTOR, date(2025, 1, 10), showed_up=True)
    with (
        office.program() as program,
        pytest.raises(Conflict, match="not in the store"),
        writing(program.engine) as connection,
    ):
        upsert_rows(connection, "outcomes", [ghost])


def keep_features(office: Office, features: dict[str, float]) -> str:
    """Features kept with the first placement that ended; answers its id."""
    ended = next(p for p in MARKET.placements if p.status is PlacementStatus.ENDED and p.starts)
    engine = open_store(office.url)
    with writing(engine) as connection:
        connection.execute(
            chosen_features.insert().values(
                placement_id=ended.placement_id,
                chosen_on=ended.starts,
                model_version="day-one-0",
                features=features,
            )
        )
    engine.dispose()
    return ended.placement_id


@pytest.mark.parametrize(
    ("gone", "more"),
    [
        ("wish_own", "shoe_size"),
        pytest.param("travel_minutes", None, marks=pytest.mark.long),
        pytest.param(None, "shoe_size", marks=pytest.mark.long),
    ],
)
def test_a_column_that_disappeared_or_is_gone_is_said_and_the_night_runs(office, gone, more):
    features = dict.fromkeys(FEATURES, 0.0)
    features.pop(gone or "", None)
    keep_features(office, features | ({more: 1.0} if more else {}))
    decision, heard = next_night(office)

    assert decision in ("promoted", "kept")
    (said,) = [text for text in heard if "have not the program's columns" in text]
    assert f"missing: {gone or 'none'}" in said
    assert f"no longer known: {more or 'none'}" in said


@pytest.mark.long
def test_after_another_start_model_the_night_learns_again_though_no_row_is_new(office):
    next_night(office)
    engine = open_store(office.url)
    with writing(engine) as connection:
        row = connection.execute(sa.select(nights)).one()
        connection.execute(nights.update().values(report=row.report | {"mark": "another"}))
    engine.dispose()
    _, heard = next_night(office)

    assert not any("Zero new rows" in text for text in heard)


def test_a_registry_row_without_a_folder_gives_way_to_the_model_before_and_the_night_runs(office):
    engine = open_store(office.url)
    with writing(engine) as connection:
        lost = ModelVersion("20250831-0205-deadbeef", clock(), "0" * 64, {"as_of": str(TODAY)})
        add_version(connection, lost)
        promote(connection, lost.version, "night", "night", clock())
    engine.dispose()

    assert office.served() == office.yesterday
    assert "there is no folder" in office.doctor()
    decision, heard = next_night(office)
    assert decision in ("promoted", "kept")
    assert any("there is no folder" in text for text in heard)


@pytest.mark.long
def test_yesterdays_model_whose_folder_is_gone_gives_way_to_the_start_model(office):
    for path in (office.versions / office.yesterday).iterdir():
        path.unlink()
    (office.versions / office.yesterday).rmdir()

    assert office.served().startswith(DAY_ONE)
    assert next_night(office)[0] in ("promoted", "kept")


@pytest.mark.long
def test_a_night_killed_between_folder_and_registry_may_come_to_the_same_name_again(office):
    kill_at(office, WRITTEN)
    orphans = set(kept_versions(office.versions)) - {office.yesterday}
    decision, _ = next_night(office)

    assert len(orphans) == 1
    assert decision in ("promoted", "kept")
    with office.program() as program, reading(program.engine) as connection:
        assert not orphans & {each.version for each in read_promotions(connection)}


def test_a_night_on_a_store_that_is_not_there_says_so_in_one_line(tmp_path):
    nowhere = Office(f"sqlite:///{tmp_path / 'none.db'}", tmp_path, "")
    with start(nowhere) as process:
        out, said = process.communicate(timeout=TIMEOUT)

    assert (process.returncode, out) == (1, "")
    assert said.startswith("Error: There is no store")
    assert len(said.splitlines()) == 1
