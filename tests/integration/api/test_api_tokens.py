"""Tokens: whose they are, what they open, and when they open nothing any more."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

import web
from matcher.domain.api import OFFICE_ONLY, Scope
from matcher.domain.errors import BadInput, NotAllowed, NotFound
from matcher.store.employer_tables import api_tokens
from matcher.store.engine import reading, writing
from matcher.workflows.api_tokens import end_token, list_tokens, make_token
from tests.integration.api.asking import POST, ask, token
from tests.integration.web_start import TODAY, signed_in
from web.api import calls
from web.api.calls import COUNTER
from web.api.operations import Kind
from web.api.table import OPERATIONS

TABLE = (Path(web.__file__).parent / "ACCESS.md").read_text(encoding="utf-8")
NOON = datetime(2025, 9, 1, 12, 0, 10, tzinfo=UTC)  # ten seconds into the minute


def test_of_a_token_only_a_digest_is_kept(store):
    secret = token(store, employer_id="E1")
    with reading(store) as connection:
        (row,) = connection.execute(sa.select(api_tokens)).all()
    assert secret not in repr(row)
    assert len(secret) > 40


def test_an_employers_token_never_gets_a_scope_of_offices(store):
    for scope in OFFICE_ONLY:
        with pytest.raises(NotAllowed):
            token(store, employer_id="E1", scopes=[Scope.OPENINGS_READ, scope])


def test_an_employers_token_reads_no_suggestion_whatever_scopes_stand_in_the_store(store, client):
    secret = token(store, employer_id="E1")
    with writing(store) as connection:
        connection.execute(api_tokens.update().values(scopes="|".join(Scope)))
    for path in ("/suggestions/P1", "/outcomes"):
        assert ask(client, secret, "GET", path).status_code == 403


def test_a_token_that_cannot_be_is_refused(store):
    usual = {"name": "x", "scopes": [Scope.OPENINGS_READ], "employer_id": "E1"}
    for wrong in ({"name": " "}, {"days": 0}, {"days": 9999}, {"scopes": []}, {"office_id": "N1"}):
        with pytest.raises(BadInput):
            make_token(store, made_by="test", today=TODAY, **{**usual, **wrong})


def test_a_token_is_of_somebody_who_is_there(store):
    with pytest.raises(NotFound):
        token(store, employer_id="E99")


def test_a_revoked_token_opens_nothing_at_once(store, client, employer):
    assert employer("GET", "/openings").status_code == 200
    end_token(store, list_tokens(store)[0].id, today=TODAY)
    answer = employer("GET", "/openings")
    assert (answer.status_code, answer.headers["WWW-Authenticate"][:6]) == (401, "Bearer")


def test_an_expired_token_opens_nothing(store, serve):
    secret = token(store, employer_id="E1", days=1)
    late = serve(store, TODAY=TODAY + timedelta(days=2)).test_client()
    assert ask(late, secret, "GET", "/token").status_code == 401


def test_a_cookie_opens_nothing(app):
    answer = signed_in(app, "ola@prove.no").get("/api/v1/openings")
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


def test_wrong_tokens_are_throttled_and_a_right_one_gets_in_all_the_same(client, employer):
    seen = [ask(client, f"wrong{n}", "GET", "/token") for n in range(7)]
    assert [each.status_code for each in seen] == [401] * 5 + [429] * 2
    assert int(seen[-1].headers["Retry-After"]) > 0
    assert employer("GET", "/token").status_code == 200


def test_a_token_does_what_its_scopes_say_and_no_more(store, client):
    reads = partial(ask, client, token(store, employer_id="E1", scopes=[Scope.OPENINGS_READ]))
    assert reads("GET", "/openings").status_code == 200
    refused = reads("POST", "/openings", json=POST)
    assert refused.status_code == 403
    assert "openings:write" in refused.json["detail"]
    assert reads("GET", "/mentors").status_code == 403


def test_every_call_asks_for_a_token_first(client):
    statuses = {
        each.name: client.open(
            f"/api/v1{each.path.replace('{', '').replace('}', '')}", method=each.method
        ).status_code
        for each in OPERATIONS
    }
    assert statuses == dict.fromkeys(statuses, 401)


def test_the_access_table_says_of_each_call_who_may_and_with_which_scope(employer, naboen):
    rows = re.findall(r"\| `(\w+) /api/v1(\S+)` \| (\w+) \| (\w+) \| (\S+) \|", TABLE)
    table = {(method, rule): (word, scope.strip("`")) for method, rule, word, _, scope in rows}
    assert table == {
        (each.method, each.rule): (
            "refused" if each.kind is Kind.OFFICE else "own",
            each.scope or "-",
        )
        for each in OPERATIONS
    }
    there = {"opening_id": "O1", "mentor_id": "M1", "request_id": "R1", "participant_id": "P1"}
    for each in OPERATIONS:
        path = each.path.format_map(there)
        refused = {ask(each.method, path).status_code for ask in (employer, naboen)} == {403}
        assert refused == (table[each.method, each.rule][0] == "refused"), each.name


def test_a_token_has_so_many_calls_a_minute(app, employer, monkeypatch):
    monkeypatch.setattr(calls, "moment", lambda: NOON)
    app.extensions[COUNTER].limit = 25
    *answers, limited = [employer("GET", "/token") for _ in range(26)]
    assert [each.status_code for each in answers] == [200] * 25
    assert (limited.status_code, limited.headers["RateLimit-Remaining"]) == (429, "0")
    assert limited.headers["Retry-After"] == "50"
    assert [int(a.headers["RateLimit-Remaining"]) for a in answers] == [*range(24, -1, -1)]


def test_another_tokens_calls_are_its_own(app, employer, naboen):
    app.extensions[COUNTER].limit = 2
    for _ in range(3):
        employer("GET", "/token")
    assert naboen("GET", "/token").status_code == 200
