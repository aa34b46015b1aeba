"""Tables of trust: the audit chain and its keys, sessions, sign-in attempts, findings, erasures."""

import sqlalchemy as sa

from matcher.store import columns as c

# ``sign_in``: somebody signed in or tried to, or it was changed who may.
AUDIT_ACTIONS = ("read", "write", "sign_in", "export", "erase")
STATISTICS_KINDS = ("programme", "placement", "next_step")

# All moments are in Coordinated Universal Time; SQLite keeps no zone.
# Appended to, never changed: ``digest`` covers the row and the ``previous`` row's digest. The ids
# count from 1 without a gap, so that a missing row is seen.
audit_log = sa.Table(
    "audit_log",
    c.METADATA,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("happened_at", sa.DateTime, nullable=False),
    c.text("actor", required=True),
    c.text("role", required=True),
    c.text("office_id"),
    c.one_of("action", AUDIT_ACTIONS, required=True),
    sa.Column("allowed", sa.Boolean, nullable=False),
    c.text("page", required=True),
    # A digest under the person's own key; without the key it points at nobody.
    sa.Column("person", sa.Text, index=True),
    c.text("previous", required=True),
    c.text("digest", required=True),
)

# One row: how long the chain is and how it ends. Its lock lets one writer append at a time.
audit_head = sa.Table(
    "audit_head",
    c.METADATA,
    sa.Column(
        "id",
        sa.Integer,
        sa.CheckConstraint("id = 1", name="id"),
        primary_key=True,
        autoincrement=False,
    ),
    sa.Column("length", sa.BigInteger, nullable=False),
    c.text("digest", required=True),
)

# The database refuses to change the log, whichever program asks. The texts stand in v0006 and v0011
# too. On SQLite a row that takes another one's place neither changes nor removes it.
_REFUSED = "BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END"
GUARDS = {
    "sqlite": (
        f"CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log\n{_REFUSED}",
        f"CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log\n{_REFUSED}",
        "CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON audit_log\n"
        f"WHEN NEW.id <= (SELECT max(id) FROM audit_log)\n{_REFUSED}",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_log_is_appended_to() RETURNS trigger LANGUAGE plpgsql AS\n"
        "$$ BEGIN RAISE EXCEPTION 'the audit log is only appended to'; END $$",
        "CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log\n"
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_appended_to()",
    ),
}


def _guard(_table: sa.Table, connection: sa.Connection, **_: object) -> None:
    for text in GUARDS.get(connection.dialect.name, ()):
        connection.exec_driver_sql(text)


sa.event.listen(audit_log, "after_create", _guard)

# No reference to the participants: the key is destroyed when somebody is erased.
audit_keys = sa.Table(
    "audit_keys", c.METADATA, c.key("participant_id"), c.text("key", required=True)
)

# Who an account is at the organisation's own sign-in (OpenID Connect: issuer and subject).
identities = sa.Table(
    "identities",
    c.METADATA,
    c.key("issuer"),
    c.key("subject"),
    c.refers("account", "accounts.name"),
)

closed_accounts = sa.Table(
    "closed_accounts",
    c.METADATA,
    c.refers("account", "accounts.name", primary=True),
    c.day("closed_on", required=True),
    c.text("closed_by", required=True),
)

sessions = sa.Table(
    "sessions",
    c.METADATA,
    c.key("digest"),
    c.refers("account", "accounts.name"),
    sa.Column("began_at", sa.DateTime, nullable=False),
    sa.Column("used_at", sa.DateTime, nullable=False),
    sa.Column("ends_at", sa.DateTime, nullable=False),
    sa.Column("revoked_at", sa.DateTime),
)

# Names and addresses are digests: an attacker's guesses are nobody's data.
sign_in_attempts = sa.Table(
    "sign_in_attempts",
    c.METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("tried_at", sa.DateTime, nullable=False),
    sa.Column("name_digest", sa.Text, nullable=False, index=True),
    sa.Column("address_digest", sa.Text, nullable=False, index=True),
    sa.Column("succeeded", sa.Boolean, nullable=False),
)

# What was found about an audit group: by which figure, who looks after it, by when, how it closed.
findings = sa.Table(
    "findings",
    c.METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    c.text("audit_group", required=True),
    c.text("figure", required=True),
    c.text("text", required=True),
    c.text("owner"),
    c.day("due_on"),
    c.day("opened_on", required=True),
    c.day("closed_on"),
    c.text("closed_by"),
    c.text("closed_why"),
    c.in_order("opened_on", "closed_on"),
)

# That somebody was erased, not who; the models that had learned from the person.
erasures = sa.Table(
    "erasures",
    c.METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("erased_at", sa.DateTime, nullable=False),
    c.text("erased_by", required=True),
    sa.Column("models", sa.JSON, nullable=False),
)

# What became of those whose data went when their time was over: counts, and nobody in them.
kept_statistics = sa.Table(
    "kept_statistics",
    c.METADATA,
    c.refers("office_id", "offices.office_id", primary=True),
    sa.Column("year", sa.Integer, primary_key=True),
    c.one_of("kind", STATISTICS_KINDS, primary=True),
    c.key("name"),
    c.whole("count", 1, required=True),
)
