"""The offices' plans, with who goes where, who does not and why, prices and rates."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("plan_rates", "plan_prices", "plan_unassigned", "plan_assignments", "plans")
PURPOSES = "taste experience language job_here"
KINDS = "opening mentor employer whole"
REASONS = "has_proposal no_opening full below_floor refused next_week places_taken"
AMOUNTS = ("value", "upper_bound", "first_come", "greedy", "fairness_cost")


def upgrade() -> None:
    table(
        "plans",
        sa.Column("id", sa.Integer, nullable=False),
        text("office_id"),
        sa.Column("today", sa.Date, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        text("made_by"),
        word("plans", "purpose", PURPOSES, nullable=True),
        word("plans", "objective", "people value"),
        word("plans", "fairness", "off floor parity"),
        text("model_version"),
        *(sa.Column(name, sa.Double, nullable=False) for name in AMOUNTS),
        word("plans", "shortage_kind", KINDS, nullable=True),
        text("shortage_place", nullable=True),
        least("plans", "shortage_people", 0, nullable=True),
        key=("id",),
        refers={"office_id": "offices.office_id"},
    )
    table(
        "plan_assignments",
        *of_participant(),
        text("opening_id"),
        text("mentor_id", nullable=True),
        word("plan_assignments", "purpose", PURPOSES),
        sa.Column("starts", sa.Date, nullable=False),
        sa.Column("planned_end", sa.Date, nullable=False),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("locked", sa.Boolean, nullable=False),
        check("plan_assignments", "planned_end_order", "planned_end >= starts"),
        key=("plan_id", "participant_id"),
        refers={
            "plan_id": "plans.id",
            "participant_id": "participants.participant_id",
            "opening_id": "openings.opening_id",
            "mentor_id": "mentors.mentor_id",
        },
    )
    table(
        "plan_unassigned",
        *of_participant(),
        word("plan_unassigned", "reason", REASONS),
        text("rule", nullable=True),
        least("plan_unassigned", "count", 0),
        sa.Column("day", sa.Date),
        text("place", nullable=True),
        key=("plan_id", "participant_id"),
        refers={"plan_id": "plans.id", "participant_id": "participants.participant_id"},
    )
    table(
        "plan_prices",
        sa.Column("plan_id", sa.Integer, nullable=False),
        word("plan_prices", "kind", KINDS),
        text("id"),
        sa.Column("price", sa.Double, check("plan_prices", "price", "price >= 0"), nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        key=("plan_id", "kind", "id"),
        refers={"plan_id": "plans.id"},
    )
    table(
        "plan_rates",
        sa.Column("plan_id", sa.Integer, nullable=False),
        word("plan_rates", "kind", "need audit"),
        text("name"),
        least("plan_rates", "people", 1),
        least("plan_rates", "placed", 0),
        key=("plan_id", "kind", "name"),
        refers={"plan_id": "plans.id"},
    )


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)


def table(name: str, *parts: Any, key: tuple[str, ...], refers: dict[str, str]) -> None:
    op.create_table(
        name,
        *parts,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_{name}_{column}")
            for column, target in refers.items()
        ),
    )
    for column in refers:
        if column != "plan_id":  # first in the key, whose index serves it
            op.create_index(f"ix_{name}_{column}", name, [column])


def of_participant() -> tuple["sa.Column[Any]", "sa.Column[Any]"]:
    return sa.Column("plan_id", sa.Integer, nullable=False), text("participant_id")


def text(name: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text, nullable=nullable)


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def word(table: str, name: str, words: str, *, nullable: bool = False) -> "sa.Column[Any]":
    listed = ", ".join(f"'{word}'" for word in words.split())
    return sa.Column(name, sa.Text, check(table, name, f"{name} IN ({listed})"), nullable=nullable)


def least(table: str, name: str, number: int, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Integer, check(table, name, f"{name} >= {number}"), nullable=nullable)
