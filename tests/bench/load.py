"""Two hundred advisers and two hundred at employers at once, on SQLite and on PostgreSQL.

`make load` runs it; `--help` tells what can be chosen. Advisers sign in ahead, through the page
and each from an address of their own, so that the throttle for one address stays as it is.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from matcher.cli.server import THREADS, WORKERS
from matcher.store.engine import open_store
from tests.bench import trust_file
from tests.bench.load_store import PASSWORD, Cast, damage, fill, missing
from tests.bench.measuring import ROOT, machine
from tests.bench.served import postgres, served

SECRET = "only for the load test, made up and long enough"
USERS_A_SECOND = 10
_SIGNING_IN = ("sign in", "sign in: page")


@dataclass(frozen=True)
class Run:
    """What one database was asked, how soon it answered, and what is missing afterwards."""

    backend: str
    size: str
    seen: list[tuple[float, str, float, str]]
    lasted: float
    acknowledged: dict[str, int]
    missing: dict[str, int]
    damage: list[str]
    load: tuple[float, float]
    busy: float  # the server's processor seconds for each request, with its start


def main() -> None:
    """Measure as asked on the command line, and put the tables into ``trust.md``."""
    asked = _asked()
    runs = []
    for backend in asked.on.split(","):
        with _empty_store(backend) as url:
            runs.append(_run(backend, url, asked))
            print(trust_file.table(_HEADING, _rows(runs[-1])), flush=True)
    trust_file.publish("1. Load: 200 advisers and 200 at employers at once", _text(runs, asked))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", default="sqlite,postgresql")
    parser.add_argument("--seconds", type=int, default=60, help="after all are there")
    parser.add_argument("--advisers", type=int, default=200)
    parser.add_argument("--employers", type=int, default=100)
    parser.add_argument("--link-holders", type=int, default=100)
    parser.add_argument("--participants", type=int, default=400)
    parser.add_argument("--openings", type=int, default=1000)
    return parser.parse_args()


@contextmanager
def _empty_store(backend: str) -> Iterator[str]:
    if backend == "postgresql":
        with postgres() as url:
            yield url
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/store.db"


def _run(backend: str, url: str, asked: argparse.Namespace) -> Run:
    engine = open_store(url)
    if backend == "sqlite":
        Path(str(engine.url.database)).touch(mode=0o600)
    cast = fill(
        engine, advisers=asked.advisers, employers=asked.employers,
        participants=asked.participants, openings=asked.openings, today=date.today(),
    )  # fmt: skip
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        told, processor = _drive(url, cast, asked, Path(folder))
    after = os.getloadavg()[0]
    # Signed in and spread out; only then is measured.
    everybody = told["seen"][0][0] + _users(asked) / USERS_A_SECOND + 10
    seen = [each for each in told["seen"] if everybody <= each[0] < everybody + asked.seconds]
    kept = told["acknowledged"]
    run = Run(
        backend, cast.size, seen, asked.seconds,
        {"follow-ups": len(kept["follow_ups"]), "steps": len(kept["steps"]),
         "forms": len(kept["forms"]), "pauses": len(kept["pauses"])},
        missing(engine, kept), damage(engine), (before, after),
        processor / len(told["seen"]),
    )  # fmt: skip
    engine.dispose()
    return run


def _drive(
    url: str, cast: Cast, asked: argparse.Namespace, folder: Path
) -> tuple[dict[str, Any], float]:
    """What the users tell, and the processor seconds that the server took."""
    environment = {
        "DATABASE_URL": url,
        "JOBBSMAK_SECRET": SECRET,
        "JOBBSMAK_PROXIES": "1",
        "JOBBSMAK_MODELS": str(folder / "versions"),
        "LOAD_CAST": str(folder / "cast.json"),
        "LOAD_TOLD": str(folder / "told.json"),
    }
    (folder / "cast.json").write_text(json.dumps(_as_json(cast, asked)), "utf-8")
    with served(environment) as port:
        time.sleep(5)  # the server reads the day's market
        everybody = _users(asked)
        lasting = everybody // USERS_A_SECOND + 10 + asked.seconds
        command = [
            sys.executable, "-m", "locust", "-f", str(Path(__file__).with_name("load_users.py")),
            "--headless", "--users", str(everybody), "--spawn-rate", str(USERS_A_SECOND),
            "--run-time", f"{lasting}s", "--host", f"http://127.0.0.1:{port}",
            "--only-summary", "--loglevel", "WARNING", "--stop-timeout", "30",
        ]  # fmt: skip
        subprocess.run(
            command, cwd=ROOT, env=os.environ | environment, check=False, stdout=subprocess.DEVNULL
        )
        before = _processor_seconds()
    told: dict[str, Any] = json.loads((folder / "told.json").read_text("utf-8"))
    return told, _processor_seconds() - before


def _users(asked: argparse.Namespace) -> int:
    users: int = asked.advisers + asked.employers + asked.link_holders
    return users


def _processor_seconds() -> float:
    """Of the processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _as_json(cast: Cast, asked: argparse.Namespace) -> dict[str, Any]:
    """What the users need to know; the links are signed as the server signs them."""
    from web import create_app
    from web.link_signature import token_of

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/store.db"
        signer = _signing_app(create_app, url)
        with signer.app_context():
            links = [link | {"token": token_of(link["id"])} for link in cast.links]
        signer.extensions["program"].engine.dispose()
    return {
        "password": PASSWORD,
        "advisers": cast.advisers,
        "links": links,
        "employers": cast.employers,
        "names": cast.names,
        "office_of": cast.office_of,
        "link_holders": asked.link_holders,
    }


def _signing_app(create_app: Any, url: str) -> Any:
    from matcher.store.migrate import prepare_store

    engine = open_store(url)
    Path(str(engine.url.database)).touch(mode=0o600)
    prepare_store(engine)
    engine.dispose()
    return create_app({"DATABASE_URL": url, "SECRET_KEY": SECRET, "SECURE_COOKIES": False})


_HEADING = ("database and page", "requests", "a second", "p50 ms", "p95 ms", "p99 ms", "errors")


def _rows(run: Run) -> list[tuple[str, ...]]:
    pages = sorted({name for _, name, _, _ in run.seen} - set(_SIGNING_IN))
    rows = [_row(f"**{run.backend}: all**", run.seen, run.lasted)]
    for page in pages:
        rows.append(_row(page, [each for each in run.seen if each[1] == page], run.lasted))
    return rows


def _row(
    name: str, seen: Sequence[tuple[float, str, float, str]], lasted: float
) -> tuple[str, ...]:
    half, most, worst = np.quantile([each[2] for each in seen], [0.5, 0.95, 0.99])
    errors = sum(bool(each[3]) for each in seen)
    rate = len(seen) / lasted
    return (
        name,
        str(len(seen)),
        f"{rate:.1f}",
        f"{half:.0f}",
        f"{most:.0f}",
        f"{worst:.0f}",
        str(errors),
    )


def _text(runs: Sequence[Run], asked: argparse.Namespace) -> str:
    options = " ".join(sys.argv[1:])
    command = f"`make load`, or `{'.venv/bin/python -m tests.bench.load ' + options}".rstrip() + "`"
    parts = [f"{machine()}: {command}", ""]
    parts += [trust_file.table(_HEADING, [row for run in runs for row in _rows(run)]), ""]
    for run in runs:
        wrong = [each for each in run.seen if each[3].startswith("wrong")]
        kinds = sorted({each[3] for each in run.seen if each[3]})
        kept = ", ".join(f"{count} {kind}" for kind, count in run.acknowledged.items())
        lost = ", ".join(f"{count} {kind}" for kind, count in run.missing.items())
        parts.append(
            f"- {run.backend}: acknowledged {kept}; of these not in the store, or twice: {lost}."
            f" Pages that showed somebody else: {len(wrong)}. Store and audit chain:"
            f" {'; '.join(run.damage) or 'whole'}. Errors: {'; '.join(kinds) or 'none'}."
            f" The server's processor time: {1000 * run.busy:.0f} ms a request."
            f" Load average {run.load[0]:.1f} before, {run.load[1]:.1f} after."
        )
    return "\n".join([*parts, *_notes(runs, asked)])


def _notes(runs: Sequence[Run], asked: argparse.Namespace) -> list[str]:
    return [
        f"- {asked.participants} participants in the programme, {asked.openings} openings"
        f" ({runs[0].size}); {asked.advisers} advisers and {asked.employers} employers' people who"
        f" pause 5 to 15 s between two pages, and {asked.link_holders} holders of links,"
        " participants and mentors, who take 15 to 60 s for a form.",
        f"- gunicorn as `jobbsmak serve` starts it, {WORKERS} processes of {THREADS} threads;"
        " locust, the database and the server share the machine. Both databases flush each"
        f" commit to the disk. Measured for {asked.seconds} s after all had come.",
        "- Where the load average before is far above zero, others used the processors and the"
        " times say little; the server's processor time a request says what it needs of its own"
        " (its start and the sign-ins are in it).",
        "- Advisers signed in ahead through the page, each from an address of their own behind a"
        " proxy (`JOBBSMAK_PROXIES=1`); the throttle was on.",
    ]


if __name__ == "__main__":
    main()
