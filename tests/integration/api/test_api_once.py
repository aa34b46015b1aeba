"""A write that is sent twice is done once, as long as its key is remembered."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from matcher.store.employer_tables import idempotency_keys
from matcher.store.engine import reading, writing
from matcher.store.every_table import row_counts
from matcher.workflows.api_calls import KEYS_KEPT, sweep_calls
from tests.integration.api.asking import POST, Ask
from tests.integration.request_cases import NOW


@pytest.fixture
def post(employer: Ask) -> Ask:
    """Posts an opening; each time it is the same write."""
    return partial(employer, "POST", "/openings", headers={"Idempotency-Key": "shift-41"})


def test_a_write_that_is_sent_twice_is_done_once_and_answered_the_same(employer, post):
    first = post(json=POST)
    again = post(json=POST)
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    assert post(json={**POST, "slots": 3}).status_code == 409
    assert len(employer("GET", "/openings").json["items"]) == 3


def test_a_write_that_was_refused_leaves_its_key_free(post):
    assert post(json={"title": "KVP"}).status_code == 409
    assert post(json=POST).status_code == 201


def test_a_write_whose_process_died_after_it_is_found_and_not_done_again(employer, post, store):
    first = post(json=POST)
    with writing(store) as connection:
        connection.execute(
            idempotency_keys.update().values(
                status=None, body=None, made_at=NOW.replace(tzinfo=None)
            )
        )
    again = post(json=POST)
    assert again.json["opening_id"] == first.json["opening_id"]
    assert len(employer("GET", "/openings").json["items"]) == 3


def test_while_a_write_is_being_done_the_same_one_waits(post, store):
    post(json=POST)
    with writing(store) as connection:
        connection.execute(idempotency_keys.update().values(status=None))
    assert post(json=POST).status_code == 409


def test_keys_are_forgotten_after_a_day(post, store):
    post(json=POST)
    with reading(store) as connection:
        made = connection.execute(sa.select(idempotency_keys.c.made_at)).scalar_one()
    assert sweep_calls(store, made + KEYS_KEPT - timedelta(hours=1)) == 0
    assert sweep_calls(store, made + KEYS_KEPT + timedelta(hours=1)) >= 2
    with reading(store) as connection:
        rows = row_counts(connection)
    assert rows["idempotency_keys"] == rows["api_usage"] == 0
