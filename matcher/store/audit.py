"""The audit log: appended to, each row bound to the one before, people by keyed digests only.

A person's key is random and the person's own: where it is destroyed, the rows point at nobody and
the chain stays whole. `matcher.store.audit_chain` looks whether it is.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import sqlalchemy as sa

from matcher.domain.errors import StoreProblem
from matcher.store.moments import from_store
from matcher.store.tables import participants
from matcher.store.trail import Note
from matcher.store.trust_tables import audit_head, audit_keys, audit_log

# What the first row follows.
GENESIS = "0" * 64
KEY_BYTES = 32
# PostgreSQL takes 65 535 parameters in one statement.
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody saw, changed or was refused a person; ``everybody`` with all the others."""

    happened_at: datetime
    actor: str
    role: str
    office_id: str | None
    action: str
    allowed: bool
    page: str
    everybody: bool


def append_notes(connection: sa.Connection, notes: Sequence[Note], now: datetime) -> None:
    """Append ``notes`` to the chain within the transaction of ``connection``.

    Others who append wait from here until the transaction ends; it should end soon.
    """
    if not notes:
        return
    length, digest = _locked_head(connection)
    people = _digests(connection, {n.participant_id for n in notes if n.participant_id is not None})
    rows = []
    for note in notes:
        length += 1
        row = _row(length, note, people.get(note.participant_id or ""), now)
        previous, digest = digest, chained(digest, row)
        rows.append(row | {"happened_at": now, "previous": previous, "digest": digest})
    connection.execute(audit_log.insert(), rows)
    connection.execute(audit_head.update().values(length=length, digest=digest))


def chained(previous: str, row: dict[str, object]) -> str:
    """The digest of a row that follows ``previous``: sha256 of both, the row as canonical JSON.

    >>> row = dict.fromkeys(COVERED, "") | {"id": 1}
    >>> canonical = b'[1,"","","","","","","",""]'
    >>> chained(GENESIS, row) == hashlib.sha256(GENESIS.encode() + canonical).hexdigest()
    True
    """
    values = [row[name] for name in COVERED]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=repr)
    return hashlib.sha256(previous.encode() + text.encode("utf-8", "replace")).hexdigest()


COVERED = (
    "id", "happened_at", "actor", "role", "office_id", "action", "allowed", "page", "person",
)  # fmt: skip


def moment_text(moment: datetime) -> str:
    """A moment as the chain covers it.

    >>> moment_text(datetime(2026, 3, 2, 9))
    '2026-03-02 09:00:00.000000'
    """
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def person_digest(key: str, participant_id: str) -> str:
    """What stands for a person in the log: a digest under the person's own key."""
    return hmac.new(bytes.fromhex(key), participant_id.encode(), hashlib.sha256).hexdigest()


def destroy_key(connection: sa.Connection, participant_id: str) -> bool:
    """Make the person's rows point at nobody, for ever; False where there was no key."""
    c = audit_keys.c
    return connection.execute(
        audit_keys.delete().where(c.participant_id == participant_id)
    ).rowcount == 1  # fmt: skip


def read_looks(
    connection: sa.Connection, participant_id: str, limit: int, *, before: int | None = None
) -> tuple[tuple[int, Look], ...]:
    """Who saw, changed or was refused the person, the latest first, with the rows' ids.

    Rows about everybody are among them. Whether it may be asked is the caller's to check.
    """
    c = audit_log.c
    of_all = sa.and_(c.person.is_(None), c.allowed, c.action.in_(("read", "write", "export")))
    key = _keys(connection, {participant_id}).get(participant_id)
    theirs = of_all if key is None else (c.person == person_digest(key, participant_id)) | of_all
    asked = sa.select(audit_log).where(theirs).order_by(c.id.desc()).limit(limit)
    if before is not None:
        asked = asked.where(c.id < before)
    return tuple(
        (
            row.id,
            Look(
                from_store(row.happened_at), row.actor, row.role, row.office_id,
                row.action, row.allowed, row.page, everybody=row.person is None,
            ),
        )
        for row in connection.execute(asked)
    )  # fmt: skip


def _row(number: int, note: Note, person: str | None, now: datetime) -> dict[str, object]:
    return {
        "id": number,
        "happened_at": moment_text(now),
        "actor": note.actor,
        "role": note.role,
        "office_id": note.office_id,
        "action": note.action,
        "allowed": int(note.allowed),
        "page": note.page,
        "person": person,
    }


def _locked_head(connection: sa.Connection) -> tuple[int, str]:
    # On SQLite a writer is alone anyway; on PostgreSQL this row is the lock.
    c = audit_head.c
    head = connection.execute(sa.select(c.length, c.digest).with_for_update()).first()
    if head is None:
        raise StoreProblem(
            "The end of the audit log is not known, and nothing can be appended;"
            " run `jobbsmak audit verify`."
        )
    return head.length, head.digest


def _digests(connection: sa.Connection, ids: set[str]) -> dict[str, str]:
    """By id; keys are made for those who exist, and who does not gets none."""
    keys = _keys(connection, ids)
    missing = ids - keys.keys()
    if missing:
        made = {one: secrets.token_hex(KEY_BYTES) for one in _without_key(connection, missing)}
        if made:
            rows = [{"participant_id": one, "key": key} for one, key in made.items()]
            connection.execute(audit_keys.insert(), rows)
        keys |= made
    return {one: person_digest(key, one) for one, key in keys.items()}


def _keys(connection: sa.Connection, ids: set[str]) -> dict[str, str]:
    c = audit_keys.c
    return {
        row.participant_id: row.key
        for some in _chunks(ids)
        for row in connection.execute(sa.select(audit_keys).where(c.participant_id.in_(some)))
    }


def _without_key(connection: sa.Connection, ids: set[str]) -> list[str]:
    """Those who exist, and have no key yet."""
    one, known = participants.c.participant_id, audit_keys.c.participant_id
    new = sa.select(one).outerjoin(audit_keys, known == one).where(known.is_(None))
    return [
        found
        for some in _chunks(ids)
        for found in connection.execute(new.where(one.in_(some))).scalars()
    ]


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted(ids))
    while some := list(islice(rest, CHUNK)):
        yield some
