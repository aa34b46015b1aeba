"""Fifty systems use the JSON API at once, on SQLite and on PostgreSQL; `make load-api` runs it.

Forty employers' and ten offices' tokens read and write with no pause between two calls. A third of
the writes is sent twice, as after a lost answer. Afterwards everything that was acknowledged is
counted in the store: nothing is lost, and nothing is there twice.
"""

import argparse
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from matcher.cli.server import THREADS, WORKERS
from matcher.store.engine import open_store
from tests.bench import trust_file
from tests.bench.api_clients import TOO_MANY, Client, Seen, counted
from tests.bench.api_store import Cast, fill, wrong
from tests.bench.measuring import machine
from tests.bench.served import postgres, served

FILE = Path(__file__).with_name("api.md")
SECRET = "only for the load test, made up and long enough"
_HEADING = ("database and call", "calls", "a second", "p50 ms", "p95 ms", "p99 ms")


@dataclass
class Run:
    """What one database was asked, how soon it answered, and what is wrong afterwards."""

    backend: str
    lasted: float
    seen: list[Seen]
    kept: Counter[str]
    wrong: list[str]
    load: tuple[float, float] = field(default=(0.0, 0.0))


def main() -> None:
    """Measure as asked on the command line, and write ``api.md``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", default="sqlite,postgresql")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    runs = [_run(backend, asked) for backend in asked.on.split(",")]
    FILE.write_text(_text(runs, asked), encoding="utf-8")
    print(FILE.read_text(encoding="utf-8"))
    raise SystemExit(any(each.wrong for each in runs))


@contextmanager
def _empty_store(backend: str) -> Iterator[str]:
    if backend == "postgresql":
        with postgres() as url:
            yield url
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "store.db"
            path.touch(mode=0o600)
            yield f"sqlite:///{path}"


def _run(backend: str, asked: argparse.Namespace) -> Run:
    with _empty_store(backend) as url, tempfile.TemporaryDirectory() as models:
        engine = open_store(url)
        cast = fill(engine, asked.clients)
        environment = {
            "DATABASE_URL": url, "JOBBSMAK_SECRET": SECRET, "JOBBSMAK_MODELS": models,
        }  # fmt: skip
        before = os.getloadavg()[0]
        with served(environment) as port:
            clients = _drive(port, cast, asked.seconds)
        seen = [each for client in clients for each in client.seen]
        found = Run(backend, asked.seconds, seen, counted(clients), wrong(engine, clients))
        found.load = (before, os.getloadavg()[0])
        engine.dispose()
    return found


def _drive(port: int, cast: Cast, seconds: float) -> list[Client]:
    clients = [
        Client(port, place, cast, random.Random(number)) for number, place in enumerate(cast.places)
    ]
    for client in clients[:: len(clients) // 4]:  # the day's market is read before it is measured
        client.warm_up()
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(lambda client: client.work(until), clients))
    return clients


def _rows(run: Run) -> list[tuple[str, ...]]:
    names = sorted({each.name for each in run.seen})
    done = [each for each in run.seen if each.status != TOO_MANY]
    parts = [(f"**{run.backend}: all**", done)]
    parts += [(name, [each for each in done if each.name == name]) for name in names]
    return [_row(name, seen, run.lasted) for name, seen in parts]


def _row(name: str, seen: Sequence[Seen], lasted: float) -> tuple[str, ...]:
    half, most, worst = np.quantile([1000 * each.seconds for each in seen], [0.5, 0.95, 0.99])
    rate = f"{len(seen) / lasted:.1f}"
    return name, str(len(seen)), rate, f"{half:.0f}", f"{most:.0f}", f"{worst:.0f}"


def _text(runs: Sequence[Run], asked: argparse.Namespace) -> str:
    command = f".venv/bin/python -m tests.bench.api_load --seconds {asked.seconds:g}"
    made = f"`make load-api`, or `{command}`"
    parts = [
        "# The JSON API under load", "",
        f"{machine()}: {made}", "",
        trust_file.table(_HEADING, [row for run in runs for row in _rows(run)]), "",
    ]  # fmt: skip
    for run in runs:
        statuses = Counter(each.status for each in run.seen)
        kept = ", ".join(f"{count} {what}" for what, count in sorted(run.kept.items()))
        parts.append(
            f"- {run.backend}: acknowledged {kept}. Lost, or there twice:"
            f" {'; '.join(run.wrong) or 'nothing'}. Statuses:"
            f" {', '.join(f'{s}: {n}' for s, n in sorted(statuses.items()))}."
            f" Load average {run.load[0]:.1f} before, {run.load[1]:.1f} after."
        )
    parts += [
        f"- {asked.clients} clients with a token each, four employers' for each office's, and no"
        " pause between two calls; about three reads for two writes. A third of the writes that"
        " take a key is sent twice. 409 is a place that was given away, 412 somebody else's change,"
        " told and tried again; 0 is a connection that broke, and its write was sent again.",
        f"- gunicorn as `jobbsmak serve` starts it, {WORKERS} processes of {THREADS} threads;"
        " clients, database and server share the machine, and both databases flush each commit to"
        " the disk. Where the load before is far above zero, others used the processors: the"
        " figures are upper ones.",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
