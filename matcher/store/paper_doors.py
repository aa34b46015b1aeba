"""Counts of whom data reaches, for the papers: employers, systems, mail, and who is in the log."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from matcher.domain.access import Role
from matcher.domain.mails import MailState
from matcher.store.api_tokens import ApiToken, read_tokens
from matcher.store.employer_tables import api_usage, complaints, consents, mails, requests
from matcher.store.mails import count_by_state
from matcher.store.moments import to_store
from matcher.store.own_tables import accounts
from matcher.store.paper_counts import Counts, shown_counts
from matcher.store.trust_tables import audit_log, closed_accounts

# A mail that waits longer than this waits for somebody, not for a server.
MAIL_WAITS = timedelta(days=2)
# A token that no system has used for so long may have been forgotten.
TOKEN_UNUSED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class DoorCounts:
    """As of a day. ``tokens_of_*`` hold on it; small counts about participants are hidden."""

    employers: int
    employer_accounts: int
    requests: Counts
    consents: Counts
    mails: dict[MailState, int]
    mails_stuck: int
    tokens_of_employers: int
    tokens_of_offices: int
    tokens_unused: int
    scopes: tuple[str, ...]
    calls: int
    complaints_open: int
    log: dict[str, int]


def read_doors(connection: sa.Connection, *, today: date, now: datetime) -> DoorCounts:
    """Every count, as of ``today``."""
    tokens = [each for each in read_tokens(connection) if each.holds(today)]
    employers, people = _employers(connection)
    return DoorCounts(
        employers=employers,
        employer_accounts=people,
        requests=shown_counts(_by(connection, requests.c.status)),
        consents=shown_counts(_by(connection, consents.c.state)),
        mails=count_by_state(connection),
        mails_stuck=_count(connection, mails, _stuck(now)),
        tokens_of_employers=sum(each.employer_id is not None for each in tokens),
        tokens_of_offices=sum(each.office_id is not None for each in tokens),
        tokens_unused=sum(_unused(each, today) for each in tokens),
        scopes=tuple(sorted({str(scope) for each in tokens for scope in each.scopes})),
        calls=connection.execute(sa.select(sa.func.sum(api_usage.c.count))).scalar() or 0,
        complaints_open=_count(connection, complaints, complaints.c.settled_on.is_(None)),
        log=_by(connection, audit_log.c.role),
    )


def _employers(connection: sa.Connection) -> tuple[int, int]:
    """At how many employers somebody has an open account, and how many those are."""
    employer, closed = accounts.c.employer_id, sa.select(closed_accounts.c.account)
    counts = sa.select(sa.func.count(sa.distinct(employer)), sa.func.count()).where(
        accounts.c.role == Role.EMPLOYER.value, accounts.c.name.not_in(closed)
    )
    found = connection.execute(counts).one()
    return found[0], found[1]


def _stuck(now: datetime) -> sa.ColumnElement[bool]:
    needs = mails.c.state.in_([MailState.REFUSED.value, MailState.UNCERTAIN.value])
    waits = mails.c.state == MailState.QUEUED.value
    return needs | (waits & (mails.c.made_at < to_store(now - MAIL_WAITS)))


def _unused(token: ApiToken, today: date) -> bool:
    return (token.used_on or token.made_on) < today - TOKEN_UNUSED


def _by(connection: sa.Connection, column: sa.ColumnElement[str]) -> dict[str, int]:
    rows = connection.execute(sa.select(column, sa.func.count()).group_by(column).order_by(column))
    return {str(row[0]): int(row[1]) for row in rows}


def _count(connection: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(where)
    return int(connection.execute(query).scalar_one())
