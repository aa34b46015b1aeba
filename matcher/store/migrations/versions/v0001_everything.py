"""Everything, as version 1 of the store has it: a copy of the tables that never changes again."""

from typing import Any

import sqlalchemy as sa
from alembic import op

Columns = list[sa.Column[Any]]

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

store = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

LEVELS = "A0 A1 A2 B1 B2 C1 C2 native"
PURPOSES = "taste experience language job_here"
NEXT_STEPS = "job subsidised_job placement education aap treatment social_assistance gone unknown"
IS_OPEN = sa.text("status IN ('proposed', 'accepted', 'running')")


def upgrade() -> None:
    store.create_all(op.get_bind())
    op.execute("INSERT INTO store_version (id, counter) VALUES (1, 0)")


def downgrade() -> None:
    store.drop_all(op.get_bind())


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=name)


def columns(kind: Any, *names: str) -> Columns:
    return [sa.Column(name, kind) for name in names]


def needed(*names: str) -> Columns:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def key(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, primary_key=True)


def ref(target: str, *, nullable: bool = False) -> sa.Column[Any]:
    name = target.partition(".")[2]
    return sa.Column(name, sa.Text, sa.ForeignKey(target), nullable=nullable, index=True)


def key_ref(target: str, *, index: bool | None = None) -> sa.Column[Any]:
    name = target.partition(".")[2]
    return sa.Column(name, sa.Text, sa.ForeignKey(target), primary_key=True, index=index)


def word(name: str, words: str, **options: Any) -> sa.Column[Any]:
    listed = ", ".join(f"'{word}'" for word in words.split())
    return sa.Column(name, sa.Text, check(name, f"{name} IN ({listed})"), **options)


def span(
    name: str, kind: Any, least: int, most: int | None = None, **options: Any
) -> sa.Column[Any]:
    condition = f"{name} >= {least}" + ("" if most is None else f" AND {name} <= {most}")
    return sa.Column(name, kind, check(name, condition), **options)


def requirements(*names: str) -> Columns:
    return [sa.Column(name, sa.Text, nullable=False, server_default="none") for name in names]


def degrees() -> Columns:
    return [span("lat", sa.Double, -90, 90), span("lon", sa.Double, -180, 180)]


def table(name: str, *parts: Any) -> None:
    flat = [item for part in parts for item in (part if isinstance(part, list) else [part])]
    sa.Table(name, store, *flat)


table("offices", key("office_id"), columns(sa.Text, "name", "municipality"))

table(
    "participants",
    key("participant_id"),
    ref("offices.office_id"),
    columns(sa.Text, "adviser", "postal_code", "place"),
    degrees(),
    word("transport", "car public bike walk"),
    span("max_travel_minutes", sa.Integer, 0, 1440),
    word("norwegian_spoken", LEVELS),
    word("norwegian_written", LEVELS),
    columns(sa.Text, "languages"),
    word("education", "none primary upper_secondary vocational higher"),
    columns(sa.Text, "credentials", "functional_limits"),
    span("max_hours_per_week", sa.Double, 0, 168),
    columns(sa.Text, "available"),
    word("track", "soft_start taste_first place_then_train train_then_place"),
    columns(sa.Date, "programme_start", "programme_end"),
    columns(sa.Text, "audit_group", "name", "phone", "email"),
    word("programme_outcome", NEXT_STEPS),
    check("programme_end_order", "programme_end >= programme_start"),
)

table(
    "wishes",
    key_ref("participants.participant_id"),
    span("rank", sa.Integer, 1, primary_key=True),
    needed("text"),
    word("origin", "own friends family adviser unknown", nullable=False),
    columns(sa.Text, "occupation"),
)

table(
    "experiences",
    key_ref("participants.participant_id"),
    key("digest"),
    needed("text"),
    columns(sa.Text, "occupation"),
    span("months", sa.Double, 0),
    columns(sa.Date, "ended"),
    word("kind", "job practice voluntary abroad"),
    columns(sa.Boolean, "liked"),
)

table(
    "employers",
    key("employer_id"),
    columns(sa.Text, "name", "org_number"),
    word("sector", "private public nonprofit"),
    columns(sa.Text, "industry"),
    span("capacity", sa.Integer, 0),
    columns(sa.Date, "paused_until"),
    columns(sa.Text, "email", "phone"),
)

table(
    "mentors",
    key("mentor_id"),
    ref("employers.employer_id"),
    columns(sa.Text, "name"),
    span("capacity", sa.Integer, 0),
    columns(sa.Text, "languages"),
    columns(sa.Date, "available_from", "available_to"),
    check("available_to_order", "available_to >= available_from"),
)

table(
    "openings",
    key("opening_id"),
    ref("employers.employer_id"),
    columns(sa.Text, "title", "occupation", "purposes"),
    span("slots", sa.Integer, 0),
    sa.Column("mentors_known", sa.Boolean, nullable=False),
    columns(sa.Text, "postal_code", "place"),
    degrees(),
    columns(sa.Date, "starts", "ends"),
    span("hours_per_week", sa.Double, 0, 168),
    requirements("schedule"),
    word("needs_spoken", LEVELS),
    word("needs_written", LEVELS),
    word("language_use", "none some constant"),
    requirements("credentials", "demands"),
    columns(sa.Text, "tasks"),
    word("status", "open paused closed"),
    check("ends_order", "ends >= starts"),
)

table(
    "opening_mentors",
    key_ref("openings.opening_id"),
    key_ref("mentors.mentor_id", index=True),
    span("position", sa.Integer, 0, nullable=False),
)

table(
    "placements",
    key("placement_id"),
    ref("participants.participant_id"),
    ref("openings.opening_id"),
    word("purpose", PURPOSES, nullable=False),
    word("status", "proposed accepted running ended cancelled", nullable=False),
    ref("mentors.mentor_id", nullable=True),
    columns(sa.Date, "starts", "planned_end", "ended"),
    span("hours_per_week", sa.Double, 0, 168),
    columns(sa.Text, "model_version"),
    span("position", sa.Integer, 1),
    columns(sa.Date, "proposed_on"),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    check("planned_end_order", "planned_end >= starts"),
    check("ended_order", "ended >= starts OR status = 'cancelled'"),
    sa.Index(
        "ux_placements_one_open",
        "participant_id",
        "purpose",
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    ),
)

table(
    "outcomes",
    key_ref("placements.placement_id"),
    word("reporter", "participant mentor adviser", primary_key=True),
    sa.Column("reported_on", sa.Date, primary_key=True),
    columns(sa.Boolean, "showed_up", "completed"),
    word("end_reason", "completed got_work other_measure ill no_show mismatch employer other"),
    [span(f"fit_{of}", sa.Integer, 1, 5) for of in ("tasks", "people", "pace", "language")],
    columns(sa.Boolean, "would_continue", "would_hire"),
    word("next_step", NEXT_STEPS),
    columns(sa.Date, "next_step_on"),
)

table(
    "accounts",
    key("name"),
    ref("offices.office_id", nullable=True),
    word("role", "adviser leader administrator", nullable=False),
    needed("password_hash"),
    sa.Column("created_on", sa.Date, nullable=False),
    word("language", "nb en", nullable=False),
    check("office", "(role = 'administrator') = (office_id IS NULL)"),
)

table(
    "dismissals",
    sa.Column("id", sa.Integer, primary_key=True),
    ref("participants.participant_id"),
    ref("openings.opening_id"),
    word(
        "reason",
        "not_this_work not_this_workplace too_far hours tried_before not_now other",
        nullable=False,
    ),
    word("said_by", "adviser participant", nullable=False),
    sa.Column("said_on", sa.Date, nullable=False),
    columns(sa.Text, "note"),
    columns(sa.Date, "withdrawn_on"),
    check("withdrawn_on_order", "withdrawn_on >= said_on"),
)

table(
    "suggestion_lists",
    sa.Column("id", sa.Integer, primary_key=True),
    ref("participants.participant_id"),
    ref("offices.office_id"),
    sa.Column("shown_at", sa.DateTime, nullable=False),
    needed("shown_by"),
    word("purpose", PURPOSES),
    sa.Column("today", sa.Date, nullable=False),
    needed("model_version"),
)

table(
    "suggestions_shown",
    sa.Column("list_id", sa.Integer, sa.ForeignKey("suggestion_lists.id"), primary_key=True),
    span("position", sa.Integer, 1, primary_key=True),
    ref("openings.opening_id"),
    ref("mentors.mentor_id", nullable=True),
    [sa.Column(name, sa.Double, nullable=False) for name in ("value", "price", "score")],
    sa.Column(
        "probability",
        sa.Double,
        check("probability", "probability > 0 AND probability <= 1"),
        nullable=False,
    ),
)

table(
    "postal_codes",
    key("postal_code"),
    columns(sa.Text, "place", "municipality_number", "municipality"),
    degrees(),
)

table("occupation_titles", *map(key, ("code", "title", "source")))

table("occupation_names", key("code"), columns(sa.Text, "name_nb", "name_en"), needed("source"))

table(
    "store_version",
    sa.Column("id", sa.Integer, check("id", "id = 1"), primary_key=True, autoincrement=False),
    sa.Column("counter", sa.BigInteger, nullable=False),
)
