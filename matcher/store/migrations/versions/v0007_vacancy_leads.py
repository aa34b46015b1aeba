"""Vacancies of the public feed, and how far the feed was read."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vacancy_leads",
        sa.Column("uuid", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("occupations", sa.Text),
        sa.Column(
            "occupation_via",
            sa.Text,
            check("occupation_via", "occupation_via IN ('category', 'title')"),
        ),
        sa.Column("employer", sa.Text),
        sa.Column("org_number", sa.Text),
        sa.Column("postal_code", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("extent", sa.Text),
        sa.Column("positions", sa.Integer, check("positions", "positions >= 1")),
        sa.Column("published", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("source_url", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("uuid", name="pk_vacancy_leads"),
    )
    for column in ("org_number", "until"):
        op.create_index(f"ix_vacancy_leads_{column}", "vacancy_leads", [column])
    op.create_table(
        "feed_state",
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("page", sa.Text),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("read_at", sa.DateTime),
        sa.Column("claimed_by", sa.Text),
        sa.Column("alive_at", sa.DateTime),
        sa.PrimaryKeyConstraint("url", name="pk_feed_state"),
    )


def downgrade() -> None:
    op.drop_table("feed_state")
    op.drop_table("vacancy_leads")


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_vacancy_leads_{name}"))
