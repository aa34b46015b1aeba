"""The tables of `trust.md`: each section is replaced by its newer self."""

from collections.abc import Sequence
from pathlib import Path

FILE = Path(__file__).with_name("trust.md")
_HEAD = """# What the program withstands

Each section says when, where and by which command its figures were made. The people are made up.
"""


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """
    >>> print(table(("door", "tried"), [("files", "12")]))
    | door | tried |
    | --- | ---: |
    | files | 12 |
    """
    rule = ["---", *["---:"] * (len(heading) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (heading, rule, *rows))


def rows(title: str, heading: Sequence[str]) -> dict[str, list[str]]:
    """The rows of a section's table by their first cell; none where it has another heading."""
    old = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    _, _, section = old.partition(f"\n## {title}\n")
    lines = [
        _cells(line) for line in section.partition("\n## ")[0].splitlines() if line[:2] == "| "
    ]
    return {line[0]: line for line in lines[2:]} if lines[:1] == [list(heading)] else {}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("| ").split(" | ")]


def publish(title: str, text: str) -> None:
    """Put a section into the file in place of its earlier self."""
    old = FILE.read_text(encoding="utf-8") if FILE.exists() else _HEAD
    sections = {part.split("\n", 1)[0]: part for part in old.split("\n## ")[1:]}
    sections[title] = f"{title}\n\n{text}"
    body = [f"\n## {sections[name].rstrip()}\n" for name in sorted(sections)]
    FILE.write_text(_HEAD + "".join(body), encoding="utf-8")
