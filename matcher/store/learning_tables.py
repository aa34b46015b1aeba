"""Tables of the learning: features as they were when chosen, nights, models and who put them in."""

import sqlalchemy as sa

from matcher.store import columns as c

NIGHT_STATES = ("running", "promoted", "kept", "failed")
PROMOTION_CAUSES = ("night", "promote", "rollback")
_IS_RUNNING = sa.text("state = 'running'")

# What the model saw of the pair when the placement was chosen: column name -> raw number or null.
chosen_features = sa.Table(
    "chosen_features",
    c.METADATA,
    c.refers("placement_id", "placements.placement_id", primary=True),
    c.day("chosen_on", required=True),
    c.text("model_version", required=True),
    sa.Column("features", sa.JSON, nullable=False),
)

# All moments are in Coordinated Universal Time; SQLite keeps no zone.
nights = sa.Table(
    "nights",
    c.METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    c.day("today", required=True),
    sa.Column("started_at", sa.DateTime, nullable=False),
    # Renewed while the night works; a night that stopped renewing it is dead.
    sa.Column("alive_at", sa.DateTime, nullable=False),
    sa.Column("finished_at", sa.DateTime),
    c.text("claimed_by", required=True),
    c.one_of("state", NIGHT_STATES, required=True),
    c.text("step"),
    c.whole("rows", 0),
    c.whole("new_rows", 0),
    c.text("version"),
    c.text("message"),
    sa.Column("report", sa.JSON),
    # Two nights at once would write the same things: one row may be running.
    sa.Index(
        "one_running_night",
        "state",
        unique=True,
        sqlite_where=_IS_RUNNING,
        postgresql_where=_IS_RUNNING,
    ),
)

model_versions = sa.Table(
    "model_versions",
    c.METADATA,
    c.key("version"),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("night_id", sa.Integer, sa.ForeignKey("nights.id"), index=True),
    c.text("sha256", required=True),
    sa.Column("manifest", sa.JSON, nullable=False),
)

# Appended to, never changed: the last row says which model is in use ("day-one": the start model).
model_promotions = sa.Table(
    "model_promotions",
    c.METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    c.text("version", required=True),
    sa.Column("promoted_at", sa.DateTime, nullable=False),
    c.text("promoted_by", required=True),
    c.one_of("cause", PROMOTION_CAUSES, required=True),
)
