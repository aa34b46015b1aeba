"""The audit chain, sessions, sign-in attempts, identities, findings and erasures."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    "kept_statistics",
    "erasures",
    "findings",
    "sign_in_attempts",
    "sessions",
    "closed_accounts",
    "identities",
    "audit_keys",
    "audit_head",
    "audit_log",
)
NEVER_CHANGED = "'the audit log is only appended to'"


def upgrade() -> None:
    audit()
    table(
        "sessions",
        text("digest"),
        of_account("sessions"),
        moment("began_at"),
        moment("used_at"),
        moment("ends_at"),
        moment("revoked_at", nullable=True),
        key=("digest",),
        indexed=("account",),
    )
    table(
        "identities",
        text("issuer"),
        text("subject"),
        of_account("identities"),
        key=("issuer", "subject"),
        indexed=("account",),
    )
    table(
        "closed_accounts",
        of_account("closed_accounts"),
        sa.Column("closed_on", sa.Date, nullable=False),
        text("closed_by"),
        key=("account",),
    )
    table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer, nullable=False),
        moment("tried_at"),
        text("name_digest"),
        text("address_digest"),
        sa.Column("succeeded", sa.Boolean, nullable=False),
        indexed=("name_digest", "address_digest"),
    )
    table(
        "findings",
        sa.Column("id", sa.Integer, nullable=False),
        text("audit_group"),
        text("figure"),
        text("text"),
        text("owner", nullable=True),
        sa.Column("due_on", sa.Date),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("closed_on", sa.Date),
        text("closed_by", nullable=True),
        text("closed_why", nullable=True),
        check("findings", "closed_on_order", "closed_on >= opened_on"),
    )
    table(
        "erasures",
        sa.Column("id", sa.Integer, nullable=False),
        moment("erased_at"),
        text("erased_by"),
        sa.Column("models", sa.JSON, nullable=False),
    )
    kept_statistics()


def kept_statistics() -> None:
    kinds = "'programme', 'placement', 'next_step'"
    refers = sa.ForeignKey("offices.office_id", name="fk_kept_statistics_office_id")
    table(
        "kept_statistics",
        sa.Column("office_id", sa.Text, refers, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column(
            "kind",
            sa.Text,
            check("kept_statistics", "kind", f"kind IN ({kinds})"),
            nullable=False,
        ),
        text("name"),
        sa.Column(
            "count",
            sa.Integer,
            check("kept_statistics", "count", "count >= 1"),
            nullable=False,
        ),
        key=("office_id", "year", "kind", "name"),
    )


def audit() -> None:
    actions = "'read', 'write', 'sign_in', 'export', 'erase'"
    table(
        "audit_log",
        sa.Column("id", sa.BigInteger, nullable=False, autoincrement=False),
        moment("happened_at"),
        text("actor"),
        text("role"),
        text("office_id", nullable=True),
        sa.Column(
            "action",
            sa.Text,
            check("audit_log", "action", f"action IN ({actions})"),
            nullable=False,
        ),
        sa.Column("allowed", sa.Boolean, nullable=False),
        text("page"),
        text("person", nullable=True),
        text("previous"),
        text("digest"),
        indexed=("person",),
    )
    table("audit_keys", text("participant_id"), text("key"), key=("participant_id",))
    table(
        "audit_head",
        sa.Column("id", sa.Integer, check("audit_head", "id", "id = 1"), nullable=False),
        sa.Column("length", sa.BigInteger, nullable=False),
        text("digest"),
    )
    op.execute("INSERT INTO audit_head (id, length, digest) VALUES (1, 0, '" + "0" * 64 + "')")
    guard()


def guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER audit_log_no_{verb} BEFORE {verb.upper()} ON audit_log\n"
                f"BEGIN SELECT RAISE(ABORT, {NEVER_CHANGED}); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_log_is_appended_to() RETURNS trigger LANGUAGE plpgsql AS\n"
        f"$$ BEGIN RAISE EXCEPTION {NEVER_CHANGED}; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log\n"
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_appended_to()"
    )


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_log_is_appended_to()")


def table(
    name: str, *parts: Any, key: tuple[str, ...] = ("id",), indexed: tuple[str, ...] = ()
) -> None:
    op.create_table(name, *parts, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))
    for column in indexed:
        op.create_index(f"ix_{name}_{column}", name, [column])


def of_account(table: str) -> "sa.Column[Any]":
    refers = sa.ForeignKey("accounts.name", name=f"fk_{table}_account")
    return sa.Column("account", sa.Text, refers, nullable=False)


def text(name: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text, nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.DateTime, nullable=nullable)


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
