"""The audit log on both databases: appended to and nothing else, and any change of it is found."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.errors import BadInput, JobbsmakError, NotFound, StoreProblem
from matcher.store.audit import destroy_key, read_looks
from matcher.store.audit_chain import verify_chain, verify_end
from matcher.store.engine import appending, open_store, reading, writing
from matcher.store.readers import (
    read_participant,
    read_participants_of_office,
    store_version,
)
from matcher.store.trail import open_trail
from matcher.store.trust_tables import audit_keys, audit_log
from matcher.workflows.doctor import examine

KARI = Viewer("kari", Role.ADVISER, "N1")
NILS = Viewer("nils", Role.ADVISER, "N2")


def look(engine: sa.Engine, viewer: Viewer = KARI, page: str = "a page") -> None:
    try:
        with open_trail(page), reading(engine) as connection:
            read_participant(connection, viewer, "P1")
    except NotFound:
        pass


def rows(engine: sa.Engine) -> list[sa.RowMapping]:
    with engine.connect() as connection:
        found = connection.execute(sa.select(audit_log).order_by(audit_log.c.id)).mappings()
        return list(found)


def check(engine: sa.Engine, anchor: str | None = None):
    with reading(engine) as connection:
        return verify_chain(connection, anchor)


def told(engine: sa.Engine, *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in names) for row in rows(engine)]


def test_a_new_log_is_whole(filled):
    found = check(filled)
    assert (found.rows, found.problem) == (0, None)


def test_who_looked_from_where_is_kept_allowed_or_not(filled):
    look(filled)
    look(filled, NILS, "another page")
    assert told(filled, "id", "actor", "role", "office_id", "action", "allowed", "page") == [
        (1, "kari", "adviser", "N1", "read", True, "a page"),
        (2, "nils", "adviser", "N2", "read", False, "another page"),
    ]
    assert check(filled).rows == 2 and check(filled).problem is None


def test_looking_does_not_count_as_a_change_of_the_store(filled):
    with reading(filled) as connection:
        before = store_version(connection)
    look(filled)
    with reading(filled) as connection:
        assert store_version(connection) == before


def test_one_command_notes_each_person_once(filled):
    with open_trail("jobbsmak suggest"):
        for _ in range(3):
            with reading(filled) as connection:
                read_participant(connection, OPERATOR, "P1")
                read_participant(connection, OPERATOR, "P2")
    assert told(filled, "page", "actor") == [("jobbsmak suggest", "command line")] * 2


def test_what_forgets_to_say_where_it_is_stands_in_the_log_too(filled):
    with reading(filled) as connection:
        read_participant(connection, KARI, "P1")
    assert told(filled, "page", "actor") == [("unnamed", "kari")]


def test_a_change_stands_in_the_log_within_its_own_transaction(filled):
    with open_trail("edit"), writing(filled) as connection:
        read_participant(connection, KARI, "P1")
    assert told(filled, "action", "allowed") == [("write", True)]


def test_a_change_that_was_not_kept_was_a_look(filled):
    with pytest.raises(ZeroDivisionError), open_trail("edit"), writing(filled) as connection:
        read_participant(connection, KARI, "P1")
        _ = 1 / 0
    with writing(filled) as connection:
        read_participant(connection, KARI, "P1")
        connection.rollback()
    assert told(filled, "action", "page") == [("read", "edit"), ("read", "unnamed")]


def test_a_list_is_noted_for_each_person_once_an_hour(filled):
    for _ in range(3):
        with open_trail("the list"), reading(filled) as connection:
            read_participants_of_office(connection, KARI, "N1")
    with open_trail("another list"), reading(filled) as connection:
        read_participants_of_office(connection, KARI, "N1")
    with pytest.raises(NotFound), open_trail("the list"), reading(filled) as connection:
        read_participants_of_office(connection, NILS, "N1")
    assert told(filled, "page", "actor", "allowed") == [
        ("the list", "kari", True),
        ("another list", "kari", True),
        ("the list", "nils", False),
    ]


def test_a_person_who_does_not_exist_gets_no_key(filled):
    with pytest.raises(NotFound), reading(filled) as connection:
        read_participant(connection, KARI, "P9")
    assert told(filled, "person", "allowed") == [(None, False)]
    with filled.connect() as connection:
        assert connection.execute(sa.select(audit_keys)).all() == []


def test_the_log_holds_no_id_of_anybody(filled):
    look(filled)
    assert "P1" not in str(rows(filled))


def test_a_destroyed_key_leaves_rows_that_point_at_nobody_and_a_whole_chain(filled):
    look(filled)
    with reading(filled) as connection:
        assert [seen.actor for _, seen in read_looks(connection, "P1", 10)] == ["kari"]
    with writing(filled) as connection:
        assert destroy_key(connection, "P1")
        assert not destroy_key(connection, "P1")
    with reading(filled) as connection:
        assert read_looks(connection, "P1", 10) == ()
    assert check(filled).problem is None and check(filled).rows == 1


@pytest.mark.parametrize("change", ["UPDATE audit_log SET actor = 'ola'", "DELETE FROM audit_log"])
def test_the_database_refuses_to_change_the_log(filled, change):
    look(filled)
    with pytest.raises(JobbsmakError), appending(filled) as connection:
        connection.exec_driver_sql(change)
    assert told(filled, "actor") == [("kari",)]


def test_two_who_write_at_once_do_not_fork_the_chain(store_url, filled):
    engines = [open_store(store_url) for _ in range(4)]

    def work(engine: sa.Engine, number: int) -> None:
        for turn in range(5):
            look(engine, Viewer(f"a{number}", Role.ADVISER, "N1"), f"page {turn}")
            with open_trail(f"form {turn}"), appending(engine) as connection:
                read_participant(connection, KARI, "P1")

    threads = [threading.Thread(target=work, args=(e, n)) for n, e in enumerate(engines)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for engine in engines:
        engine.dispose()
    assert check(filled).problem is None and check(filled).rows == 40


# --- Tampering: the guards are taken away first, as an attacker would ---------------------------


@pytest.fixture
def open_log(filled: sa.Engine) -> Iterator[sa.Engine]:
    """Five rows, and nothing that guards them."""
    for number in range(5):
        look(filled, KARI if number % 2 else NILS, f"page {number}")
    names = ["audit_log_no_change"]
    if filled.dialect.name == "sqlite":
        names = ["audit_log_no_update", "audit_log_no_delete"]
    with filled.begin() as connection:
        for name in names:
            on = "" if filled.dialect.name == "sqlite" else " ON audit_log"
            connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")
    assert check(filled).problem is None
    yield filled


def tamper(engine: sa.Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("statements", "at", "problem"),
    [
        (["DELETE FROM audit_log WHERE id = 3"], 3, "removed"),
        (["DELETE FROM audit_log WHERE id = 1"], 1, "removed"),
        (["DELETE FROM audit_log WHERE id = 5"], 5, "cut off"),
        (["DELETE FROM audit_log"], 1, "cut off"),
        (["UPDATE audit_log SET actor = 'ola' WHERE id = 2"], 2, "altered"),
        (["UPDATE audit_log SET digest = 'x' WHERE id = 5"], 5, "altered"),
        (["UPDATE audit_log SET previous = 'x' WHERE id = 4"], 4, "does not follow"),
        (["UPDATE audit_log SET id = id + 100 WHERE id = 4"], 4, "removed"),
        (["UPDATE audit_log SET id = 0 WHERE id = 4"], 1, "put before"),
        (
            ["UPDATE audit_log SET id = 9 WHERE id = 2", "UPDATE audit_log SET id = 2 WHERE id = 3",
             "UPDATE audit_log SET id = 3 WHERE id = 9"],
            2,
            "does not follow",
        ),
        (
            ["INSERT INTO audit_log SELECT 6, happened_at, actor, role, office_id, action, allowed,"
             " page, person, digest, 'x' FROM audit_log WHERE id = 5"],
            6,
            "altered",
        ),
        (["UPDATE audit_head SET length = 4"], 5, "past the head"),
        (["UPDATE audit_head SET digest = 'x'"], 5, "head knows"),
        (["DELETE FROM audit_head"], 5, "head of the chain was removed"),
    ],
)  # fmt: skip
def test_what_was_done_to_the_log_is_found_and_where(open_log, statements, at, problem):
    tamper(open_log, *statements)
    found = check(open_log)
    assert found.broken_at == at and problem in found.problem


@pytest.mark.parametrize(
    ("statements", "at", "problem"),
    [
        (["DELETE FROM audit_log WHERE id = 5"], 5, "cut off"),
        (["DELETE FROM audit_log WHERE id = 3"], 3, "removed"),
        (["UPDATE audit_log SET actor = 'ola' WHERE id = 4"], 4, "altered"),
        (["UPDATE audit_log SET digest = 'x' WHERE id = 3"], 4, "does not follow"),
        (["UPDATE audit_head SET length = 4"], 5, "past the head"),
        (["DELETE FROM audit_head"], 0, "head of the chain was removed"),
        (["UPDATE audit_log SET actor = 'ola' WHERE id = 1"], None, None),
    ],
)
def test_a_look_at_the_end_finds_what_was_done_there_and_only_there(
    open_log, statements, at, problem
):
    tamper(open_log, *statements)
    with reading(open_log) as connection:
        found = verify_end(connection, 2)
    assert found.broken_at == at and (problem or "") in (found.problem or "")


@pytest.mark.parametrize("most", [1, 2, 4, 5, 6, 1_000])
def test_the_end_of_a_whole_log_is_whole_however_much_is_looked_at(open_log, most):
    with reading(open_log) as connection:
        assert verify_end(connection, most) == verify_chain(connection)


def test_the_doctor_says_where_the_log_is_broken(open_log, tmp_path):
    url = open_log.url.render_as_string(hide_password=False)

    def said() -> dict[str | None, str]:
        found = examine(url, tmp_path, now=datetime.now(UTC)).findings
        return {each.entry: each.text for each in found if each.check == "audit"}

    assert list(said().values()) == ["The audit log's 5 rows end whole."]
    tamper(open_log, "UPDATE audit_log SET actor = 'ola' WHERE id = 4")
    assert "broken at row 4" in said()["audit-broken"]
    runbook = (Path(__file__).parents[2] / "models" / "DOCTOR.md").read_text(encoding="utf-8")
    assert "\n## audit-broken\n" in runbook


def test_without_the_head_nothing_can_be_read_of_anybody(open_log):
    tamper(open_log, "DELETE FROM audit_head")
    with pytest.raises(StoreProblem, match="audit verify"), reading(open_log) as connection:
        read_participant(connection, KARI, "P1")


def test_a_chain_that_was_cut_and_given_a_new_head_is_found_by_an_anchor(open_log):
    anchor = check(open_log).anchor
    with open_log.connect() as connection:
        fourth = connection.exec_driver_sql("SELECT digest FROM audit_log WHERE id = 4").scalar()
    tamper(
        open_log,
        "DELETE FROM audit_log WHERE id = 5",
        f"UPDATE audit_head SET length = 4, digest = '{fourth}'",
    )
    assert check(open_log).problem is None  # what cannot be found without one
    found = check(open_log, anchor)
    assert found.broken_at == 5 and "cut off" in found.problem
    look(open_log, KARI, "something else")
    found = check(open_log, anchor)
    assert found.broken_at == 5 and "anchor" in found.problem


@pytest.mark.parametrize("anchor", ["", "5", "x:y", "5:abc"])
def test_an_anchor_that_is_none_is_refused(filled, anchor):
    with pytest.raises(BadInput, match="anchor"):
        check(filled, anchor)


COLUMNS = ("happened_at", "actor", "role", "office_id", "action", "allowed", "page", "person",
           "previous", "digest")  # fmt: skip
VALUES = st.one_of(st.none(), st.integers(-3, 3), st.text(max_size=5), st.binary(max_size=3))


@pytest.fixture
def loose_log(store: sa.Engine) -> Iterator[sa.Connection]:
    """Five rows in a copy without any constraint, on SQLite, where anything can be written."""
    for number in range(5):
        look(store, KARI if number % 2 else NILS, f"page {number}")
    with store.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        columns = ", ".join(("id", *COLUMNS))
        kept = connection.exec_driver_sql(f"SELECT {columns} FROM audit_log").all()
        connection.exec_driver_sql("DROP TABLE audit_log")
        connection.exec_driver_sql(f"CREATE TABLE audit_log ({columns})")
        marks = ", ".join("?" * (1 + len(COLUMNS)))
        connection.exec_driver_sql(
            f"INSERT INTO audit_log VALUES ({marks})", [tuple(row) for row in kept]
        )
        yield connection


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(number=st.integers(1, 5), column=st.sampled_from(COLUMNS), value=VALUES)
def test_any_single_change_of_any_row_is_found(loose_log, number, column, value):
    asked = f"SELECT {column} FROM audit_log WHERE id = {number}"
    before = loose_log.exec_driver_sql(asked).scalar()
    change = f"UPDATE audit_log SET {column} = ? WHERE id = {number}"
    loose_log.exec_driver_sql(change, (value,))
    after = loose_log.exec_driver_sql(asked).scalar()
    same = after == before and type(after) is type(before)
    found = verify_chain(loose_log)
    assert (found.broken_at is None) is same
    if not same:
        assert found.broken_at in (number, number + 1)
    loose_log.exec_driver_sql(change, (before,))
    assert verify_chain(loose_log).problem is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(gone=st.sets(st.integers(1, 5), min_size=1), order=st.permutations(range(1, 6)))
def test_any_rows_removed_or_moved_are_found(loose_log, gone, order):
    loose_log.exec_driver_sql("SAVEPOINT before")
    some = ", ".join(map(str, gone))
    loose_log.exec_driver_sql(f"DELETE FROM audit_log WHERE id IN ({some})")
    assert verify_chain(loose_log).broken_at == min(gone)
    loose_log.exec_driver_sql("ROLLBACK TO before")
    cases = " ".join(f"WHEN {old} THEN {new}" for old, new in enumerate(order, 1))
    loose_log.exec_driver_sql(f"UPDATE audit_log SET id = CASE id {cases} END")
    moved = [new for old, new in enumerate(order, 1) if old != new]
    assert verify_chain(loose_log).broken_at == (min(moved) if moved else None)
    loose_log.exec_driver_sql("ROLLBACK TO before")
