"""The vacancy feed: 20 000 entries from a local server, read at first and once more."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bench.measuring import ROOT, Table, publish
from tests.integration.feed_server import FeedServer, serving

ENTRIES = 20_000
AIM_ENTRIES_A_SECOND = 200
AIM_MEGABYTES = 300
# The text of an advertisement is some 3 000 characters, all of which is sent and none kept.
DESCRIPTION = "<p>Vi søker deg som vil lage god mat.</p>" * 75


def test_twenty_thousand_entries_are_read_fast_and_in_little_memory(tmp_path: Path) -> None:
    feed = FeedServer(page_size=1_000)
    for number in range(ENTRIES):
        feed.publish(f"a{number:05}", description=DESCRIPTION)
    with serving(feed):
        first, again = (_pulled(feed.url, tmp_path) for _ in range(2))
    publish(_table([("first pull, each entry fetched", first), ("nothing new (304)", again)]))
    assert (first["kept"], again["entries"]) == (ENTRIES, 0)
    assert first["entries"] / first["seconds"] > AIM_ENTRIES_A_SECOND
    assert first["peak"] < AIM_MEGABYTES


def _pulled(url: str, folder: Path) -> dict[str, Any]:
    script = Path(__file__).with_name("feed_side.py")
    done = subprocess.run(
        [sys.executable, str(script), url, f"sqlite:///{folder / 'store.db'}"],
        cwd=ROOT, check=True, capture_output=True, text=True,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _table(pulls: list[tuple[str, dict[str, Any]]]) -> Table:
    return Table(
        "Vacancy feed of 20 000 entries",
        Path(__file__).name,
        ("what is done", "entries", "seconds", "entries a second", "memory before", "peak memory"),
        [
            (
                name,
                f"{one['entries']:,}",
                f"{one['seconds']:.2f}",
                f"{one['entries'] / one['seconds']:,.0f}" if one["entries"] else "",
                f"{one['before']:.0f} MB",
                f"{one['peak']:.0f} MB",
            )
            for name, one in pulls
        ],
        (
            "The server is a thread of the test on the same machine, written in Python: it is the"
            " slower half. Each entry is a request of its own, four at a time, kept in SQLite a"
            " page of 1 000 at a time.",
            f"Aim: {AIM_ENTRIES_A_SECOND} entries a second and less than {AIM_MEGABYTES} MB.",
        ),
    )
