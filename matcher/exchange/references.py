"""Checks that span rows and files: references that lead nowhere, and second open placements."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from matcher.domain.placements import OPEN_STATUSES, Placement
from matcher.exchange.cell_types import BadCell
from matcher.exchange.contract import FILES
from matcher.exchange.file_read import FileRead

# Files that others refer to, each by its one key column.
REFERRED_TO = tuple(
    dict.fromkeys(target for spec in FILES.values() for target in spec.references.values())
)


def note_dangling(files: Mapping[str, FileRead], stored: Mapping[str, Collection[str]]) -> None:
    """Add a problem to each file for every reference to what is neither in a file nor ``stored``.

    An id whose own row is bad counts as there, and so does every id of a file that could not be
    read to its end: what is wrong is said where it is.
    """
    known = {
        name: set(stored.get(name, ())) | (_ids(files[name]) if name in files else set())
        for name in REFERRED_TO
    }
    for file in files.values():
        for column, target in file.spec.references.items():
            if target not in files or files[target].complete:
                _note_dangling(file, column, target, known[target])


def _ids(file: FileRead) -> set[str]:
    (column,) = file.spec.key
    good = {getattr(row, column) for row in file.rows}
    return good | {cells.get(column, "").strip() for _, cells in file.bad}


def _note_dangling(file: FileRead, column: str, target: str, known: set[str]) -> None:
    for number, value in _named(file, column):
        if value not in known:
            expected = f"an id that is in {FILES[target].csv_name} or in the store"
            file.add_problem(number, column, value, expected)


def _named(file: FileRead, column: str) -> Iterator[tuple[int, str]]:
    for number, row in zip(file.numbers, file.rows, strict=True):
        value = getattr(row, column)
        if isinstance(value, str):
            yield number, value
        elif value:
            yield from ((number, item) for item in value)
    for number, cells in file.bad:
        cell = cells.get(column, "")
        if not isinstance(cell, BadCell):
            items = cell.split("|") if column == "mentors" else [cell]
            named = (item.strip() for item in items)
            yield from ((number, item) for item in named if item not in ("", "none", "any"))


def note_second_open(file: FileRead, stored: Iterable[Placement]) -> None:
    """Add a problem for each open placement beyond a participant's first for a purpose.

    ``stored`` are the open placements of the store; those that the file has too count as it says.
    """
    in_file = {getattr(row, "placement_id", "") for row in file.rows}
    taken = {
        _owner(p): f"placement {p.placement_id} in the store"
        for p in stored
        if p.placement_id not in in_file
    }
    for number, row in zip(file.numbers, file.rows, strict=True):
        if isinstance(row, Placement) and row.status in OPEN_STATUSES:
            other = taken.setdefault(_owner(row), f"row {number}")
            if other != f"row {number}":
                what = (
                    f"ended or cancelled, for participant {row.participant_id} has an open"
                    f" placement for {row.purpose} already ({other})"
                )
                file.add_problem(number, "status", row.status.value, what)


def _owner(placement: Placement) -> tuple[Any, ...]:
    return placement.participant_id, placement.purpose
