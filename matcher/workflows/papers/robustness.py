"""What was broken on purpose and what was lost, as the tests wrote it down (``make faults``)."""

import re
from collections.abc import Sequence
from pathlib import Path

from matcher.workflows.open_store import ROOT
from matcher.workflows.papers import words as w

FAULTS = Path("tests", "bench", "faults.md")
_NEWEST = re.compile(r"newest row:\s+(\S+ \S+ UTC)")
_HEADING = ("hva som ble brutt", "ganger", "bekreftet", "tapt", "avvist", "avbrutt", "kontroll")


def faults_table(root: Path = ROOT) -> str:
    """The table of faults with its date; unknown where the program came without it."""
    try:
        text = (root / FAULTS).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return f"`make faults` skriver tabellen `{FAULTS.as_posix()}`; her er den {w.UNKNOWN}."
    rows = [_cells(line) for line in text.splitlines() if line.startswith("|")][2:]
    whole = [row for row in rows if len(row) == len(_HEADING)]
    lost = sum(int(row[3]) for row in whole if row[3].isdigit())
    newest = _NEWEST.search(text)
    said = (
        f"Skrevet av `make faults`, som prøver det på nytt; nyeste rad"
        f" {newest[1] if newest else w.UNKNOWN}. Radene er på engelsk, som i tabellen. Tapt i alt:"
        f" {lost}."
    )
    return "\n\n".join([said, w.rows(_HEADING, whole)])


def _cells(line: str) -> Sequence[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
