"""A restore brings everything back, keeps what stood there, and is refused where it must be."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic import command as alembic

from matcher.domain.errors import NotAllowed, StoreTooNew
from matcher.store.engine import migrating, open_store, reading, writing
from matcher.store.every_table import REVISION_TABLE, holds_nothing, row_counts
from matcher.store.migrate import alembic_config, check_store
from matcher.store.readers import store_version
from matcher.store.trust_tables import erasures, sessions
from matcher.workflows.audit_log import verify_log
from matcher.workflows.backup import make_backup
from matcher.workflows.restore import restore_backup
from tests.integration.copies.copy_steps import (
    NOW,
    address,
    backed_up,
    everything,
    lose_a_wish,
    restored,
)


def test_a_backup_brings_everything_back_into_the_live_store(filled, versions, copies):
    before, source = everything(filled), backed_up(filled, versions, copies)
    lose_a_wish(filled)
    done = restored(filled, versions, source, replace=True)

    assert everything(filled) == before
    assert done.rows["wishes"] == 2
    check_store(filled)


def test_a_store_with_anything_in_it_is_replaced_only_when_told(filled, versions, copies):
    source, before = backed_up(filled, versions, copies), everything(filled)
    with pytest.raises(NotAllowed, match=r"of 2 participants.*--yes"):
        restored(filled, versions, source)
    assert everything(filled) == before


def test_what_stood_there_is_kept_and_can_be_brought_back(filled, versions, copies):
    source = backed_up(filled, versions, copies)
    lose_a_wish(filled)
    changed = everything(filled)
    said: list[str] = []
    done = restored(filled, versions, source, replace=True, report=said.append)
    (kept,) = map(Path, done.kept)
    again = restore_backup(
        address(filled), versions, kept, now=NOW + timedelta(days=2), replace=True
    )

    assert any(str(kept) in line for line in said)
    assert again.rows["wishes"] == 1 and everything(filled) == changed


def test_a_backup_goes_into_a_place_where_there_is_no_store(filled, versions, copies, empty_url):
    source, before = backed_up(filled, versions, copies), everything(filled)
    done = restore_backup(empty_url, versions, source, now=NOW)
    engine = open_store(empty_url)
    check_store(engine)

    assert done.kept == () and everything(engine) == before
    lose_a_wish(engine)  # it may be used
    engine.dispose()


def test_a_backup_goes_into_a_store_that_is_set_up_and_empty(filled, versions, copies):
    source, before = backed_up(filled, versions, copies), everything(filled)
    with filled.connect() as connection:
        assert not holds_nothing(row_counts(connection))
    with migrating(filled) as connection:
        alembic.downgrade(alembic_config(connection), "base")
        alembic.upgrade(alembic_config(connection), "head")
    with filled.connect() as connection:
        assert holds_nothing(row_counts(connection))
    done = restored(filled, versions, source)

    assert done.kept == () and everything(filled) == before


def test_the_store_counts_on_so_that_nobody_keeps_what_was_read(filled, versions, copies):
    source = backed_up(filled, versions, copies)
    seen = set()
    for _ in range(5):
        lose_a_wish(filled)
        with reading(filled) as connection:
            seen.add(store_version(connection))
    restored(filled, versions, source, replace=True)

    with reading(filled) as connection:
        assert store_version(connection) > max(seen)


def test_everybody_is_signed_out_by_a_restore(filled, versions, copies):
    with writing(filled) as connection:
        connection.exec_driver_sql(
            "INSERT INTO accounts (name, role, office_id, password_hash, created_on, language)"
            " VALUES ('kari', 'adviser', 'N1', 'x', '2026-01-01', 'nb')"
        )
        connection.execute(
            sessions.insert().values(
                digest="d", account="kari", began_at=datetime(2026, 3, 30),
                used_at=datetime(2026, 3, 30), ends_at=datetime(2026, 3, 31),
            )
        )  # fmt: skip
    source = backed_up(filled, versions, copies)
    restored(filled, versions, source, replace=True)

    with reading(filled) as connection:
        rows = row_counts(connection)
    assert (rows["accounts"], rows["sessions"]) == (1, 0)


def test_people_who_were_erased_since_are_counted(filled, versions, copies):
    source = backed_up(filled, versions, copies)
    with writing(filled) as connection:
        for day in (30, 31):
            at = datetime(2026, 3, day, 12)
            connection.execute(erasures.insert().values(erased_at=at, erased_by="x", models=[]))
    assert restored(filled, versions, source, replace=True).erased_since == 1


def test_a_backup_of_an_older_version_is_brought_to_this_one(filled, versions, copies):
    with migrating(filled) as connection:
        alembic.downgrade(alembic_config(connection), "0002")
    made = make_backup(filled, versions, copies, now=NOW)
    before = everything(filled)
    del before[REVISION_TABLE]
    with migrating(filled) as connection:
        alembic.upgrade(alembic_config(connection), "head")
    done = restored(filled, versions, made.file, replace=True)

    assert (made.revision, done.revision) == ("0002", "0002")
    check_store(filled)
    after = everything(filled)
    assert {name: after[name] for name in before} == before


def test_a_store_of_a_newer_version_is_neither_copied_nor_replaced(filled, versions, copies):
    source = backed_up(filled, versions, copies)
    with writing(filled) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = everything(filled)
    with pytest.raises(StoreTooNew):
        make_backup(filled, versions, copies / "new.tar.gz", now=NOW)
    with pytest.raises(StoreTooNew):
        restored(filled, versions, source, replace=True)
    assert everything(filled) == before


def test_the_audit_log_tells_of_copies_and_stays_whole(filled, versions, copies):
    source = backed_up(filled, versions, copies)
    restored(filled, versions, source, replace=True)
    assert verify_log(filled).problem is None
    with reading(filled) as connection:
        noted = connection.exec_driver_sql("SELECT action FROM audit_log ORDER BY id").scalars()
        assert list(noted)[-1] == "write"
