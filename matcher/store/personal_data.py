"""The one list of where personal data lies: every table, and how its rows name a participant.

``disclose``, ``erase`` and ``retention`` go by this list alone. Every table stands in exactly one
of its parts, and a test walks the tables, so that a new one cannot be forgotten.
"""

from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from matcher.store import (
    day_tables,
    employer_tables,
    feed_tables,
    learning_tables,
    life_tables,
    own_tables,
    plan_tables,
    table_versions,
    tables,
    trust_tables,
)
from matcher.store.columns import METADATA

# Imported for their tables; whoever adds a module of tables adds it here.
TABLE_MODULES = (
    tables, own_tables, plan_tables, life_tables, learning_tables, day_tables, trust_tables,
    feed_tables, employer_tables, table_versions,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A table whose rows are about a participant: ``column`` names the person.

    With ``through``, ``column`` names a row of that table instead, which in its turn is in the
    list. ``disclosed`` is False where a row says nothing that the person does not know already.
    """

    table: str
    column: str = "participant_id"
    through: str | None = None
    disclosed: bool = True


# In the order in which a person reads what is held.
HELD = (
    Held("participants"),
    Held("wishes"),
    Held("experiences"),
    Held("interview_facts"),
    Held("dismissals"),
    Held("placements"),
    Held("placement_events", "placement_id", "placements"),
    Held("outcomes", "placement_id", "placements"),
    Held("reports_given", "placement_id", "placements"),
    Held("report_drafts", "placement_id", "placements"),
    Held("report_links", "placement_id", "placements"),
    Held("follow_ups", "placement_id", "placements"),
    Held("next_rungs", "placement_id", "placements"),
    Held("chosen_features", "placement_id", "placements"),
    Held("requests", "placement_id", "placements"),
    Held("request_links", "request_id", "requests", disclosed=False),
    Held("consents"),
    Held("consent_links", "consent_id", "consents", disclosed=False),
    Held("call_requests", "placement_id", "placements"),
    # A mail to an employer names nobody; it is about the person whom its request is about.
    Held("mails"),
    Held("follow_up_rhythms"),
    Held("week_activities"),
    Held("suggestion_lists"),
    Held("suggestions_shown", "list_id", "suggestion_lists"),
    Held("plan_assignments"),
    Held("plan_unassigned"),
    # The secret with which the person stands in the audit log; who looked is told from the log.
    Held("audit_keys", disclosed=False),
)
BY_TABLE = {held.table: held for held in HELD}

# Rows that name a person, or something of the person's, inside a column of their own: a key whose
# parts stand between colons, or what another system was answered.
NAMED_IN = {"day_marks": "item", "idempotency_keys": "body"}
# An id has at most 80 characters, and what stands around it fewer.
LONGEST_KEY = 200

# What people write in their own words, where a colleague may have named somebody. Erasing leaves
# the row, which is about something else, and takes the person's name, number and address out.
FREE_TEXT = {
    "call_requests": ("note",),
    "complaints": ("text", "settled_how"),
    "dismissals": ("note",),
    "employer_contacts": ("note", "promised"),
    "experiences": ("text",),
    "findings": ("text", "closed_why"),
    "follow_ups": ("note",),
    "idempotency_keys": ("body",),
    "interview_facts": ("text",),
    "mails": ("subject", "body"),
    "nights": ("message", "report"),
    "openings": ("title", "tasks"),
    "placement_events": ("reason",),
    "report_drafts": ("answers",),
    "reports_given": ("answers",),
    "requests": ("profile", "note"),
    "stops": ("note", "lifted_why"),
    "week_activities": ("title",),
    "wishes": ("text",),
}

# Statistics: counts and sums over many people, which stay when one of them is erased.
STATISTICS = {
    "plans": "the sums of a plan, not whom it placed",
    "plan_prices": "what one more place would be worth",
    "plan_rates": "shares of groups of people",
    "nights": "figures of a model over all placements",
    "model_versions": "figures of a model over all placements",
    "erasures": "that somebody was erased, not who",
    "kept_statistics": "counts by office and year",
}

# Rows about a person by a digest whose key is destroyed with the person.
BY_DIGEST = {"audit_log": "person"}

# About employers, the offices and their staff, the program itself.
NOT_PARTICIPANTS = frozenset({
    "offices", "employers", "mentors", "openings", "opening_mentors", "accounts", "postal_codes",
    "occupation_titles", "occupation_names", "store_version", "table_versions",
    "model_promotions",
    "employer_contacts", "employer_owners", "calendar_links", "identities", "closed_accounts",
    "sessions", "sign_in_attempts", "findings", "audit_head",
    "vacancy_leads", "feed_state", "invitations", "sign_in_links", "opening_posts",
    "mentor_details", "stops", "complaints", "api_tokens", "api_usage",
})  # fmt: skip


def table_of(held: Held) -> sa.Table:
    """The table itself.

    >>> table_of(HELD[0]).name
    'participants'
    """
    return METADATA.tables[held.table]


def rows_of(held: Held, participant_ids: Collection[str]) -> sa.ColumnElement[bool]:
    """The condition that a row of ``held`` is about one of the participants.

    >>> print(rows_of(BY_TABLE["outcomes"], ["P1"]))
    outcomes.placement_id IN (SELECT placements.placement_id
    FROM placements
    WHERE placements.participant_id IN (__[POSTCOMPILE_participant_id_1]))
    """
    column = table_of(held).c[held.column]
    if held.through is None:
        return column.in_(list(participant_ids))
    parent = BY_TABLE[held.through]
    (key,) = table_of(parent).primary_key
    return column.in_(sa.select(key).where(rows_of(parent, participant_ids)))


def is_named_in(value: Any, ids: AbstractSet[str]) -> bool:
    """Whether one of ``ids`` is a part of ``value``: between colons, or at the end of an address.

    In a document, whether it is so of any text in it; what is longer than a key is prose.

    >>> is_named_in("report:L1", {"L1"}), is_named_in("report:L12", {"L1"})
    (True, False)
    >>> is_named_in("programme:N:7/1:end:2026-03-02", {"N:7/1"})
    True
    >>> is_named_in({"headers": {"Location": "/api/v1/requests/r1"}}, {"r1"})
    True
    """
    if isinstance(value, dict):
        return any(is_named_in(each, ids) for each in value.values())
    if isinstance(value, list):
        return any(is_named_in(each, ids) for each in value)
    if not isinstance(value, str) or len(value) > LONGEST_KEY:
        return False
    return not ids.isdisjoint(_pieces(value))


def _pieces(key: str) -> Iterator[str]:
    """Every text that may be an id in ``key``: an id may hold colons and slashes itself."""
    parts = key.split(":")
    for first in range(len(parts)):
        for after in range(first + 1, len(parts) + 1):
            yield ":".join(parts[first:after])
    yield from (key[at + 1 :] for at, sign in enumerate(key) if sign == "/")
