"""What was taken back since a backup stays so when it is restored, and no mail goes out twice."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from matcher.cli import cli
from matcher.domain.access import OPERATOR, Role
from matcher.domain.mails import Mail
from matcher.store.columns import METADATA
from matcher.store.engine import open_store, reading, writing
from matcher.store.mails import queue_mail
from matcher.store.migrate import prepare_store
from matcher.store.taken_back import Unsure, keep_taken_back
from matcher.store.trail import note_everybody
from matcher.workflows.add_user import add_user
from matcher.workflows.backup import make_backup
from matcher.workflows.erase import erase
from matcher.workflows.restore import restore_backup
from tests.integration.copies.copy_steps import NOW, address, backed_up, damage_file, restored
from tests.integration.rights_store import AT, OTHER, PERSON, TODAY, fill

LATER = datetime(2026, 3, 31, 12)
YES = {"opening_id": "O1", "state": "given", "asked_at": AT, "asked_by": "kari",
       "answer_by": TODAY, "holds_until": TODAY}  # fmt: skip

ROWS = {
    "calendar_links": {"digest": "d", "made_on": TODAY},
    "identities": {"issuer": "https://id.example", "subject": "k"},
    "sign_in_links": {"id": "s1", "made_at": AT, "expires_at": LATER},
}


@pytest.fixture
def full(engine: sa.Engine) -> sa.Engine:
    fill(engine)
    with writing(engine) as connection:
        for name, person in (("yes-7", OTHER), ("yes-77", PERSON)):
            row = YES | {"id": name, "participant_id": person}
            connection.execute(METADATA.tables["consents"].insert().values(row))
        accounts = METADATA.tables["accounts"]
        connection.execute(accounts.update().values(phone="900 00 001"))
        for name, row in ROWS.items():
            connection.execute(METADATA.tables[name].insert().values(row | {"account": "kari"}))
    return engine


def change(engine: sa.Engine, table: str, key: str, **values: Any) -> None:
    named = METADATA.tables[table]
    with writing(engine) as connection:
        connection.execute(named.update().where(named.c.id == key).values(**values))


def column(engine: sa.Engine, table: str, name: str) -> dict[str, Any]:
    named = METADATA.tables[table]
    (key, *_) = named.primary_key
    with reading(engine) as connection:
        return {row[0]: row[1] for row in connection.execute(sa.select(key, named.c[name]))}


def test_a_yes_that_was_taken_back_since_does_not_hold_again(full, versions, copies):
    source = backed_up(full, versions, copies)
    change(full, "consents", "yes-7", state="withdrawn", changed_at=LATER, changed_by="participant")
    restored(full, versions, source, replace=True)
    assert column(full, "consents", "state") == {
        "c1": "refused", "yes-7": "withdrawn", "yes-77": "given",
    }  # fmt: skip
    assert column(full, "consents", "changed_by")["yes-7"] == "participant"


def test_a_yes_of_somebody_who_was_erased_since_does_not_hold(full, versions, copies):
    source = backed_up(full, versions, copies)
    erase(full, OPERATOR, PERSON, now=NOW + timedelta(hours=1))
    done = restored(full, versions, source, replace=True)
    assert done.erased_since == 1 and done.erased == (PERSON,)  # who is to be erased again
    assert (done.consents_unsure, done.mails_unsure) == (0, 0)
    states = column(full, "consents", "state")
    assert (states["yes-7"], states["yes-77"]) == ("given", "expired")
    # The mail that asked for the person is not sent either.
    assert column(full, "mails", "state")["mr1"] == "cancelled"


def test_tokens_links_accounts_and_calendars_stay_closed(full, versions, copies):
    source = backed_up(full, versions, copies)
    change(full, "api_tokens", "t1", revoked_on=LATER.date())
    for table, key in (("request_links", "rl1"), ("consent_links", "cl1"), ("report_links", "l1")):
        change(full, table, key, withdrawn_at=LATER)
    with writing(full) as connection:
        row = {"account": "kari", "closed_on": LATER.date(), "closed_by": "astrid"}
        connection.execute(METADATA.tables["closed_accounts"].insert().values(row))
        connection.execute(METADATA.tables["calendar_links"].delete())
        connection.execute(METADATA.tables["identities"].delete())
    change(full, "sign_in_links", "s1", used_at=LATER)
    restored(full, versions, source, replace=True)
    assert column(full, "api_tokens", "revoked_on") == {"t1": LATER.date()}
    for table in ("request_links", "consent_links", "report_links"):
        assert set(column(full, table, "withdrawn_at").values()) == {LATER}
    assert column(full, "closed_accounts", "closed_by") == {"kari": "astrid"}
    # Nobody rings somebody who has left.
    assert column(full, "accounts", "phone") == {"kari": None}
    assert column(full, "calendar_links", "digest") == column(full, "identities", "subject") == {}
    assert column(full, "sign_in_links", "used_at") == {"s1": LATER}


def test_a_mail_that_went_out_since_does_not_go_out_again_and_one_that_waits_waits(
    full, versions, copies
):
    source = backed_up(full, versions, copies)
    change(full, "mails", "mr10", state="sent", sent_at=LATER, attempts=1, next_try_at=None)
    restored(full, versions, source, replace=True)
    assert column(full, "mails", "state") == {"m1": "sent", "mr1": "queued", "mr10": "sent"}
    assert column(full, "mails", "sent_at")["mr10"] == LATER


def test_a_mail_that_was_made_and_sent_since_is_not_queued_again(full, versions, copies):
    source = backed_up(full, versions, copies)
    mail = Mail("request:r7:reminded", "a@example.no", "Hei", "Hei", "kari", employer_id="E1")
    elsewhere = replace(mail, subject_key="request:new", employer_id="E2")
    with writing(full) as connection:
        employers = METADATA.tables["employers"]
        connection.execute(employers.insert().values(employer_id="E2"))
        for each in (mail, elsewhere, replace(mail, subject_key="request:waits")):
            queue_mail(connection, each, NOW)
        sent = METADATA.tables["mails"].update().values(state="sent", sent_at=LATER)
        connection.execute(sent.where(sa.column("subject_key") != "request:waits"))
    restored(full, versions, source, replace=True)
    with writing(full) as connection:
        assert not queue_mail(connection, mail, NOW)
        # What was to be told of what is not there is forgotten.
        assert {"request:new", "request:waits"}.isdisjoint(
            connection.execute(sa.select(METADATA.tables["mails"].c.subject_key)).scalars()
        )


def test_undoing_a_restore_brings_back_what_was_said_between(full, versions, copies):
    consents = METADATA.tables["consents"]
    with writing(full) as connection:
        connection.execute(consents.delete().where(consents.c.id == "yes-77"))
    source = backed_up(full, versions, copies)
    with writing(full) as connection:
        row = YES | {"id": "new", "participant_id": PERSON}
        connection.execute(consents.insert().values(row))
    change(full, "consents", "yes-7", state="withdrawn", changed_at=LATER, changed_by="participant")
    kept = restored(full, versions, source, replace=True).kept
    assert "new" not in column(full, "consents", "state")
    later = NOW + timedelta(days=2)
    done = restore_backup(address(full), versions, Path(kept[0]), now=later, replace=True)
    states = column(full, "consents", "state")
    assert (states["new"], states["yes-7"]) == ("given", "withdrawn")
    assert done.consents_unsure == 1
    assert column(full, "calendar_links", "digest") == {"kari": "d"}


def test_a_store_that_was_only_tried_out_says_nothing_of_the_backup(
    full, versions, copies, empty_url
):
    with reading(full) as connection:
        note_everybody(connection, OPERATOR)
    source = backed_up(full, versions, copies)
    tried = open_store(empty_url)
    try:
        prepare_store(tried)
        add_user(tried, "prøve", None, Role.ADMINISTRATOR, None, today=TODAY)
        done = restore_backup(empty_url, versions, source, now=NOW, replace=True)
        assert (done.consents_unsure, done.mails_unsure) == (2, 2)
        assert column(tried, "consents", "state")["yes-7"] == "given"
        assert column(tried, "calendar_links", "digest") == {"kari": "d"}
    finally:
        tried.dispose()


def test_where_nothing_is_known_no_mail_goes_by_itself_and_it_is_said(
    full, versions, copies, empty_url
):
    source = backed_up(full, versions, copies)
    done = restore_backup(empty_url, versions, source, now=NOW)
    assert (done.consents_unsure, done.mails_unsure) == (2, 2)


def test_what_nobody_knows_is_said_after_a_second_try_too(sqlite_engine):
    fill(sqlite_engine)
    for _ in range(2):
        with writing(sqlite_engine) as connection:
            unsure = keep_taken_back(connection, None)
        assert unsure == Unsure(consents=0, mails=2)


def test_nor_after_the_file_was_damaged(sqlite_engine, versions, copies):
    fill(sqlite_engine)
    source = backed_up(sqlite_engine, versions, copies)
    damage_file(sqlite_engine)
    done = restored(sqlite_engine, versions, source, replace=True)
    assert (done.consents_unsure, done.mails_unsure) == (0, 2)
    assert column(sqlite_engine, "mails", "state")["mr1"] == "uncertain"


def test_what_was_not_taken_back_comes_as_it_was(full, versions, copies):
    source = backed_up(full, versions, copies)
    before = {name: column(full, name, "id") for name in ("mails", "consents", "api_tokens")}
    states = column(full, "mails", "state"), column(full, "consents", "state")
    restored(full, versions, source, replace=True)
    assert {name: column(full, name, "id") for name in before} == before
    assert (column(full, "mails", "state"), column(full, "consents", "state")) == states
    assert column(full, "calendar_links", "digest") == {"kari": "d"}


def test_the_command_says_what_nobody_knows(sqlite_engine, versions, copies, monkeypatch, tmp_path):
    fill(sqlite_engine)
    source = backed_up(sqlite_engine, versions, copies)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    monkeypatch.setenv("JOBBSMAK_MODELS", str(versions))
    done = CliRunner().invoke(cli, ["restore", str(source)], prog_name="jobbsmak")
    assert done.exit_code == 0 and "2 mails may have gone out since" in done.stderr
    assert "hold again" not in done.stderr


def test_only_who_is_back_is_to_be_erased_again_and_the_command_names_them(
    sqlite_engine, versions, copies, monkeypatch
):
    fill(sqlite_engine)
    source = backed_up(sqlite_engine, versions, copies)
    erase(sqlite_engine, OPERATOR, PERSON, now=NOW + timedelta(hours=1))
    without = make_backup(sqlite_engine, versions, copies / "without.tar.gz", now=NOW).file
    done = restored(sqlite_engine, versions, without, replace=True)
    assert (done.erased_since, done.erased) == (1, ())
    monkeypatch.setenv("DATABASE_URL", address(sqlite_engine))
    monkeypatch.setenv("JOBBSMAK_MODELS", str(versions))
    told = CliRunner().invoke(cli, ["restore", str(source), "--yes"], prog_name="jobbsmak").stderr
    assert f"and are back: run `jobbsmak erase` for them again ({PERSON})" in told
