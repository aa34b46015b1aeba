"""The JSON API as a system uses it: tokens, writes once, pages of lists, problems, limits."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import web
from matcher.domain.api import EMPLOYERS, OFFICE_ONLY, Scope
from matcher.domain.errors import BadInput, NotAllowed, NotFound
from matcher.store.consents import new_consent_id
from matcher.store.employer_tables import api_tokens, api_usage, consents, idempotency_keys
from matcher.store.engine import reading, writing
from matcher.store.own_tables import suggestion_lists
from matcher.store.trust_tables import audit_log
from matcher.workflows.api_calls import KEYS_KEPT, sweep_calls
from matcher.workflows.api_tokens import end_token, list_tokens, make_token
from tests.integration.request_cases import NAME, NOW, PROFILE, propose, send_it
from tests.integration.web_start import TODAY, signed_in
from web.api.calls import COUNTER
from web.api.operations import Kind
from web.api.table import OPERATIONS

TABLE = (Path(web.__file__).parent / "ACCESS.md").read_text(encoding="utf-8")
Ask = Callable[..., TestResponse]
POST = {"title": "Kokk", "slots": 2}


@pytest.fixture
def app(store: sa.Engine, serve: Callable[..., Flask]) -> Flask:
    propose(store)
    return serve(store, TODAY=TODAY)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


def token(store: sa.Engine, **whose: Any) -> str:
    scopes = whose.pop("scopes", EMPLOYERS if "employer_id" in whose else Scope)
    return make_token(
        store, name="Test", scopes=sorted(scopes), made_by="test", today=TODAY, **whose
    ).secret


def ask(client: FlaskClient, secret: str, method: str, path: str, **more: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {secret}", **more.pop("headers", {})}
    return client.open(f"/api/v1{path}", method=method, headers=headers, **more)


@pytest.fixture
def employer(client: FlaskClient, store: sa.Engine) -> Ask:
    return partial(ask, client, token(store, employer_id="E1"))


@pytest.fixture
def office(client: FlaskClient, store: sa.Engine) -> Ask:
    return partial(ask, client, token(store, office_id="N1"))


@pytest.fixture
def naboen(client: FlaskClient, store: sa.Engine) -> Ask:
    return partial(ask, client, token(store, employer_id="E2"))


def count(store: sa.Engine, table: sa.Table) -> int:
    with reading(store) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


# --- Tokens ------------------------------------------------------------------------------------


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


# --- Openings ----------------------------------------------------------------------------------


def test_an_opening_is_posted_changed_paused_and_closed(employer):
    made = employer("POST", "/openings", json=POST)
    path = made.headers["Location"].removeprefix("/api/v1")
    changed = employer("PATCH", path, json={"slots": 3, "hours_per_week": 37.5})
    assert (changed.json["title"], changed.json["slots"]) == ("Kokk", 3)
    assert (
        employer("POST", f"{path}/pause", json={"until": "2025-09-30"}).json["standing"] == "paused"
    )
    assert employer("POST", f"{path}/open", json={}).json["standing"] == "open"
    assert employer("POST", f"{path}/close", json={}).json["status"] == "closed"


def test_another_employers_opening_is_as_if_it_were_not_there(naboen, store):
    seen = [
        naboen("GET", "/openings/O1"),
        naboen("PATCH", "/openings/O1", json={"slots": 9}),
        naboen("POST", "/openings/O1/close", json={}),
        naboen("GET", "/openings?employer_id=E1"),
        naboen("GET", "/capacity?employer_id=E1"),
        naboen("POST", "/openings", json={**POST, "employer_id": "E1"}),
        naboen("GET", "/mentors/M1"),
    ]
    assert [each.status_code for each in seen] == [404] * len(seen)
    assert naboen("GET", "/openings").json["items"] == []


def test_a_change_of_an_older_version_is_refused_and_overwrites_nothing(employer):
    tag = employer("GET", "/openings/O1").headers["ETag"]
    assert (
        employer("PATCH", "/openings/O1", json={"slots": 3}, headers={"If-Match": tag}).status_code
        == 200
    )
    late = employer("PATCH", "/openings/O1", json={"slots": 4}, headers={"If-Match": tag})
    assert late.status_code == 412
    assert employer("GET", "/openings/O1").json["slots"] == 3


def test_words_that_are_kept_back_are_refused_at_their_field(employer):
    refused = employer("POST", "/openings", json={"title": "Kokk for KVP", "slots": 1})
    assert refused.status_code == 409
    assert refused.json["errors"][0]["pointer"] == "#/title"


def test_an_office_says_whose_opening_it_posts(office):
    assert office("POST", "/openings", json=POST).json["errors"][0]["pointer"] == "#/employer_id"
    assert office("POST", "/openings", json={**POST, "employer_id": "E1"}).status_code == 201


def test_free_places_are_counts_within_opening_mentors_and_employer(employer):
    items = employer("GET", "/capacity?from=2025-09-01&to=2025-09-10").json["items"]
    # M1 has somebody until the fifth; M2 is held for somebody from the eighth.
    assert [(d["from"], d["to"], d["free"]) for d in items[0]["days"]] == [
        ("2025-09-01", "2025-09-05", 1),
        ("2025-09-06", "2025-09-07", 2),
        ("2025-09-08", "2025-09-10", 1),
    ]


def test_a_mentor_is_added_changed_paused_and_away(employer):
    made = employer("POST", "/mentors", json={"name": "Mia", "languages": ["no"]})
    path = made.headers["Location"].removeprefix("/api/v1")
    changed = employer(
        "PATCH", path, json={"capacity": 2}, headers={"If-Match": made.headers["ETag"]}
    )
    assert (changed.json["name"], changed.json["capacity"]) == ("Mia", 2)
    paused = employer("POST", f"{path}/pause", json={"until": "2025-09-10"})
    assert paused.json["paused_until"] == "2025-09-10"
    assert employer("POST", f"{path}/resume", json={}).json["paused_until"] is None
    assert employer("POST", f"{path}/away", json={"first": "2025-09-08"}).status_code == 200


def test_a_mentor_keeps_room_for_those_who_are_there(employer, store):
    with writing(store) as connection:
        connection.exec_driver_sql("UPDATE mentors SET capacity = 2")
        connection.exec_driver_sql(
            "UPDATE placements SET mentor_id = 'M1', status = 'accepted', starts = '2025-09-02'"
            " WHERE placement_id = 'PL2'"
        )
    refused = employer("PATCH", "/mentors/M1", json={"name": "Mia", "capacity": 1})
    assert refused.json["errors"][0]["pointer"] == "#/capacity"


# --- Requests, suggestions, outcomes -----------------------------------------------------------


def test_an_office_asks_and_the_employer_answers_without_ever_seeing_a_person(
    office, employer, store
):
    asked = {"placement_id": "PL2", "profile": PROFILE, "agreed_on": "2025-09-01",
             "agreed_with": "kari", "answer_by": "2025-09-08"}  # fmt: skip
    sent = office("POST", "/requests", json=asked)
    assert (sent.status_code, sent.json["placement_id"]) == (201, "PL2")
    path = f"/requests/{sent.json['request_id']}"
    shown = employer("GET", path)
    assert shown.json["profile"] == PROFILE
    assert (shown.json["person"], shown.json["placement_id"]) == (None, None)
    assert not any(secret in shown.text for secret in (NAME, "P1", "PL2", "amina"))
    answered = employer("POST", f"{path}/answer", json={"answer": "yes"})
    assert answered.json["stands"] == "said_yes"
    assert employer("POST", f"{path}/answer", json={"answer": "yes"}).status_code == 200
    late = employer("POST", f"{path}/answer", json={"answer": "not_now", "not_now": "busy"})
    assert late.status_code == 409


def test_a_name_is_told_only_with_consent_and_stands_in_the_log(employer, store):
    request = send_it(store)
    with writing(store) as connection:
        connection.execute(
            consents.insert().values(
                id=new_consent_id(), participant_id="P1", opening_id="O1", state="given",
                asked_at=NOW, asked_by="kari", answer_by=TODAY,
                holds_until=TODAY + timedelta(days=30),
            )
        )  # fmt: skip
    assert employer("GET", f"/requests/{request.id}").json["person"]["name"] == NAME
    assert NAME not in employer("GET", "/requests").text
    with reading(store) as connection:
        logged = connection.execute(sa.select(audit_log.c.actor, audit_log.c.page)).all()
    assert any(a.startswith("api:") and "getRequest" in page for a, page in logged)


def test_a_request_is_withdrawn_by_the_office_alone(office, employer, store):
    request = send_it(store)
    path = f"/requests/{request.id}/withdraw"
    assert employer("POST", path, json={}).status_code == 403
    assert office("POST", path, json={}).json["stands"] == "closed"
    assert office("POST", path, json={}).status_code == 409


def test_another_offices_token_sees_nobody_of_this_one(store, client):
    send_it(store)
    other = partial(ask, client, token(store, office_id="N2"))
    assert other("GET", "/requests").json["items"] == []
    assert other("GET", "/suggestions/P1").status_code == 404
    assert other("GET", "/outcomes?placement_id=PL1").status_code == 404
    assert other("GET", "/outcomes").json["items"] == []


def test_suggestions_are_kept_as_shown_and_whom_they_are_about_is_logged(office, store):
    found = office("GET", "/suggestions/P1?limit=2")
    assert [each["rank"] for each in found.json["suggestions"]] == [1]
    assert count(store, suggestion_lists) == 1
    with reading(store) as connection:
        pages = connection.execute(sa.select(audit_log.c.page)).scalars().all()
    assert any("listSuggestions" in page for page in pages)


def test_a_report_is_kept_as_the_adviser_would_have_given_it(office):
    said = {"placement_id": "PL1", "reporter": "mentor", "showed_up": True, "would_hire": False}
    assert office("POST", "/outcomes", json=said).status_code == 200
    assert office("POST", "/outcomes", json=said).status_code == 200
    (kept,) = office("GET", "/outcomes?placement_id=PL1").json["items"]
    assert (kept["showed_up"], kept["would_hire"], kept["completed"]) == (True, False, None)


def test_a_question_that_a_reporter_is_not_asked_is_refused_and_nothing_is_kept(office):
    said = {"placement_id": "PL1", "reporter": "participant", "would_hire": True}
    assert office("POST", "/outcomes", json=said).json["errors"][0]["pointer"] == "#/would_hire"
    assert office("GET", "/outcomes").json["items"] == []


# --- Once, pages, limits, problems -------------------------------------------------------------


def test_a_write_that_is_sent_twice_is_done_once_and_answered_the_same(employer):
    key = {"Idempotency-Key": "shift-41"}
    first = employer("POST", "/openings", json=POST, headers=key)
    again = employer("POST", "/openings", json=POST, headers=key)
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    other = employer("POST", "/openings", json={**POST, "slots": 3}, headers=key)
    assert other.status_code == 409
    assert len(employer("GET", "/openings").json["items"]) == 3


def test_a_write_that_was_refused_leaves_its_key_free(employer):
    key = {"Idempotency-Key": "shift-42"}
    assert employer("POST", "/openings", json={"title": "KVP"}, headers=key).status_code == 409
    assert employer("POST", "/openings", json=POST, headers=key).status_code == 201


def test_a_write_whose_process_died_after_it_is_found_and_not_done_again(employer, store):
    key = {"Idempotency-Key": "shift-43"}
    first = employer("POST", "/openings", json=POST, headers=key)
    with writing(store) as connection:
        connection.execute(
            idempotency_keys.update().values(
                status=None, body=None, made_at=NOW.replace(tzinfo=None)
            )
        )
    again = employer("POST", "/openings", json=POST, headers=key)
    assert again.json["opening_id"] == first.json["opening_id"]
    assert len(employer("GET", "/openings").json["items"]) == 3


def test_while_a_write_is_being_done_the_same_one_waits(employer, store):
    key = {"Idempotency-Key": "shift-44"}
    employer("POST", "/openings", json=POST, headers=key)
    with writing(store) as connection:
        connection.execute(idempotency_keys.update().values(status=None))
    assert employer("POST", "/openings", json=POST, headers=key).status_code == 409


def test_keys_are_forgotten_after_a_day(employer, store):
    employer("POST", "/openings", json=POST, headers={"Idempotency-Key": "a"})
    with reading(store) as connection:
        made = connection.execute(sa.select(idempotency_keys.c.made_at)).scalar_one()
    assert sweep_calls(store, made + KEYS_KEPT - timedelta(hours=1)) == 0
    assert sweep_calls(store, made + KEYS_KEPT + timedelta(hours=1)) >= 2
    assert count(store, idempotency_keys) == count(store, api_usage) == 0


def test_pages_of_a_list_hold_each_row_once_whatever_comes_in_between(employer):
    for number in range(5):
        employer("POST", "/openings", json={"title": f"Plass {number}", "slots": 1})
    before = {each["opening_id"] for each in employer("GET", "/openings").json["items"]}
    path, seen = "/openings?limit=2", []
    while path:
        page = employer("GET", path).json
        seen += [each["opening_id"] for each in page["items"]]
        path = page["next"] and page["next"].removeprefix("/api/v1")
        if len(seen) < 5:
            employer("POST", "/openings", json={"title": "Ny", "slots": 1})
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_a_cursor_that_is_none_of_ours_is_refused(employer, office):
    for cursor in ("x", "WyJQIl0x", "W10", "WyIiLCIiXQ", "WzFd", "bnVsbA", "WyJhIiwiYiIsImMiXQ"):
        assert employer("GET", f"/openings?cursor={cursor}").status_code == 404
        assert office("GET", f"/outcomes?cursor={cursor}").status_code == 404


def test_a_token_has_so_many_calls_a_minute(app, employer, store):
    app.extensions[COUNTER].limit = 25
    answers = [employer("GET", "/token") for _ in range(26)]
    limited = answers[-1]
    # The minute may turn while this runs: then there are more.
    if limited.status_code == 200:
        pytest.skip("a new minute began")
    assert [each.status_code for each in answers[:25]] == [200] * 25
    assert (limited.status_code, limited.headers["RateLimit-Remaining"]) == (429, "0")
    assert 0 < int(limited.headers["Retry-After"]) <= 60
    assert [int(a.headers["RateLimit-Remaining"]) for a in answers[:25]] == [*range(24, -1, -1)]


def test_another_tokens_calls_are_its_own(app, employer, naboen):
    app.extensions[COUNTER].limit = 2
    for _ in range(3):
        employer("GET", "/token")
    assert naboen("GET", "/token").status_code == 200


PROBLEMS = (
    ("GET", "/nothing", {}, 404),
    ("PUT", "/openings", {}, 405),
    ("OPTIONS", "/openings", {}, 405),
    ("POST", "/openings", {"data": "title=x", "content_type": "text/plain"}, 415),
    ("POST", "/openings", {"data": {"title": "x"}}, 415),
    ("POST", "/openings", {"data": "{", "content_type": "application/json"}, 400),
    ("POST", "/openings", {"data": "[1]", "content_type": "application/json"}, 422),
    ("POST", "/openings", {"data": b"\xff", "content_type": "application/json"}, 400),
    ("POST", "/openings", {"json": {"title": "x", "tasks": "y" * 70_000}}, 413),
    ("POST", "/openings", {"json": {"title": "x", "slots": "1"}}, 422),
    ("POST", "/openings", {"json": POST, "headers": {"Idempotency-Key": "a b"}}, 422),
    ("GET", "/openings?limit=0", {}, 422),
    ("GET", "/openings?limit=1&limit=2", {}, 422),
    ("GET", "/openings?unknown=1", {}, 422),
    ("GET", "/openings/%00", {}, 400),
    ("GET", "/openings/NO", {}, 404),
    ("GET", "/openings/", {}, 404),
)


def test_every_error_is_a_problem_document(employer):
    for method, path, more, status in PROBLEMS:
        answer = employer(method, path, **more)
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
        assert {"type", "title", "status", "detail"} <= set(answer.json)
        assert answer.json["status"] == status
        assert (status == 405) == ("Allow" in answer.headers)


def test_a_field_that_is_not_known_is_pointed_at(employer):
    wrong = employer("POST", "/openings", json={"title": "x", "a/b": 1}).json["errors"]
    assert wrong == [{"pointer": "#/a~1b", "detail": "this is not known here; leave it out"}]


def test_json_is_taken_by_the_api_alone(app):
    assert app.test_client().post("/sign-in", json={}).status_code == 415


def test_a_fault_of_ours_tells_nothing(app, employer, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr("matcher.workflows.api_lists.openings_page", broken)
    answer = employer("GET", "/openings")
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "secret" not in answer.text


def test_an_address_with_an_empty_part_is_a_problem_and_not_a_page(app):
    for path in ("/api/v1/openings//x", "/api/v1/suggestions/%2Fx"):
        answer = app.test_client().get(path)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
