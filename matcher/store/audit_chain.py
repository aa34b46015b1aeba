"""Whether the audit log is whole: a row that was removed, altered, inserted or moved is found.

What cannot be found here: somebody who owns the database can write the whole chain anew, with its
head. An anchor (`ChainCheck.anchor`) that was kept elsewhere finds that too, up to where it stands.
"""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from matcher.domain.errors import BadInput
from matcher.store.audit import COVERED, GENESIS, chained, moment_text
from matcher.store.trust_tables import audit_log

# What ``verify_end`` looks at: some days of an office, in a few hundredths of a second.
END_ROWS = 1_000
NO_HEAD = "the head of the chain was removed"
_ROWS_AT_A_TIME = 10_000
_COLUMNS = ", ".join((*COVERED, "previous", "digest"))


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """How many rows follow each other, how they end, and what is wrong (None: nothing)."""

    rows: int
    digest: str
    broken_at: int | None = None
    problem: str | None = None

    @property
    def anchor(self) -> str:
        """The chain's length and end, to be kept where the database's owner cannot write."""
        return f"{self.rows}:{self.digest}"


def verify_chain(connection: sa.Connection, anchor: str | None = None) -> ChainCheck:
    """The chain from its first row to its head; the first row that is wrong ends the look.

    ``anchor`` is one that an earlier look gave. BadInput where it is none.
    """
    return _followed(connection, 0, GENESIS, _anchor(anchor))


def verify_end(connection: sa.Connection, most: int = END_ROWS) -> ChainCheck:
    """The last ``most`` rows and the head, in the same time however long the log is."""
    head = _head(connection)
    if head is None:
        return ChainCheck(0, GENESIS, 0, NO_HEAD)
    before = max(0, head.length - most)
    start = GENESIS if before == 0 else _digest_of(connection, before)
    if start is None:
        return ChainCheck(0, GENESIS, before, "it was removed")
    return _followed(connection, before, start, (0, GENESIS))


def _followed(
    connection: sa.Connection, rows: int, digest: str, anchor: tuple[int, str]
) -> ChainCheck:
    """What follows the row ``rows``, whose digest is known, to the head."""
    length, end = anchor
    with closing(_raw_rows(connection, rows)) as found:
        for row in found:
            problem = _problem(row, rows + 1, digest)
            if problem is not None:
                return ChainCheck(rows, digest, rows + 1, problem)
            rows, digest = row["id"], row["digest"]
            if rows == length and digest != end:
                return ChainCheck(rows, digest, rows, "it is not the row that the anchor knows")
    return _end(connection, rows, digest, length)


def _problem(row: dict[str, Any], number: int, previous: str) -> str | None:
    if row["id"] != number:
        return "it was removed" if row["id"] > number else f"a row {row['id']} was put before it"
    if row["previous"] != previous:
        return "it does not follow from the row before it"
    if row["digest"] != chained(previous, row):
        return "it was altered"
    return None


def _end(connection: sa.Connection, rows: int, digest: str, length: int) -> ChainCheck:
    head = _head(connection)
    if head is None:
        return ChainCheck(rows, digest, rows, NO_HEAD)
    if head.length > rows or length > rows:
        return ChainCheck(rows, digest, rows + 1, "it and all that followed were cut off")
    if head.length < rows:
        return ChainCheck(rows, digest, head.length + 1, "it was appended past the head")
    if head.digest != digest:
        return ChainCheck(rows, digest, rows, "it is not the row that the head knows")
    return ChainCheck(rows, digest)


def _head(connection: sa.Connection) -> sa.Row[Any] | None:
    return connection.exec_driver_sql("SELECT length, digest FROM audit_head").first()


def _digest_of(connection: sa.Connection, row: int) -> str | None:
    c = audit_log.c
    return connection.execute(sa.select(c.digest).where(c.id == row)).scalar()


def _raw_rows(connection: sa.Connection, after: int) -> Generator[dict[str, Any], None, None]:
    """The rows as the database holds them: a conversion could hide a change."""
    later = f"WHERE id > {after:d} " if after else ""  # else those before the first too
    with connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM audit_log {later}ORDER BY id",
        execution_options={"yield_per": _ROWS_AT_A_TIME},
    ) as found:
        for mapping in found.mappings():
            row = dict(mapping)
            if isinstance(row["happened_at"], datetime):
                row["happened_at"] = moment_text(row["happened_at"])
            if isinstance(row["allowed"], bool):
                row["allowed"] = int(row["allowed"])
            yield row


def _anchor(text: str | None) -> tuple[int, str]:
    if text is None:
        return 0, GENESIS
    length, _, digest = text.strip().partition(":")
    if not (length.isascii() and length.isdecimal() and len(digest) == len(GENESIS)):
        raise BadInput("An anchor is the length of the log and its last digest, as 120:9f3c….")
    return int(length), digest
