"""Medians of repeated runs, and tables that say when, where and by which command they were made."""

import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS = Path(__file__).with_name("results.md")
_HEAD = """# What the benchmarks measured

`make bench` writes this file: each table with its date, machine and command. Times are medians.
The municipality is a simulation.
"""


@dataclass(frozen=True)
class Table:
    """One benchmark's answer, with the file that makes it and what its words mean."""

    title: str
    file: str
    heading: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: Sequence[str] = ()

    def text(self) -> str:
        """The table as Markdown that also reads well in a terminal."""
        widths = [max(map(len, column)) for column in zip(self.heading, *self.rows, strict=True)]
        rule = ("-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:]))
        lines = [
            "| " + " | ".join(_padded(row, widths)) + " |"
            for row in (self.heading, rule, *self.rows)
        ]
        made = (
            f"{machine()}: `make bench`, or `.venv/bin/python -m pytest -s tests/bench/{self.file}`"
        )
        notes = [f"- {note}" for note in self.notes]
        return "\n".join([f"## {self.title}", "", made, "", *lines, "", *notes]).rstrip() + "\n"


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = zip(row, widths, strict=True)
    return [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]


def machine() -> str:
    """Date, processors, memory, version and how busy the machine was before."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, {gigabytes:.0f} GB,"
        f" Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )


def publish(table: Table) -> None:
    """Print the table and put it into ``results.md`` in place of its earlier self."""
    print(f"\n{table.text()}", flush=True)
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else _HEAD
    sections = {part.split("\n", 1)[0]: part for part in old.split("\n## ")[1:]}
    sections[table.title] = table.text().removeprefix("## ")
    body = [f"\n## {sections[title].rstrip()}\n" for title in sorted(sections)]
    RESULTS.write_text(_HEAD + "".join(body), encoding="utf-8")


def median_seconds(work: Callable[[], object], runs: int) -> float:
    """The median of ``runs`` after one that warms up."""
    work()
    return median(seconds(work) for _ in range(runs))


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_megabytes() -> float:
    """The largest memory that this process has held; macOS counts in bytes, Linux in KiB."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def milliseconds(duration: float) -> str:
    """
    >>> milliseconds(0.00123), milliseconds(1.5)
    ('1.23 ms', '1 500 ms')
    """
    number = duration * 1000
    return f"{number:.2f} ms" if number < 100 else f"{number:,.0f} ms".replace(",", " ")


def times(ratio: float) -> str:
    """
    >>> times(2.345), times(61.2), times(0.02)
    ('2.3', '61', '1/50')
    """
    if ratio < 0.5:
        return f"1/{1 / ratio:,.0f}".replace(",", " ")
    return f"{ratio:.1f}" if ratio < 10 else f"{ratio:,.0f}".replace(",", " ")
