"""Making a store, bringing it up to date, and saying what is wrong with one that is not ready."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import matcher.store
from matcher.domain.errors import StoreBusy, StoreMissing, StoreProblem, StoreTooNew
from matcher.store import engine as engine_module
from matcher.store.columns import METADATA
from matcher.store.engine import migrating, open_store, reading, writing
from matcher.store.migrate import REVISIONS, alembic_config, check_store, prepare_store
from matcher.store.readers import store_version
from matcher.workflows.setup_store import init


@pytest.fixture
def new(empty_url: str) -> Iterator[sa.Engine]:
    opened = open_store(empty_url)
    yield opened
    opened.dispose()


def test_a_new_store_is_made_once_and_again_without_harm(new: sa.Engine) -> None:
    init(new)
    with writing(new) as connection:
        connection.exec_driver_sql("INSERT INTO offices (office_id) VALUES ('N1')")
    init(new)
    check_store(new)
    with reading(new) as connection:
        assert connection.exec_driver_sql("SELECT office_id FROM offices").all() == [("N1",)]


def test_a_store_that_was_never_set_up_says_so(new: sa.Engine) -> None:
    with pytest.raises(StoreMissing, match="jobbsmak init"):
        check_store(new)
    with pytest.raises(StoreMissing, match="jobbsmak init"), writing(new):
        pass


def test_looking_at_a_missing_store_makes_no_file(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'no' / 'store.db'}")
    with pytest.raises(StoreMissing, match=r"no store at .*store\.db"):
        check_store(engine)
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_may_read_a_new_sqlite_store(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    engine = open_store(f"sqlite:///{path}")
    prepare_store(engine)
    engine.dispose()
    assert path.stat().st_mode & 0o077 == 0


def test_migrations_and_models_agree(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_migrations_and_models_make_the_same_constraints(tmp_path: Path) -> None:
    migrated = open_store(f"sqlite:///{tmp_path / 'migrated.db'}")
    prepare_store(migrated)
    direct = sa.create_engine(f"sqlite:///{tmp_path / 'direct.db'}")
    METADATA.create_all(direct)
    assert _statements(migrated) == _statements(direct)


def _statements(engine: sa.Engine) -> set[str]:
    listed = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
    with engine.connect() as connection:
        found = connection.exec_driver_sql(listed).scalars().all()
    engine.dispose()
    return {"\n".join(sorted(_parts(sql))) for sql in found}


def _parts(sql: str) -> Iterator[str]:
    """The parts of a table, whose order is of no consequence; columns that were added stand in one
    line after its constraints.
    """
    for part in re.split(r"\n|, (?=\w+ TEXT)", sql):
        if said := part.strip(" ,\t)"):
            yield said


def test_a_store_can_be_taken_down_and_made_again(engine: sa.Engine) -> None:
    with migrating(engine) as connection:
        command.downgrade(alembic_config(connection), "base")
    with engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == ["alembic_version"]
    prepare_store(engine)
    check_store(engine)


def test_the_listed_revisions_are_those_of_the_folder() -> None:
    folder = Path(str(matcher.store.__file__)).parent / "migrations"
    found = [script.revision for script in ScriptDirectory(str(folder)).walk_revisions()]
    assert tuple(reversed(found)) == REVISIONS


def test_a_store_from_a_newer_version_is_left_alone(engine: sa.Engine) -> None:
    _set_revision(engine, "9999")
    with pytest.raises(StoreTooNew, match="newer version"):
        check_store(engine)
    with pytest.raises(StoreTooNew, match="newer version"):
        prepare_store(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").all() == [
            ("9999",)
        ]


def test_a_store_from_an_older_version_asks_for_init(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.store.migrate.REVISIONS", (*REVISIONS, "a later one"))
    with pytest.raises(StoreProblem, match=r"older version.*jobbsmak init"):
        check_store(engine)


def _set_revision(engine: sa.Engine, revision: str) -> None:
    with writing(engine) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :r"), {"r": revision})


def test_what_was_acknowledged_is_on_the_disk(
    sqlite_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the other tests do not wait for the disk
    opened = open_store(str(sqlite_engine.url))
    with reading(opened) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2  # FULL
    opened.dispose()


def test_each_change_counts_the_store_up_and_a_rollback_does_not(engine: sa.Engine) -> None:
    with reading(engine) as connection:
        before = store_version(connection)
    with writing(engine):
        pass
    with writing(engine) as connection:
        connection.rollback()
    with pytest.raises(ZeroDivisionError), writing(engine):
        _ = 1 / 0
    with reading(engine) as connection:
        assert store_version(connection) == before + 1


def test_a_second_writer_waits_and_then_hears_that_the_store_is_busy(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "BUSY_SECONDS", 1)
    first, second = open_store(store_url), open_store(store_url)
    with writing(first):
        with pytest.raises(StoreBusy, match="another program"), writing(second):
            pass
        with reading(second) as connection:  # a reader is never in the way, nor is a writer
            assert store_version(connection) == 0
    first.dispose()
    second.dispose()


def test_a_reader_sees_one_moment(engine: sa.Engine) -> None:
    with reading(engine) as connection:
        before = store_version(connection)
        with writing(engine):
            pass
        assert store_version(connection) == before


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("shopping list\n" * 100)
    engine = open_store(f"sqlite:///{path}")
    for attempt in (check_store, prepare_store):
        with pytest.raises(StoreProblem, match=r"notes\.db is not a database"):
            attempt(engine)
    engine.dispose()
    assert path.read_text() == "shopping list\n" * 100


def test_a_damaged_store_says_to_restore_it(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    whole = sqlite_template.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    engine = open_store(f"sqlite:///{path}")
    with pytest.raises(StoreProblem, match="damaged; restore it"):
        check_store(engine)
    engine.dispose()


def test_a_full_disk_is_told_and_nothing_is_kept(sqlite_engine: sa.Engine) -> None:
    @sa.event.listens_for(sqlite_engine, "connect")
    def _limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite takes the present size instead

    with pytest.raises(StoreProblem, match="disk is full"), writing(sqlite_engine) as connection:
        for n in range(2000):
            connection.exec_driver_sql(
                "INSERT INTO offices VALUES (?, ?, NULL)", (str(n), "x" * 99)
            )
    with reading(sqlite_engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM offices").scalar() == 0


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_a_url_that_names_no_store_is_refused(url: str) -> None:
    with pytest.raises(StoreProblem, match="DATABASE_URL"):
        open_store(url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_server_that_does_not_answer_is_named_without_its_password(scheme: str) -> None:
    engine = open_store(f"{scheme}://kari:hemmelig@127.0.0.1:1/jobbsmak")
    with pytest.raises(StoreProblem, match="cannot be reached") as caught:
        check_store(engine)
    assert "hemmelig" not in str(caught.value)


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_missing(postgres_server: Callable[[str], str]) -> None:
    engine = open_store(postgres_server("nowhere"))
    with pytest.raises(StoreMissing, match="make the database"):
        check_store(engine)
