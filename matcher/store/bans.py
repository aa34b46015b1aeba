"""Bans: a leader's stop of an employer, which holds for every employer of the same organisation.

Looked up by organisation number each time, so that an employer imported later is barred too.
"""

from datetime import date

import sqlalchemy as sa

from matcher.domain.errors import Conflict
from matcher.domain.stops import StopReason
from matcher.store.employer_tables import stops
from matcher.store.stops import StopRow, read_stop_rows
from matcher.store.tables import employers

_IS_BAN = stops.c.reason == StopReason.BANNED.value


class TakesNobody(Conflict):
    """A leader has barred this employer: nobody is asked for, proposed or offered there."""

    def __init__(self) -> None:
        super().__init__("Nobody is sent to this employer now; the office can tell more.")


def same_organisation(employer_id: str) -> sa.Select[str]:
    """The ids of the employer itself and of all others with its organisation number."""
    number = sa.select(employers.c.org_number).where(employers.c.employer_id == employer_id)
    return sa.select(employers.c.employer_id).where(
        sa.or_(
            employers.c.employer_id == employer_id,
            employers.c.org_number == number.scalar_subquery(),
        )
    )


def is_banned(employer_id: str, day: date) -> sa.ColumnElement[bool]:
    """The condition that a row of ``stops`` is a ban of the employer that holds on ``day``."""
    return sa.and_(_IS_BAN, stops.c.employer_id.in_(same_organisation(employer_id)), _holds(day))


def standing_ban(connection: sa.Connection, employer_id: str, today: date) -> StopRow | None:
    """The ban that bars the employer on ``today``, its own or another's of its organisation."""
    return next(iter(read_stop_rows(connection, is_banned(employer_id, today))), None)


def standing_bans(connection: sa.Connection, today: date) -> tuple[StopRow, ...]:
    """Every ban that holds on ``today``, the oldest first."""
    return read_stop_rows(connection, _IS_BAN, _holds(today))


def refuse_banned(connection: sa.Connection, employer_id: str, today: date) -> None:
    """TakesNobody where a leader has barred the employer."""
    if standing_ban(connection, employer_id, today) is not None:
        raise TakesNobody


def banned_numbers(connection: sa.Connection, today: date) -> frozenset[str]:
    """The organisation numbers that are barred on ``today``."""
    return frozenset(connection.execute(_numbers(_holds(today))).scalars())


def has_banned_number(table: sa.Table) -> sa.ColumnElement[bool]:
    """The condition that a row of ``employers`` is of an organisation with an unlifted ban.

    For questions about many employers: the banned are looked up once.
    """
    return table.c.org_number.in_(_numbers(stops.c.lifted_on.is_(None)))


def _numbers(where: sa.ColumnElement[bool]) -> sa.Select[str]:
    barred = employers.alias("barred")
    return (
        sa.select(barred.c.org_number)
        .join_from(stops, barred, barred.c.employer_id == stops.c.employer_id)
        .where(_IS_BAN, where, barred.c.org_number.is_not(None))
    )


def _holds(day: date) -> sa.ColumnElement[bool]:
    c = stops.c
    return sa.and_(c.lifted_on.is_(None), c.starts <= day, sa.or_(c.ends.is_(None), c.ends >= day))
