"""A PostgreSQL server for the tests of one process: quick, and of no use after the power is cut."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

BINARIES = Path("/usr/lib/postgresql")
SERVER_OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
)
INITDB = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
# A database is hundreds of files, made and removed for each test: in memory, where there is room.
MEMORY = Path("/dev/shm")
ROOM = 2**30  # bytes; the server with the databases of one test takes a tenth of it


@contextmanager
def running_postgres() -> Iterator[Callable[[str], str]]:
    """A server in a folder of its own, reached through a socket; database name -> its URL."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="jobbsmak-pg-", dir=MEMORY if roomy else None))
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
    data, found = folder / "data", binaries()
    as_server(found / "initdb", "-D", data, *INITDB)
    options = f"{SERVER_OPTIONS} -k {folder}"
    as_server(found / "pg_ctl", "-D", data, "-o", options, "-w", "-l", folder / "log", "start")
    try:
        yield lambda database: f"postgresql://postgres@/{database}?host={folder}"
    finally:
        as_server(found / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def binaries() -> Path:
    """Where the newest server's programs are."""
    # Versions in the order of their numbers, the newest first.
    found = sorted(BINARIES.glob("*/bin"), key=lambda path: -float(path.parent.name))
    if not found:
        pytest.fail("These tests need PostgreSQL: apt-get install postgresql", pytrace=False)
    return found[0]


def as_server(*command: object) -> None:
    """Run one of them, as the user that may."""
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*user, *map(str, command)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        check=False,
        timeout=120,
    )
    if done.returncode:
        pytest.fail(f"{command[0]} failed: {done.stdout.decode()}", pytrace=False)
