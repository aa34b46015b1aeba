"""Tables of the vacancy feed: vacancies that may lead to an employer, and how far was read."""

import sqlalchemy as sa

from matcher.store import columns as c

# What the occupation was read from: the feed's own categories, or the words of the title.
OCCUPATION_VIA = ("category", "title")

# Of a vacancy only what leads to the employer and to the source: no description, no contact.
vacancy_leads = sa.Table(
    "vacancy_leads",
    c.METADATA,
    c.key("uuid"),
    c.text("title", required=True),
    # STYRK-08 codes joined with ``|``, the surest first; null where none is known.
    c.text("occupations"),
    c.one_of("occupation_via", OCCUPATION_VIA),
    c.text("employer"),
    sa.Column("org_number", sa.Text, index=True),
    c.text("postal_code"),
    c.text("place"),
    c.text("extent"),
    c.whole("positions", 1),
    c.day("published"),
    # The last day on which it stands; null where the feed does not say.
    sa.Column("until", sa.Date, index=True),
    # In Coordinated Universal Time; SQLite keeps no zone.
    sa.Column("changed_at", sa.DateTime, nullable=False),
    c.text("source_url", required=True),
)

# One row a feed: the page to read next (or the newest one, with what tells whether it changed),
# and who reads it now.
feed_state = sa.Table(
    "feed_state",
    c.METADATA,
    c.key("url"),
    c.text("page"),
    c.text("etag"),
    c.text("last_modified"),
    sa.Column("read_at", sa.DateTime),
    c.text("claimed_by"),
    # Renewed while a pull works; a pull that stopped renewing it is dead.
    sa.Column("alive_at", sa.DateTime),
)
