"""Counts over the whole store for the papers: what was chosen, set aside, reported; nobody in them.

A count of one to four is None: so few are recognised by those who know the office.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from matcher.domain.placements import PlacementStatus
from matcher.domain.small_groups import FEWEST_SHOWN, hidden_groups
from matcher.store.own_tables import accounts, dismissals, suggestion_lists, suggestions_shown
from matcher.store.tables import outcomes, participants, placements
from matcher.store.trust_tables import erasures

FIRST, SECOND_OR_THIRD, LATER, NOT_ON_LIST = "1", "2-3", "4+", "none"

Counts = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class PaperCounts:
    """Lists shown, choices by position, noes by reason, ended placements and those reported on."""

    lists: int
    lines: int
    choices: Counts
    dismissals: Counts
    ended: int
    reported: int
    without_group: int | None
    roles: dict[str, int]
    erased: int


def read_counts(connection: sa.Connection) -> PaperCounts:
    """Every count, as of now."""
    ended = placements.c.status == PlacementStatus.ENDED.value
    return PaperCounts(
        lists=_count(connection, suggestion_lists),
        lines=_count(connection, suggestions_shown),
        choices=shown_counts(_choices(connection)),
        dismissals=shown_counts(_by(connection, dismissals.c.reason)),
        ended=_count(connection, placements, ended),
        reported=_count(connection, placements, ended, _reported_on()),
        without_group=_enough(
            _count(connection, participants, participants.c.audit_group.is_(None))
        ),
        roles=_by(connection, accounts.c.role),
        erased=_count(connection, erasures),
    )


def shown_counts(counts: dict[str, int]) -> Counts:
    """The counts with the small ones hidden, and others that the total would tell of them.

    >>> shown_counts({"a": 2, "b": 9, "c": 30})
    {'a': None, 'b': None, 'c': 30}
    """
    hidden = hidden_groups(counts)
    return {name: None if name in hidden else count for name, count in sorted(counts.items())}


def _choices(connection: sa.Connection) -> dict[str, int]:
    """Placements that were proposed in the program, by where they stood on the list."""
    position = placements.c.position
    where = sa.case(
        (position.is_(None), NOT_ON_LIST),
        (position == 1, FIRST),
        (position <= 3, SECOND_OR_THIRD),
        else_=LATER,
    )
    return _by(connection, where, placements.c.proposed_on.is_not(None))


def _reported_on() -> sa.ColumnElement[bool]:
    return sa.exists().where(outcomes.c.placement_id == placements.c.placement_id)


def _by(
    connection: sa.Connection, what: sa.ColumnElement[str], *where: sa.ColumnElement[bool]
) -> dict[str, int]:
    # By its own name: PostgreSQL takes an expression with parameters for another one each time.
    columns = what.label("counted_by"), sa.func.count()
    by_name = sa.literal_column("counted_by", sa.Text)
    rows = connection.execute(sa.select(*columns).where(*where).group_by(by_name))
    return {str(row[0]): int(row[1]) for row in rows}


def _count(connection: sa.Connection, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(*where)
    return int(connection.execute(query).scalar_one())


def _enough(count: int) -> int | None:
    return None if 0 < count < FEWEST_SHOWN else count
