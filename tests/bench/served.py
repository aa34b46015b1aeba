"""Servers for measurements: gunicorn as `jobbsmak serve` starts it, and a PostgreSQL of our own."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.bench.measuring import ROOT
from tests.integration.free_port import free_port

COMMAND = str(Path(sys.executable).with_name("jobbsmak"))
BINARIES = Path("/usr/lib/postgresql")
READY_SECONDS = 60
STOP_SECONDS = 120  # the pages that are being made are finished first


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[int]:
    """The pages on loopback; answers the port."""
    port = free_port()
    command = [COMMAND, "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        _wait(server, port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=STOP_SECONDS)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(10 * READY_SECONDS):
        if server.poll() is not None:
            raise RuntimeError("the server stopped")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"the server did not answer within {READY_SECONDS} seconds")


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL that keeps what it acknowledges (fsync is on), with one empty database."""
    binaries = sorted(BINARIES.glob("*/bin"), key=lambda path: -float(path.parent.name))[0]
    folder = Path(tempfile.mkdtemp(prefix="jobbsmak-load-"))
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    _run(binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8")
    options = f"-c listen_addresses='' -k {folder}"
    _run(binaries / "pg_ctl", "-D", data, "-o", options, "-w", "-l", folder / "log", "start")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        _run(binaries / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: object) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = [*user, *map(str, command)]
    subprocess.run(done, cwd="/", check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
