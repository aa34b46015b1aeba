"""Stops as the store keeps them: set by somebody or by a rule, and lifted; never taken away."""

from dataclasses import asdict, dataclass, fields
from datetime import date

import sqlalchemy as sa

from matcher.domain.errors import Conflict
from matcher.domain.stops import Stop
from matcher.store.codec import decode_rows
from matcher.store.employer_tables import stops


@dataclass(frozen=True, slots=True)
class StopRow:
    """A stop with its number in the store, and who set and lifted it, and why."""

    id: int
    stop: Stop
    note: str | None
    set_on: date
    set_by: str
    lifted_on: date | None
    lifted_by: str | None
    lifted_why: str | None = None


_STOP_COLUMNS = [stops.c[field.name] for field in fields(Stop)]


def add_stop(
    connection: sa.Connection, stop: Stop, *, set_on: date, set_by: str, note: str | None = None
) -> int:
    """Keep a stop; its number. ``set_by`` is an account, or ``rule``."""
    row = {**asdict(stop), "reason": stop.reason.value}
    added = connection.execute(
        stops.insert().values(**row, note=note, set_on=set_on, set_by=set_by).returning(stops.c.id)
    )
    number: int = added.scalar_one()
    return number


def lift_stop(
    connection: sa.Connection,
    stop_id: int,
    lifted_on: date,
    lifted_by: str,
    why: str | None = None,
) -> None:
    """Let a stop hold no more; Conflict where it was lifted already, or there is none."""
    done = connection.execute(
        stops.update()
        .where(stops.c.id == stop_id, stops.c.lifted_on.is_(None))
        .values(lifted_on=lifted_on, lifted_by=lifted_by, lifted_why=why)
    )
    if done.rowcount != 1:
        raise Conflict("Somebody else lifted this stop already; load the page again.")


def read_stop_rows(
    connection: sa.Connection, *where: sa.ColumnElement[bool]
) -> tuple[StopRow, ...]:
    """The stops for which ``where`` holds, lifted or not, in the order in which they were set."""
    rows = connection.execute(
        sa.select(
            stops.c.id, stops.c.note, stops.c.set_on, stops.c.set_by,
            stops.c.lifted_on, stops.c.lifted_by, stops.c.lifted_why, *_STOP_COLUMNS,
        )
        .where(*where)
        .order_by(stops.c.id)
    ).all()  # fmt: skip
    kept = decode_rows(Stop, [row[7:] for row in rows])
    return tuple(
        StopRow(
            row.id, stop, row.note, row.set_on, row.set_by,
            row.lifted_on, row.lifted_by, row.lifted_why,
        )
        for row, stop in zip(rows, kept, strict=True)
    )  # fmt: skip
