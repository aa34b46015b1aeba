"""The log of talks with employers, and the one who looks after each; within ``appending``.

Matching reads none of it. An employer belongs to every office: what another office may see of a
talk is decided by those who call.
"""

from dataclasses import fields
from datetime import date

import sqlalchemy as sa

from matcher.domain.employer_contacts import Contact, Owner, colleagues_call
from matcher.domain.errors import Conflict, NotFound
from matcher.store.codec import decode_rows, encoder
from matcher.store.day_tables import employer_contacts, employer_owners
from matcher.store.own_tables import accounts
from matcher.store.tables import employers

_FIELDS = [field.name for field in fields(Contact)]
_SAID = [name for name in _FIELDS if name not in ("id", "settled_on")]
_CHANGED = "Somebody else has taken this employer meanwhile; load the page again."


def read_contacts(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> tuple[Contact, ...]:
    """The talks for which ``where`` holds, the latest first."""
    c = employer_contacts.c
    rows = connection.execute(
        sa.select(*(c[name] for name in _FIELDS))
        .where(*where)
        .order_by(c.spoken_on.desc(), c.id.desc())
    )
    return tuple(decode_rows(Contact, rows))


def latest_of_each() -> sa.ColumnElement[bool]:
    """The condition that keeps the last talk with each employer, whoever had it."""
    c, other = employer_contacts.c, employer_contacts.alias()
    later = sa.or_(
        other.c.spoken_on > c.spoken_on,
        sa.and_(other.c.spoken_on == c.spoken_on, other.c.id > c.id),
    )
    return ~sa.exists().where(other.c.employer_id == c.employer_id, later)


def keep_contact(
    connection: sa.Connection, contact: Contact, *, confirmed: int = 0
) -> Contact | None:
    """Keep a talk; where a colleague's talk of these days stands in the way, answer that instead.

    ``confirmed`` is the id of the colleague's talk that the person has been shown and goes past.
    A talk in the same words is kept once (a form sent twice). NotFound for no such employer.
    """
    lock_employer(connection, contact.employer_id)
    own = employer_contacts.c.employer_id == contact.employer_id
    known = read_contacts(connection, own)
    if any(_same(each, contact) for each in known):
        return None
    unseen = [each for each in known if each.id > confirmed]
    warned = colleagues_call(unseen, contact.spoken_by, contact.spoken_on)
    if warned is not None:
        return warned
    connection.execute(employer_contacts.insert().values(encoder(Contact, _SAID)(contact)))
    return None


def _same(kept: Contact, sent: Contact) -> bool:
    return all(getattr(kept, name) == getattr(sent, name) for name in _SAID)


def settle_promise(connection: sa.Connection, office_id: str, contact_id: int, today: date) -> bool:
    """Tick off what was promised to the office; False where it is ticked off or is not there."""
    c = employer_contacts.c
    done = connection.execute(
        employer_contacts.update()
        .where(c.id == contact_id, c.office_id == office_id)
        .where(c.promised.is_not(None), c.settled_on.is_(None))
        .values(settled_on=today)
    )
    return done.rowcount == 1


def read_owners(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> dict[str, Owner]:
    """Who looks after each employer, by employer."""
    c = employer_owners.c
    rows = connection.execute(
        sa.select(c.employer_id, c.account, accounts.c.office_id, c.since)
        .join(accounts, accounts.c.name == c.account)
        .where(*where)
    )
    return {row.employer_id: Owner(*row) for row in rows}


def set_owner(
    connection: sa.Connection,
    employer_id: str,
    account: str | None,
    *,
    before: tuple[str, date] | None,
    today: date,
) -> None:
    """Give the employer to ``account`` (None: to nobody); ``before`` is who had it, since when.

    Conflict where somebody else has it by now: of two at once, the key lets one through.
    """
    lock_employer(connection, employer_id)
    c = employer_owners.c
    if before is None:
        if employer_id in read_owners(connection, c.employer_id == employer_id):
            raise Conflict(_CHANGED)
        if account is not None:
            row = {"employer_id": employer_id, "account": account, "since": today}
            connection.execute(employer_owners.insert().values(row))
        return
    same = (c.employer_id == employer_id, c.account == before[0], c.since == before[1])
    change = (
        employer_owners.delete().where(*same)
        if account is None
        else employer_owners.update().where(*same).values(account=account, since=today)
    )
    if connection.execute(change).rowcount != 1:
        raise Conflict(_CHANGED)


def lock_employer(connection: sa.Connection, employer_id: str) -> None:
    """Of two who write about one employer the second waits; NotFound where there is none."""
    row = sa.select(employers.c.employer_id).where(employers.c.employer_id == employer_id)
    if connection.execute(row.with_for_update()).scalar() is None:
        raise NotFound(f'There is no employer "{employer_id}".')
