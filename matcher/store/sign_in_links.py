"""Links that sign an employer's account in, once; the pages sign their ids."""

import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from matcher.store.employer_tables import sign_in_links as links
from matcher.store.moments import from_store, to_store

ID_BYTES = 18


@dataclass(frozen=True, slots=True)
class SignInLink:
    """One link: whose account it opens, until when, and whether it did."""

    id: str
    account: str
    expires_at: datetime
    used_at: datetime | None


def add_sign_in_link(
    connection: sa.Connection, account: str, now: datetime, expires_at: datetime
) -> str:
    """Keep a new link; answers its id."""
    link_id = secrets.token_urlsafe(ID_BYTES)
    moments = {"made_at": to_store(now), "expires_at": to_store(expires_at)}
    connection.execute(links.insert().values(id=link_id, account=account, **moments))
    return link_id


def read_sign_in_link(connection: sa.Connection, link_id: str) -> SignInLink | None:
    """The link with this id, used or not; None where there is none."""
    c = links.c
    asked = sa.select(c.id, c.account, c.expires_at, c.used_at).where(c.id == link_id)
    row = connection.execute(asked).one_or_none()
    if row is None:
        return None
    used_at = None if row.used_at is None else from_store(row.used_at)
    return SignInLink(row.id, row.account, from_store(row.expires_at), used_at)


def use_sign_in_link(connection: sa.Connection, link_id: str, now: datetime) -> bool:
    """Note that it was used; False where it could not be used any more."""
    c = links.c
    holds = (c.id == link_id) & c.used_at.is_(None) & (c.expires_at > to_store(now))
    used = links.update().where(holds).values(used_at=to_store(now))
    return connection.execute(used).rowcount == 1


def end_links_of(connection: sa.Connection, account: str, now: datetime) -> None:
    """Let no link open an account any more, as when it is closed."""
    unused = (links.c.account == account) & links.c.used_at.is_(None)
    connection.execute(links.update().where(unused).values(used_at=to_store(now)))


def forget_sign_in_links(connection: sa.Connection, before: datetime) -> int:
    """Remove the links that ended before a moment; answers how many."""
    ended = links.delete().where(links.c.expires_at < to_store(before))
    return connection.execute(ended).rowcount
