"""What participants said to telling an employer their name, opening by opening, and their links.

A consent changes only from the state in which it was read: of two answers at once one counts.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.errors import Conflict
from matcher.domain.requests import Consent, ConsentState
from matcher.store.codec import decode_rows, encoder
from matcher.store.employer_tables import consent_links, consents
from matcher.store.moments import from_store, to_store

ID_BYTES = 9

_FIELDS = [field.name for field in fields(Consent)]
_COLUMNS = [consents.c[name] for name in _FIELDS]


@dataclass(frozen=True, slots=True)
class ConsentLink:
    """A link by which the participant answers, and may take the answer back."""

    id: str
    consent_id: str
    made_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None = None

    def holds(self, today: date) -> bool:
        """Whether it may be used on ``today``."""
        return self.withdrawn_at is None and today < self.expires_at.date()


def new_consent_id() -> str:
    """An id that nobody can guess, and that says nothing of anybody."""
    return secrets.token_urlsafe(ID_BYTES)


def read_consent(connection: sa.Connection, consent_id: str) -> Consent | None:
    """The consent with this id; None where there is none."""
    found = read_consents(connection, consents.c.id == consent_id)
    return found[0] if found else None


def latest_consent(
    connection: sa.Connection, participant_id: str, opening_id: str
) -> Consent | None:
    """The newest consent of a participant for an opening; None where nobody asked."""
    found = read_consents(
        connection,
        consents.c.participant_id == participant_id,
        consents.c.opening_id == opening_id,
    )
    return found[0] if found else None


def read_consents(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> tuple[Consent, ...]:
    """The consents for which ``where`` holds, the newest first."""
    rows = connection.execute(sa.select(*_COLUMNS).where(*where))
    found = [_with_zones(each) for each in decode_rows(Consent, rows)]
    return tuple(sorted(found, key=_newness, reverse=True))


def _newness(consent: Consent) -> tuple[datetime, bool, str]:
    """Of two asked at the same moment, the one that lives is the newer."""
    lives = consent.state in (ConsentState.ASKED, ConsentState.GIVEN)
    return consent.asked_at, lives, consent.id


def open_consent(today: date) -> sa.ColumnElement[bool]:
    """The condition that a row of ``consents`` opens the name on ``today``."""
    return sa.and_(consents.c.state == ConsentState.GIVEN.value, consents.c.holds_until >= today)


def add_consent(connection: sa.Connection, consent: Consent) -> None:
    """Keep a new consent; Conflict (from the transaction) where one is asked or given."""
    values = encoder(Consent, _FIELDS)(consent)
    values |= {"asked_at": to_store(consent.asked_at)}
    if consent.changed_at is not None:
        values |= {"changed_at": to_store(consent.changed_at)}
    connection.execute(consents.insert().values(values))


def change_consent(
    connection: sa.Connection,
    known: Consent,
    state: ConsentState,
    *,
    changed_by: str,
    now: datetime,
) -> Consent:
    """Bring a consent into ``state``; Conflict where its state changed since it was read."""
    done = connection.execute(
        consents.update()
        .where(consents.c.id == known.id, consents.c.state == known.state.value)
        .values(state=state.value, changed_at=to_store(now), changed_by=changed_by)
    )
    if done.rowcount != 1:
        raise Conflict("This was answered at the same time by somebody else; load it again.")
    return replace(known, state=state, changed_at=now, changed_by=changed_by)


def make_consent_link(
    connection: sa.Connection, consent_id: str, *, expires_at: datetime, now: datetime, today: date
) -> ConsentLink:
    """The link to the consent; the same one while it holds, and then a new one."""
    for known in read_consent_links(connection, (consent_id,)):
        if known.holds(today):
            return known
    link = ConsentLink(new_consent_id(), consent_id, now, expires_at)
    connection.execute(
        consent_links.insert().values(
            id=link.id,
            consent_id=consent_id,
            made_at=to_store(now),
            expires_at=to_store(expires_at),
        )
    )
    return link


def read_consent_link(connection: sa.Connection, link_id: str) -> ConsentLink | None:
    """The link with this id, held or not; None where there is none."""
    found = _links(connection, consent_links.c.id == link_id)
    return found[0] if found else None


def read_consent_links(
    connection: sa.Connection, consent_ids: Collection[str]
) -> tuple[ConsentLink, ...]:
    """The links to these consents, the newest first."""
    found = _links(connection, consent_links.c.consent_id.in_(list(consent_ids)))
    return tuple(sorted(found, key=lambda each: each.made_at, reverse=True))


def _links(connection: sa.Connection, where: sa.ColumnElement[bool]) -> tuple[ConsentLink, ...]:
    c = consent_links.c
    rows = connection.execute(
        sa.select(c.id, c.consent_id, c.made_at, c.expires_at, c.withdrawn_at).where(where)
    )
    return tuple(
        ConsentLink(
            row.id, row.consent_id, from_store(row.made_at), from_store(row.expires_at),
            None if row.withdrawn_at is None else from_store(row.withdrawn_at),
        )
        for row in rows
    )  # fmt: skip


def _with_zones(consent: Consent) -> Consent:
    asked_at = from_store(consent.asked_at)
    if consent.changed_at is None:
        return replace(consent, asked_at=asked_at)
    return replace(consent, asked_at=asked_at, changed_at=from_store(consent.changed_at))
