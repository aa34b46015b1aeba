"""Which lines of a portfolio are shown, and in which order; pure.

Where two lines are equal in what is sorted by, the name decides as in a register, then the number
of the case. What is unknown stands last, in whichever direction it is sorted.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from matcher.domain.cefr import Level
from matcher.domain.purposes import Track
from matcher.workflows.name_letters import alphabetical, folded
from matcher.workflows.portfolio_line import Line, Stand

# Nobody asks about an end farther away: a programme with every extension lasts three years.
MOST_DAYS = 1100
# Marks that somebody is asked for whose field is empty: no adviser, no track, no level.
NONE = "none"


class Column(StrEnum):
    """A column of the table; each can be sorted by."""

    NAME = "name"
    ADVISER = "adviser"
    STAND = "stand"
    EMPTY = "empty"
    PLACED = "placed"
    DUE = "due"
    TRACK = "track"
    SPOKEN = "spoken"
    WISH = "wish"
    ENDS = "ends"
    TASTES = "tastes"
    REPORTS = "reports"


# The name is always there.
USUAL_COLUMNS = (
    Column.NAME, Column.ADVISER, Column.STAND, Column.EMPTY, Column.PLACED, Column.DUE,
    Column.WISH, Column.ENDS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the table is to show; ``stand`` None is everybody in the programme.

    ``adviser``, ``track`` and ``level`` may be NONE: those of whom it is not known.
    ``ends_within``: days from today until the end of the programme.
    """

    text: str = ""
    stand: Stand | None = None
    adviser: str | None = None
    track: str | None = None
    level: str | None = None
    empty: bool = False
    ends_within: int | None = None
    sort: Column = Column.STAND
    descending: bool = False

    @property
    def filters(self) -> bool:
        """Whether anybody is left out who is in the programme."""
        plain = Wanted(sort=self.sort, descending=self.descending)
        return self != plain


def wanted_lines(lines: Iterable[Line], wanted: Wanted, today: date) -> tuple[Line, ...]:
    """The lines that ``wanted`` asks for, in its order."""
    kept = [line for line in lines if _is_wanted(line, wanted, today)]
    return tuple(in_order(kept, wanted.sort, descending=wanted.descending))


def in_order(lines: Iterable[Line], column: Column, *, descending: bool) -> list[Line]:
    """The lines sorted by a column; see the module for equals and for what is unknown."""
    by_name = sorted(lines, key=_name)
    value = _VALUES[column]
    known = [(key, line) for line in by_name if (key := value(line)) is not None]
    unknown = [line for line in by_name if value(line) is None]
    known.sort(key=lambda pair: pair[0], reverse=descending)
    return [*(line for _, line in known), *unknown]


def _name(line: Line) -> tuple[bool, str, str]:
    person = line.person
    return (person.name is None, alphabetical(person.name or ""), person.participant_id)


def _stand(line: Line) -> tuple[int, date]:
    """Who waits the longest stands first, and who is placed until the earliest day."""
    until = line.placed.placement.planned_end if line.placed else None
    since = line.empty_since if line.stand is Stand.NEEDS else until
    return (list(Stand).index(line.stand), since or date.min)


def _placed(line: Line) -> date | None:
    return line.placed.placement.planned_end if line.placed else None


_VALUES: Mapping[Column, Callable[[Line], Any]] = {
    Column.NAME: lambda line: alphabetical(line.person.name) if line.person.name else None,
    Column.ADVISER: lambda line: alphabetical(line.person.adviser or "") or None,
    Column.STAND: _stand,
    Column.EMPTY: lambda line: line.empty_since,
    Column.PLACED: _placed,
    Column.DUE: lambda line: line.due.on if line.due else None,
    Column.TRACK: lambda line: list(Track).index(line.person.track) if line.person.track else None,
    Column.SPOKEN: lambda line: line.person.norwegian_spoken,
    Column.WISH: lambda line: alphabetical(line.wish) if line.wish else None,
    Column.ENDS: lambda line: line.person.programme_end,
    Column.TASTES: lambda line: line.tastes,
    Column.REPORTS: lambda line: line.open_reports,
}


def _is_wanted(line: Line, wanted: Wanted, today: date) -> bool:
    person = line.person
    level = person.norwegian_spoken
    return (
        _stands(line, wanted.stand)
        and _is(person.adviser, wanted.adviser)
        and _is(person.track, wanted.track)
        and _is(None if level is None else str(level), wanted.level)
        and (line.empty or not wanted.empty)
        and _ends(person.programme_end, wanted.ends_within, today)
        and _says(line, wanted.text)
    )


def _stands(line: Line, stand: Stand | None) -> bool:
    return line.stand is not Stand.AWAY if stand is None else line.stand is stand


def _is(value: str | None, wanted: str | None) -> bool:
    return wanted is None or value == (None if wanted == NONE else wanted)


def _ends(day: date | None, within: int | None, today: date) -> bool:
    return within is None or (day is not None and day <= today + timedelta(days=within))


def _says(line: Line, text: str) -> bool:
    """Whether every word that was typed stands somewhere in the line's texts."""
    if not text:
        return True
    placed = line.placed
    texts = (
        line.person.name, line.person.participant_id, line.wish,
        placed.title if placed else None, placed.employer if placed else None,
    )  # fmt: skip
    said = folded(" ".join(part for part in texts if part))
    return all(word in said for word in folded(text).split())


LEVELS = tuple(str(level) for level in Level)
