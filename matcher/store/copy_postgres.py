"""Copies of a store on a PostgreSQL server while it is in use, by the server's own programs.

pg_dump and pg_restore are looked for on PATH. A dump holds rows alone: tables, triggers and all
else of a version are made by the program's own migrations, the same for every store.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from matcher.domain.errors import CopyProblem
from matcher.store.engine import reading
from matcher.store.every_table import row_counts

_COPY = re.compile(rb'COPY (?:[\w"]+\.)?"?(\w+)"? \((.*)\) FROM stdin;\n')
_END = b"\\.\n"
_SET_SEQUENCE = b"SELECT pg_catalog.setval("


def copy_postgres(engine: sa.Engine, target: Path) -> dict[str, int]:
    """Dump the store as it is at one moment; answers the rows of each table at that moment.

    CopyProblem where pg_dump is missing, does not fit the server, or the disk is full.
    """
    pg_dump = _program("pg_dump")
    with reading(engine) as connection:
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        rows = row_counts(connection)
        target.touch(mode=0o600)
        _run(
            [pg_dump, *_on(engine.url), "--format=custom", "--data-only",
             f"--snapshot={snapshot}", f"--file={target}", *(f"--table={name}" for name in rows)],
            engine.url,
        )  # fmt: skip
    return rows


def dumped_rows(dump: Path) -> dict[str, int]:
    """The rows of each table in a dump, counted by reading all of it back; no server is asked."""
    _run([_program("pg_restore"), "--list", str(dump)])
    with read_dump(dump) as parts:
        return {part.table: sum(1 for _ in part.lines) for part in parts if part.table}


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a table with its columns, as COPY takes them; or, without table, a statement."""

    table: str
    columns: str
    lines: Iterator[bytes]


@contextmanager
def read_dump(dump: Path) -> Iterator[Iterator[Part]]:
    """What is in a dump, in an order in which it can be put back; each part is used up in turn."""
    with _piped([_program("pg_restore"), "--data-only", "--file=-", str(dump)]) as output:
        yield _parts(output)


def _parts(output: IO[bytes]) -> Iterator[Part]:
    for line in iter(output.readline, b""):
        begun = _COPY.fullmatch(line)
        if begun:
            yield Part(begun[1].decode(), begun[2].decode(), iter(output.readline, _END))
        elif line.startswith(_SET_SEQUENCE):
            yield Part("", "", iter((line,)))


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise CopyProblem(
            f"There is no {name} on PATH; copies of a PostgreSQL store need it. Install"
            " PostgreSQL's client programs, of the server's version or newer."
        )
    return found


def _on(url: sa.URL) -> list[str]:
    """Which database is meant, without its password: everybody can see a command's words.

    >>> _on(sa.make_url("postgresql+psycopg://kari:secret@db/jobbsmak?sslmode=require"))
    ['--dbname=postgresql://kari@db/jobbsmak?sslmode=require']
    """
    plain = sa.URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    )
    return [f"--dbname={plain.render_as_string()}"]


def _environment(url: sa.URL | None) -> dict[str, str]:
    given = dict(os.environ) | {"LC_ALL": "C.UTF-8"}
    if url is not None and url.password is not None:
        given["PGPASSWORD"] = str(url.password)
    return given


def _run(command: list[str], url: sa.URL | None = None) -> None:
    done = subprocess.run(
        command, env=_environment(url), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        raise CopyProblem(_refused(command, done.stderr.decode(errors="replace")))


@contextmanager
def _piped(command: list[str]) -> Iterator[IO[bytes]]:
    """What a program writes; CopyProblem where it ends with an error."""
    with subprocess.Popen(
        command, env=_environment(None), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        yield process.stdout
        said = process.stderr.read().decode(errors="replace")
    if process.returncode:
        raise CopyProblem(_refused(command, said))


def _refused(command: list[str], said: str) -> str:
    return f"{Path(command[0]).name} cannot go on: {_last_line(said)}"


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()]
    found = (errors or lines or ["it gave no reason"])[0]
    # The password is not in it: it was never among the words of a command.
    return found.rsplit("ERROR:  ", 1)[-1].rsplit("error: ", 1)[-1]
