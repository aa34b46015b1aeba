"""Every migration down and up again on a store with rows in every table: what stays is the same."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from matcher.store.columns import METADATA
from matcher.store.engine import migrating, reading
from matcher.store.every_table import REVISION_TABLE, tables_found
from matcher.store.migrate import REVISIONS, alembic_config, check_store
from matcher.store.whole import damage
from matcher.workflows.backup import make_backup
from matcher.workflows.restore import restore_backup
from tests.integration.filled_store import contents, fill

Contents = dict[str, dict[str, list[str]]]


@pytest.fixture
def full(engine: sa.Engine) -> sa.Engine:
    rows = fill(engine)
    assert set(METADATA.tables) == {name for name, count in rows.items() if count} - {
        REVISION_TABLE
    }
    return engine


def move(engine: sa.Engine, revision: str) -> None:
    with migrating(engine) as connection:
        config = alembic_config(connection)
        current = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        (command.downgrade if revision < current else command.upgrade)(config, revision)


def same(
    before: dict[str, dict[str, list[str]]], after: dict[str, dict[str, list[str]]]
) -> set[str]:
    """The tables of both, which must hold the same in the columns of both; answers them."""
    both = (set(before) & set(after)) - {REVISION_TABLE}
    for name in both:
        assert bool(before[name]) == bool(after[name]), name  # no columns: no rows
        shared = set(before[name]) & set(after[name])
        for column in shared:
            assert before[name][column] == after[name][column], (name, column)
    return both


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_down_to_any_version_and_up_again_what_stays_is_the_same(full, revision):
    before = contents(full)
    move(full, revision)
    down = contents(full)
    move(full, REVISIONS[-1])
    up = contents(full)

    assert same(before, down) == set(down) - {REVISION_TABLE}
    assert same(down, up) == set(down) - {REVISION_TABLE}
    assert set(up) == set(before)
    check_store(full)
    with reading(full) as connection:
        assert damage(connection) is None


def test_version_by_version_down_to_the_first_and_up_nothing_that_stays_changes(full):
    steps = contents(full)
    for revision in (*reversed(REVISIONS[:-1]), *REVISIONS[1:]):
        move(full, revision)
        now = contents(full)
        assert same(steps, now)
        steps = now
    check_store(full)


def test_a_backup_of_a_store_with_rows_in_every_table_comes_back_as_it_was(full, tmp_path: Path):

    now = datetime(2026, 3, 31, 2, 5, tzinfo=UTC)
    before, versions = contents(full), tmp_path / "versions"
    source = make_backup(full, versions, tmp_path, now=now).file
    with migrating(full) as connection:
        connection.exec_driver_sql("DELETE FROM week_activities")
    url = full.url.render_as_string(hide_password=False)
    restore_backup(url, versions, source, now=now.replace(hour=3), replace=True)

    after = contents(full)
    used = {"sessions", "store_version", "table_versions", "audit_log", "audit_head"}
    assert same({n: before[n] for n in before if n not in used}, after) == set(before) - used - {
        REVISION_TABLE
    }


def test_no_table_of_the_migrations_is_missed_by_a_copy(engine: sa.Engine):
    with engine.connect() as connection:
        assert set(tables_found(connection)) == set(sa.inspect(connection).get_table_names())
