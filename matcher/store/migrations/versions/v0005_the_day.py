"""Follow-ups, the day's list, contact with employers, the week, next rungs, calendars."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    "calendar_links",
    "next_rungs",
    "week_activities",
    "employer_owners",
    "employer_contacts",
    "day_marks",
    "follow_up_rhythms",
    "follow_ups",
)
PLACEMENT = {"placement_id": "placements.placement_id"}
PARTICIPANT = {"participant_id": "participants.participant_id"}
ACCOUNT = {"account": "accounts.name"}
EMPLOYER = {"employer_id": "employers.employer_id"}


def upgrade() -> None:
    table(
        "follow_ups",
        sa.Column("id", sa.Integer, nullable=False),
        text("placement_id"),
        day("due_on", nullable=True),
        day("done_on"),
        text("done_by"),
        word("follow_ups", "spoken_with", "participant mentor both", nullable=True),
        word("follow_ups", "attendance", "always mostly seldom never", nullable=True),
        word("follow_ups", "going", "well mixed badly", nullable=True),
        text("note", nullable=True),
        refers=PLACEMENT,
    )
    table(
        "follow_up_rhythms",
        text("participant_id"),
        whole("follow_up_rhythms", "early_weeks", 0, 52),
        whole("follow_up_rhythms", "early_days", 1, 90),
        whole("follow_up_rhythms", "later_days", 1, 90),
        key=("participant_id",),
        refers=PARTICIPANT,
    )
    table(
        "day_marks",
        text("account"),
        text("item"),
        day("marked_on"),
        day("until", nullable=True),
        key=("account", "item"),
        refers=ACCOUNT,
    )
    employers()
    table(
        "week_activities",
        sa.Column("id", sa.Integer, nullable=False),
        text("participant_id"),
        word("week_activities", "activity", "language_course course treatment own"),
        text("title", nullable=True),
        whole("week_activities", "weekday", 0, 6),
        whole("week_activities", "from_minute", 0, 1440),
        whole("week_activities", "to_minute", 0, 1440),
        day("starts"),
        day("ends", nullable=True),
        check("week_activities", "minutes_order", "to_minute > from_minute"),
        check("week_activities", "ends_order", "ends >= starts"),
        refers=PARTICIPANT,
    )
    table(
        "next_rungs",
        text("placement_id"),
        word("next_rungs", "rung", "longer_placement subsidised_job contract"),
        day("by_date"),
        text("said_by"),
        day("said_on"),
        day("settled_on", nullable=True),
        key=("placement_id",),
        refers=PLACEMENT,
    )
    table(
        "calendar_links",
        text("account"),
        text("digest"),
        day("made_on"),
        key=("account",),
        refers=ACCOUNT,
    )


def employers() -> None:
    table(
        "employer_contacts",
        sa.Column("id", sa.Integer, nullable=False),
        text("employer_id"),
        text("office_id"),
        day("spoken_on"),
        text("spoken_by"),
        word("employer_contacts", "by", "phone visit mail other"),
        text("note", nullable=True),
        text("promised", nullable=True),
        day("promised_for", nullable=True),
        day("settled_on", nullable=True),
        refers=EMPLOYER | {"office_id": "offices.office_id"},
    )
    table(
        "employer_owners",
        text("employer_id"),
        text("account"),
        day("since"),
        key=("employer_id",),
        refers=EMPLOYER | ACCOUNT,
    )


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)


def table(name: str, *parts: Any, key: tuple[str, ...] = ("id",), refers: dict[str, str]) -> None:
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
        if column != key[0]:  # first in the key, whose index serves it
            op.create_index(f"ix_{name}_{column}", name, [column])


def text(name: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text, nullable=nullable)


def day(name: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Date, nullable=nullable)


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def whole(table: str, name: str, least: int, most: int) -> "sa.Column[Any]":
    condition = f"{name} >= {least} AND {name} <= {most}"
    return sa.Column(name, sa.Integer, check(table, name, condition), nullable=False)


def word(table: str, name: str, words: str, *, nullable: bool = False) -> "sa.Column[Any]":
    listed = ", ".join(f"'{word}'" for word in words.split())
    rule = check(table, name, f"{name} IN ({listed})")
    return sa.Column(name, sa.Text, rule, nullable=nullable)
