"""The audit log on both databases: who looked at whom from where, appended to and nothing else."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.errors import JobbsmakError, NotFound
from matcher.store.audit import destroy_key, read_looks
from matcher.store.engine import appending, open_store, reading, writing
from matcher.store.readers import read_participant, read_participants_of_office, store_version
from matcher.store.trail import open_trail
from matcher.store.trust_tables import audit_keys
from tests.integration.audit_looks import KARI, NILS, check, look, rows, told


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

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, engines, range(4)))
    for engine in engines:
        engine.dispose()
    assert check(filled).problem is None and check(filled).rows == 40
