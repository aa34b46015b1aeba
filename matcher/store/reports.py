"""What participant, mentor and adviser answered about a placement: drafts, answers, corrections.

The table ``outcomes`` holds what counts; ``reports_given`` keeps every answer as it was given,
and nothing is ever changed or taken away there. Links stand in `matcher.store.report_links`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import Enum
from typing import TypeVar

import sqlalchemy as sa

from matcher.domain.outcomes import Outcome, Reporter
from matcher.store.codec import encoder
from matcher.store.life_tables import report_drafts, reports_given
from matcher.store.placement_events import in_utc
from matcher.store.reading_market import read_all
from matcher.store.tables import outcomes
from matcher.store.upserting import upsert_statement

_REPORT = [field.name for field in fields(Outcome)]
_KEY = ("placement_id", "reporter", "reported_on")
# Who gave an answer that stood in a file, where nobody's name is known.
FROM_FILE = "file"

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it was given, on the reporter's ``reported_on``."""

    reporter: Reporter
    reported_on: date
    given_at: datetime
    given_by: str
    answers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that was begun and not sent."""

    reporter: Reporter
    saved_at: datetime
    answers: dict[str, str]


R = TypeVar("R", Given, Outcome)


def read_outcomes_of(connection: sa.Connection, placement_id: str) -> tuple[Outcome, ...]:
    """Every outcome that counts, or counted until a later one, by reporter and day."""
    found = read_all(connection, Outcome, outcomes.c.placement_id == placement_id)
    return tuple(sorted(found, key=lambda each: (each.reporter, each.reported_on)))


def read_given(connection: sa.Connection, placement_id: str) -> tuple[Given, ...]:
    """Every answer that was given, the first one first."""
    c = reports_given.c
    rows = connection.execute(
        sa.select(c.reporter, c.reported_on, c.given_at, c.given_by, c.answers)
        .where(c.placement_id == placement_id)
        .order_by(c.id)
    )
    return tuple(
        Given(
            Reporter(row.reporter),
            row.reported_on,
            with_zone(row.given_at),
            row.given_by,
            row.answers,
        )
        for row in rows
    )


def read_drafts(connection: sa.Connection, placement_id: str) -> dict[Reporter, Draft]:
    """The forms that were begun and not sent."""
    c = report_drafts.c
    rows = connection.execute(
        sa.select(c.reporter, c.saved_at, c.answers).where(c.placement_id == placement_id)
    )
    return {
        Reporter(row.reporter): Draft(Reporter(row.reporter), with_zone(row.saved_at), row.answers)
        for row in rows
    }


def save_draft(
    connection: sa.Connection,
    placement_id: str,
    reporter: Reporter,
    answers: Answers,
    now: datetime,
) -> None:
    """Keep a form that was begun, in the place of what was kept of it before."""
    row = {
        "placement_id": placement_id,
        "reporter": reporter.value,
        "saved_at": in_utc(now),
        "answers": dict(answers),
    }
    connection.execute(upsert_statement(connection.dialect.name, report_drafts, list(row)), [row])


def drop_draft(connection: sa.Connection, placement_id: str, reporter: Reporter) -> None:
    """Forget a form that was begun: it was sent, or left as it was."""
    c = report_drafts.c
    connection.execute(
        report_drafts.delete().where(c.placement_id == placement_id, c.reporter == reporter.value)
    )


def keep_report(
    connection: sa.Connection,
    report: Outcome,
    *,
    given_by: str,
    given_at: datetime,
    answers: Answers | None = None,
) -> bool:
    """Keep a report on a placement, and what was answered; False where that is kept already.

    The same reporter's of the same day is replaced, and stays in ``reports_given``. ``answers``
    are those of the form, where it asks for more than the outcome holds.
    """
    said = dict(answers_of(report) if answers is None else answers)
    given = _own(read_given(connection, report.placement_id), report)
    counting = _own(read_outcomes_of(connection, report.placement_id), report)
    drop_draft(connection, report.placement_id, report.reporter)
    if given and given[-1].answers == said and _says_the_same(counting, report):
        return False
    replaced = next((each for each in counting if each.reported_on == report.reported_on), None)
    if replaced is not None and all(each.reported_on != report.reported_on for each in given):
        _append(connection, replaced, FROM_FILE, given_at, answers_of(replaced))
    _append(connection, report, given_by, given_at, said)
    statement = upsert_statement(connection.dialect.name, outcomes, _REPORT)
    connection.execute(statement, [encoder(Outcome, _REPORT)(report)])
    return True


def answers_of(report: Outcome) -> dict[str, str]:
    """What an outcome says, as the answers of a form; what is unknown is left out.

    >>> from datetime import date
    >>> answers_of(Outcome("L1", Reporter.MENTOR, date(2026, 1, 9), showed_up=True, fit_pace=4))
    {'showed_up': 'yes', 'fit_pace': '4'}
    """
    said = {name: getattr(report, name) for name in _REPORT if name not in _KEY}
    return {name: _text(value) for name, value in said.items() if value is not None}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value.value if isinstance(value, Enum) else value)


def with_zone(kept: datetime) -> datetime:
    """A moment of a table, with its zone."""
    return kept.replace(tzinfo=UTC)


def _own(reports: Iterable[R], report: Outcome) -> list[R]:
    return [each for each in reports if each.reporter is report.reporter]


def _says_the_same(counting: Sequence[Outcome], report: Outcome) -> bool:
    return bool(counting) and answers_of(counting[-1]) == answers_of(report)


def _append(
    connection: sa.Connection,
    report: Outcome,
    given_by: str,
    given_at: datetime,
    answers: dict[str, str],
) -> None:
    connection.execute(
        reports_given.insert().values(
            placement_id=report.placement_id,
            reporter=report.reporter.value,
            reported_on=report.reported_on,
            given_at=given_at,
            given_by=given_by,
            answers=answers,
        )
    )
