"""Mails about a request know whom it is about; on SQLite no row of the audit log is put in place of
another one, which is neither a change nor a removal there.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ABOUT_REQUESTS = """
UPDATE mails SET participant_id = (
    SELECT placements.participant_id
    FROM requests JOIN placements ON placements.placement_id = requests.placement_id
    WHERE substr(mails.subject_key, 1, length(requests.id) + 9) = 'request:' || requests.id || ':'
)
WHERE participant_id IS NULL AND substr(subject_key, 1, 8) = 'request:'
"""
ONLY_AT_THE_END = (
    "CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON audit_log\n"
    "WHEN NEW.id <= (SELECT max(id) FROM audit_log)\n"
    "BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END"
)


def upgrade() -> None:
    op.execute(ABOUT_REQUESTS)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(ONLY_AT_THE_END)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_log_no_replace")
