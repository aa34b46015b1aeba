"""Tables of the employers' door: accounts by invitation, stops, requests, consents, mail, the API.

All moments are in Coordinated Universal Time; SQLite keeps no zone.
"""

import sqlalchemy as sa

from matcher.domain.mails import MailState
from matcher.domain.misuse import Misuse
from matcher.domain.requests import Answer, ConsentState, NotNow, RequestStatus
from matcher.domain.stops import StopReason
from matcher.store import columns as c
from matcher.store.columns import Column
from matcher.store.own_tables import LANGUAGES

MOST_HOURS_PER_MONTH = 200


def _moment(name: str, *, required: bool = False) -> Column:
    return sa.Column(name, sa.DateTime, nullable=not required)


def _number() -> Column:
    return sa.Column("id", sa.Integer, primary_key=True)


# Somebody at an employer is asked to make an account; the address of the link is signed.
invitations = sa.Table(
    "invitations",
    c.METADATA,
    c.key("id"),
    c.refers("employer_id", "employers.employer_id"),
    c.refers("office_id", "offices.office_id", required=False),
    c.text("email", required=True),
    _moment("made_at", required=True),
    c.text("made_by", required=True),
    _moment("expires_at", required=True),
    _moment("used_at"),
    _moment("withdrawn_at"),
    c.refers("account", "accounts.name", required=False),
    # What whoever used it is called, in their own words.
    c.text("person"),
)

# A link that signs an employer's account in, once.
sign_in_links = sa.Table(
    "sign_in_links",
    c.METADATA,
    c.key("id"),
    c.refers("account", "accounts.name"),
    _moment("made_at", required=True),
    _moment("expires_at", required=True),
    _moment("used_at"),
)

# Who posted an opening and from which it was copied; imported ones have no row.
opening_posts = sa.Table(
    "opening_posts",
    c.METADATA,
    c.refers("opening_id", "openings.opening_id", primary=True),
    _moment("posted_at", required=True),
    c.text("posted_by", required=True),
    c.refers("copied_from", "openings.opening_id", required=False),
)

mentor_details = sa.Table(
    "mentor_details",
    c.METADATA,
    c.refers("mentor_id", "mentors.mentor_id", primary=True),
    c.whole("hours_per_month", 0, MOST_HOURS_PER_MONTH),
    c.day("confidential_on"),
    c.text("confidential_by"),
    c.text("email"),
    c.text("phone"),
)

# When an employer, an opening or a mentor takes nobody; ``ends`` is its last day.
stops = sa.Table(
    "stops",
    c.METADATA,
    _number(),
    c.refers("employer_id", "employers.employer_id", required=False),
    c.refers("opening_id", "openings.opening_id", required=False),
    c.refers("mentor_id", "mentors.mentor_id", required=False),
    c.one_of("reason", StopReason, required=True),
    c.day("starts", required=True),
    c.day("ends"),
    c.text("note"),
    c.day("set_on", required=True),
    # An account, or ``rule`` where a rule of the office's policy set it.
    c.text("set_by", required=True),
    c.day("lifted_on"),
    c.text("lifted_by"),
    c.text("lifted_why"),
    c.in_order("starts", "ends"),
    sa.CheckConstraint(
        "(employer_id IS NOT NULL AND opening_id IS NULL AND mentor_id IS NULL)"
        " OR (employer_id IS NULL AND opening_id IS NOT NULL AND mentor_id IS NULL)"
        " OR (employer_id IS NULL AND opening_id IS NULL AND mentor_id IS NOT NULL)",
        name="of_one",
    ),
)

ONE_SENT_REQUEST = "ux_requests_one_waiting"
_WAITS = sa.text("status = 'sent'")

requests = sa.Table(
    "requests",
    c.METADATA,
    c.key("id"),
    c.refers("placement_id", "placements.placement_id"),
    c.one_of("status", RequestStatus, required=True),
    c.text("profile", required=True),
    # The participant's own yes to be proposed there: when, and to whom it was said.
    c.day("agreed_on", required=True),
    c.text("agreed_with", required=True),
    _moment("made_at", required=True),
    c.text("made_by", required=True),
    c.day("answer_by", required=True),
    c.whole("version", 1, required=True),
    _moment("sent_at"),
    _moment("reminded_at"),
    c.one_of("answer", Answer),
    c.one_of("not_now", NotNow),
    c.text("note"),
    _moment("answered_at"),
    c.text("answered_by"),
    _moment("closed_at"),
    sa.Index(
        ONE_SENT_REQUEST,
        "placement_id",
        unique=True,
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    ),
)

# A link by which somebody at the employer answers one request without signing in.
request_links = sa.Table(
    "request_links",
    c.METADATA,
    c.key("id"),
    c.refers("request_id", "requests.id"),
    c.text("email"),
    _moment("made_at", required=True),
    _moment("expires_at", required=True),
    _moment("used_at"),
    _moment("withdrawn_at"),
)

ONE_LIVE_CONSENT = "ux_consents_one_live"
_LIVES = sa.text("state IN ('asked', 'given')")

consents = sa.Table(
    "consents",
    c.METADATA,
    c.key("id"),
    c.refers("participant_id", "participants.participant_id"),
    c.refers("opening_id", "openings.opening_id"),
    c.one_of("state", ConsentState, required=True),
    _moment("asked_at", required=True),
    c.text("asked_by", required=True),
    c.day("answer_by", required=True),
    c.day("holds_until", required=True),
    _moment("changed_at"),
    c.text("changed_by"),
    sa.Index(
        ONE_LIVE_CONSENT,
        "participant_id",
        "opening_id",
        unique=True,
        sqlite_where=_LIVES,
        postgresql_where=_LIVES,
    ),
)

# A link by which the participant answers, and may take the answer back.
consent_links = sa.Table(
    "consent_links",
    c.METADATA,
    c.key("id"),
    c.refers("consent_id", "consents.id"),
    _moment("made_at", required=True),
    _moment("expires_at", required=True),
    _moment("withdrawn_at"),
)

# A mentor or an employer asks to be rung; it stands on the adviser's list until it is settled.
call_requests = sa.Table(
    "call_requests",
    c.METADATA,
    _number(),
    c.refers("employer_id", "employers.employer_id"),
    c.refers("mentor_id", "mentors.mentor_id", required=False),
    c.refers("placement_id", "placements.placement_id", required=False),
    _moment("asked_at", required=True),
    c.text("asked_by", required=True),
    c.text("note"),
    _moment("settled_at"),
    c.text("settled_by"),
)

# The queue: ``subject_key`` says what a mail is about, so that the same is never sent twice.
mails = sa.Table(
    "mails",
    c.METADATA,
    c.key("id"),
    c.text("subject_key", required=True),
    c.text("to_address", required=True),
    c.text("subject", required=True),
    c.text("body", required=True),
    c.one_of("language", LANGUAGES, required=True),
    c.refers("office_id", "offices.office_id", required=False),
    c.refers("employer_id", "employers.employer_id", required=False),
    c.refers("participant_id", "participants.participant_id", required=False),
    _moment("made_at", required=True),
    c.text("made_by", required=True),
    c.one_of("state", MailState, required=True),
    c.whole("attempts", 0, required=True),
    _moment("next_try_at"),
    # Who hands it over now, and when that was last known.
    c.text("claimed_by"),
    _moment("alive_at"),
    _moment("sent_at"),
    c.text("error"),
    sa.Index("ux_mails_subject_key", "subject_key", unique=True),
    sa.Index("ix_mails_state", "state", "next_try_at"),
)

api_tokens = sa.Table(
    "api_tokens",
    c.METADATA,
    c.key("id"),
    c.text("digest", required=True),
    c.text("name", required=True),
    # Joined with ``|``.
    c.text("scopes", required=True),
    c.refers("office_id", "offices.office_id", required=False),
    c.refers("employer_id", "employers.employer_id", required=False),
    c.text("made_by", required=True),
    c.day("made_on", required=True),
    c.day("expires_on", required=True),
    c.day("revoked_on"),
    c.day("used_on"),
    sa.Index("ux_api_tokens_digest", "digest", unique=True),
    # Of an office or of an employer, never of both.
    sa.CheckConstraint("(office_id IS NULL) <> (employer_id IS NULL)", name="of_one"),
)

# What was answered to a write, so that the same write sent again is answered and not done again.
idempotency_keys = sa.Table(
    "idempotency_keys",
    c.METADATA,
    c.refers("token_id", "api_tokens.id", primary=True),
    c.key("key"),
    c.text("request_digest", required=True),
    sa.Column("status", sa.Integer),
    sa.Column("body", sa.JSON),
    _moment("made_at", required=True),
)

api_usage = sa.Table(
    "api_usage",
    c.METADATA,
    c.refers("token_id", "api_tokens.id", primary=True),
    sa.Column("minute", sa.DateTime, primary_key=True),
    c.whole("count", 1, required=True),
)

# What somebody reported about an employer to the leader of an office.
complaints = sa.Table(
    "complaints",
    c.METADATA,
    _number(),
    c.refers("employer_id", "employers.employer_id"),
    c.refers("office_id", "offices.office_id"),
    c.one_of("kind", Misuse, required=True),
    c.text("text", required=True),
    c.day("said_on", required=True),
    c.text("said_by", required=True),
    c.day("settled_on"),
    c.text("settled_by"),
    c.text("settled_how"),
    c.in_order("said_on", "settled_on"),
)
