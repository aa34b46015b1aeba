"""The tables of the file contract. A CHECK with an unknown (NULL) in it holds, as it should.

Lists are text joined with ``|``: NULL is unknown, ``none`` is known to have none.
"""

import sqlalchemy as sa

from matcher.domain.cefr import Level
from matcher.domain.employers import LanguageUse, OpeningStatus, Sector
from matcher.domain.outcomes import EndReason, NextStep, Reporter
from matcher.domain.participants import Education, ExperienceKind, Origin, Transport
from matcher.domain.placements import OPEN_STATUSES, PlacementStatus
from matcher.domain.purposes import Purpose, Track
from matcher.store import columns as c

MOST_HOURS_PER_WEEK = 168
MOST_MINUTES = 1440

ONE_OPEN_PLACEMENT = "ux_placements_one_open"
_IS_OPEN = sa.text(f"status IN ({', '.join(repr(str(s)) for s in OPEN_STATUSES)})")

offices = sa.Table(
    "offices", c.METADATA, c.key("office_id"), c.text("name"), c.text("municipality")
)

participants = sa.Table(
    "participants",
    c.METADATA,
    c.key("participant_id"),
    c.refers("office_id", "offices.office_id"),
    c.text("adviser"),
    c.text("postal_code"),
    c.text("place"),
    c.number("lat", -90, 90),
    c.number("lon", -180, 180),
    c.one_of("transport", Transport),
    c.whole("max_travel_minutes", 0, MOST_MINUTES),
    c.one_of("norwegian_spoken", Level),
    c.one_of("norwegian_written", Level),
    c.text("languages"),
    c.one_of("education", Education),
    c.text("credentials"),
    c.text("functional_limits"),
    c.number("max_hours_per_week", 0, MOST_HOURS_PER_WEEK),
    c.text("available"),
    c.one_of("track", Track),
    c.day("programme_start"),
    c.day("programme_end"),
    c.text("audit_group"),
    c.text("name"),
    c.text("phone"),
    c.text("email"),
    c.one_of("programme_outcome", NextStep),
    c.in_order("programme_start", "programme_end"),
)

wishes = sa.Table(
    "wishes",
    c.METADATA,
    c.refers("participant_id", "participants.participant_id", primary=True),
    sa.Column("rank", sa.Integer, sa.CheckConstraint("rank >= 1", name="rank"), primary_key=True),
    c.text("text", required=True),
    c.one_of("origin", Origin, required=True),
    c.text("occupation"),
)

experiences = sa.Table(
    "experiences",
    c.METADATA,
    c.refers("participant_id", "participants.participant_id", primary=True),
    # A digest of text and end: the text may be longer than an index takes, the end unknown.
    c.key("digest"),
    c.text("text", required=True),
    c.text("occupation"),
    c.number("months", 0),
    c.day("ended"),
    c.one_of("kind", ExperienceKind),
    c.yes_no("liked"),
)

employers = sa.Table(
    "employers",
    c.METADATA,
    c.key("employer_id"),
    c.text("name"),
    c.text("org_number"),
    c.one_of("sector", Sector),
    c.text("industry"),
    c.whole("capacity", 0),
    c.day("paused_until"),
    c.text("email"),
    c.text("phone"),
)

mentors = sa.Table(
    "mentors",
    c.METADATA,
    c.key("mentor_id"),
    c.refers("employer_id", "employers.employer_id"),
    c.text("name"),
    c.whole("capacity", 0),
    c.text("languages"),
    c.day("available_from"),
    c.day("available_to"),
    c.in_order("available_from", "available_to"),
)

openings = sa.Table(
    "openings",
    c.METADATA,
    c.key("opening_id"),
    c.refers("employer_id", "employers.employer_id"),
    c.text("title"),
    c.text("occupation"),
    c.text("purposes"),
    c.whole("slots", 0),
    # Which they are stands in opening_mentors; whether that is the answer, or unknown, here.
    sa.Column("mentors_known", sa.Boolean, nullable=False),
    c.text("postal_code"),
    c.text("place"),
    c.number("lat", -90, 90),
    c.number("lon", -180, 180),
    c.day("starts"),
    c.day("ends"),
    c.number("hours_per_week", 0, MOST_HOURS_PER_WEEK),
    c.requirements("schedule"),
    c.one_of("needs_spoken", Level),
    c.one_of("needs_written", Level),
    c.one_of("language_use", LanguageUse),
    c.requirements("credentials"),
    c.requirements("demands"),
    c.text("tasks"),
    c.one_of("status", OpeningStatus),
    c.in_order("starts", "ends"),
)

opening_mentors = sa.Table(
    "opening_mentors",
    c.METADATA,
    c.refers("opening_id", "openings.opening_id", primary=True),
    sa.Column(
        "mentor_id", sa.Text, sa.ForeignKey("mentors.mentor_id"), primary_key=True, index=True
    ),
    c.whole("position", 0, required=True),
)

placements = sa.Table(
    "placements",
    c.METADATA,
    c.key("placement_id"),
    c.refers("participant_id", "participants.participant_id"),
    c.refers("opening_id", "openings.opening_id"),
    c.one_of("purpose", Purpose, required=True),
    c.one_of("status", PlacementStatus, required=True),
    c.refers("mentor_id", "mentors.mentor_id", required=False),
    c.day("starts"),
    c.day("planned_end"),
    c.day("ended"),
    c.number("hours_per_week", 0, MOST_HOURS_PER_WEEK),
    c.text("model_version"),
    c.whole("position", 1),
    c.day("proposed_on"),
    # Counts the changes: who changes a placement says which version they had read.
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    c.in_order("starts", "planned_end"),
    # A placement may be called off before it starts.
    c.in_order("starts", "ended", unless=f"status = '{PlacementStatus.CANCELLED}'"),
    sa.Index(
        ONE_OPEN_PLACEMENT,
        "participant_id",
        "purpose",
        unique=True,
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    ),
)

outcomes = sa.Table(
    "outcomes",
    c.METADATA,
    c.refers("placement_id", "placements.placement_id", primary=True),
    c.one_of("reporter", Reporter, primary=True),
    sa.Column("reported_on", sa.Date, primary_key=True),
    c.yes_no("showed_up"),
    c.yes_no("completed"),
    c.one_of("end_reason", EndReason),
    c.whole("fit_tasks", 1, 5),
    c.whole("fit_people", 1, 5),
    c.whole("fit_pace", 1, 5),
    c.whole("fit_language", 1, 5),
    c.yes_no("would_continue"),
    c.yes_no("would_hire"),
    c.one_of("next_step", NextStep),
    c.day("next_step_on"),
)
