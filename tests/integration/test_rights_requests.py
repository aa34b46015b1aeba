"""What is about a person without a name: mails to employers, answers to systems, calls on lists."""

import json

import pytest
import sqlalchemy as sa

from matcher.domain.access import OPERATOR
from matcher.domain.retention import Retention
from matcher.store.columns import METADATA
from matcher.store.engine import reading
from matcher.store.personal_data import FREE_TEXT, NAMED_IN
from matcher.workflows import mail_send
from matcher.workflows.api_calls import once
from matcher.workflows.disclose import disclose, disclosure_document
from matcher.workflows.disclosure_text import disclosure_text
from matcher.workflows.disclosure_words import words
from matcher.workflows.erase import erase, preview_erasure
from matcher.workflows.links import Links
from matcher.workflows.mail_server import MailServer
from tests.integration.mail_server import mail_server
from tests.integration.rights_store import PERSON, TODAY, fill
from tests.integration.test_rights import NOW


@pytest.fixture
def full(engine: sa.Engine) -> sa.Engine:
    fill(engine)
    return engine


def values(engine: sa.Engine, table: str, column: str) -> set[object]:
    with reading(engine) as connection:
        return set(connection.execute(sa.select(METADATA.tables[table].c[column])).scalars())


def test_what_an_employer_was_mailed_about_a_person_is_disclosed(full: sa.Engine) -> None:
    found = disclose(full, OPERATOR, PERSON, Retention(), today=TODAY)
    assert [row["id"] for row in found.held["mails"]] == ["m1", "mr1"]
    assert "til: butikken@example.no" in disclosure_text(found, "nb")


def test_what_another_system_was_answered_about_a_person_is_disclosed(full: sa.Engine) -> None:
    found = disclose(full, OPERATOR, PERSON, Retention(), today=TODAY)
    assert "svar om r1" in json.dumps(disclosure_document(found, "nb"))
    assert [row["key"] for row in found.held["idempotency_keys"]] == ["k-r1"]


def test_no_mail_asks_for_a_person_who_is_erased_and_others_are_asked_for(full: sa.Engine) -> None:
    erase(full, OPERATOR, PERSON, now=NOW)
    assert values(full, "mails", "id") == {"mr10"}


def test_a_mail_in_hand_when_the_person_is_erased_is_not_sent(
    full: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def then_erased(_address: str) -> bool:
        if "mr1" in values(full, "mails", "id"):  # claimed, and not yet with the server
            erase(full, OPERATOR, PERSON, now=NOW)
        return True

    monkeypatch.setattr(mail_send, "is_address", then_erased)
    links = Links("only for this test, and long enough", "https://jobbsmak.example/")
    with mail_server() as box:
        server = MailServer("127.0.0.1", box.port, "Oss <oss@example.org>")
        mail_send.send_due(mail_send.Post(full, server, links, "one", lambda: NOW))
    assert ["lr10" in each.get_content() for each in box.mails] == [True]
    assert values(full, "mails", "id") == {"mr10"}


def test_no_answer_to_a_system_about_an_erased_person_stays(full: sa.Engine) -> None:
    erase(full, OPERATOR, PERSON, now=NOW)
    assert values(full, "idempotency_keys", "key") == {"k-r10"}


def test_an_answer_given_while_somebody_is_erased_is_not_kept(full: sa.Engine) -> None:
    def work() -> tuple[int, object]:
        erase(full, OPERATOR, PERSON, now=NOW)
        return 200, {"document": {"note": "svar om r1"}}

    status, _, replayed = once(full, "t1", "k-3", b"", work, NOW)
    assert (status, replayed) == (200, False)
    assert values(full, "idempotency_keys", "key") == {"k-r10"}


def test_a_later_call_of_the_same_number_is_on_the_list(full: sa.Engine) -> None:
    erase(full, OPERATOR, PERSON, now=NOW)
    assert {"ring:77", "promise:7"} < values(full, "day_marks", "item")
    assert "ring:7" not in values(full, "day_marks", "item")


def test_the_preview_counts_what_the_erasure_removes(full: sa.Engine) -> None:
    seen = dict(preview_erasure(full, OPERATOR, PERSON).rows)
    done = erase(full, OPERATOR, PERSON, now=NOW).removed.rows
    assert seen == {name: count for name, count in done.items() if name != "audit_keys"}
    assert (seen["mails"], seen["idempotency_keys"], seen["day_marks"]) == (2, 1, 3)


def test_where_else_the_person_is_named_is_told_and_an_erasure_takes_the_name_out(
    full: sa.Engine,
) -> None:
    found = disclose(full, OPERATOR, PERSON, Retention(), today=TODAY)
    assert found.mentions == {
        "call_requests": 1, "dismissals": 1, "employer_contacts": 1, "experiences": 1,
        "follow_ups": 1, "nights": 1, "placement_events": 1, "reports_given": 1,
    }  # fmt: skip
    assert "samtaler med arbeidsgivere 1" in disclosure_text(found, "nb")
    assert erase(full, OPERATOR, PERSON, now=NOW).removed.texts == found.mentions
    assert not disclose(full, OPERATOR, "P-7", Retention(), today=TODAY).mentions


def test_there_are_words_for_every_table_in_which_somebody_may_be_named() -> None:
    assert set(words()["elsewhere"]) == set(FREE_TEXT) - set(NAMED_IN)
