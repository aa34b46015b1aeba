"""Any change of any row of the audit log is found, whatever it is: drawn by Hypothesis."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.store.audit_chain import verify_chain
from tests.integration.audit_looks import look_five_times

COLUMNS = ("happened_at", "actor", "role", "office_id", "action", "allowed", "page", "person",
           "previous", "digest")  # fmt: skip
VALUES = st.one_of(st.none(), st.integers(-3, 3), st.text(max_size=5), st.binary(max_size=3))
# Each example puts back what it changed.
on_one_log = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture
def loose_log(store: sa.Engine) -> Iterator[sa.Connection]:
    """Five rows in a copy without any constraint, on SQLite, where anything can be written."""
    look_five_times(store)
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


@on_one_log
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


@on_one_log
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
