"""Backup and restore, on both databases: what is copied comes back, nothing is lost."""

import hashlib
import io
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command as alembic
from click.testing import CliRunner, Result

from matcher.cli import cli
from matcher.domain.employers import Office
from matcher.domain.errors import (
    CopyProblem,
    NotAllowed,
    StoreBusy,
    StoreMissing,
    StoreProblem,
    StoreTooNew,
)
from matcher.domain.market import Market
from matcher.store.archive import MANIFEST, read_manifest, unpack
from matcher.store.columns import METADATA
from matcher.store.copy_folder import give_name
from matcher.store.copy_sqlite import put_back_sqlite
from matcher.store.engine import migrating, open_store, reading, writing
from matcher.store.every_table import REVISION_TABLE, holds_nothing, row_counts, tables_found
from matcher.store.migrate import REVISIONS, alembic_config, check_store
from matcher.store.readers import read_market, store_version
from matcher.store.standstill import Standstill, _OfFile
from matcher.store.trust_tables import erasures, sessions
from matcher.store.writers import upsert_market
from matcher.workflows.audit_log import verify_log
from matcher.workflows.backup import make_backup
from matcher.workflows.last_backup import backup_finding
from matcher.workflows.restore import Restored, restore_backup
from matcher.workflows.store_before import keep_before
from tests.integration.learned_models import keep_model

NOW = datetime(2026, 3, 31, 2, 5, tzinfo=UTC)
MEMBERS = ("store.db", "store.dump")


def address(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    return tmp_path / "versions"


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    place = tmp_path / "copies"
    place.mkdir()
    return place


def everything(engine: sa.Engine) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but those that say how often, and by whom, the store was used."""
    used = {"store_version", "table_versions", "audit_log", "audit_head", "sessions"}
    with engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(sa.text(f"SELECT * FROM {name}"))))
            for name in tables_found(connection)
            if name not in used
        }


def backed_up(engine: sa.Engine, versions: Path, copies: Path) -> Path:
    return make_backup(engine, versions, copies, now=NOW).file


def restored(engine: sa.Engine, versions: Path, source: Path, **how: Any) -> Restored:
    return restore_backup(address(engine), versions, source, now=NOW + timedelta(days=1), **how)


def lose_a_wish(engine: sa.Engine) -> None:
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM wishes WHERE rank = 2")


def test_a_backup_brings_everything_back_into_the_live_store(filled, versions, copies):
    before, source = everything(filled), backed_up(filled, versions, copies)
    lose_a_wish(filled)
    done = restored(filled, versions, source, replace=True)

    assert everything(filled) == before
    assert done.rows["wishes"] == 2
    check_store(filled)


def test_a_backup_holds_accounts_and_models_that_no_export_does(filled, versions, copies):
    model = keep_model(filled, versions, 1, NOW)
    made = make_backup(filled, versions, copies, now=NOW)
    shutil.rmtree(versions)
    done = restored(filled, versions, made.file, replace=True)

    assert made.models == done.models == (model.version,)
    assert hashlib.sha256((versions / model.version / "model.joblib").read_bytes()).hexdigest() == (
        model.sha256
    )


def test_a_model_that_is_damaged_here_is_set_aside_for_the_whole_one(filled, versions, copies):
    model = keep_model(filled, versions, 1, NOW)
    source = backed_up(filled, versions, copies)
    (versions / model.version / "model.joblib").write_bytes(b"cut short")
    done = restored(filled, versions, source, replace=True)

    (aside,) = map(Path, done.models_set_aside)
    assert (aside / "model.joblib").read_bytes() == b"cut short"
    assert (versions / model.version / "model.joblib").read_bytes() != b"cut short"


def test_a_model_that_is_lost_keeps_no_data_from_being_copied(filled, versions, copies):
    model = keep_model(filled, versions, 1, NOW)
    shutil.rmtree(versions)
    made = make_backup(filled, versions, copies, now=NOW)

    assert made.models == ()
    assert "cannot be read" in made.models_missing[model.version]


def test_only_the_owner_may_read_a_backup(filled, versions, copies):
    assert backed_up(filled, versions, copies).stat().st_mode & 0o077 == 0


def test_a_backup_is_named_by_its_time_in_a_folder_and_overwrites_nothing(filled, versions, copies):
    first = backed_up(filled, versions, copies)
    content = first.read_bytes()

    assert first.name == "jobbsmak-20260331-020500.tar.gz"
    for target in (copies, first):
        with pytest.raises(CopyProblem, match="exists already"):
            make_backup(filled, versions, target, now=NOW)
    assert first.read_bytes() == content and list(copies.iterdir()) == [first]


def test_a_name_that_was_taken_in_the_meantime_is_not_overwritten(tmp_path):
    (tmp_path / "finished").write_text("new")
    (tmp_path / "name").write_text("old")
    with pytest.raises(CopyProblem, match="exists already"):
        give_name(tmp_path / "finished", tmp_path / "name")
    assert (tmp_path / "name").read_text() == "old"


def test_a_folder_that_is_not_there_is_named(filled, versions, copies):
    with pytest.raises(CopyProblem, match=r"There is no folder .*nowhere"):
        make_backup(filled, versions, copies / "nowhere" / "b.tar.gz", now=NOW)


def test_a_store_that_is_not_there_cannot_be_copied(empty_url, versions, copies):
    engine = open_store(empty_url)
    with pytest.raises(StoreMissing, match="jobbsmak init"):
        make_backup(engine, versions, copies, now=NOW)
    engine.dispose()
    assert list(copies.iterdir()) == []


def test_a_backup_counts_every_table_as_it_was(filled, versions, copies):
    with reading(filled) as connection:
        rows = row_counts(connection)
    made = make_backup(filled, versions, copies, now=NOW)

    assert made.rows == rows == read_manifest(made.file)["rows"]
    assert set(rows) == {*METADATA.tables, REVISION_TABLE}


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
    with writing(engine) as connection:  # and may be used
        connection.exec_driver_sql("DELETE FROM wishes WHERE rank = 2")
    engine.dispose()


def test_a_backup_goes_into_a_store_that_is_set_up_and_empty(filled, versions, copies, backend):
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


def test_a_backup_of_an_older_version_is_brought_to_this_one(filled, versions, copies, backend):
    with migrating(filled) as connection:
        alembic.downgrade(alembic_config(connection), "0002")
    before = everything(filled)
    made = make_backup(filled, versions, copies, now=NOW)
    with migrating(filled) as connection:
        alembic.upgrade(alembic_config(connection), "head")
    done = restored(filled, versions, made.file, replace=True)

    assert (made.revision, done.revision) == ("0002", "0002")
    check_store(filled)
    after = everything(filled)
    assert {name: after[name] for name in before if name != REVISION_TABLE} == {
        name: rows for name, rows in before.items() if name != REVISION_TABLE
    }


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


# --- Archives that were altered -----------------------------------------------------------------


def rewritten(
    source: Path,
    change: Callable[[dict[str, bytes]], None],
    extra: tuple[tarfile.TarInfo, ...] = (),
) -> Path:
    """The archive with its members changed, as somebody would who does not know the manifest."""
    with tarfile.open(source) as tar:
        members = {info.name: tar.extractfile(info).read() for info in tar.getmembers()}
    change(members)
    target = source.with_name("altered.tar.gz")
    with tarfile.open(target, "w:gz") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        for info in extra:
            tar.addfile(info)
    return target


def store_member(members: dict[str, bytes]) -> str:
    return next(name for name in MEMBERS if name in members)


def flip_a_byte(members: dict[str, bytes]) -> None:
    name = store_member(members)
    middle = len(members[name]) // 2
    flipped = bytes([members[name][middle] ^ 1])
    members[name] = members[name][:middle] + flipped + members[name][middle + 1 :]


def cut_short(members: dict[str, bytes]) -> None:
    name = store_member(members)
    members[name] = members[name][:-1]


def leave_out(members: dict[str, bytes]) -> None:
    del members[store_member(members)]


def climb(members: dict[str, bytes]) -> None:
    members["../../climbed"] = b"x"


def say(**what: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members[MANIFEST] = json.dumps(json.loads(members[MANIFEST]) | what).encode()

    return change


def climb_by_manifest(members: dict[str, bytes]) -> None:
    manifest = json.loads(members[MANIFEST])
    stated = {"size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    manifest["members"]["models/../../climbed"] = stated
    members[MANIFEST] = json.dumps(manifest).encode()
    members["models/../../climbed"] = b"x"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (flip_a_byte, "altered"),
        (cut_short, "altered"),
        (leave_out, "altered"),
        (climb, "altered"),
        (climb_by_manifest, "altered"),
        (say(rows={"offices": 99}), "rows are not those"),
        (say(members=[]), "altered"),
        (say(members={"store.db": 1}), "altered"),
        (say(format="1"), "altered"),
        (say(format=2), "newer version"),
        (say(revision="9999"), "newer version"),
        (say(backend="oracle"), "altered"),
        (lambda members: members.pop(MANIFEST), "not a backup"),
        (lambda members: members.update({MANIFEST: b"[" * 100_000}), "altered"),
    ],
)
def test_an_altered_backup_is_refused_and_nothing_is_changed(
    filled, versions, copies, change, said
):
    source = rewritten(backed_up(filled, versions, copies), change)
    before, files = everything(filled), sorted(copies.parent.rglob("*"))
    with pytest.raises(CopyProblem, match=said):
        restored(filled, versions, source, replace=True)

    assert everything(filled) == before
    assert not list(copies.parent.parent.glob("climbed"))
    assert [path for path in sorted(copies.parent.rglob("*")) if path not in files] == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_a_link_in_a_backup_is_refused(store, versions, copies, kind):
    link = tarfile.TarInfo("models/V1/model.joblib")
    link.type, link.linkname = kind, "/etc/passwd"
    source = rewritten(backed_up(store, versions, copies), lambda members: None, (link,))
    with pytest.raises(CopyProblem, match="altered"):
        restored(store, versions, source, replace=True)


@pytest.mark.parametrize("content", [b"", b"shopping list", b"\x1f\x8b\x08\x00"])
def test_a_file_that_is_no_backup_is_refused(store, versions, copies, content):
    (copies / "notes.txt").write_bytes(content)
    with pytest.raises(CopyProblem, match=r"cannot be read as a backup|not a backup"):
        restored(store, versions, copies / "notes.txt", replace=True)


def test_a_backup_that_was_cut_short_is_refused(store, versions, copies):
    source = backed_up(store, versions, copies)
    whole = source.read_bytes()
    for part in (len(whole) // 3, len(whole) * 2 // 3):
        source.write_bytes(whole[:part])
        with pytest.raises(CopyProblem, match="Nothing was restored"):
            restored(store, versions, source, replace=True)


def test_a_backup_that_is_not_there_is_named(store, versions, copies):
    with pytest.raises(CopyProblem, match=r"There is no backup .*no\.tar\.gz"):
        restored(store, versions, copies / "no.tar.gz")


def test_unpacking_writes_only_for_the_owner(store, versions, copies, tmp_path):
    unpack(backed_up(store, versions, copies), tmp_path / "out")
    assert (tmp_path / "out" / "store.db").stat().st_mode & 0o077 == 0


# --- While the store is used --------------------------------------------------------------------


@pytest.fixture
def writer(filled: sa.Engine) -> Iterator[list[int]]:
    """Somebody who writes all the time; the numbers that were acknowledged."""
    written: list[int] = []
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            number = len(written) + 1
            with writing(filled) as connection:
                connection.exec_driver_sql(f"INSERT INTO offices (office_id) VALUES ('W{number}')")
                connection.exec_driver_sql(
                    f"INSERT INTO employers (employer_id) VALUES ('W{number}')"
                )
            written.append(number)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield written
    finally:
        stop.set()
        thread.join()


def test_a_backup_under_load_is_of_one_moment(filled, versions, copies, writer):
    for number in range(5):
        acknowledged = len(writer)
        made = make_backup(filled, versions, copies / f"{number}.tar.gz", now=NOW)
        assert made.rows["offices"] - 2 == made.rows["employers"] - 1 >= acknowledged


def test_a_restore_under_load_is_one_step_for_whoever_reads(filled, versions, copies, small_market):
    source = backed_up(filled, versions, copies)
    lose_a_wish(filled)
    counts, stop, wrong = set(), threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            try:
                with reading(filled) as connection:
                    market = read_market(connection)
                    counts.add((len(market.wishes), len(market.participants)))
            except Exception as error:  # what a reader meets is what the test is about
                wrong.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        done = restored(filled, versions, source, replace=True)
    finally:
        stop.set()
        thread.join()

    assert counts <= {(1, 2), (2, 2)}
    assert wrong == []
    assert done.rows["wishes"] == 2


def test_nobody_writes_between_the_copy_that_is_kept_and_the_restore(
    filled, versions, copies, monkeypatch
):
    source, other = backed_up(filled, versions, copies), open_store(address(filled))
    written: list[str] = []

    def write() -> None:
        with writing(other) as connection:
            upsert_market(connection, Market(offices=(Office("N9", "Skrevet"),)))
        written.append("N9")

    def while_it_is_kept(*asked: Any) -> tuple[str, ...]:
        thread.start()
        found = keep_before(*asked)
        time.sleep(0.2)
        assert not written, "it waits"
        return found

    thread = threading.Thread(target=write)
    monkeypatch.setattr("matcher.workflows.restore.keep_before", while_it_is_kept)
    restored(filled, versions, source, replace=True)
    thread.join(30)
    other.dispose()
    with reading(filled) as connection:
        assert "N9" in {office.office_id for office in read_market(connection).offices}


@pytest.mark.parametrize(("often", "fails"), [(2, False), (1_000, True)])
def test_who_writes_when_the_lock_is_let_go_is_in_the_copy_or_ends_the_restore(
    store, versions, copies, monkeypatch, often, fails
):
    source, let_go = backed_up(store, versions, copies), _OfFile.let_go
    before, written = everything(store), []

    def then_somebody_writes(held: _OfFile) -> None:
        let_go(held)
        if len(written) < often:
            written.append(f"N{len(written)}x")
            with writing(store) as connection:
                upsert_market(connection, Market(offices=(Office(written[-1]),)))

    monkeypatch.setattr("matcher.workflows.restore.TRIES", 3)
    monkeypatch.setattr(_OfFile, "let_go", then_somebody_writes)
    if fails:
        with pytest.raises(StoreBusy, match="try again"):
            restored(store, versions, source, replace=True)
        assert len(everything(store)["offices"]) == len(before["offices"]) + 3
        assert not list(copies.parent.rglob("jobbsmak-before-restore-*"))
        return
    (kept,) = restored(store, versions, source, replace=True).kept
    assert everything(store)["offices"] == before["offices"]
    assert read_manifest(Path(kept))["rows"]["offices"] == len(before["offices"]) + 2


# --- Damage, full disks, cut-off copies ---------------------------------------------------------


def test_a_damaged_store_gives_no_backup(store, versions, copies):
    damage_file(store)
    with pytest.raises((CopyProblem, StoreProblem), match="damaged"):
        make_backup(store, versions, copies, now=NOW)
    assert list(copies.iterdir()) == []


def damage_file(engine: sa.Engine) -> Path:
    engine.dispose()
    path = Path(str(engine.url.database))
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    return path


def test_a_damaged_store_is_kept_as_it_is_and_gives_way_to_the_backup(store, versions, copies):
    source, before = backed_up(store, versions, copies), everything(store)
    damaged = damage_file(store).read_bytes()
    with pytest.raises(NotAllowed, match="cannot be read, but its file is there"):
        restored(store, versions, source)
    done = restored(store, versions, source, replace=True)

    assert done.restart
    assert Path(done.kept[0]).read_bytes() == damaged
    assert everything(store) == before
    assert Path(str(store.url.database)).stat().st_mode & 0o077 == 0


def run_limited(url: str, *arguments: str, most_bytes: int) -> subprocess.CompletedProcess[str]:
    """The command where no file may grow beyond a size, as on a disk that is full."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return subprocess.run(
        [sys.executable, "-c", "from matcher.cli import main; main()", *arguments],
        env=os.environ | {"DATABASE_URL": url, "JOBBSMAK_MODELS": "/nonexistent"},
        capture_output=True, text=True, check=False, preexec_fn=limit, timeout=120,
    )  # fmt: skip


def test_a_disk_that_fills_during_a_backup_leaves_nothing(filled, copies):
    done = run_limited(address(filled), "backup", str(copies), most_bytes=2_000)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ") and len(done.stderr.splitlines()) == 1
    assert list(copies.iterdir()) == []


def test_a_disk_that_fills_during_a_restore_leaves_the_store_as_it_was(store, versions, copies):
    source = backed_up(store, versions, copies)
    lose_a_wish(store)
    before, files = everything(store), sorted(copies.parent.iterdir())
    done = run_limited(address(store), "restore", str(source), "--yes", most_bytes=200_000)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("Error: ")
    assert everything(store) == before
    assert not list(copies.parent.glob(".jobbsmak-copy-*")) and len(files) == len(
        sorted(copies.parent.iterdir())
    )


def test_a_copy_that_was_killed_is_cleared_away_by_the_next(store, versions, copies):
    left = copies / ".jobbsmak-copy-abc"
    left.mkdir()
    (left / "store.db").write_bytes(b"people's data")
    source = backed_up(store, versions, copies)
    assert list(copies.iterdir()) == [source]


@pytest.mark.postgres
def test_without_pg_dump_the_command_says_what_to_install(
    new_postgres_url, versions, copies, monkeypatch
):
    engine = open_store(new_postgres_url())
    monkeypatch.setenv("PATH", str(copies))
    with pytest.raises(CopyProblem, match="There is no pg_dump on PATH"):
        make_backup(engine, versions, copies, now=NOW)
    engine.dispose()
    assert list(copies.iterdir()) == []


@pytest.mark.postgres
def test_a_backup_of_the_other_database_is_refused(
    new_postgres_url, store, versions, copies, small_market: Market
):
    source = backed_up(store, versions, copies)
    with pytest.raises(CopyProblem, match="backup of a sqlite store"):
        restore_backup(new_postgres_url(), versions, source, now=NOW)


@pytest.mark.postgres
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


# --- The commands -------------------------------------------------------------------------------


def run(engine: sa.Engine, *arguments: str) -> Result:
    os.environ["DATABASE_URL"] = address(engine)
    try:
        return CliRunner().invoke(cli, list(arguments))
    finally:
        del os.environ["DATABASE_URL"]


@pytest.fixture(autouse=True)
def no_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JOBBSMAK_MODELS", str(tmp_path / "versions"))


def test_the_commands_print_one_document(filled, copies):
    made = run(filled, "backup", str(copies / "b.tar.gz"), "--json")
    assert made.exit_code == 0 and made.stdout.count("\n") == 1
    document = json.loads(made.stdout)
    assert set(document) == {
        "file", "sha256", "bytes", "made_at", "revision", "rows", "models", "models_missing",
    }  # fmt: skip
    file = Path(document["file"])
    assert document["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert document["bytes"] == file.stat().st_size and document["revision"] == REVISIONS[-1]

    done = run(filled, "restore", str(file), "--yes", "--json")
    assert done.exit_code == 0 and done.stdout.count("\n") == 1
    document = json.loads(done.stdout)
    assert set(document) == {
        "file", "store", "made_at", "revision", "rows", "models", "models_missing", "kept",
        "models_set_aside", "erased_since", "restart",
    }  # fmt: skip
    assert Path(document["kept"][0]).is_file()


def test_the_commands_say_in_one_line_what_cannot_be_done(store, copies):
    file = str(copies / "b.tar.gz")
    assert run(store, "backup", file).exit_code == 0
    for arguments in (("backup", file), ("restore", file), ("restore", f"{file}x", "--yes")):
        result = run(store, *arguments)
        assert result.exit_code == 1 and result.stdout == ""
        assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1
    assert run(store, "backup").exit_code == run(store, "restore", "--ja", file).exit_code == 2


def test_the_commands_say_in_words_what_was_done(store, copies):
    made = run(store, "backup", str(copies))
    assert "Copied and read back" in made.stdout and "sha256" in made.stdout
    (file,) = copies.iterdir()
    done = run(store, "restore", str(file), "--yes")
    assert done.stdout.startswith("Restored ")
    assert "What was there is kept in" in done.stderr


def test_the_audit_log_tells_of_copies_and_stays_whole(filled, versions, copies):
    source = backed_up(filled, versions, copies)
    restored(filled, versions, source, replace=True)
    assert verify_log(filled).problem is None
    with reading(filled) as connection:
        noted = connection.exec_driver_sql("SELECT action FROM audit_log ORDER BY id").scalars()
        assert list(noted)[-1] == "write"


# --- The doctor ---------------------------------------------------------------------------------


def test_the_doctor_knows_the_last_backup_and_says_where_it_is_old_or_gone(store, versions, copies):
    def said(days: int) -> tuple[str, str | None]:
        found = backup_finding(store.url, NOW + timedelta(days=days))
        return found.state.value, found.entry

    assert said(0) == ("note", "backup-never")
    source = backed_up(store, versions, copies)
    assert said(1) == ("ok", None)
    assert said(8) == ("note", "backup-old")
    source.unlink()
    assert said(1) == ("note", "backup-moved")


def test_every_finding_about_backups_stands_in_the_runbook():
    runbook = (Path(__file__).parents[2] / "models" / "DOCTOR.md").read_text(encoding="utf-8")
    for entry in ("backup-never", "backup-old", "backup-moved"):
        assert f"\n## {entry}\n" in runbook


def test_a_copy_waits_for_a_writer_and_gives_up_in_the_end(store, versions, copies, monkeypatch):
    monkeypatch.setattr("matcher.store.copy_sqlite.PATIENCE_SECONDS", 0.1)
    source = backed_up(store, versions, copies)
    with closing(sqlite3.connect(str(store.url.database), isolation_level=None)) as other:
        unpack(source, copies / "out")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="being written to"):
            put_back_sqlite(
                copies / "out" / "store.db", Path(str(store.url.database)), Standstill()
            )
        other.execute("ROLLBACK")
