"""Copies of a store on a PostgreSQL server while it is in use, by the server's own programs.

pg_dump and pg_restore, and psql to put a copy back in one transaction, are looked for on PATH.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from matcher.domain.errors import CopyProblem, StoreBusy
from matcher.store.engine import reading
from matcher.store.every_table import row_counts

# How long others may hold a table that is to be put back; the program's own pages take moments.
PATIENCE_SECONDS = 30
_ATTEMPTS = 3
# The server's codes when somebody else was in the way: a deadlock, a lock that was not free.
_IN_THE_WAY = ("40P01", "55P03")
_COPY = re.compile(rb'COPY (?:[\w"]+\.)?"?(\w+)"? \(.*\) FROM stdin;\n')


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
            [pg_dump, *_on(engine.url), "--format=custom", "--no-owner", "--no-privileges",
             f"--snapshot={snapshot}", f"--file={target}", *(f"--table={name}" for name in rows)],
            engine.url,
        )  # fmt: skip
    return rows


def dumped_rows(dump: Path) -> dict[str, int]:
    """The rows of each table in a dump, counted by reading all of it back; no server is asked."""
    pg_restore = _program("pg_restore")
    _run([pg_restore, "--list", str(dump)])
    command = [pg_restore, "--data-only", "--file=-", str(dump)]
    rows: dict[str, int] = {}
    with _piped(command) as output:
        for line in output:
            begun = _COPY.fullmatch(line)
            if begun:
                rows[begun[1].decode()] = sum(1 for _ in iter(output.readline, b"\\.\n"))
    return rows


def put_back_postgres(
    engine: sa.Engine, dump: Path, rows: Mapping[str, int], old: Iterable[str], leap: int
) -> None:
    """Replace the tables ``old`` by those of the dump in one transaction, or change nothing.

    Within it the rows are counted and compared with ``rows``, everybody is signed out, and the
    store's version becomes greater than ``leap``. StoreBusy where others are in the way for long.
    """
    psql, pg_restore = _program("psql"), _program("pg_restore")
    command = [
        psql, *_on(engine.url), "--no-psqlrc", "--quiet",
        "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=verbose",
    ]  # fmt: skip
    for attempt in range(1, _ATTEMPTS + 1):
        failed = _feed(command, _script(pg_restore, dump, rows, old, leap), engine.url)
        if failed is None:
            return
        if not any(code in failed for code in _IN_THE_WAY):
            raise CopyProblem(f"PostgreSQL did not take the backup; nothing was changed: {failed}")
        if attempt == _ATTEMPTS:
            raise StoreBusy("The store is in use all the time; nothing was changed. Try again.")


def _script(
    pg_restore: str, dump: Path, rows: Mapping[str, int], old: Iterable[str], leap: int
) -> Generator[bytes, None, None]:
    names = sorted(old, key=lambda name: name != "store_version")  # the writers' own lock first
    yield f"BEGIN; SET LOCAL lock_timeout = '{PATIENCE_SECONDS}s';\n".encode()
    for name in names:
        yield f'LOCK TABLE "{name}" IN ACCESS EXCLUSIVE MODE;\n'.encode()
    if names:
        listed = ", ".join(f'"{name}"' for name in names)
        yield f"DROP TABLE {listed};\n".encode()
    with _piped([pg_restore, "--no-owner", "--no-privileges", "--file=-", str(dump)]) as output:
        yield from output
    # The script of a dump empties the search path for the rest of its session.
    yield b"RESET search_path;\n"
    yield from (_counted(name, count) for name, count in sorted(rows.items()))
    if "sessions" in rows:
        yield b"DELETE FROM sessions;\n"
    yield f"UPDATE store_version SET counter = greatest(counter, {leap}) + 1;\n".encode()
    yield b"COMMIT;\n"


def _counted(name: str, count: int) -> bytes:
    return (
        f'DO $$ BEGIN IF (SELECT count(*) FROM "{name}") <> {count} THEN'
        f" RAISE EXCEPTION 'the table {name} has not {count} rows'; END IF; END $$;\n"
    ).encode()


def _feed(command: list[str], script: Generator[bytes, None, None], url: sa.URL) -> str | None:
    """Let psql run a script; None, or what it said. Without its last line nothing is kept."""
    with subprocess.Popen(
        command, env=_environment(url), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin is not None and process.stderr is not None
        try:
            for part in script:
                process.stdin.write(part)
            process.stdin.close()
        except BrokenPipeError:  # psql ended early, and says why
            with suppress(BrokenPipeError):
                process.stdin.close()
        except BaseException:
            process.kill()  # the transaction is open still, and ends with its session
            raise
        finally:
            script.close()
        said = process.stderr.read().decode(errors="replace")
    return None if process.returncode == 0 else _last_line(said)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise CopyProblem(
            f"There is no {name} on PATH; copies of a PostgreSQL store need it. Install"
            " PostgreSQL's client programs, of the server's version or newer."
        )
    return found


def _on(url: sa.URL) -> list[str]:
    # The password travels in the environment: a command's words can be seen by everybody.
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
