"""Every error that a user may see, as one tree. A message says what, where, and what to do.

JobbsmakError
├── NotFound            a thing that was named does not exist (or belongs to another office)
├── NotAllowed          the thing exists, and this request may not have it
├── BadInput            something given by a person cannot be used
│   ├── ImportRefused   a file import, with every bad cell at once
│   └── FormRefused     a form, with a message for each field
├── Conflict            somebody else changed it first, or it is already done
│   └── ChangedMeanwhile  a placement took other steps since it was read
├── ArtefactProblem     a learned model cannot be kept, or may not be used
├── CopyProblem         a backup cannot be made, or may not be restored
├── FeedProblem         the vacancy feed cannot be read now
└── StoreProblem        the store cannot be used now
    ├── StoreBusy       locked by another writer
    ├── StoreTooNew     made by a newer version of the program
    └── StoreMissing    not set up yet
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matcher.domain.life import PlacementEvent


class JobbsmakError(Exception):
    """Root of all expected errors; its text is one plain sentence for the user."""


class NotFound(JobbsmakError):
    """A named thing does not exist for this office."""


class NotAllowed(JobbsmakError):
    """The request is understood and refused."""


class BadInput(JobbsmakError):
    """Something that was given cannot be used."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One bad cell: where it stands (row 1 is the heading), what it says, what was expected.

    >>> print(CellProblem("mentors.csv", 3, "capacity", "-1", "a whole number, 0 or more"))
    mentors.csv, row 3, column capacity: "-1" is not accepted; expected a whole number, 0 or more
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    expected: str

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(f"column {self.column}")
        where = ", ".join(place)
        if self.value is None:
            return f"{where}: expected {self.expected}"
        return f'{where}: "{_shortened(self.value)}" is not accepted; expected {self.expected}'


def _shortened(value: str, longest: int = 60) -> str:
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value[:longest])
    return shown if len(value) <= longest else f"{shown}… ({len(value)} characters)"


class ImportRefused(BadInput):
    """An import with at least one bad cell; nothing was written.

    ``problems`` holds every one, in the order of files and rows.
    """

    def __init__(self, problems: Sequence[CellProblem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        heading = f"Nothing was imported: {count} problem{'' if count == 1 else 's'} found."
        super().__init__("\n".join([heading, *map(str, self.problems)]))


class FormRefused(BadInput):
    """A form with at least one bad field; ``by_field`` maps a field's name to its message."""

    def __init__(self, by_field: Mapping[str, str]) -> None:
        self.by_field = dict(by_field)
        super().__init__("; ".join(f"{field}: {text}" for field, text in self.by_field.items()))


class Conflict(JobbsmakError):
    """Somebody else was first, or the same thing was sent twice."""


class ArtefactProblem(JobbsmakError):
    """The files of a learned model cannot be written, or are not what the registry says."""


class CopyProblem(JobbsmakError):
    """A backup cannot be written, or a file is not a backup that may be restored."""


class FeedProblem(JobbsmakError):
    """The vacancy feed does not answer, or not as it should; what was read before stays."""


class ChangedMeanwhile(Conflict):
    """A placement was changed since it was read.

    ``since`` are the steps that were taken, in order; none where an import of files changed it.
    """

    def __init__(self, text: str, since: Sequence["PlacementEvent"]) -> None:
        self.since = tuple(since)
        super().__init__(text)


class StoreProblem(JobbsmakError):
    """The store cannot be used now."""


class StoreBusy(StoreProblem):
    """Another program holds the store's lock."""


class StoreTooNew(StoreProblem):
    """The store was made by a newer version of the program."""


class StoreMissing(StoreProblem):
    """There is no store at the given place, or it was never set up."""
