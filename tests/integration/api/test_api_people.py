"""Requests, suggestions and outcomes in the API: who is told of whom, and what is noted."""

from datetime import timedelta
from functools import partial

import sqlalchemy as sa

from matcher.store.consents import new_consent_id
from matcher.store.employer_tables import consents
from matcher.store.engine import reading, writing
from matcher.store.every_table import row_counts
from matcher.store.trust_tables import audit_log
from tests.integration.api.asking import ask, token
from tests.integration.request_cases import NAME, NOW, PROFILE, send_it
from tests.integration.web_start import TODAY


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
    with reading(store) as connection:
        assert row_counts(connection)["suggestion_lists"] == 1
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
