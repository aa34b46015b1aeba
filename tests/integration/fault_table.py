"""The table of faults in tests/bench/faults.md, which `make faults` writes anew row by row."""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

HEAD = """# What was broken, how often, and what was lost

Each row is a test of `tests/integration/store_faults`, written by `make faults` on a
machine of two cores. *Acknowledged* counts the writes that a browser was told are kept (status
303): each of them was looked for in the store afterwards, and the store's own check was run.
*Refused* were answered with a page that says so, or after a restore with the page to sign in;
*cut off* got no answer; neither counts as kept, and the tests check that nothing is kept twice.
After a restore what was acknowledged is in the store or in the copy that the restore kept aside.
The night's own faults (cut off at every step, full disk, damaged models) stand in
`night_faults.md`. The newest row: {now} UTC, load average {load}; what else the machine did makes
the counts smaller, and no row safer.

| what was broken | times | acknowledged | lost | refused | cut off | store's check |
| --- | ---: | ---: | ---: | ---: | ---: | --- |
"""
RULE = "| --- | ---: |"


def note_fault(
    what: str, times: int, *, kept: int, lost: int, refused: int = 0, cut_off: int = 0
) -> None:
    """Write a row, where FAULTS_TABLE names the file."""
    path = os.environ.get("FAULTS_TABLE")
    if path is None:
        return
    row = f"| {what} | {times} | {kept} | {lost} | {refused} | {cut_off} | clean |"
    with Path(path).open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        _, _, after = file.read().partition(RULE)
        rows = {line.split(" | ")[0]: line for line in after.splitlines()[1:] if line[:2] == "| "}
        rows[row.split(" | ", maxsplit=1)[0]] = row
        file.seek(0)
        file.truncate()
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M}"
        head = HEAD.format(now=now, load=f"{os.getloadavg()[1]:.0f}")
        file.write(head + "\n".join(rows[name] for name in sorted(rows)) + "\n")
