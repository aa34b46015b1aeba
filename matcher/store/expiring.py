"""What is kept longer than its time, by kind: how much there is, and removing it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa

from matcher.domain.mails import ENDED
from matcher.domain.placements import OPEN_STATUSES
from matcher.store import tables as t
from matcher.store.columns import METADATA
from matcher.store.day_tables import day_marks, employer_contacts
from matcher.store.employer_tables import (
    api_tokens,
    api_usage,
    call_requests,
    complaints,
    idempotency_keys,
    invitations,
    mails,
    sign_in_links,
    stops,
)
from matcher.store.life_tables import report_drafts, report_links
from matcher.store.own_tables import suggestion_lists, suggestions_shown
from matcher.store.plan_tables import plan_assignments, plan_unassigned, plans
from matcher.store.trust_tables import sessions, sign_in_attempts

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Expiring:
    """A period of ``retention.toml``: which rows of a table are over, given the first day kept.

    ``parts`` are tables whose rows go first: they refer to it by the column that is named. Where
    ``stays`` is set the table's own rows stay, and only the parts go.
    """

    period: str
    table: str
    over: Callable[[date], Condition]
    parts: tuple[tuple[sa.Table, str], ...] = ()
    stays: bool = False


def _moment(day: date) -> datetime:
    return datetime.combine(day, time.min)


EXPIRING = (
    Expiring(
        "suggestion_lists_months",
        "suggestion_lists",
        lambda day: suggestion_lists.c.shown_at < _moment(day),
        ((suggestions_shown, "list_id"),),
    ),
    Expiring(
        "plans_months",
        "plans",
        lambda day: plans.c.today < day,
        ((plan_assignments, "plan_id"), (plan_unassigned, "plan_id")),
        stays=True,
    ),
    Expiring("report_links_months", "report_links", lambda day: report_links.c.expires_on < day),
    Expiring(
        "report_drafts_days",
        "report_drafts",
        lambda day: report_drafts.c.saved_at < _moment(day),
    ),
    Expiring(
        "employer_talks_months",
        "employer_contacts",
        lambda day: sa.and_(
            employer_contacts.c.spoken_on < day,
            sa.or_(
                employer_contacts.c.promised.is_(None),
                employer_contacts.c.settled_on.is_not(None),
            ),
        ),
    ),
    Expiring("day_marks_days", "day_marks", lambda day: day_marks.c.until < day),
    Expiring(
        "sign_in_attempts_days",
        "sign_in_attempts",
        lambda day: sign_in_attempts.c.tried_at < _moment(day),
    ),
    Expiring(
        "sessions_days",
        "sessions",
        lambda day: sa.func.coalesce(sessions.c.revoked_at, sessions.c.ends_at) < _moment(day),
    ),
    Expiring(
        "mails_months",
        "mails",
        lambda day: sa.and_(
            mails.c.state.in_([str(state) for state in ENDED]),
            sa.func.coalesce(mails.c.sent_at, mails.c.made_at) < _moment(day),
        ),
    ),
    Expiring(
        "invitations_months", "invitations", lambda day: invitations.c.expires_at < _moment(day)
    ),
    Expiring(
        "sign_in_links_days", "sign_in_links", lambda day: sign_in_links.c.expires_at < _moment(day)
    ),
    Expiring(
        "call_requests_months",
        "call_requests",
        lambda day: call_requests.c.settled_at < _moment(day),
    ),
    Expiring("complaints_months", "complaints", lambda day: complaints.c.settled_on < day),
    Expiring(
        "stops_months",
        "stops",
        # A ban or a pause without an end holds until it is lifted.
        lambda day: sa.func.coalesce(stops.c.lifted_on, stops.c.ends) < day,
    ),
    Expiring(
        "api_tokens_months",
        "api_tokens",
        lambda day: sa.func.coalesce(api_tokens.c.revoked_on, api_tokens.c.expires_on) < day,
        ((idempotency_keys, "token_id"), (api_usage, "token_id")),
    ),
    Expiring(
        "idempotency_keys_days",
        "idempotency_keys",
        lambda day: idempotency_keys.c.made_at < _moment(day),
    ),
    Expiring("api_usage_days", "api_usage", lambda day: api_usage.c.minute < _moment(day)),
)


# What holds somebody and has no period of its own, with the reason; ``retention`` says how many
# rows there are, and a test asks of every table which of these it is.
WITHOUT_PERIOD = {
    "accounts": "who acted stands in what was done; close an account that is not used",
    "audit_log": "one chain: a removed row would look like a forged one",
    "closed_accounts": "who acted stands in what was done",
    "calendar_links": "goes when it is withdrawn",
    "employer_owners": "who looks after an employer now",
    "employers": "the employer's own; goes by import",
    "erasures": "that somebody was erased, not who",
    "findings": "about groups; who looked after one is told to regulators",
    "identities": "goes when it is unlinked",
    "mentor_details": "the mentor's, as long as the employer has the mentor",
    "mentors": "the mentor's, as long as the employer has the mentor",
    "model_promotions": "which model decided, and who put it in use",
    "opening_mentors": "the mentor's, as long as the employer has the mentor",
    "opening_posts": "who posted an opening, as long as it is there",
    "plans": "sums of a plan; whom it placed goes",
}


def count_without_period(connection: sa.Connection) -> dict[str, int]:
    """How many rows there are of each kind that has no period, where there are any."""
    counts = {
        name: connection.execute(
            sa.select(sa.func.count()).select_from(METADATA.tables[name])
        ).scalar_one()
        for name in WITHOUT_PERIOD
    }
    return {name: count for name, count in counts.items() if count}


def count_over(connection: sa.Connection, kind: Expiring, kept_from: date) -> int:
    """How many rows are over: of the table, or of its parts where the table's own stay."""
    return sum(
        connection.execute(
            sa.select(sa.func.count()).select_from(table).where(condition)
        ).scalar_one()
        for table, condition in _chosen(kind, kept_from)
        if kind.stays or table.name == kind.table
    )


def remove_over(connection: sa.Connection, kind: Expiring, kept_from: date) -> int:
    """Remove them; answers how many there were, as ``count_over`` does."""
    count = count_over(connection, kind, kept_from)
    for table, condition in _chosen(kind, kept_from):
        connection.execute(table.delete().where(condition))
    return count


def _chosen(kind: Expiring, kept_from: date) -> list[tuple[sa.Table, Condition]]:
    """The tables whose rows go, those that refer to others first."""
    table = METADATA.tables[kind.table]
    over = kind.over(kept_from)
    (key, *_) = table.primary_key
    chosen: list[tuple[sa.Table, Condition]] = [
        (part, part.c[name].in_(sa.select(key).where(over))) for part, name in kind.parts
    ]
    return chosen if kind.stays else [*chosen, (table, over)]


def people_over(connection: sa.Connection, kept_from: date) -> tuple[str, ...]:
    """Those whose programme and last placement ended before ``kept_from``, by id."""
    p, q = t.participants.c, t.placements.c
    later = sa.exists().where(
        q.participant_id == p.participant_id,
        sa.or_(
            q.status.in_([str(status) for status in OPEN_STATUSES]),
            sa.func.coalesce(q.ended, q.planned_end, q.starts) >= kept_from,
        ),
    )
    rows = connection.execute(
        sa.select(p.participant_id)
        .where(p.programme_end < kept_from, ~later)
        .order_by(p.participant_id)
    )
    return tuple(rows.scalars())


def people_without_end(connection: sa.Connection) -> int:
    """How many have no end of the programme in the store, and so are never over."""
    p = t.participants.c
    return connection.execute(
        sa.select(sa.func.count()).select_from(t.participants).where(p.programme_end.is_(None))
    ).scalar_one()
