"""Use case: what is kept longer than its time, shown first and then removed (``retention``)."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import BadInput
from matcher.domain.retention import Retention
from matcher.domain.small_groups import hidden_groups
from matcher.store.engine import reading, writing, writing_alone
from matcher.store.erasing import Removed, count_rows, learned_from, remove_people
from matcher.store.expiring import (
    EXPIRING,
    count_over,
    count_without_period,
    people_over,
    people_without_end,
    remove_over,
)
from matcher.store.kept_statistics import Statistic, add_statistics, read_statistics
from matcher.store.wiping import wipe
from matcher.workflows.open_store import ROOT

# Who erases when a period is over; nobody decided about one person.
TIMER = Viewer("retention", Role.OPERATOR)
PROGRAMME = "programme_ended_months"
# About a second's work in a large store.
PEOPLE_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class KindOver:
    """One kind of data: its period, the first day that is kept (None: all is), rows over it."""

    period: str
    length: int
    kept_from: date | None
    rows: int


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is over its time: people, whom to erase, and other kinds.

    ``without_end`` people have no end of the programme in the store, and are never over;
    ``without_period`` are rows of kinds that stay, by table.
    """

    today: date
    people: tuple[str, ...]
    person_rows: dict[str, int]
    models: tuple[str, ...]
    kinds: tuple[KindOver, ...]
    without_end: int
    without_period: dict[str, int]


@dataclass(frozen=True, slots=True)
class Applied:
    """What was removed; ``lingers`` says why the store's files may still hold bytes of it."""

    today: date
    people: int
    removed: Removed
    kinds: tuple[KindOver, ...]
    lingers: str | None


@dataclass(frozen=True, slots=True)
class KeptCount:
    """A count that stayed; None where so few people are in it that they would be recognised."""

    of: Statistic
    count: int | None


def read_retention(models: Path = ROOT / "models") -> Retention:
    """The periods in the folder ``models``; BadInput that names the one that is wrong."""
    path = models / "retention.toml"
    try:
        return Retention.from_mapping(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise BadInput(f"There is no file {path}; it belongs to the program.") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8 text; save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path.name} is not valid TOML: {error}.") from None


def overdue(engine: sa.Engine, periods: Retention, *, today: date) -> Overdue:
    """What is over its time on ``today``; nothing is changed."""
    with reading(engine) as connection:
        people = _people(connection, periods, today)
        return Overdue(
            today=today,
            people=people,
            person_rows=count_rows(connection, people),
            models=learned_from(connection, people),
            kinds=tuple(_kinds(connection, periods, today, remove=False)),
            without_end=people_without_end(connection),
            without_period=count_without_period(connection),
        )


def apply_retention(
    engine: sa.Engine, periods: Retention, *, today: date, now: datetime
) -> Applied:
    """Remove what is over its time; what became of the people is counted.

    So many people a transaction that nobody who writes meanwhile waits for long. BadInput where
    ``today`` lies after ``now``: data would go before its time is over.
    """
    if today > now.date():
        raise BadInput(f"{today} is still to come; nothing is removed before its time.")
    removed, people = Removed({}, {}, ()), 0
    while (part := _remove_some(engine, periods, today, now)) is not None:
        people += part[0]
        removed = _together(removed, part[1])
    with writing(engine) as connection:
        kinds = tuple(_kinds(connection, periods, today, remove=True))
        nothing = not any(kind.rows for kind in kinds)
        if nothing:
            connection.rollback()
    lingers = None if nothing and not people else wipe(engine)
    return Applied(today, people, removed, kinds, lingers)


def _remove_some(
    engine: sa.Engine, periods: Retention, today: date, now: datetime
) -> tuple[int, Removed] | None:
    """Remove the next people who are over, in one transaction; None where nobody is."""
    with writing_alone(engine) as connection:
        people = _people(connection, periods, today)[:PEOPLE_AT_ONCE]
        if not people:
            connection.rollback()
            return None
        add_statistics(connection, people)
        return len(people), remove_people(connection, people, TIMER, now)


def _together(one: Removed, other: Removed) -> Removed:
    return Removed(
        dict(Counter(one.rows) + Counter(other.rows)),
        dict(Counter(one.texts) + Counter(other.texts)),
        tuple(dict.fromkeys((*one.models, *other.models))),
    )


def kept_counts(engine: sa.Engine) -> tuple[KeptCount, ...]:
    """What became of those whose time was over, by office and year; small groups are hidden."""
    with reading(engine) as connection:
        found = read_statistics(connection)
    groups: dict[tuple[str, int, str], dict[str, int]] = {}
    for each, count in found.items():
        groups.setdefault((each.office_id, each.year, each.kind), {})[each.name] = count
    hidden = {place: hidden_groups(counts) for place, counts in groups.items()}
    return tuple(
        KeptCount(s, None if s.name in hidden[s.office_id, s.year, s.kind] else found[s])
        for s in sorted(found)
    )


def _people(connection: sa.Connection, periods: Retention, today: date) -> tuple[str, ...]:
    kept_from = periods.kept_from(PROGRAMME, today)
    return () if kept_from is None else people_over(connection, kept_from)


def _kinds(
    connection: sa.Connection, periods: Retention, today: date, *, remove: bool
) -> Iterator[KindOver]:
    act = remove_over if remove else count_over
    for kind in EXPIRING:
        kept_from = periods.kept_from(kind.period, today)
        rows = 0 if kept_from is None else act(connection, kind, kept_from)
        yield KindOver(kind.period, getattr(periods, kind.period), kept_from, rows)
