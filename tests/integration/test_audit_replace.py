"""On SQLite a row that takes another one's place neither changes nor removes it: refused too."""

import pytest
import sqlalchemy as sa

from matcher.store.audit_chain import verify_chain
from matcher.store.engine import reading
from tests.integration.audit_looks import look_five_times

COLUMNS = "id, happened_at, actor, role, office_id, action, allowed, page, person, previous, digest"
CHANGED = COLUMNS.replace("actor", "'somebody else'")


@pytest.mark.parametrize("how", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE", "INSERT"])
@pytest.mark.parametrize("row", [1, 3, 5])
def test_no_row_takes_the_place_of_another(how, row, store):
    look_five_times(store)
    put = f"{how} INTO audit_log ({COLUMNS}) SELECT {CHANGED} FROM audit_log WHERE id = {row}"
    with (
        pytest.raises(sa.exc.IntegrityError, match="only appended to"),
        store.begin() as connection,
    ):
        connection.exec_driver_sql(put)
    with reading(store) as connection:
        assert verify_chain(connection).rows == 5


def test_a_row_before_the_last_one_is_refused_as_well(store):
    look_five_times(store)
    put = (
        f"INSERT INTO audit_log ({COLUMNS}) SELECT {COLUMNS.replace('id', '-1', 1)} FROM audit_log"
    )
    with (
        pytest.raises(sa.exc.IntegrityError, match="only appended to"),
        store.begin() as connection,
    ):
        connection.exec_driver_sql(f"{put} WHERE id = 1")
