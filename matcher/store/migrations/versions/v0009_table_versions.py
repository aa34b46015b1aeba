"""At which count of the store each table was last changed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "table_versions",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("counter", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_table_versions"),
    )


def downgrade() -> None:
    op.drop_table("table_versions")
