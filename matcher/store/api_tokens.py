"""Tokens of the JSON API. Only a digest is kept: nobody can read a token out of the store."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa

from matcher.domain.api import Scope
from matcher.store.employer_tables import api_tokens

JOINS = "|"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """One token, of an office or of an employer; ``expires_on`` is its last day."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    office_id: str | None
    employer_id: str | None
    made_by: str
    made_on: date
    expires_on: date
    revoked_on: date | None = None
    used_on: date | None = None

    def holds(self, today: date) -> bool:
        """Whether it opens anything on ``today``.

        >>> day = date(2026, 3, 31)
        >>> ApiToken("a", "Kasse", (), None, "E1", "rot", day, day).holds(date(2026, 4, 1))
        False
        """
        return self.revoked_on is None and today <= self.expires_on


_FIELDS = [field.name for field in fields(ApiToken)]


def add_token(connection: sa.Connection, token: ApiToken, digest: str) -> None:
    """Keep a new token, by its digest."""
    row = {name: getattr(token, name) for name in _FIELDS}
    row |= {"digest": digest, "scopes": JOINS.join(token.scopes)}
    connection.execute(api_tokens.insert().values(row))


def read_token(connection: sa.Connection, digest: str) -> ApiToken | None:
    """The token with this digest, whether it holds or not; None where there is none."""
    found = _read(connection, api_tokens.c.digest == digest)
    return found[0] if found else None


def read_tokens(connection: sa.Connection) -> tuple[ApiToken, ...]:
    """Every token, the newest first."""
    return _read(connection, sa.true())


def revoke_token(connection: sa.Connection, token_id: str, today: date) -> bool:
    """Let it open nothing from now on; False where there is none, or it was revoked before."""
    c = api_tokens.c
    held = api_tokens.update().where(c.id == token_id, c.revoked_on.is_(None))
    return connection.execute(held.values(revoked_on=today)).rowcount == 1


def note_used(connection: sa.Connection, token_id: str, today: date) -> None:
    """Keep on which day it was used last."""
    connection.execute(api_tokens.update().where(api_tokens.c.id == token_id).values(used_on=today))


def _read(connection: sa.Connection, which: sa.ColumnElement[bool]) -> tuple[ApiToken, ...]:
    columns = [api_tokens.c[name] for name in _FIELDS]
    asked = sa.select(*columns).where(which)
    rows = connection.execute(asked.order_by(api_tokens.c.made_on.desc(), api_tokens.c.id))
    return tuple(map(_token, rows))


def _token(row: sa.Row[Any]) -> ApiToken:
    known = dict(row._mapping)
    scopes = tuple(Scope(each) for each in known.pop("scopes").split(JOINS) if each)
    return ApiToken(scopes=scopes, **known)
