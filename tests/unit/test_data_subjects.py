"""No table with somebody in it is said to be about nobody."""

import pytest

from matcher.store.data_subjects import OTHERS, Subject, data_subjects
from matcher.store.every_table import METADATA

# Columns that hold who somebody is, whatever the table.
STAFF_OR_OTHERS = ("account", "actor", "owner", "adviser", "person")
ADDRESSES = ("email", "phone", "to_address")


def points_at_somebody(column: str) -> bool:
    # ``claimed_by`` is a process of the program, ``said_by`` a role in two tables.
    named = column.endswith("_by") and column != "claimed_by"
    return named or column in (*STAFF_OR_OTHERS, *ADDRESSES, "mentor_id", "participant_id")


@pytest.mark.parametrize("name", sorted(METADATA.tables))
def test_a_table_with_somebodys_name_or_address_says_whose_it_is(name: str) -> None:
    pointing = [each.name for each in METADATA.tables[name].c if points_at_somebody(each.name)]
    assert data_subjects(name) or not pointing, pointing


def test_a_table_with_a_mentor_says_so() -> None:
    for name, table in METADATA.tables.items():
        if "mentor_id" in table.c:
            assert Subject.MENTOR in data_subjects(name), name


def test_every_table_that_is_named_is_one_of_the_store() -> None:
    assert set(OTHERS) <= set(METADATA.tables)
    assert all(OTHERS.values())
