"""Damaged stores, full disks and copies that were killed: nothing is lost, nothing is left."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.domain.errors import CopyProblem, NotAllowed, StoreProblem
from matcher.workflows.backup import make_backup
from tests.integration.copies.copy_steps import (
    NOW,
    address,
    backed_up,
    damage_file,
    everything,
    lose_a_wish,
    restored,
)


def test_a_damaged_store_gives_no_backup(store, versions, copies):
    damage_file(store)
    with pytest.raises((CopyProblem, StoreProblem), match="damaged"):
        make_backup(store, versions, copies, now=NOW)
    assert list(copies.iterdir()) == []


def test_a_damaged_store_is_kept_as_it_is_and_gives_way_to_the_backup(store, versions, copies):
    source, before = backed_up(store, versions, copies), everything(store)
    damaged = damage_file(store).read_bytes()
    with pytest.raises(NotAllowed, match="cannot be read, but its file is there"):
        restored(store, versions, source)
    done = restored(store, versions, source, replace=True)

    assert done.restart
    assert Path(done.kept[0]).read_bytes() == damaged
    assert everything(store) == before
    assert Path(str(store.url.database)).stat().st_mode & 0o077 == 0


def run_limited(url: str, *arguments: str, most_bytes: int) -> subprocess.CompletedProcess[str]:
    """The command where no file may grow beyond a size, as on a disk that is full."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return subprocess.run(
        [sys.executable, "-c", "from matcher.cli import main; main()", *arguments],
        env=os.environ | {"DATABASE_URL": url, "JOBBSMAK_MODELS": "/nonexistent"},
        capture_output=True, text=True, check=False, preexec_fn=limit, timeout=120,
    )  # fmt: skip


def test_a_disk_that_fills_during_a_backup_leaves_nothing(filled, copies):
    done = run_limited(address(filled), "backup", str(copies), most_bytes=2_000)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ") and len(done.stderr.splitlines()) == 1
    assert list(copies.iterdir()) == []


def test_a_disk_that_fills_during_a_restore_leaves_the_store_as_it_was(store, versions, copies):
    source = backed_up(store, versions, copies)
    lose_a_wish(store)
    before, files = everything(store), set(copies.parent.iterdir())
    done = run_limited(address(store), "restore", str(source), "--yes", most_bytes=200_000)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("Error: ")
    assert everything(store) == before
    assert set(copies.parent.iterdir()) == files


def test_a_copy_that_was_killed_is_cleared_away_by_the_next(store, versions, copies):
    left = copies / ".jobbsmak-copy-abc"
    left.mkdir()
    (left / "store.db").write_bytes(b"people's data")
    source = backed_up(store, versions, copies)
    assert list(copies.iterdir()) == [source]
