"""The table of faults in tests/bench/faults.md, which `make faults` writes anew row by row."""

import fcntl
import os
from pathlib import Path

HEAD = """# What was broken, how often, and what was lost

Each row is a test of `tests/integration/test_store_faults.py`, written by `make faults` on a
machine of two cores. *Acknowledged* counts the writes that a browser was told are kept (status
303): each of them was looked for in the store afterwards, and the store's own check was run.
*Refused* were answered with a page that says so, *cut off* got no answer; neither counts as kept,
and the tests check that nothing is kept twice. The night's own faults (cut off at every step,
full disk, damaged models) are in `test_night_faults.py` and `test_model_faults.py`; `make faults`
runs them too.

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
        file.write(HEAD + "\n".join(rows[name] for name in sorted(rows)) + "\n")
