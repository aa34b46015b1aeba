"""What must not live again when a backup is restored: yeses, tokens, links, accounts, mails.

A backup knows nothing of what was taken back after it was made. Where the store that gives way can
be read, that is carried over; mails that have gone out do not go out again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from matcher.domain.mails import MailState
from matcher.domain.requests import ConsentState
from matcher.store.day_tables import calendar_links
from matcher.store.employer_tables import (
    api_tokens,
    consent_links,
    consents,
    invitations,
    mails,
    request_links,
)
from matcher.store.every_table import holds_nothing, row_counts, tables_found
from matcher.store.life_tables import report_links
from matcher.store.own_tables import accounts
from matcher.store.trust_tables import closed_accounts, sessions

Row = Mapping[str, Any]

# When a row was taken back; empty where it was not.
_ENDED_BY = {
    api_tokens.name: "revoked_on",
    consent_links.name: "withdrawn_at",
    invitations.name: "withdrawn_at",
    report_links.name: "withdrawn_at",
    request_links.name: "withdrawn_at",
}
_CONSENT = ("state", "changed_at", "changed_by")
_MAIL = ("state", "attempts", "next_try_at", "claimed_by", "alive_at", "sent_at", "error")
_ON_THE_WAY = (MailState.QUEUED.value, MailState.SENDING.value)
_LIVE = (ConsentState.ASKED.value, ConsentState.GIVEN.value)
# Who ended a yes of somebody who is no longer known in the store that gives way.
BY = "restore"
# Why a mail is uncertain.
RESTORED = "restored from a backup"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How things stand in the store that gives way, by table and key."""

    ended: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    consents: Mapping[str, Row] = field(default_factory=dict)
    mails: Mapping[str, Row] = field(default_factory=dict)
    closed: tuple[Row, ...] = ()
    calendars: frozenset[str] = frozenset()


def read_taken_back(connection: sa.Connection) -> TakenBack | None:
    """What the store at ``connection`` knows; one of an older version knows less, an empty one
    nothing.
    """
    if holds_nothing(row_counts(connection)):
        return None
    there = set(tables_found(connection))
    return TakenBack(
        ended={
            name: _ended(connection, _table(name), column)
            for name, column in _ENDED_BY.items()
            if name in there
        },
        consents=_by_id(connection, consents, _CONSENT) if consents.name in there else {},
        mails=_by_id(connection, mails, _MAIL) if mails.name in there else {},
        closed=_rows(connection, closed_accounts) if closed_accounts.name in there else (),
        calendars=frozenset(
            connection.execute(sa.select(calendar_links.c.digest)).scalars()
            if calendar_links.name in there
            else ()
        ),
    )


def keep_taken_back(connection: sa.Connection, known: TakenBack | None) -> None:
    """Let the restored store, brought to this version, go by it; everybody is signed out.

    Where nothing is known (None) no mail goes out by itself: a person decides about each.
    """
    connection.execute(sessions.delete())
    if known is None:
        waits = mails.c.state.in_(_ON_THE_WAY)
        unsure = {"state": MailState.UNCERTAIN.value, "claimed_by": None, "alive_at": None}
        connection.execute(mails.update().where(waits).values(**unsure, error=RESTORED))
        return
    for name, ended in known.ended.items():
        _end(connection, _table(name), _ENDED_BY[name], ended)
    _consents(connection, known.consents)
    _mails(connection, known.mails)
    _close(connection, known.closed)
    connection.execute(
        calendar_links.delete().where(calendar_links.c.digest.not_in(known.calendars))
    )


def count_unsure(connection: sa.Connection) -> tuple[int, int]:
    """How many yeses hold, and of how many mails it is not certain that they wait."""
    given = _keys(connection, consents, consents.c.state == ConsentState.GIVEN.value)
    return len(given), len(_keys(connection, mails, mails.c.error == RESTORED))


def _end(connection: sa.Connection, table: sa.Table, column: str, ended: Mapping[str, Any]) -> None:
    for key, when in ended.items():
        same = (table.c.id == key, table.c[column].is_(None))
        connection.execute(table.update().where(*same).values({column: when}))


def _consents(connection: sa.Connection, known: Mapping[str, Row]) -> None:
    """A yes holds only as the person left it; of whom nothing is known any more, none does."""
    gone = {"state": ConsentState.EXPIRED.value, "changed_by": BY}
    for key in _keys(connection, consents, consents.c.state.in_(_LIVE)):
        told = known.get(key, gone)
        if told["state"] not in _LIVE:
            connection.execute(consents.update().where(consents.c.id == key).values(**told))


def _mails(connection: sa.Connection, known: Mapping[str, Row]) -> None:
    gone = {"state": MailState.CANCELLED.value, "claimed_by": None, "alive_at": None}
    for key in _keys(connection, mails, mails.c.state.in_(_ON_THE_WAY)):
        told = known.get(key, gone)
        connection.execute(mails.update().where(mails.c.id == key).values(**told))


def _close(connection: sa.Connection, closed: tuple[Row, ...]) -> None:
    shut = set(connection.execute(sa.select(closed_accounts.c.account)).scalars())
    there = set(connection.execute(sa.select(accounts.c.name)).scalars())
    for row in closed:
        if row["account"] in there - shut:
            connection.execute(closed_accounts.insert().values(**row))


def _ended(connection: sa.Connection, table: sa.Table, column: str) -> dict[str, Any]:
    chosen = sa.select(table.c.id, table.c[column]).where(table.c[column].is_not(None))
    return {row[0]: row[1] for row in connection.execute(chosen)}


def _by_id(connection: sa.Connection, table: sa.Table, columns: tuple[str, ...]) -> dict[str, Row]:
    chosen = sa.select(table.c.id, *(table.c[name] for name in columns))
    rows = connection.execute(chosen).mappings()
    return {row["id"]: {name: row[name] for name in columns} for row in rows}


def _rows(connection: sa.Connection, table: sa.Table) -> tuple[Row, ...]:
    return tuple(dict(row) for row in connection.execute(sa.select(table)).mappings())


def _keys(connection: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> list[str]:
    return list(connection.execute(sa.select(table.c.id).where(where)).scalars())


def _table(name: str) -> sa.Table:
    return sessions.metadata.tables[name]
