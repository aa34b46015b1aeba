"""Requests to employers and the links by which they are answered; whose they are, callers ask.

A request changes only where nobody changed it since it was read: the version says so.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from matcher.domain.errors import Conflict
from matcher.domain.requests import Request, RequestStatus
from matcher.store import tables as t
from matcher.store.codec import decode_rows, encoder
from matcher.store.employer_tables import request_links, requests
from matcher.store.mails import cancel_mails
from matcher.store.moments import from_store, to_store

ID_BYTES = 9

_FIELDS = [field.name for field in fields(Request)]
_MOMENTS = ("made_at", "sent_at", "reminded_at", "answered_at", "closed_at")
_COLUMNS = [requests.c[name] for name in _FIELDS]


@dataclass(frozen=True, slots=True)
class RequestLink:
    """A link to one request, made for one address; ``used_at`` is when it brought an answer."""

    id: str
    request_id: str
    email: str | None
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    withdrawn_at: datetime | None = None

    def holds(self, today: date) -> bool:
        """Whether it may be used on ``today``."""
        return self.withdrawn_at is None and today < self.expires_at.date()


def new_request_id() -> str:
    """An id that nobody can guess, and that says nothing of anybody."""
    return secrets.token_urlsafe(ID_BYTES)


def read_request(connection: sa.Connection, request_id: str) -> Request | None:
    """The request with this id; None where there is none."""
    found = read_requests(connection, requests.c.id == request_id)
    return found[0] if found else None


def read_requests_of(connection: sa.Connection, placement_id: str) -> tuple[Request, ...]:
    """Every request about a placement, the newest first."""
    return read_requests(connection, requests.c.placement_id == placement_id)


def read_requests(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> tuple[Request, ...]:
    """The requests for which ``where`` holds, the newest first."""
    rows = connection.execute(sa.select(*_COLUMNS).where(*where))
    found = [_with_zones(each) for each in decode_rows(Request, rows)]
    return tuple(sorted(found, key=lambda each: (each.made_at, each.id), reverse=True))


def read_requests_of_employer(
    connection: sa.Connection, employer_id: str, *where: sa.ColumnElement[bool]
) -> tuple[Request, ...]:
    """The requests about an employer's openings for which ``where`` holds, the newest first."""
    return read_requests(
        connection, requests.c.placement_id.in_(placements_at(employer_id)), *where
    )


def placements_at(employer_id: str) -> sa.Select[Any]:
    """The ids of the placements at an employer."""
    here = sa.select(t.openings.c.opening_id).where(t.openings.c.employer_id == employer_id)
    return sa.select(t.placements.c.placement_id).where(t.placements.c.opening_id.in_(here))


def waiting_request(requests_: Collection[Request]) -> Request | None:
    """The one that waits for an answer; None where none does."""
    return next((each for each in requests_ if each.status is RequestStatus.SENT), None)


def add_request(connection: sa.Connection, request: Request) -> None:
    """Keep a new request; Conflict (from the transaction) where another one waits."""
    connection.execute(requests.insert().values(_encoded(request, _FIELDS)))


def change_request(connection: sa.Connection, known: Request, **changes: Any) -> Request:
    """Change a request that nobody changed since ``known`` was read, and answer it as it is then.

    Once it waits for no answer, mails that ask for one and have not gone out are taken back.
    Conflict where somebody else changed it.
    """
    changed = replace(known, **changes, version=known.version + 1)
    done = connection.execute(
        requests.update()
        .where(requests.c.id == known.id, requests.c.version == known.version)
        .where(requests.c.status == known.status.value)
        .values(_encoded(changed, [*changes, "version"]))
    )
    if done.rowcount != 1:
        raise Conflict("Somebody else changed this request at the same time; load it again.")
    if changed.status is not RequestStatus.SENT:
        for asks in ("asked", "reminded"):
            cancel_mails(connection, f"request:{known.id}:{asks}:")
    return changed


def make_request_link(
    connection: sa.Connection,
    request_id: str,
    email: str | None,
    *,
    expires_at: datetime,
    now: datetime,
) -> RequestLink:
    """A new link to the request for ``email``."""
    link = RequestLink(new_request_id(), request_id, email, now, expires_at)
    connection.execute(
        request_links.insert().values(
            id=link.id,
            request_id=request_id,
            email=email,
            made_at=to_store(now),
            expires_at=to_store(expires_at),
        )
    )
    return link


def read_request_link(connection: sa.Connection, link_id: str) -> RequestLink | None:
    """The link with this id, held or not; None where there is none."""
    found = _links(connection, request_links.c.id == link_id)
    return found[0] if found else None


def read_request_links(connection: sa.Connection, request_id: str) -> tuple[RequestLink, ...]:
    """The links to a request, the first one first."""
    return _links(connection, request_links.c.request_id == request_id)


def extend_request_links(connection: sa.Connection, request_id: str, expires_at: datetime) -> None:
    """Let the links to a request that were not withdrawn hold until ``expires_at``."""
    c = request_links.c
    connection.execute(
        request_links.update()
        .where(c.request_id == request_id, c.withdrawn_at.is_(None))
        .values(expires_at=to_store(expires_at))
    )


def note_link_used(connection: sa.Connection, link_id: str, now: datetime) -> None:
    """Note that an answer came by this link; the first time counts."""
    c = request_links.c
    connection.execute(
        request_links.update()
        .where(c.id == link_id, c.used_at.is_(None))
        .values(used_at=to_store(now))
    )


def _links(connection: sa.Connection, where: sa.ColumnElement[bool]) -> tuple[RequestLink, ...]:
    c = request_links.c
    rows = connection.execute(
        sa.select(*(c[field.name] for field in fields(RequestLink)))
        .where(where)
        .order_by(c.made_at, c.id)
    )
    return tuple(
        RequestLink(
            row.id, row.request_id, row.email, from_store(row.made_at), from_store(row.expires_at),
            _zoned(row.used_at), _zoned(row.withdrawn_at),
        )
        for row in rows
    )  # fmt: skip


def _encoded(request: Request, names: Collection[str]) -> dict[str, Any]:
    values = encoder(Request, list(names))(request)
    for name in _MOMENTS:
        if values.get(name) is not None:
            values[name] = to_store(values[name])
    return values


def _with_zones(request: Request) -> Request:
    return replace(
        request,
        made_at=from_store(request.made_at),
        sent_at=_zoned(request.sent_at),
        reminded_at=_zoned(request.reminded_at),
        answered_at=_zoned(request.answered_at),
        closed_at=_zoned(request.closed_at),
    )


def _zoned(moment: datetime | None) -> datetime | None:
    return None if moment is None else from_store(moment)
