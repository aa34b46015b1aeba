"""What only PostgreSQL has: a program that copies, another database, tables of others."""

import pytest

from matcher.domain.errors import CopyProblem
from matcher.store.engine import open_store, reading, writing
from matcher.store.every_table import row_counts
from matcher.store.writers import upsert_market
from matcher.workflows.backup import make_backup
from matcher.workflows.restore import restore_backup
from tests.integration.copies.copy_steps import NOW, backed_up, lose_a_wish, restored

pytestmark = pytest.mark.postgres


def test_without_pg_dump_the_command_says_what_to_install(
    new_postgres_url, versions, copies, monkeypatch
):
    engine = open_store(new_postgres_url())
    monkeypatch.setenv("PATH", str(copies))
    with pytest.raises(CopyProblem, match="There is no pg_dump on PATH"):
        make_backup(engine, versions, copies, now=NOW)
    engine.dispose()
    assert list(copies.iterdir()) == []


def test_a_backup_of_the_other_database_is_refused(new_postgres_url, store, versions, copies):
    source = backed_up(store, versions, copies)
    with pytest.raises(CopyProblem, match="backup of a sqlite store"):
        restore_backup(new_postgres_url(), versions, source, now=NOW)


def test_tables_of_other_programs_stay_as_they_are(
    new_postgres_url, versions, copies, small_market
):
    engine = open_store(new_postgres_url())
    with writing(engine) as connection:
        upsert_market(connection, small_market)
        connection.exec_driver_sql("CREATE TABLE another_programs (word text)")
        connection.exec_driver_sql("INSERT INTO another_programs VALUES ('stays')")
    source = backed_up(engine, versions, copies)
    lose_a_wish(engine)
    restored(engine, versions, source, replace=True)

    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT word FROM another_programs").all() == [("stays",)]
        assert row_counts(connection)["wishes"] == 2
    engine.dispose()
