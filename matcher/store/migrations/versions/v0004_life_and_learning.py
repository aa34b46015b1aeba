"""A placement's steps and the answers on it; features when chosen, nights and models."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "model_promotions",
    "model_versions",
    "nights",
    "chosen_features",
    "reports_given",
    "report_drafts",
    "report_links",
    "placement_events",
)
STEPS = "propose accept start extend shorten end no_show cancel"
STATUSES = "proposed accepted running ended cancelled"
REPORTERS = "participant mentor adviser"


def upgrade() -> None:
    table(
        "placement_events",
        number("id"),
        text("placement_id"),
        moment("happened_at"),
        text("done_by"),
        word("placement_events", "step", STEPS),
        word("placement_events", "status", STATUSES),
        sa.Column(
            "version",
            sa.Integer,
            check("placement_events", "version", "version >= 1"),
            nullable=False,
        ),
        sa.Column("day", sa.Date),
        text("reason", nullable=True),
    )
    table(
        "report_links",
        text("id"),
        text("placement_id"),
        word("report_links", "reporter", "participant mentor"),
        moment("made_at"),
        text("made_by"),
        sa.Column("expires_on", sa.Date, nullable=False),
        moment("withdrawn_at", nullable=True),
        moment("answered_at", nullable=True),
    )
    table(
        "report_drafts",
        text("placement_id"),
        word("report_drafts", "reporter", REPORTERS),
        moment("saved_at"),
        sa.Column("answers", sa.JSON, nullable=False),
        key=("placement_id", "reporter"),
    )
    table(
        "reports_given",
        number("id"),
        text("placement_id"),
        word("reports_given", "reporter", REPORTERS),
        sa.Column("reported_on", sa.Date, nullable=False),
        moment("given_at"),
        text("given_by"),
        sa.Column("answers", sa.JSON, nullable=False),
    )
    table(
        "chosen_features",
        text("placement_id"),
        sa.Column("chosen_on", sa.Date, nullable=False),
        text("model_version"),
        sa.Column("features", sa.JSON, nullable=False),
        key=("placement_id",),
    )
    learning()


def learning() -> None:
    table(
        "nights",
        number("id"),
        sa.Column("today", sa.Date, nullable=False),
        moment("started_at"),
        moment("alive_at"),
        moment("finished_at", nullable=True),
        text("claimed_by"),
        word("nights", "state", "running promoted kept failed"),
        text("step", nullable=True),
        *(
            sa.Column(name, sa.Integer, check("nights", name, f"{name} >= 0"))
            for name in ("rows", "new_rows")
        ),
        text("version", nullable=True),
        text("message", nullable=True),
        sa.Column("report", sa.JSON),
        refers={},
    )
    running = sa.text("state = 'running'")
    op.create_index(
        "one_running_night",
        "nights",
        ["state"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )
    table(
        "model_versions",
        text("version"),
        moment("made_at"),
        number("night_id", nullable=True),
        text("sha256"),
        sa.Column("manifest", sa.JSON, nullable=False),
        key=("version",),
        refers={"night_id": "nights.id"},
    )
    table(
        "model_promotions",
        number("id"),
        text("version"),
        moment("promoted_at"),
        text("promoted_by"),
        word("model_promotions", "cause", "night promote rollback"),
        refers={},
    )


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)


def table(
    name: str,
    *parts: Any,
    key: tuple[str, ...] = ("id",),
    refers: dict[str, str] | None = None,
) -> None:
    targets = {"placement_id": "placements.placement_id"} if refers is None else refers
    op.create_table(
        name,
        *parts,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_{name}_{column}")
            for column, target in targets.items()
        ),
    )
    for column in targets:
        if column != key[0]:  # first in the key, whose index serves it
            op.create_index(f"ix_{name}_{column}", name, [column])


def text(name: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text, nullable=nullable)


def number(name: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Integer, nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.DateTime, nullable=nullable)


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def word(table: str, name: str, words: str) -> "sa.Column[Any]":
    listed = ", ".join(f"'{word}'" for word in words.split())
    return sa.Column(name, sa.Text, check(table, name, f"{name} IN ({listed})"), nullable=False)
