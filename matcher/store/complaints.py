"""What was reported about employers, as the store keeps it: added, settled, never taken away."""

from dataclasses import asdict, fields
from datetime import date

import sqlalchemy as sa

from matcher.domain.errors import Conflict
from matcher.domain.misuse import Complaint
from matcher.store.codec import decode_rows
from matcher.store.employer_tables import complaints

_COLUMNS = [complaints.c[field.name] for field in fields(Complaint)]


def add_complaint(connection: sa.Connection, complaint: Complaint) -> int:
    """Keep a new complaint; its number."""
    row = {**asdict(complaint), "kind": complaint.kind.value}
    del row["id"]
    added = connection.execute(complaints.insert().values(**row).returning(complaints.c.id))
    number: int = added.scalar_one()
    return number


def read_complaints(
    connection: sa.Connection, *where: sa.ColumnElement[bool]
) -> tuple[Complaint, ...]:
    """The complaints for which ``where`` holds, in the order in which they were made."""
    rows = connection.execute(sa.select(*_COLUMNS).where(*where).order_by(complaints.c.id)).all()
    return tuple(decode_rows(Complaint, rows))


def settle_complaint(
    connection: sa.Connection, complaint_id: int, how: str, *, settled_by: str, today: date
) -> None:
    """Keep what was done about it; Conflict where it is settled already, or there is none."""
    done = connection.execute(
        complaints.update()
        .where(complaints.c.id == complaint_id, complaints.c.settled_on.is_(None))
        .values(settled_on=today, settled_by=settled_by, settled_how=how)
    )
    if done.rowcount != 1:
        raise Conflict("Somebody else settled this complaint already; load the page again.")


def count_complaints(connection: sa.Connection, employer_id: str) -> tuple[int, int]:
    """How many complaints about an employer are open, and how many settled, of any office."""
    c = complaints.c
    row = connection.execute(
        sa.select(sa.func.count(), sa.func.count(c.settled_on)).where(c.employer_id == employer_id)
    ).one()
    return row[0] - row[1], row[1]
