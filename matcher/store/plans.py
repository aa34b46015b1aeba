"""Keeps an office's plans, and answers the latest one and its prices."""

from dataclasses import fields
from datetime import UTC, date
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import NotFound
from matcher.domain.plans import (
    Fairness,
    GroupRate,
    Objective,
    OfficePlan,
    PlaceKind,
    PlacePrice,
    Planned,
    Shortage,
    WhyNot,
)
from matcher.domain.purposes import Purpose
from matcher.store import plan_tables as t
from matcher.store.codec import decode_rows, encoder
from matcher.store.trail import note_refused

_PARTS: dict[str, tuple[type, sa.Table]] = {
    "assignments": (Planned, t.plan_assignments),
    "unassigned": (WhyNot, t.plan_unassigned),
    "prices": (PlacePrice, t.plan_prices),
    "rates": (GroupRate, t.plan_rates),
}
_PLAIN = [
    field.name for field in fields(OfficePlan) if field.name not in (*_PARTS, "shortage")
]  # fmt: skip


def save_plan(connection: sa.Connection, plan: OfficePlan) -> int:
    """Keep the plan as the office's latest; answers the number it is kept under.

    An earlier one of the same office, day and purpose makes way for it.
    """
    _drop_same(connection, plan)
    values = {name: _plain(getattr(plan, name)) for name in _PLAIN}
    values["made_at"] = plan.made_at.astimezone(UTC).replace(tzinfo=None)
    if plan.shortage is not None:
        values |= {
            "shortage_kind": plan.shortage.kind.value,
            "shortage_place": plan.shortage.place,
            "shortage_people": plan.shortage.people,
        }
    number: int = connection.execute(
        t.plans.insert().values(**values).returning(t.plans.c.id)
    ).scalar_one()
    for name, (kind, table) in _PARTS.items():
        code = encoder(kind, _names(kind))
        rows = [code(line) | {"plan_id": number} for line in getattr(plan, name)]
        if rows:
            connection.execute(table.insert(), rows)
    return number


def latest_plan(
    connection: sa.Connection, viewer: Viewer, office_id: str, today: date
) -> OfficePlan | None:
    """The office's latest plan of ``today`` or before, or None.

    NotFound where ``viewer`` may not see that office's people.
    """
    if not viewer.sees_office(office_id):
        note_refused(connection, viewer)
        raise NotFound(f'There is no office "{office_id}" whose participants you may see.')
    number = _latest(connection, office_id, today)
    if number is None:
        return None
    chosen = t.plans.c
    row = connection.execute(sa.select(t.plans).where(chosen.id == number)).mappings().one()
    parts: dict[str, Any] = {
        name: _part(connection, number, *part) for name, part in _PARTS.items()
    }
    plain = {name: row[name] for name in _PLAIN}
    return OfficePlan(**_decoded(plain), shortage=_shortage(row), **parts)


def latest_prices(
    connection: sa.Connection, office_id: str, today: date, kind: PlaceKind = PlaceKind.WHOLE
) -> dict[str, float]:
    """Price by id of the latest plan of ``today`` or before; empty where there is none."""
    number = _latest(connection, office_id, today)
    columns = t.plan_prices.c
    rows = connection.execute(
        sa.select(columns.id, columns.price).where(
            columns.plan_id == number, columns.kind == kind.value
        )
    )
    return {row.id: row.price for row in rows}


def _latest(connection: sa.Connection, office_id: str, today: date) -> int | None:
    columns = t.plans.c
    return connection.execute(
        sa.select(columns.id)
        .where(columns.office_id == office_id, columns.today <= today)
        .order_by(columns.today.desc(), columns.id.desc())
        .limit(1)
    ).scalar()


def _drop_same(connection: sa.Connection, plan: OfficePlan) -> None:
    columns = t.plans.c
    purpose = None if plan.purpose is None else plan.purpose.value
    same = connection.execute(
        sa.select(columns.id).where(
            columns.office_id == plan.office_id,
            columns.today == plan.today,
            columns.purpose.is_not_distinct_from(purpose),
        )
    )
    for number in same.scalars().all():
        for _, table in _PARTS.values():
            connection.execute(table.delete().where(table.c.plan_id == number))
        connection.execute(t.plans.delete().where(columns.id == number))


def _part(connection: sa.Connection, number: int, kind: type, table: sa.Table) -> tuple[Any, ...]:
    names = _names(kind)
    rows = connection.execute(
        sa.select(*(table.c[name] for name in names)).where(table.c.plan_id == number)
    )
    # Sorted here, for databases order text in their own ways.
    keys = [column.name for column in table.primary_key if column.name != "plan_id"]
    return tuple(sorted(decode_rows(kind, rows), key=attrgetter(*keys)))


def _names(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)]


def _plain(value: Any) -> Any:
    return getattr(value, "value", value)


def _decoded(plain: dict[str, Any]) -> dict[str, Any]:
    purpose = plain["purpose"]
    return plain | {
        "purpose": None if purpose is None else Purpose(purpose),
        "objective": Objective(plain["objective"]),
        "fairness": Fairness(plain["fairness"]),
        "made_at": plain["made_at"].replace(tzinfo=UTC),
    }


def _shortage(row: Any) -> Shortage | None:
    if row["shortage_kind"] is None:
        return None
    return Shortage(PlaceKind(row["shortage_kind"]), row["shortage_place"], row["shortage_people"])
