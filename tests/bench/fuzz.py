"""Bad inputs at each door, for as long as is asked for; `make fuzz` runs it.

The doors and what may never happen there stand in `tests/integration/bad_*.py`.
"""

import argparse
import logging
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from matcher.store.engine import open_store
from matcher.store.migrate import prepare_store
from tests.bench import trust_file
from tests.bench.measuring import machine
from tests.integration.bad_inputs import Tried, attempts
from tests.integration.doors_tried import DOORS, small_town

MOST = 100_000
# Memory, where there is some: nothing here has to outlast the power.
MEMORY = Path("/dev/shm")
_TITLE = "2. Bad inputs"
_HEADING = ("door", "inputs tried", "taken", "refused", "faults", "seconds", "when, and load")


def main() -> None:
    """Try each door, and put the table into ``trust.md``; exit 1 where something broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--doors", default=",".join(DOORS))
    parser.add_argument("--most", type=int, default=MOST, help="inputs for each door")
    parser.add_argument("--seconds", type=float, default=3600, help="for each door, at most")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--seed", type=int, default=0, help="of the first round")
    asked = parser.parse_args()
    tried: dict[str, Tried] = {}
    for name in asked.doors.split(","):
        tried[name] = _try(name, asked)
        found = tried[name]
        print(f"{name}: {found.inputs} in {found.seconds:.0f} s, {dict(found.taken)}", flush=True)
        print("\n\n".join(found.faults.values()), flush=True)
        trust_file.publish(_TITLE, _text({name: found}))
    sys.exit(1 if any(each.faults for each in tried.values()) else 0)


def _try(name: str, asked: argparse.Namespace) -> Tried:
    """One door, in several processes that draw different rounds."""
    start, whole = time.monotonic(), Tried()
    share = -(-asked.most // asked.workers)
    seeds = [range(asked.seed + w, 10**9, asked.workers) for w in range(asked.workers)]
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(asked.workers, mp_context=fresh) as pool:
        for part in pool.map(partial(_share, name, share, asked.seconds), seeds):
            whole.taken += part.taken
            whole.faults |= part.faults
    whole.seconds = time.monotonic() - start
    return whole


def _share(name: str, most: int, seconds: float, rounds: Sequence[int]) -> Tried:
    logging.disable(logging.WARNING)  # each refused input is a line in the log
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as made:
        folder = Path(made)
        template = folder / "template.db"
        template.touch(mode=0o600)
        engine = open_store(f"sqlite:///{template}")
        prepare_store(engine)
        engine.dispose()
        door = partial(DOORS[name], template, folder, small_town())
        return attempts(door, most=most, seconds=seconds, rounds=rounds)


def _text(tried: dict[str, Tried]) -> str:
    # A door that was not tried this time keeps its row.
    rows = trust_file.rows(_TITLE, _HEADING)
    load = f"{os.getloadavg()[1]:.0f}" if hasattr(os, "getloadavg") else "unknown"
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M}, {load}"
    rows |= {
        name: [
            name, str(each.inputs), str(each.taken["answered"]), str(each.taken["refused"]),
            str(each.taken["broke something"]), f"{each.seconds:.0f}",
            now,
        ]
        for name, each in tried.items()
    }  # fmt: skip
    return "\n".join([
        f"{machine()}: `make fuzz`, or `.venv/bin/python -m tests.bench.fuzz --doors DOOR`", "",
        trust_file.table(_HEADING, list(rows.values())), "",
        "- Each input is one request, one import of a file or two, one command line. Its texts are"
        " drawn by Hypothesis or from a list of nasty and of usual ones; a seeded choice puts them"
        " together (`--seed` draws others): every page with drawn ids, query strings and fields by"
        " five kinds of people, and half of the time a form that a page showed, sent nearly as it"
        " stands; files with drawn or altered bytes, rows, cells and headings; every"
        " command with drawn options and arguments, but those that serve, measure for minutes or"
        " wait for another server.",
        "- A fault is a status of 500 or more, a traceback, an exit other than 0, 1 or 2, or a"
        " refused input after which the store is not as before. The store is made anew after 300"
        " inputs; before that the database's own check must be clean.",
        "- In-process on SQLite, the store in memory where there is `/dev/shm`; an input is not"
        " made smaller when it breaks something. PostgreSQL gets every nasty text in every field"
        " (`tests/integration/test_bad_inputs.py`).",
    ])  # fmt: skip


if __name__ == "__main__":
    main()
