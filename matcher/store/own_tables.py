"""The program's own tables, which are not in the file contract: accounts, logs and registers."""

import sqlalchemy as sa

from matcher.domain.access import Role
from matcher.domain.dismissals import DismissalReason, SaidBy
from matcher.domain.purposes import Purpose
from matcher.occupations import DIMENSIONS
from matcher.store import columns as c

# The operator is whoever sits at the server's command line, and has no account.
ACCOUNT_ROLES = (Role.ADVISER, Role.LEADER, Role.ADMINISTRATOR, Role.EMPLOYER)
LANGUAGES = ("nb", "en")

accounts = sa.Table(
    "accounts",
    c.METADATA,
    c.key("name"),
    c.refers("office_id", "offices.office_id", required=False),
    c.one_of("role", ACCOUNT_ROLES, required=True),
    c.text("password_hash", required=True),
    c.day("created_on", required=True),
    c.one_of("language", LANGUAGES, required=True),
    c.refers("employer_id", "employers.employer_id", required=False),
    # Of an office's people alone, as employers and participants read them.
    c.text("person_name"),
    c.text("phone"),
    # Advisers and leaders belong to one office, an employer's people to one employer.
    sa.CheckConstraint("(role IN ('adviser', 'leader')) = (office_id IS NOT NULL)", name="office"),
    sa.CheckConstraint("(role = 'employer') = (employer_id IS NOT NULL)", name="employer"),
)

dismissals = sa.Table(
    "dismissals",
    c.METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    c.refers("participant_id", "participants.participant_id"),
    c.refers("opening_id", "openings.opening_id"),
    c.one_of("reason", DismissalReason, required=True),
    c.one_of("said_by", SaidBy, required=True),
    c.day("said_on", required=True),
    c.text("note"),
    c.day("withdrawn_on"),
    c.in_order("said_on", "withdrawn_on"),
)

# What was said in interviews about liking a side of work; taken back, it stays as history.
interview_facts = sa.Table(
    "interview_facts",
    c.METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    c.refers("participant_id", "participants.participant_id"),
    c.one_of("dimension", DIMENSIONS, required=True),
    sa.Column("likes", sa.Boolean, nullable=False),
    c.text("text", required=True),
    c.one_of("said_by", SaidBy, required=True),
    c.day("said_on", required=True),
    c.day("withdrawn_on"),
    c.in_order("said_on", "withdrawn_on"),
)

suggestion_lists = sa.Table(
    "suggestion_lists",
    c.METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    c.refers("participant_id", "participants.participant_id"),
    c.refers("office_id", "offices.office_id"),
    # In Coordinated Universal Time; SQLite keeps no zone.
    sa.Column("shown_at", sa.DateTime, nullable=False),
    c.text("shown_by", required=True),
    c.one_of("purpose", Purpose),
    c.day("today", required=True),
    c.text("model_version", required=True),
)

suggestions_shown = sa.Table(
    "suggestions_shown",
    c.METADATA,
    sa.Column("list_id", sa.Integer, sa.ForeignKey("suggestion_lists.id"), primary_key=True),
    sa.Column(
        "position",
        sa.Integer,
        sa.CheckConstraint("position >= 1", name="position"),
        primary_key=True,
    ),
    c.refers("opening_id", "openings.opening_id"),
    c.refers("mentor_id", "mentors.mentor_id", required=False),
    sa.Column("value", sa.Double, nullable=False),
    sa.Column("price", sa.Double, nullable=False),
    sa.Column("score", sa.Double, nullable=False),
    sa.Column(
        "probability",
        sa.Double,
        sa.CheckConstraint("probability > 0 AND probability <= 1", name="probability"),
        nullable=False,
    ),
)

postal_codes = sa.Table(
    "postal_codes",
    c.METADATA,
    c.key("postal_code"),
    c.text("place"),
    c.text("municipality_number"),
    c.text("municipality"),
    c.number("lat", -90, 90),
    c.number("lon", -180, 180),
)

occupation_titles = sa.Table(
    "occupation_titles", c.METADATA, c.key("code"), c.key("title"), c.key("source")
)

occupation_names = sa.Table(
    "occupation_names",
    c.METADATA,
    c.key("code"),
    c.text("name_nb"),
    c.text("name_en"),
    c.text("source", required=True),
)

# One row, counted up by every change, so that a reader in any process knows when to read again.
store_version = sa.Table(
    "store_version",
    c.METADATA,
    sa.Column(
        "id",
        sa.Integer,
        sa.CheckConstraint("id = 1", name="id"),
        primary_key=True,
        autoincrement=False,
    ),
    sa.Column("counter", sa.BigInteger, nullable=False),
)
