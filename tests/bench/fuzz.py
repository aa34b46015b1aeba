"""Bad inputs at each door, for as long as is asked for; `make fuzz` runs it.

The doors and what may never happen there stand in `tests/integration/bad_*.py`.
"""

import argparse
import sys
import tempfile
from functools import partial
from pathlib import Path

from matcher.store.engine import open_store
from matcher.store.migrate import prepare_store
from tests.bench import trust_file
from tests.bench.measuring import machine
from tests.integration.bad_inputs import Tried, attempts
from tests.integration.doors_tried import DOORS, small_town

MOST = 100_000
_HEADING = ("door", "inputs tried", "taken", "refused", "faults", "seconds")


def main() -> None:
    """Try each door, and put the table into ``trust.md``; exit 1 where something broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--doors", default=",".join(DOORS))
    parser.add_argument("--most", type=int, default=MOST, help="inputs for each door")
    parser.add_argument("--seconds", type=float, default=300, help="for each door")
    asked = parser.parse_args()
    tried = {name: _try(name, asked.most, asked.seconds) for name in asked.doors.split(",")}
    trust_file.publish("2. Bad inputs", _text(tried))
    faults = [fault for each in tried.values() for fault in each.faults.values()]
    print("\n\n".join(faults))
    sys.exit(1 if faults else 0)


def _try(name: str, most: int, seconds: float) -> Tried:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        template = folder / "template.db"
        template.touch(mode=0o600)
        engine = open_store(f"sqlite:///{template}")
        prepare_store(engine)
        engine.dispose()
        return attempts(partial(DOORS[name], template, folder, small_town()),
                        most=most, seconds=seconds)  # fmt: skip


def _text(tried: dict[str, Tried]) -> str:
    rows = [
        (
            name, str(each.inputs), str(each.taken["answered"]), str(each.taken["refused"]),
            str(each.taken["broke something"]), f"{each.seconds:.0f}",
        )
        for name, each in tried.items()
    ]  # fmt: skip
    options = " ".join(["", *sys.argv[1:]])
    return "\n".join([
        f"{machine()}: `make fuzz`, or `.venv/bin/python -m tests.bench.fuzz{options}`", "",
        trust_file.table(_HEADING, rows), "",
        "- Drawn by Hypothesis, in-process: every page with drawn ids, query strings and fields by"
        " four kinds of people; files with drawn and with altered bytes, cells and headings; every"
        " command with drawn options and arguments, but those that serve or measure for minutes.",
        "- A fault is a status of 500 or more, a traceback, an exit other than 0, 1 or 2, or a"
        " refused input after which the store is not as before. After each round the database's"
        " own check must be clean.",
    ])  # fmt: skip


if __name__ == "__main__":
    main()
