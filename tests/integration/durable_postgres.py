"""A PostgreSQL server that waits for its disk as in an office, and can be broken on its own."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass
class DurablePostgres:
    """A server with the usual settings; the tests' shared one gives up safety for speed."""

    folder: Path

    @classmethod
    def make(cls) -> "DurablePostgres":
        """A new one, started."""
        folder = Path(tempfile.mkdtemp(prefix="jobbsmak-durable-"))
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
        made = cls(folder)
        made.run("initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale")
        made.control("start")
        return made

    @property
    def url(self) -> str:
        """Its one database."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def control(self, *command: str) -> None:
        """``start``, or ``restart`` with ``-m fast`` (asked to) or ``-m immediate`` (cut off)."""
        options = f"-c listen_addresses='' -c max_connections=40 -k {self.folder}"
        self.run("pg_ctl", "-o", options, "-w", "-l", str(self.folder / "log"), *command)

    def remove(self) -> None:
        """Stop it and leave nothing."""
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
