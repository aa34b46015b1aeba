"""Talks that took place, each person's own rhythm, and what was agreed as the next rung.

Whether ``viewer`` may see a placement is asked by those who call; nothing here is ever changed
but a rhythm and a rung, of which there is one each.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date

import sqlalchemy as sa

from matcher.domain.day import Rung
from matcher.domain.follow_ups import FollowUp, Rhythm
from matcher.domain.rungs import NextRung
from matcher.store.codec import decode_rows, encoder
from matcher.store.day_tables import follow_up_rhythms, follow_ups, next_rungs
from matcher.store.tables import placements
from matcher.store.upserting import upsert_statement

_FOLLOW_UP = [field.name for field in fields(FollowUp)]
_RHYTHM = [field.name for field in fields(Rhythm)]
_RUNG = [field.name for field in fields(NextRung)]

Ids = Sequence[str] | sa.Select[tuple[str]]


def read_follow_ups(
    connection: sa.Connection, placement_ids: Ids
) -> dict[str, tuple[FollowUp, ...]]:
    """The talks about these placements, by placement, in the order of their days."""
    c = follow_ups.c
    rows = connection.execute(
        sa.select(*(c[name] for name in _FOLLOW_UP))
        .where(c.placement_id.in_(placement_ids))
        .order_by(c.done_on, c.id)
    )
    found: dict[str, tuple[FollowUp, ...]] = {}
    for each in decode_rows(FollowUp, rows):
        found[each.placement_id] = (*found.get(each.placement_id, ()), each)
    return found


def keep_follow_up(connection: sa.Connection, talk: FollowUp, due_on: date | None) -> bool:
    """Keep a talk; False where it is kept already, in the same words (a form sent twice).

    ``due_on`` is the planned day that it counts for; the first one to be sent decides it.
    """
    # Of two that are sent at the same moment the second waits, and then finds the first.
    placement = sa.select(placements.c.placement_id).with_for_update()
    connection.execute(placement.where(placements.c.placement_id == talk.placement_id))
    values = encoder(FollowUp, _FOLLOW_UP)(replace(talk, due_on=due_on))
    c = follow_ups.c
    same = [c[name].is_not_distinct_from(values[name]) for name in _FOLLOW_UP if name != "due_on"]
    if connection.execute(sa.select(c.id).where(*same).limit(1)).scalar() is not None:
        return False
    connection.execute(follow_ups.insert().values(values))
    return True


def read_rhythms(connection: sa.Connection, participant_ids: Ids) -> dict[str, Rhythm]:
    """Their own rhythms, by participant; who is not among them has the usual one."""
    c = follow_up_rhythms.c
    rows = connection.execute(
        sa.select(follow_up_rhythms).where(c.participant_id.in_(participant_ids))
    )
    return {
        row.participant_id: Rhythm(row.early_weeks, row.early_days, row.later_days) for row in rows
    }


def set_rhythm(connection: sa.Connection, participant_id: str, rhythm: Rhythm | None) -> None:
    """Give a participant a rhythm; None takes it away, and the usual one holds again."""
    c = follow_up_rhythms.c
    if rhythm is None:
        connection.execute(follow_up_rhythms.delete().where(c.participant_id == participant_id))
        return
    row = {"participant_id": participant_id, **encoder(Rhythm, _RHYTHM)(rhythm)}
    statement = upsert_statement(connection.dialect.name, follow_up_rhythms, list(row))
    connection.execute(statement, [row])


def read_rungs(connection: sa.Connection, placement_ids: Ids) -> dict[str, NextRung]:
    """What was agreed as the next rung, by placement."""
    c = next_rungs.c
    rows = connection.execute(
        sa.select(*(c[name] for name in _RUNG)).where(c.placement_id.in_(placement_ids))
    )
    return {each.placement_id: each for each in decode_rows(NextRung, rows)}


def unsettled_rungs() -> sa.Select[tuple[str]]:
    """The placements whose next rung is agreed and not decided."""
    return sa.select(next_rungs.c.placement_id).where(next_rungs.c.settled_on.is_(None))


def keep_rung(
    connection: sa.Connection,
    placement_id: str,
    rung: Rung,
    by_date: date,
    *,
    said_by: str,
    today: date,
) -> None:
    """Keep what was agreed to try next, in the place of what was agreed before."""
    agreed = NextRung(placement_id, rung, by_date, said_by, today)
    statement = upsert_statement(connection.dialect.name, next_rungs, _RUNG)
    connection.execute(statement, [encoder(NextRung, _RUNG)(agreed)])


def settle_rung(connection: sa.Connection, placement_id: str, today: date) -> bool:
    """Keep that the rung was decided, one way or the other; False where it was, or is not there."""
    c = next_rungs.c
    done = connection.execute(
        next_rungs.update()
        .where(c.placement_id == placement_id, c.settled_on.is_(None))
        .values(settled_on=today)
    )
    return done.rowcount == 1
