"""Tables of a placement's life: its steps, and what participant, mentor and adviser answered."""

import sqlalchemy as sa

from matcher.domain.life import Step
from matcher.domain.outcomes import Reporter
from matcher.domain.placements import PlacementStatus
from matcher.store import columns as c

# All moments are in Coordinated Universal Time; SQLite keeps no zone.
placement_events = sa.Table(
    "placement_events",
    c.METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    c.refers("placement_id", "placements.placement_id"),
    sa.Column("happened_at", sa.DateTime, nullable=False),
    c.text("done_by", required=True),
    c.one_of("step", Step, required=True),
    c.one_of("status", PlacementStatus, required=True),
    c.whole("version", 1, required=True),
    c.day("day"),
    c.text("reason"),
)

# A link that lets somebody without an account answer one form for one placement.
report_links = sa.Table(
    "report_links",
    c.METADATA,
    c.key("id"),
    c.refers("placement_id", "placements.placement_id"),
    c.one_of("reporter", (Reporter.PARTICIPANT, Reporter.MENTOR), required=True),
    sa.Column("made_at", sa.DateTime, nullable=False),
    c.text("made_by", required=True),
    c.day("expires_on", required=True),
    sa.Column("withdrawn_at", sa.DateTime),
    sa.Column("answered_at", sa.DateTime),
)

report_drafts = sa.Table(
    "report_drafts",
    c.METADATA,
    c.refers("placement_id", "placements.placement_id", primary=True),
    c.one_of("reporter", Reporter, primary=True),
    sa.Column("saved_at", sa.DateTime, nullable=False),
    sa.Column("answers", sa.JSON, nullable=False),
)

# Every answer as it was given; the table ``outcomes`` holds what counts.
reports_given = sa.Table(
    "reports_given",
    c.METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    c.refers("placement_id", "placements.placement_id"),
    c.one_of("reporter", Reporter, required=True),
    c.day("reported_on", required=True),
    sa.Column("given_at", sa.DateTime, nullable=False),
    c.text("given_by", required=True),
    sa.Column("answers", sa.JSON, nullable=False),
)
