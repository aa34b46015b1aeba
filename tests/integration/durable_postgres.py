"""A PostgreSQL server that waits for its disk as in an office, and can be broken on its own."""

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

# A write-ahead log that has room on a small disk, in files of 1 MB.
SMALL = "-c min_wal_size=2MB -c max_wal_size=8MB"


@dataclass
class DurablePostgres:
    """A server with the usual settings; the tests' shared one gives up safety for speed."""

    folder: Path
    database: str = "postgres"
    options: str = ""

    @classmethod
    def make(cls, disk: Path | None = None) -> "DurablePostgres":
        """A new one, started; on ``disk`` where it is given."""
        folder = Path(tempfile.mkdtemp(prefix="jobbsmak-durable-", dir=disk))
        give_to_postgres(folder)
        made = cls(folder, options=SMALL if disk else "")
        made.run(
            "initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale",
            f"--wal-segsize={1 if disk else 16}",
        )  # fmt: skip
        made.control("start")
        return made

    def keep_tables_on(self, disk: Path) -> None:
        """From now its database is one whose tables alone lie on ``disk``."""
        give_to_postgres(disk)
        for statement in (
            f"CREATE TABLESPACE small LOCATION '{disk}'",
            "CREATE DATABASE small TABLESPACE small",
        ):
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(statement)
        self.database = "small"

    @property
    def url(self) -> str:
        """Its one database."""
        return f"postgresql://postgres@/{self.database}?host={self.folder}"

    def start_again(self) -> None:
        """Start it where it gave up, or gives up only now; until it answers."""
        until = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < until, "the database server must come up again"
            if not self.runs():
                with suppress(subprocess.CalledProcessError):
                    self.control("start")
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            return False
        return True

    def runs(self) -> bool:
        """Whether its first process is there."""
        try:
            self.run("pg_ctl", "status")
        except subprocess.CalledProcessError:
            return False
        return True

    def control(self, *command: str) -> None:
        """``start``, or ``restart`` with ``-m fast`` (asked to) or ``-m immediate`` (cut off)."""
        options = f"-c listen_addresses='' -c max_connections=40 {self.options} -k {self.folder}"
        self.run("pg_ctl", "-o", options, "-w", "-l", str(self.folder / "log"), *command)

    def remove(self) -> None:
        """Stop it and leave nothing."""
        if self.runs():
            self.run("pg_ctl", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program: str, *arguments: str) -> None:
        """One of the server's programs, as the user that may."""
        binary = max(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*user, str(binary), "-D", str(self.folder / "data"), *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd="/", check=True, timeout=120,
        )  # fmt: skip


def give_to_postgres(folder: Path) -> None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
