"""What an account has ticked off or put off on the day's list; each one's own (``appending``).

Whether a key names anything is asked by those who call.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from matcher.store.day_tables import day_marks
from matcher.store.upserting import upsert_statement


@dataclass(frozen=True, slots=True)
class DayMark:
    """A line that is off the list until ``until``; None: for good."""

    item: str
    marked_on: date
    until: date | None = None

    def holds(self, today: date) -> bool:
        """Whether the line is still off the list.

        >>> mark = DayMark("report:L1", date(2026, 3, 2), date(2026, 3, 9))
        >>> mark.holds(date(2026, 3, 8)), mark.holds(date(2026, 3, 9))
        (True, False)
        """
        return self.until is None or today < self.until


def read_marks(connection: sa.Connection, account: str, today: date) -> dict[str, DayMark]:
    """The account's marks that hold on ``today``, by key."""
    c = day_marks.c
    rows = connection.execute(
        sa.select(c.item, c.marked_on, c.until).where(c.account == account, _holds(today))
    )
    return {row.item: DayMark(*row) for row in rows}


def set_mark(connection: sa.Connection, account: str, mark: DayMark) -> None:
    """Keep a mark in the place of an earlier one; the account's own that are over are dropped."""
    c = day_marks.c
    over = sa.not_(_holds(mark.marked_on))
    connection.execute(day_marks.delete().where(c.account == account, over))
    row = {
        "account": account,
        "item": mark.item,
        "marked_on": mark.marked_on,
        "until": mark.until,
    }
    connection.execute(upsert_statement(connection.dialect.name, day_marks, list(row)), [row])


def drop_mark(connection: sa.Connection, account: str, item: str) -> bool:
    """Bring a line back; False where it was not marked."""
    c = day_marks.c
    found = connection.execute(day_marks.delete().where(c.account == account, c.item == item))
    return found.rowcount == 1


def _holds(today: date) -> sa.ColumnElement[bool]:
    until = day_marks.c.until
    return sa.or_(until.is_(None), until > today)
