"""What was said in interviews about liking sides of work."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DIMENSIONS = "people things care indoors physical pace alone shifts language screen creative"


def upgrade() -> None:
    op.create_table(
        "interview_facts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("participant_id", sa.Text, nullable=False),
        _one_of("dimension", DIMENSIONS),
        sa.Column("likes", sa.Boolean, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        _one_of("said_by", "adviser participant"),
        sa.Column("said_on", sa.Date, nullable=False),
        sa.Column("withdrawn_on", sa.Date),
        sa.PrimaryKeyConstraint("id", name="pk_interview_facts"),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.participant_id"],
            name="fk_interview_facts_participant_id",
        ),
        sa.CheckConstraint(
            "withdrawn_on >= said_on", name=op.f("ck_interview_facts_withdrawn_on_order")
        ),
    )
    op.create_index("ix_interview_facts_participant_id", "interview_facts", ["participant_id"])


def downgrade() -> None:
    op.drop_table("interview_facts")


def _one_of(name: str, words: str) -> "sa.Column[str]":
    listed = ", ".join(f"'{word}'" for word in words.split())
    check = sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_interview_facts_{name}"))
    return sa.Column(name, sa.Text, check, nullable=False)
