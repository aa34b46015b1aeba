"""Tables of the offices' plans: who goes where, who does not and why, what a place would gain."""

from typing import Any

import sqlalchemy as sa

from matcher.domain.plans import Fairness, NotPlanned, Objective, PlaceKind
from matcher.domain.purposes import Purpose
from matcher.store import columns as c

RATE_KINDS = ("need", "audit")


def _plan() -> "sa.Column[Any]":
    return sa.Column("plan_id", sa.Integer, sa.ForeignKey("plans.id"), primary_key=True)


def _amount(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.Double, nullable=False)


plans = sa.Table(
    "plans",
    c.METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    c.refers("office_id", "offices.office_id"),
    c.day("today", required=True),
    # In Coordinated Universal Time; SQLite keeps no zone.
    sa.Column("made_at", sa.DateTime, nullable=False),
    c.text("made_by", required=True),
    c.one_of("purpose", Purpose),
    c.one_of("objective", Objective, required=True),
    c.one_of("fairness", Fairness, required=True),
    c.text("model_version", required=True),
    *map(_amount, ("value", "upper_bound", "first_come", "greedy", "fairness_cost")),
    c.one_of("shortage_kind", PlaceKind),
    c.text("shortage_place"),
    c.whole("shortage_people", 0),
)

plan_assignments = sa.Table(
    "plan_assignments",
    c.METADATA,
    _plan(),
    sa.Column(
        "participant_id",
        sa.Text,
        sa.ForeignKey("participants.participant_id"),
        primary_key=True,
        index=True,
    ),
    c.refers("opening_id", "openings.opening_id"),
    c.refers("mentor_id", "mentors.mentor_id", required=False),
    c.one_of("purpose", Purpose, required=True),
    c.day("starts", required=True),
    c.day("planned_end", required=True),
    _amount("value"),
    sa.Column("locked", sa.Boolean, nullable=False),
    c.in_order("starts", "planned_end"),
)

plan_unassigned = sa.Table(
    "plan_unassigned",
    c.METADATA,
    _plan(),
    sa.Column(
        "participant_id",
        sa.Text,
        sa.ForeignKey("participants.participant_id"),
        primary_key=True,
        index=True,
    ),
    c.one_of("reason", NotPlanned, required=True),
    c.text("rule"),
    c.whole("count", 0, required=True),
    c.day("day"),
    c.text("place"),
)

plan_prices = sa.Table(
    "plan_prices",
    c.METADATA,
    _plan(),
    c.one_of("kind", PlaceKind, primary=True),
    c.key("id"),
    sa.Column("price", sa.Double, sa.CheckConstraint("price >= 0", name="price"), nullable=False),
    sa.Column("people", sa.Integer, nullable=False),
)

plan_rates = sa.Table(
    "plan_rates",
    c.METADATA,
    _plan(),
    c.one_of("kind", RATE_KINDS, primary=True),
    c.key("name"),
    c.whole("people", 1, required=True),
    c.whole("placed", 0, required=True),
)
