"""What was found about an audit group: opened by a night, owned by somebody, closed with a reason.

One finding about a group and a figure is open at a time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta

import sqlalchemy as sa

from matcher.domain.errors import Conflict, NotFound
from matcher.store.trust_tables import findings

# What somebody looked into and closed is not opened again at once: by then it can have changed.
QUIET_AFTER_CLOSING = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class GroupFinding:
    """That a group is worse off by a figure; ``text`` says by how much on the day it was opened."""

    id: int
    audit_group: str
    figure: str
    text: str
    owner: str | None
    due_on: date | None
    opened_on: date
    closed_on: date | None
    closed_by: str | None
    closed_why: str | None

    def waits(self, today: date) -> bool:
        """Whether it holds a night's promotion: open, with nobody on it or past its day."""
        if self.closed_on is not None:
            return False
        return self.owner is None or self.due_on is None or self.due_on < today


_COLUMNS = [findings.c[field.name] for field in fields(GroupFinding)]


def read_findings(
    connection: sa.Connection, *, closed: bool = True, limit: int | None = None
) -> tuple[GroupFinding, ...]:
    """The findings, those that are open first and then the latest; ``closed`` ones too."""
    query = sa.select(*_COLUMNS).order_by(
        findings.c.closed_on.is_not(None), findings.c.opened_on.desc(), findings.c.id.desc()
    )
    if not closed:
        query = query.where(findings.c.closed_on.is_(None))
    return tuple(GroupFinding(*row) for row in connection.execute(query.limit(limit)))


def unheard(
    connection: sa.Connection, found: Iterable[tuple[str, str]], today: date
) -> tuple[tuple[str, str], ...]:
    """Those (group, figure) of ``found`` that are neither open nor closed lately."""
    quiet_from = today - QUIET_AFTER_CLOSING
    heard = {
        (each.audit_group, each.figure)
        for each in read_findings(connection)
        if each.closed_on is None or each.closed_on > quiet_from
    }
    return tuple(each for each in found if each not in heard)


def add_finding(
    connection: sa.Connection, audit_group: str, figure: str, text: str, today: date
) -> None:
    """Open a finding, which nobody owns yet; within ``writing``."""
    connection.execute(
        findings.insert().values(audit_group=audit_group, figure=figure, text=text, opened_on=today)
    )


def assign_finding(connection: sa.Connection, number: int, owner: str, due_on: date) -> None:
    """Say who looks after it and by when. NotFound; Conflict where it is closed."""
    _change(connection, number, owner=owner, due_on=due_on)


def close_finding(connection: sa.Connection, number: int, by: str, why: str, today: date) -> None:
    """Close it with a reason. NotFound; Conflict where it is closed already."""
    _change(connection, number, closed_on=today, closed_by=by, closed_why=why)


def _change(connection: sa.Connection, number: int, **values: object) -> None:
    row = findings.c.id == number
    is_open = sa.and_(row, findings.c.closed_on.is_(None))
    if connection.execute(findings.update().where(is_open).values(**values)).rowcount == 1:
        return
    if connection.execute(sa.select(findings.c.id).where(row)).first() is None:
        raise NotFound(f"There is no finding {number}.")
    raise Conflict(f"The finding {number} is closed already.")
