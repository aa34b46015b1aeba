"""The portfolio in words: headings, where somebody stands, and the table as a sheet."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matcher.exchange.sheets import Sheet, Value
from matcher.workflows.portfolio_line import Due, Line, NextStep, Stand
from matcher.workflows.portfolio_view import NONE, Column
from web import words
from web.templating import day

STANDS = {
    Stand.NEEDS: _("Trenger en plass"),
    Stand.PROPOSED: _("Venter på svar"),
    Stand.PLACED: _("I plass"),
    Stand.AWAY: _("Ikke i programmet nå"),
}
COLORS = {
    Stand.NEEDS: "warning",
    Stand.PROPOSED: "info",
    Stand.PLACED: "success",
    Stand.AWAY: "neutral",
}
COLUMNS = {
    Column.NAME: _("Navn"),
    Column.ADVISER: _("Følges opp av"),
    Column.STAND: _("Status"),
    Column.EMPTY: _("Tomt program siden"),
    Column.PLACED: _("Plass"),
    Column.DUE: _("Neste frist"),
    Column.TRACK: _("Løp"),
    Column.SPOKEN: _("Muntlig norsk"),
    Column.WISH: _("Første ønske"),
    Column.ENDS: _("Programmet slutter"),
    Column.TASTES: _("Utprøvinger"),
    Column.REPORTS: _("Åpne rapporter"),
}
STEPS = {
    NextStep.TALK: _("Oppfølging"),
    NextStep.NEXT_RUNG: _("Neste steg"),
    NextStep.ANSWER: _("Svar på forslaget"),
}


def choices(advisers: Iterable[str]) -> dict[str, dict[Any, Any]]:
    """What can be chosen in the filters, those of whom nothing is known last."""
    unknown = {NONE: gettext("Ikke kjent")}
    return {
        "adviser": {**{name: name for name in advisers}, NONE: gettext("Ingen")},
        "track": {**words.TRACK, **unknown},
        "level": {**words.LEVELS, **unknown},
    }


def where(line: Line) -> str:
    """The opening of the placement."""
    title = line.placed.title if line.placed else None
    return title or gettext("Plass uten navn")


def until(line: Line) -> str:
    """From when to when: the first day only where it is yet to come."""
    assert line.placed is not None
    placement = line.placed.placement
    starts, ends = placement.starts, placement.planned_end
    begun = placement.status.value == "running"
    if ends is None:
        return gettext("slutt er ikke avtalt")
    if starts is not None and not begun:
        return gettext("%(starts)s til %(ends)s", starts=day(starts), ends=day(ends))
    return gettext("til %(day)s", day=day(ends))


def due(what: Due) -> str:
    """What is to be done, without its day."""
    return str(STEPS[what.what])


def sheet(
    lines: Iterable[Line], columns: Sequence[Column], title: str, with_adviser: bool
) -> Sheet:
    """The lines as a table with the chosen columns; the number of the case stands first."""
    shown = [c for c in columns if c is not Column.ADVISER or with_adviser]
    headings = [gettext("Nummer"), *(text for c in shown for text in _headings(c))]
    rows = [[line.person.participant_id, *_values(line, shown)] for line in lines]
    return Sheet(title, headings, rows)


def _headings(column: Column) -> tuple[str, ...]:
    name = str(COLUMNS[column])
    if column is Column.PLACED:
        return (name, gettext("Arbeidsgiver"), gettext("Fra"), gettext("Til"))
    return (name, gettext("Hva")) if column is Column.DUE else (name,)


def _values(line: Line, columns: Iterable[Column]) -> list[Value]:
    return [value for column in columns for value in _cells(line, column)]


def _cells(line: Line, column: Column) -> tuple[Value, ...]:
    person = line.person
    if column is Column.PLACED:
        return _placed_cells(line)
    if column is Column.DUE:
        return (line.due.on, due(line.due)) if line.due else (None, None)
    simple: dict[Column, Value] = {
        Column.NAME: person.name,
        Column.ADVISER: person.adviser,
        Column.STAND: str(STANDS[line.stand]),
        Column.EMPTY: _empty(line),
        Column.TRACK: _said(words.TRACK, person.track),
        Column.SPOKEN: _said(words.LEVELS, person.norwegian_spoken),
        Column.WISH: line.wish,
        Column.ENDS: person.programme_end,
        Column.TASTES: line.tastes,
        Column.REPORTS: line.open_reports,
    }
    return (simple[column],)


def _placed_cells(line: Line) -> tuple[Value, ...]:
    if line.placed is None:
        return (None, None, None, None)
    placement = line.placed.placement
    return (where(line), line.placed.employer, placement.starts, placement.planned_end)


def _empty(line: Line) -> date | str | None:
    if line.empty and line.empty_since is None:
        return gettext("Ukjent dag")
    return line.empty_since


def _said(table: Mapping[Any, Any], value: Any) -> str | None:
    return None if value is None else str(words.word(table, value))
