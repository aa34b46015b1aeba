"""Both sides of a request in their pages: asking, answering, the name, what must not be seen."""

import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from matcher.domain.mails import MailState
from matcher.domain.placements import PlacementStatus
from matcher.domain.requests import Answer, Request, RequestStatus
from matcher.store import tables as t
from matcher.store.accounts import close_account
from matcher.store.engine import reading, writing
from matcher.store.mails import count_by_state, read_waiting
from matcher.store.placement_events import kept_placements
from matcher.store.requests import read_request
from matcher.workflows.workplace.ask_employer import withdraw_request
from matcher.workflows.workplace.consent import Said, note_said
from tests.integration.request_cases import (
    IDA,
    KARI,
    NAME,
    NOW,
    OLA,
    PROFILE,
    answer_link,
    mails_to,
    read_all_mail,
    send_it,
    speaks_english,
)
from tests.integration.web_start import TODAY, send, signed_in

pytestmark = pytest.mark.usefixtures("proposed")


@pytest.fixture
def sent(store: sa.Engine, proposed: None) -> Request:
    return send_it(store)


def status(store: sa.Engine) -> PlacementStatus:
    with reading(store) as connection:
        (kept,) = kept_placements(connection, t.placements.c.placement_id == "PL2")
    return kept.placement.status


def now_is(store: sa.Engine, request: Request) -> Request:
    with reading(store) as connection:
        found = read_request(connection, request.id)
    assert found is not None
    return found


def at(request: Request, employer: str = "E1") -> str:
    return f"/workplace/{employer}/requests/{request.id}"


def ask(kari: FlaskClient, **changes: str):
    form = {"profile": PROFILE, "agreed_on": "2025-09-01", "agreed_with": "kari",
            "answer_by": "2025-09-08"}  # fmt: skip
    return send(kari, "/placements/PL2/request", **{**form, **changes})


def test_the_form_has_a_profile_of_facts_and_no_name(kari):
    page = kari.get("/placements/PL2/request").text
    text = re.search(r"<textarea.*?>(.*?)</textarea>", page, re.DOTALL)
    assert text and "Vil gjerne få erfaring med arbeidet." in text[1]
    assert "Kan arbeide på dagtid." in text[1]
    assert NAME not in text[1] and "passer bare" in page


def test_whoever_reads_english_there_gets_an_english_profile(kari, store):
    speaks_english(store)
    page = kari.get("/placements/PL2/request").text
    assert "Would like to get experience of the work." in page
    assert "Vil gjerne få" in kari.get("/placements/PL2/request?lang=nb").text


def test_a_request_is_sent_and_mailed_without_a_name(kari, store):
    answer = ask(kari)
    assert answer.status_code == 303 and answer.location.startswith("/requests/")
    assert [key.split(":")[2] for key in mails_to(store, "ola@prove.no")] == ["asked"]
    assert "Amina" not in read_all_mail(store)
    page = kari.get(answer.location).text
    assert "Venter på svar" in page and "/answer/" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"profile": "Går i KVP og er flink."}, "«KVP» kan ikke stå her."),
        ({"profile": "Amina er flink."}, "«Amina» kan ikke stå her."),
        ({"profile": " "}, "Skriv noen setninger"),
        ({"agreed_on": "2025-09-02"}, "Velg i dag eller en dag som har vært"),
        ({"agreed_with": ""}, "Skriv hvem personen sa ja til"),
        ({"answer_by": "2025-09-16"}, "Da holdes ikke plassen lenger"),
        ({"answer_by": "2025-08-31"}, "Velg en dag som ikke er passert"),
        ({"answer_by": "x"}, "Skriv en dato"),
    ],
)
def test_a_bad_request_is_refused_beside_its_field_and_nothing_goes_out(kari, store, changes, said):
    answer = ask(kari, **changes)
    assert answer.status_code == 422 and said in answer.text
    assert read_all_mail(store) == ""


def test_the_words_that_must_go_are_marked_in_what_was_written(kari):
    answer = ask(kari, profile="Er flink.\nGår i KVP & har <b>angst</b>.")
    assert "Går i <mark>KVP</mark> &amp; har &lt;b&gt;<mark>angst</mark>&lt;/b&gt;." in answer.text
    assert "Skriv heller «kandidaten»." in answer.text


def test_a_script_in_a_profile_is_text_to_the_employer(kari, ola):
    sent_to = ask(kari, profile="<script>alert(1)</script>\nKan mye.").location
    page = ola.get(f"/workplace/E1{sent_to}").text
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_the_same_employer_is_not_asked_twice_about_the_same_placement(kari, sent):
    assert ask(kari).status_code == 409
    assert kari.get("/placements/PL2/request").status_code == 303


def test_the_employer_reads_the_profile_and_answers_yes_with_one_click(ola, store, sent):
    assert "Venter på svar fra dere" in ola.get("/workplace/E1/requests").text
    page = ola.get(at(sent)).text
    assert "Vil gjerne prøve arbeidet." in page and NAME not in page
    assert send(ola, at(sent), answer="yes").status_code == 303
    assert status(store) is PlacementStatus.ACCEPTED
    assert now_is(store, sent).answered_by == "ola@prove.no"
    assert "Dere har sagt ja" in ola.get(at(sent)).text


def test_not_now_has_a_reason_and_frees_the_place(ola, kari, store, sent):
    assert send(ola, at(sent), answer="not_now").status_code == 422
    assert (
        send(ola, at(sent), answer="not_now", not_now="busy", note="<b>i mai</b>").status_code
        == 303
    )
    assert status(store) is PlacementStatus.CANCELLED
    page = kari.get("/placements/PL2").text
    assert "Det er for travelt akkurat nå" in page and "&lt;b&gt;i mai" in page


def test_talk_first_stays_open_for_a_yes(ola, kari, store, sent):
    send(ola, at(sent), answer="talk")
    assert status(store) is PlacementStatus.PROPOSED
    assert "vil snakke med deg først" in kari.get("/placements/PL2").text
    send(ola, at(sent), answer="yes")
    assert status(store) is PlacementStatus.ACCEPTED


def test_what_was_agreed_and_called_off_later_is_not_open_any_more(ola, kari, store, sent):
    send(ola, at(sent), answer="yes")
    send(kari, "/placements/PL2/steps/cancel", version=2)
    page = ola.get(at(sent)).text
    assert "gjelder ikke lenger" in page and "Dere har sagt ja" not in page


def test_of_two_answers_the_first_counts_and_the_second_is_told(ola, store, sent):
    send(ola, at(sent), answer="yes")
    late = send(ola, at(sent), answer="not_now", not_now="busy")
    assert late.status_code == 409 and "Noen hos dere svarte før" in late.text
    assert send(ola, at(sent), answer="yes").status_code == 303
    assert status(store) is PlacementStatus.ACCEPTED


def test_a_link_answers_once_and_then_shows_what_was_answered(app, store, sent):
    anybody, link = app.test_client(use_cookies=False), answer_link(app, store, sent, OLA.name)
    assert "Vil gjerne prøve arbeidet." in anybody.get(link).text
    assert anybody.post(link, data={"answer": "yes"}).status_code == 303
    assert "Dere har sagt ja" in anybody.get(link).text
    again = anybody.post(link, data={"answer": "talk"})
    assert again.status_code == 409 and "Dere har sagt ja" in again.text
    assert now_is(store, sent).answer is Answer.YES


def test_an_altered_a_strange_and_an_expired_link_are_not_there(app, store, sent):
    anybody, link = app.test_client(use_cookies=False), answer_link(app, store, sent)
    for bad in (link[:-2] + "xx", "/answer/guessed", link.replace("/answer/", "/consent/")):
        assert anybody.get(bad).status_code == 404
        assert anybody.post(bad, data={"answer": "yes"}).status_code == 404
    with writing(store) as connection:
        connection.exec_driver_sql("UPDATE request_links SET expires_at = '2020-01-01 00:00:00'")
    assert anybody.get(link).status_code == 404


def test_a_link_of_somebody_who_left_the_employer_is_not_there(app, store, sent):
    link = answer_link(app, store, sent, OLA.name)
    with writing(store) as connection:
        close_account(connection, "ola@prove.no", TODAY, "kari")
    assert app.test_client(use_cookies=False).get(link).status_code == 404


def test_the_log_says_that_the_employer_read_the_profile(app, kari, ola, store, sent):
    ola.get(at(sent))
    app.test_client(use_cookies=False).get(answer_link(app, store, sent))
    seen = kari.get("/participants/P1/looked").text
    assert "Arbeidsgiveren, med lenke" in seen and "Noen hos arbeidsgiveren" in seen


def test_a_link_never_shows_the_name(app, store, sent):
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    page = app.test_client(use_cookies=False).get(answer_link(app, store, sent)).text
    assert NAME not in page and "900 00 000" not in page


def test_the_name_is_shown_with_a_consent_and_hidden_when_it_is_taken_back(ola, store, sent):
    assert NAME not in ola.get(at(sent)).text
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    page = ola.get(at(sent)).text
    assert NAME in page and "tel:90000000" in page
    note_said(store, KARI, "PL2", Said.BACK, now=NOW, today=TODAY)
    assert NAME not in ola.get(at(sent)).text


def test_another_employer_and_another_office_see_nothing_of_it(app, sent):
    ida, nils = signed_in(app, IDA), signed_in(app, "nils")
    assert ida.get(at(sent)).status_code == 404
    assert ida.get(at(sent, "E2")).status_code == 404
    assert send(ida, at(sent, "E2"), answer="yes").status_code == 404
    assert nils.get(at(sent)).status_code == 404
    assert nils.get(f"/requests/{sent.id}").status_code == 404
    assert "Vil gjerne" not in nils.get("/workplace/E1/requests").text
    assert nils.get("/placements/PL2/request").status_code == 404


def test_an_adviser_notes_the_answer_on_the_phone(kari, store, sent):
    assert send(kari, at(sent), answer="yes").status_code == 303
    assert now_is(store, sent).answered_by == "kari"


def test_an_employers_person_opens_no_page_of_the_advisers(ola, sent):
    for page in ("/placements/PL2", "/placements/PL2/request", f"/requests/{sent.id}", "/day"):
        assert ola.get(page).status_code == 404


def test_what_is_withdrawn_shows_that_nobody_need_answer(ola, store, sent):
    withdraw_request(store, KARI, sent.id, now=NOW)
    assert "gjelder ikke lenger" in ola.get(at(sent)).text
    assert send(ola, at(sent), answer="yes").status_code == 409
    assert status(store) is PlacementStatus.PROPOSED
    assert "withdrawn" in "".join(mails_to(store, "ola@prove.no"))


def test_a_placement_that_is_called_off_closes_its_request(kari, ola, store, sent):
    send(kari, "/placements/PL2/steps/cancel", version=2 - 1)
    assert status(store) is PlacementStatus.CANCELLED
    assert now_is(store, sent).status is RequestStatus.WITHDRAWN
    assert "gjelder ikke lenger" in ola.get(at(sent)).text


def test_once_it_is_answered_nobody_is_asked_by_a_mail_that_waited(ola, store, sent):
    with reading(store) as connection:
        assert set(count_by_state(connection)) == {MailState.QUEUED}
    send(ola, at(sent), answer="yes")
    with reading(store) as connection:
        waiting = [each.mail.subject_key for each in read_waiting(connection)]
        assert count_by_state(connection)[MailState.CANCELLED] >= 1
    assert not [key for key in waiting if ":asked:" in key]


def test_agreed_on_the_phone_is_an_answer_too(kari, store, sent):
    send(kari, "/placements/PL2/steps/accept", version=1)
    assert now_is(store, sent).answer is Answer.YES


def test_a_reminder_a_longer_time_and_taking_back_are_one_click_each(kari, store, sent):
    assert send(kari, f"/requests/{sent.id}/again").status_code == 303
    assert send(kari, f"/requests/{sent.id}/extend", answer_by="2025-09-12").status_code == 303
    assert now_is(store, sent).answer_by.isoformat() == "2025-09-12"
    assert send(kari, f"/requests/{sent.id}/extend", answer_by="2026-09-12").status_code == 422
    assert send(kari, f"/requests/{sent.id}/withdraw").status_code == 303
    assert send(kari, f"/requests/{sent.id}/again").status_code == 409
    kinds = [key.split(":")[2] for key in mails_to(store, "ola@prove.no")]
    assert kinds == ["asked", "reminded", "withdrawn"]
