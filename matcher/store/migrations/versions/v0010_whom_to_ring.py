"""What an office's people are called, and the number on which employers reach them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("person_name", sa.Text, nullable=True))
    op.add_column("accounts", sa.Column("phone", sa.Text, nullable=True))


def downgrade() -> None:
    op.drop_column("accounts", "phone")
    op.drop_column("accounts", "person_name")
