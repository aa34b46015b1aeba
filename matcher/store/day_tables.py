"""Tables of the adviser's day: follow-ups, what was put off, employers' contacts, the week."""

import sqlalchemy as sa

from matcher.domain.day import Activity, Attendance, ContactBy, Going, Rung, SpokenWith
from matcher.store import columns as c

MINUTES_A_DAY = 24 * 60
DAYS_A_WEEK = 7

# Follow-ups that are due are reckoned from the rhythm and these; only what was done is kept.
follow_ups = sa.Table(
    "follow_ups",
    c.METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    c.refers("placement_id", "placements.placement_id"),
    c.day("due_on"),
    c.day("done_on", required=True),
    c.text("done_by", required=True),
    c.one_of("spoken_with", SpokenWith),
    c.one_of("attendance", Attendance),
    c.one_of("going", Going),
    c.text("note"),
)

# One participant's own rhythm; without a row the office's usual one holds.
follow_up_rhythms = sa.Table(
    "follow_up_rhythms",
    c.METADATA,
    c.refers("participant_id", "participants.participant_id", primary=True),
    c.whole("early_weeks", 0, 52, required=True),
    c.whole("early_days", 1, 90, required=True),
    c.whole("later_days", 1, 90, required=True),
)

# What an adviser has ticked off or put off on the day's list; ``until`` empty: done for good.
day_marks = sa.Table(
    "day_marks",
    c.METADATA,
    c.refers("account", "accounts.name", primary=True),
    c.key("item"),
    c.day("marked_on", required=True),
    c.day("until"),
)

employer_contacts = sa.Table(
    "employer_contacts",
    c.METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    c.refers("employer_id", "employers.employer_id"),
    c.refers("office_id", "offices.office_id"),
    c.day("spoken_on", required=True),
    c.text("spoken_by", required=True),
    c.one_of("by", ContactBy, required=True),
    c.text("note"),
    c.text("promised"),
    c.day("promised_for"),
    c.day("settled_on"),
)

# Who at the offices looks after an employer: one person.
employer_owners = sa.Table(
    "employer_owners",
    c.METADATA,
    c.refers("employer_id", "employers.employer_id", primary=True),
    c.refers("account", "accounts.name"),
    c.day("since", required=True),
)

week_activities = sa.Table(
    "week_activities",
    c.METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    c.refers("participant_id", "participants.participant_id"),
    c.one_of("activity", Activity, required=True),
    c.text("title"),
    c.whole("weekday", 0, DAYS_A_WEEK - 1, required=True),
    c.whole("from_minute", 0, MINUTES_A_DAY, required=True),
    c.whole("to_minute", 0, MINUTES_A_DAY, required=True),
    c.day("starts", required=True),
    c.day("ends"),
    sa.CheckConstraint("to_minute > from_minute", name="minutes_order"),
    c.in_order("starts", "ends"),
)

next_rungs = sa.Table(
    "next_rungs",
    c.METADATA,
    c.refers("placement_id", "placements.placement_id", primary=True),
    c.one_of("rung", Rung, required=True),
    c.day("by_date", required=True),
    c.text("said_by", required=True),
    c.day("said_on", required=True),
    c.day("settled_on"),
)

# The read-only calendar of an account; only a digest of its secret is kept.
calendar_links = sa.Table(
    "calendar_links",
    c.METADATA,
    c.refers("account", "accounts.name", primary=True),
    c.text("digest", required=True),
    c.day("made_on", required=True),
)
