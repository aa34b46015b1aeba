"""The employers' door: their accounts, stops, requests, consents, mail, the API, complaints."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAITS = sa.text("status = 'sent'")
LIVES = sa.text("state IN ('asked', 'given')")
ONE_OF_THREE = (
    "(employer_id IS NOT NULL AND opening_id IS NULL AND mentor_id IS NULL)"
    " OR (employer_id IS NULL AND opening_id IS NOT NULL AND mentor_id IS NULL)"
    " OR (employer_id IS NULL AND opening_id IS NULL AND mentor_id IS NOT NULL)"
)
ACCOUNT_COLUMNS = "name, office_id, role, password_hash, created_on, language"

TABLES = (
    "complaints",
    "api_usage",
    "idempotency_keys",
    "api_tokens",
    "mails",
    "call_requests",
    "consent_links",
    "consents",
    "request_links",
    "requests",
    "stops",
    "mentor_details",
    "opening_posts",
    "sign_in_links",
    "invitations",
)


def upgrade() -> None:
    accounts(
        "role IN ('adviser', 'leader', 'administrator', 'employer')",
        sa.Column("employer_id", sa.Text, nullable=True),
        check("accounts", "office", "(role IN ('adviser', 'leader')) = (office_id IS NOT NULL)"),
        check("accounts", "employer", "(role = 'employer') = (employer_id IS NOT NULL)"),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.employer_id"], name="fk_accounts_employer_id"
        ),
    )
    op.create_index("ix_accounts_employer_id", "accounts", ["employer_id"])
    table(
        "invitations",
        text("id"),
        text("employer_id"),
        text("office_id", nullable=True),
        text("email"),
        moment("made_at"),
        text("made_by"),
        moment("expires_at"),
        moment("used_at", nullable=True),
        moment("withdrawn_at", nullable=True),
        text("account", nullable=True),
        text("person", nullable=True),
        refers={
            "employer_id": "employers.employer_id",
            "office_id": "offices.office_id",
            "account": "accounts.name",
        },
    )
    table(
        "sign_in_links",
        text("id"),
        text("account"),
        moment("made_at"),
        moment("expires_at"),
        moment("used_at", nullable=True),
        refers={"account": "accounts.name"},
    )
    table(
        "opening_posts",
        text("opening_id"),
        moment("posted_at"),
        text("posted_by"),
        text("copied_from", nullable=True),
        key=("opening_id",),
        refers={"opening_id": "openings.opening_id", "copied_from": "openings.opening_id"},
    )
    table(
        "mentor_details",
        text("mentor_id"),
        whole(
            "mentor_details",
            "hours_per_month",
            "hours_per_month >= 0 AND hours_per_month <= 200",
            nullable=True,
        ),
        day("confidential_on", nullable=True),
        text("confidential_by", nullable=True),
        text("email", nullable=True),
        text("phone", nullable=True),
        key=("mentor_id",),
        refers={"mentor_id": "mentors.mentor_id"},
    )
    table(
        "stops",
        sa.Column("id", sa.Integer, nullable=False),
        text("employer_id", nullable=True),
        text("opening_id", nullable=True),
        text("mentor_id", nullable=True),
        word("stops", "reason", "paused away spared banned"),
        day("starts"),
        day("ends", nullable=True),
        text("note", nullable=True),
        day("set_on"),
        text("set_by"),
        day("lifted_on", nullable=True),
        text("lifted_by", nullable=True),
        text("lifted_why", nullable=True),
        check("stops", "ends_order", "ends >= starts"),
        check("stops", "of_one", ONE_OF_THREE),
        refers={
            "employer_id": "employers.employer_id",
            "opening_id": "openings.opening_id",
            "mentor_id": "mentors.mentor_id",
        },
    )
    table(
        "requests",
        text("id"),
        text("placement_id"),
        word("requests", "status", "sent answered expired withdrawn"),
        text("profile"),
        day("agreed_on"),
        text("agreed_with"),
        moment("made_at"),
        text("made_by"),
        day("answer_by"),
        whole("requests", "version", "version >= 1"),
        moment("sent_at", nullable=True),
        moment("reminded_at", nullable=True),
        word("requests", "answer", "yes talk not_now", nullable=True),
        word(
            "requests",
            "not_now",
            "busy mentor_away place_taken needs_others later other",
            nullable=True,
        ),
        text("note", nullable=True),
        moment("answered_at", nullable=True),
        text("answered_by", nullable=True),
        moment("closed_at", nullable=True),
        refers={"placement_id": "placements.placement_id"},
    )
    op.create_index(
        "ux_requests_one_waiting",
        "requests",
        ["placement_id"],
        unique=True,
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )
    table(
        "request_links",
        text("id"),
        text("request_id"),
        text("email", nullable=True),
        moment("made_at"),
        moment("expires_at"),
        moment("used_at", nullable=True),
        moment("withdrawn_at", nullable=True),
        refers={"request_id": "requests.id"},
    )
    table(
        "consents",
        text("id"),
        text("participant_id"),
        text("opening_id"),
        word("consents", "state", "asked given refused withdrawn expired"),
        moment("asked_at"),
        text("asked_by"),
        day("answer_by"),
        day("holds_until"),
        moment("changed_at", nullable=True),
        text("changed_by", nullable=True),
        refers={
            "participant_id": "participants.participant_id",
            "opening_id": "openings.opening_id",
        },
    )
    op.create_index(
        "ux_consents_one_live",
        "consents",
        ["participant_id", "opening_id"],
        unique=True,
        sqlite_where=LIVES,
        postgresql_where=LIVES,
    )
    table(
        "consent_links",
        text("id"),
        text("consent_id"),
        moment("made_at"),
        moment("expires_at"),
        moment("withdrawn_at", nullable=True),
        refers={"consent_id": "consents.id"},
    )
    table(
        "call_requests",
        sa.Column("id", sa.Integer, nullable=False),
        text("employer_id"),
        text("mentor_id", nullable=True),
        text("placement_id", nullable=True),
        moment("asked_at"),
        text("asked_by"),
        text("note", nullable=True),
        moment("settled_at", nullable=True),
        text("settled_by", nullable=True),
        refers={
            "employer_id": "employers.employer_id",
            "mentor_id": "mentors.mentor_id",
            "placement_id": "placements.placement_id",
        },
    )
    table(
        "mails",
        text("id"),
        text("subject_key"),
        text("to_address"),
        text("subject"),
        text("body"),
        word("mails", "language", "nb en"),
        text("office_id", nullable=True),
        text("employer_id", nullable=True),
        text("participant_id", nullable=True),
        moment("made_at"),
        text("made_by"),
        word("mails", "state", "queued sending sent uncertain copied refused cancelled"),
        whole("mails", "attempts", "attempts >= 0"),
        moment("next_try_at", nullable=True),
        text("claimed_by", nullable=True),
        moment("alive_at", nullable=True),
        moment("sent_at", nullable=True),
        text("error", nullable=True),
        refers={
            "office_id": "offices.office_id",
            "employer_id": "employers.employer_id",
            "participant_id": "participants.participant_id",
        },
    )
    op.create_index("ux_mails_subject_key", "mails", ["subject_key"], unique=True)
    op.create_index("ix_mails_state", "mails", ["state", "next_try_at"])
    table(
        "api_tokens",
        text("id"),
        text("digest"),
        text("name"),
        text("scopes"),
        text("office_id", nullable=True),
        text("employer_id", nullable=True),
        text("made_by"),
        day("made_on"),
        day("expires_on"),
        day("revoked_on", nullable=True),
        day("used_on", nullable=True),
        check("api_tokens", "of_one", "(office_id IS NULL) <> (employer_id IS NULL)"),
        refers={"office_id": "offices.office_id", "employer_id": "employers.employer_id"},
    )
    op.create_index("ux_api_tokens_digest", "api_tokens", ["digest"], unique=True)
    table(
        "idempotency_keys",
        text("token_id"),
        text("key"),
        text("request_digest"),
        sa.Column("status", sa.Integer, nullable=True),
        sa.Column("body", sa.JSON),
        moment("made_at"),
        key=("token_id", "key"),
        refers={"token_id": "api_tokens.id"},
    )
    table(
        "api_usage",
        text("token_id"),
        moment("minute"),
        whole("api_usage", "count", "count >= 1"),
        key=("token_id", "minute"),
        refers={"token_id": "api_tokens.id"},
    )
    table(
        "complaints",
        sa.Column("id", sa.Integer, nullable=False),
        text("employer_id"),
        text("office_id"),
        word("complaints", "kind", "work_not_training discrimination unsafe other"),
        text("text"),
        day("said_on"),
        text("said_by"),
        day("settled_on", nullable=True),
        text("settled_by", nullable=True),
        text("settled_how", nullable=True),
        check("complaints", "settled_on_order", "settled_on >= said_on"),
        refers={"employer_id": "employers.employer_id", "office_id": "offices.office_id"},
    )


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
    for table_name in ("sessions", "day_marks", "calendar_links", "identities", "closed_accounts"):
        op.execute(
            f"DELETE FROM {table_name} WHERE account IN"
            " (SELECT name FROM accounts WHERE role = 'employer')"
        )
    op.execute("DELETE FROM accounts WHERE role = 'employer'")
    accounts(
        "role IN ('adviser', 'leader', 'administrator')",
        check("accounts", "office", "(role = 'administrator') = (office_id IS NULL)"),
    )


def accounts(role: str, *parts: Any) -> None:
    """Make the table anew with the same rows: SQLite cannot change a constraint in its place."""
    if op.get_bind().dialect.name == "postgresql":
        accounts_in_place(role, *parts)
        return
    # What refers to an account is looked at again when the transaction ends.
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute(f"CREATE TEMPORARY TABLE kept_accounts AS SELECT {ACCOUNT_COLUMNS} FROM accounts")
    op.drop_table("accounts")
    op.create_table(
        "accounts",
        text("name"),
        text("office_id", nullable=True),
        sa.Column("role", sa.Text, check("accounts", "role", role), nullable=False),
        text("password_hash"),
        day("created_on"),
        word("accounts", "language", "nb en"),
        *parts,
        sa.PrimaryKeyConstraint("name", name="pk_accounts"),
        sa.ForeignKeyConstraint(["office_id"], ["offices.office_id"], name="fk_accounts_office_id"),
    )
    op.create_index("ix_accounts_office_id", "accounts", ["office_id"])
    op.execute(
        f"INSERT INTO accounts ({ACCOUNT_COLUMNS}) SELECT {ACCOUNT_COLUMNS} FROM kept_accounts"
    )
    op.execute("DROP TABLE kept_accounts")


def accounts_in_place(role: str, *parts: Any) -> None:
    """The same on PostgreSQL, where a constraint can be changed."""
    op.drop_constraint(op.f("ck_accounts_office"), "accounts")
    op.drop_constraint(op.f("ck_accounts_role"), "accounts")
    if not any(isinstance(part, sa.Column) for part in parts):
        op.drop_column("accounts", "employer_id")  # and with it what is said of it
    op.create_check_constraint(op.f("ck_accounts_role"), "accounts", role)
    for part in parts:
        if isinstance(part, sa.Column):
            op.add_column("accounts", part)
        elif isinstance(part, sa.CheckConstraint):
            op.create_check_constraint(op.f(str(part.name)), "accounts", part.sqltext)
        else:
            op.create_foreign_key(
                part.name, "accounts", "employers", ["employer_id"], ["employer_id"]
            )


def table(
    name: str, *parts: Any, key: tuple[str, ...] = ("id",), refers: dict[str, str] | None = None
) -> None:
    op.create_table(
        name,
        *parts,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_{name}_{column}")
            for column, target in (refers or {}).items()
        ),
    )
    for column in refers or {}:
        if column != key[0]:  # first in the key, whose index serves it
            op.create_index(f"ix_{name}_{column}", name, [column])


def text(name: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text, nullable=nullable)


def day(name: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Date, nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.DateTime, nullable=nullable)


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def whole(table: str, name: str, condition: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Integer, check(table, name, condition), nullable=nullable)


def word(table: str, name: str, words: str, *, nullable: bool = False) -> "sa.Column[Any]":
    listed = ", ".join(f"'{word}'" for word in words.split())
    rule = check(table, name, f"{name} IN ({listed})")
    return sa.Column(name, sa.Text, rule, nullable=nullable)
