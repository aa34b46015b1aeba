"""A kept answer of the API is told again to whom may still see whom it is about, and noted."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from matcher.store.seen_lately import SeenLately
from matcher.store.trust_tables import audit_log
from tests.integration.under_way import UnderWay, call, move_away
from tests.integration.web_start import TODAY

REPORT = {"placement_id": "PL1", "reporter": "mentor", "showed_up": True}


@pytest.fixture
def send(
    store: sa.Engine, under_way: UnderWay, serve: Callable[..., Flask]
) -> Callable[[], list[TestResponse]]:
    """The same two writes of the office's system, each time with the same keys."""
    client = serve(store, TODAY=TODAY).test_client(use_cookies=False)
    writes = [("/outcomes", REPORT), (f"/requests/{under_way.request_id}/withdraw", {})]

    def send_both() -> list[TestResponse]:
        return [
            client.post(
                f"/api/v1{path}",
                json=body,
                headers={
                    "Authorization": f"Bearer {under_way.office}",
                    "Idempotency-Key": f"key-{number}",
                },
            )
            for number, (path, body) in enumerate(writes)
        ]

    return send_both


def api_rows(store: sa.Engine) -> int:
    with store.connect() as connection:
        of_calls = audit_log.c.actor.startswith("api:")
        asked = sa.select(sa.func.count()).select_from(audit_log).where(of_calls)
        return connection.execute(asked).scalar_one()


def test_a_kept_answer_is_closed_with_everything_else_when_somebody_moves(store, send):
    assert [each.status_code for each in send()] == [200, 200]
    again = send()
    assert [each.headers.get("Idempotent-Replayed") for each in again] == ["true", "true"]
    move_away(store)
    closed = send()
    assert [each.status_code for each in closed] == [404, 404]
    assert not [each for each in closed if "PL1" in each.text or "PL2" in each.text]


def test_to_be_told_again_is_noted(store, send, monkeypatch):
    monkeypatch.setattr(SeenLately, "fresh", lambda _self, _engine, notes, _now: list(notes))
    send()
    before = api_rows(store)
    send()
    assert api_rows(store) >= before + 2


def test_what_is_not_there_for_a_system_is_not_named_to_it(store, under_way, serve):
    client = serve(store, TODAY=TODAY).test_client(use_cookies=False)
    move_away(store)
    answer = call(client, f"/api/v1/requests/{under_way.request_id}", under_way.office)
    assert answer.status_code == 404 and "PL2" not in answer.text
