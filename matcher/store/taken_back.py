"""What must not live again when a backup is restored: yeses, tokens, links, accounts, mails.

A backup knows nothing of what was taken back after it was made. What the store that gives way
knows of it is carried over; where that store went on from the backup, what is gone stays gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from matcher.domain.mails import MailState
from matcher.domain.requests import ConsentState
from matcher.store.columns import METADATA
from matcher.store.day_tables import calendar_links
from matcher.store.employer_tables import (
    api_tokens,
    consent_links,
    consents,
    invitations,
    mails,
    request_links,
    sign_in_links,
)
from matcher.store.every_table import holds_nothing, row_counts, tables_found
from matcher.store.life_tables import report_links
from matcher.store.own_tables import accounts
from matcher.store.trust_tables import audit_log, closed_accounts, identities, sessions

Row = Mapping[str, Any]

# When a row was taken back, or used where that is once; empty where it was not.
_ENDED_BY = {
    api_tokens.name: "revoked_on",
    consent_links.name: "withdrawn_at",
    invitations.name: "withdrawn_at",
    report_links.name: "withdrawn_at",
    request_links.name: "withdrawn_at",
    sign_in_links.name: "used_at",
}
# Rows that are removed when they are taken back, and what tells one from another.
_REMOVED = {calendar_links.name: ("digest",), identities.name: ("issuer", "subject", "account")}
_CONSENT = ("state", "changed_at", "changed_by")
_MAIL = ("state", "attempts", "next_try_at", "claimed_by", "alive_at", "sent_at", "error")
_ON_THE_WAY = (MailState.QUEUED.value, MailState.SENDING.value)
_LIVE = (ConsentState.ASKED.value, ConsentState.GIVEN.value)
# Who ended a yes of somebody who is no longer known in the store that gives way.
BY = "restore"
# Why a mail is uncertain.
RESTORED = "restored from a backup"
_NO_YES = {"state": ConsentState.EXPIRED.value, "changed_by": BY}
_LET_GO = {"claimed_by": None, "alive_at": None}
_CANCELLED = _LET_GO | {"state": MailState.CANCELLED.value}
_UNCERTAIN = _LET_GO | {"state": MailState.UNCERTAIN.value, "error": RESTORED}


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How things stand in the store that gives way, by table and key.

    ``log_digest`` is of the row of its audit log that has the number of the backup's last one.
    """

    log_digest: str | None = None
    ended: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    consents: Mapping[str, Row] = field(default_factory=dict)
    mails: Mapping[str, Row] = field(default_factory=dict)
    closed: tuple[Row, ...] = ()
    there: Mapping[str, frozenset[tuple[Any, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unsure:
    """How many yeses hold that may have been taken back; how many mails may have gone out."""

    consents: int = 0
    mails: int = 0


def read_taken_back(connection: sa.Connection, log_length: int) -> TakenBack | None:
    """What the store at ``connection`` knows; one of an older version knows less, an empty one
    nothing. ``log_length`` is how many rows the backup has in its audit log.
    """
    if holds_nothing(row_counts(connection)):
        return None
    return TakenBack(
        log_digest=_log_digest(connection, log_length),
        ended={
            name: {row["id"]: row[column] for row in _rows(connection, name) if row[column]}
            for name, column in _ENDED_BY.items()
        },
        consents={row["id"]: row for row in _rows(connection, consents.name)},
        mails={row["id"]: row for row in _rows(connection, mails.name)},
        closed=_rows(connection, closed_accounts.name),
        there={
            name: frozenset(tuple(row[each] for each in told) for row in _rows(connection, name))
            for name, told in _REMOVED.items()
        },
    )


def keep_taken_back(connection: sa.Connection, known: TakenBack | None) -> Unsure:
    """Let the restored store, brought to this version, go by it; everybody is signed out.

    Of what is not in a store that did not go on from the backup nothing is known: a yes holds, and
    no mail goes out by itself, a person decides about each.
    """
    connection.execute(sessions.delete())
    last = connection.execute(sa.select(sa.func.max(audit_log.c.id))).scalar() or 0
    goes_on = known is not None and _log_digest(connection, last) in (None, known.log_digest)
    known = known or TakenBack()
    for name, ended in known.ended.items():
        _end(connection, METADATA.tables[name], _ENDED_BY[name], ended)
    _close(connection, known.closed)
    if goes_on:
        _remove(connection, known.there)
        _bring_mails(connection, known.mails)
    return Unsure(
        _consents(connection, known.consents, goes_on), _mails(connection, known.mails, goes_on)
    )


def _end(connection: sa.Connection, table: sa.Table, column: str, ended: Mapping[str, Any]) -> None:
    same = (table.c.id == sa.bindparam("key"), table.c[column].is_(None))
    if ended:
        connection.execute(
            table.update().where(*same).values({column: sa.bindparam("ended")}),
            [{"key": key, "ended": when} for key, when in ended.items()],
        )


def _consents(connection: sa.Connection, known: Mapping[str, Row], goes_on: bool) -> int:
    """A yes holds only as the person left it; answers of how many that is not known."""
    unsure = 0
    live = sa.select(consents.c.id, consents.c.state).where(consents.c.state.in_(_LIVE))
    for key, state in connection.execute(live).all():
        told = known.get(key) or (_NO_YES if goes_on else None)
        if told is None:
            unsure += state == ConsentState.GIVEN
        elif told["state"] not in _LIVE:
            _change(connection, consents, key, told, _CONSENT)
    return unsure


def _mails(connection: sa.Connection, known: Mapping[str, Row], goes_on: bool) -> int:
    """A mail waits only where it still waited; answers of how many that is not known."""
    waits = sa.select(mails.c.id).where(mails.c.state.in_(_ON_THE_WAY))
    for key in connection.execute(waits).scalars().all():
        told = known.get(key) or (_CANCELLED if goes_on else _UNCERTAIN)
        _change(connection, mails, key, told, _MAIL)
    # Those of an earlier try, where others wrote meanwhile, are among them.
    unsure = (mails.c.state == _UNCERTAIN["state"]) & (mails.c.error == RESTORED)
    counted = sa.select(sa.func.count()).select_from(mails).where(unsure)
    return 0 if goes_on else connection.execute(counted).scalar_one()


def _bring_mails(connection: sa.Connection, known: Mapping[str, Row]) -> None:
    """Mails that were made since and do not wait: the same is not queued, and sent, once more."""
    queued = set(connection.execute(sa.select(mails.c.subject_key)).scalars())
    about = {
        each.parent.name: {None, *connection.execute(sa.select(each.column)).scalars()}
        for each in mails.foreign_keys
    }
    for row in known.values():
        fits = all(row[name] in there for name, there in about.items())
        if fits and row["state"] != MailState.QUEUED and row["subject_key"] not in queued:
            connection.execute(mails.insert().values(row))


def _close(connection: sa.Connection, closed: tuple[Row, ...]) -> None:
    shut = set(connection.execute(sa.select(closed_accounts.c.account)).scalars())
    there = set(connection.execute(sa.select(accounts.c.name)).scalars())
    for row in closed:
        if row["account"] in there - shut:
            connection.execute(closed_accounts.insert().values(row))
            forgotten = accounts.update().where(accounts.c.name == row["account"])
            connection.execute(forgotten.values(phone=None))


def _remove(connection: sa.Connection, there: Mapping[str, frozenset[tuple[Any, ...]]]) -> None:
    for name, told in _REMOVED.items():
        table = METADATA.tables[name]
        columns = [table.c[each] for each in told]
        for row in connection.execute(sa.select(*columns)).all():
            if tuple(row) not in there[name]:
                same = [column == value for column, value in zip(columns, row, strict=True)]
                connection.execute(table.delete().where(*same))


def _change(
    connection: sa.Connection, table: sa.Table, key: str, told: Row, names: tuple[str, ...]
) -> None:
    values = {name: told[name] for name in names if name in told}
    connection.execute(table.update().where(table.c.id == key).values(values))


def _log_digest(connection: sa.Connection, number: int) -> str | None:
    if audit_log.name not in tables_found(connection):
        return None
    chosen = sa.select(audit_log.c.digest).where(audit_log.c.id == number)
    return connection.execute(chosen).scalar()


def _rows(connection: sa.Connection, name: str) -> tuple[Row, ...]:
    """All rows of a table with those columns that the store has of it; none where it has none."""
    if name not in tables_found(connection):
        return ()
    table, found = METADATA.tables[name], sa.inspect(connection).get_columns(name)
    chosen = sa.select(*(table.c[each["name"]] for each in found if each["name"] in table.c))
    return tuple(dict(row) for row in connection.execute(chosen).mappings())
