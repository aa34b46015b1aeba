"""Consents and what time does by itself: asked, given, taken back, run out; reminded, expired."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from matcher.domain.placements import PlacementStatus
from matcher.domain.requests import Answer, Consent, ConsentState, RequestStatus
from matcher.store import tables as t
from matcher.store.consents import latest_consent
from matcher.store.employer_tables import call_requests
from matcher.store.engine import reading, writing
from matcher.store.moments import to_store
from matcher.store.placement_events import kept_placements
from matcher.store.requests import read_request
from matcher.workflows.workplace.answer import Given, answer_signed_in
from matcher.workflows.workplace.consent import Said, note_said
from matcher.workflows.workplace.reply_rate import Rate, reply_rate
from matcher.workflows.workplace.tidy import Tidied, tidy
from tests.integration.consent_asked import ask, link_of
from tests.integration.request_cases import (
    KARI,
    NAME,
    NOW,
    OLA,
    mails_to,
    read_all_mail,
    send_it,
)
from tests.integration.web_start import TODAY, send, signed_in

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("proposed")


def consent_of(store: sa.Engine) -> Consent | None:
    with reading(store) as connection:
        return latest_consent(connection, "P1", "O1")


def test_the_participant_says_yes_and_takes_it_back_by_the_link(app, store):
    request = send_it(store)
    ask(store)
    person, ola = app.test_client(use_cookies=False), signed_in(app, OLA.name)
    page, link = f"/workplace/E1/requests/{request.id}", link_of(app, store)
    assert "Prøvebutikken" in person.get(link).text and "KVP" not in person.get(link).text
    assert "May Prøvebutikken know your name?" in person.get(f"{link}?lang=en").text
    person.post(link, data={"say": "yes"})
    assert NAME in ola.get(page).text
    person.post(link, data={"say": "back"})
    assert NAME not in ola.get(page).text
    person.post(link, data={"say": "yes"})
    assert NAME in ola.get(page).text
    person.post(link, data={"say": "no"})  # a no after a yes takes it back
    known = consent_of(store)
    assert known is not None and known.state is ConsentState.WITHDRAWN
    assert NAME not in ola.get(page).text
    assert "sa nei til at arbeidsgiveren" in signed_in(app, "kari").get("/day").text


def test_the_mails_about_a_consent_never_name_the_person(app, store):
    send_it(store)
    ask(store)
    assert [key.split(":")[2] for key in mails_to(store, "amina@prove.no")] == ["asked"]
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    assert [key.split(":")[2] for key in mails_to(store, OLA.name)] == ["asked", "name"]
    assert "Amina" not in read_all_mail(store)


def test_a_strange_link_and_a_bad_word_change_nothing(app, store):
    ask(store)
    person, link = app.test_client(use_cookies=False), link_of(app, store)
    assert person.get(f"{link}x").status_code == 404
    assert person.post(f"{link}x", data={"say": "yes"}).status_code == 404
    assert person.get(link.replace("/consent/", "/answer/")).status_code == 404
    assert person.post(link, data={"say": "perhaps"}).status_code == 400
    known = consent_of(store)
    assert known is not None and known.state is ConsentState.ASKED


def test_after_the_deadline_a_yes_does_not_count(app, store, serve):
    ask(store)
    link = link_of(app, store)
    later = serve(store, TODAY=TODAY + 8 * DAY).test_client(use_cookies=False)
    later.post(link, data={"say": "yes"})
    known = consent_of(store)
    assert known is not None and known.state is ConsentState.ASKED
    assert "Tiden for å svare er over" in later.get(link).text


def test_the_adviser_asks_and_notes_what_was_said(kari: FlaskClient, store):
    def say(what: str, **more: str) -> ConsentState | None:
        answer = send(kari, "/placements/PL2/consent", say=what, **more)
        assert answer.status_code == 303
        known = consent_of(store)
        return known.state if known else None

    assert say("ask", answer_by="") is None
    assert say("ask", answer_by="2025-08-01") is None
    assert say("ask", answer_by="2025-09-08") is ConsentState.ASKED
    assert "/consent/" in kari.get("/placements/PL2").text
    assert say("no") is ConsentState.REFUSED
    assert say("yes") is ConsentState.GIVEN
    assert say("back") is ConsentState.WITHDRAWN
    assert "tok ja-et tilbake" in kari.get("/placements/PL2").text


def test_half_time_reminds_once_and_the_end_frees_the_place(app, store):
    request = send_it(store)
    assert tidy(store, TODAY, NOW) == Tidied()
    assert tidy(store, TODAY + 3 * DAY, NOW) == Tidied()
    assert tidy(store, TODAY + 4 * DAY, NOW) == Tidied(reminded=1)
    assert tidy(store, TODAY + 7 * DAY, NOW) == Tidied()
    assert tidy(store, TODAY + 8 * DAY, NOW) == Tidied(expired=1)
    assert tidy(store, TODAY + 9 * DAY, NOW) == Tidied()
    kinds = [key.split(":")[2] for key in mails_to(store, OLA.name)]
    assert kinds == ["asked", "expired", "reminded"]
    with reading(store) as connection:
        kept = read_request(connection, request.id)
        (placed,) = kept_placements(connection, t.placements.c.placement_id == "PL2")
        assert reply_rate(connection, "E1", TODAY + 9 * DAY) == Rate(1, 0)
    assert kept is not None and kept.status is RequestStatus.EXPIRED
    assert placed.placement.status is PlacementStatus.CANCELLED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE openings SET status = 'closed' WHERE opening_id = 'O1'",
        "UPDATE openings SET status = 'paused' WHERE opening_id = 'O1'",
        "UPDATE employers SET paused_until = '2025-09-08' WHERE employer_id = 'E1'",
        "INSERT INTO stops (employer_id, reason, starts, set_on, set_by)"
        " VALUES ('E1', 'banned', '2025-09-01', '2025-09-01', 'liv')",
        "INSERT INTO stops (mentor_id, reason, starts, ends, set_on, set_by)"
        " VALUES ('M2', 'away', '2025-09-08', '2025-09-12', '2025-09-01', 'ola')",
    ],
)
def test_what_takes_nobody_any_more_takes_its_request_back(app, store, statement):
    request = send_it(store)
    with writing(store) as connection:
        connection.exec_driver_sql(statement)
    assert tidy(store, TODAY, NOW) == Tidied(withdrawn=1)
    assert tidy(store, TODAY, NOW) == Tidied()
    with reading(store) as connection:
        kept = read_request(connection, request.id)
    assert kept is not None and kept.status is RequestStatus.WITHDRAWN


def test_a_pause_that_is_over_before_the_first_day_takes_nothing_back(app, store):
    send_it(store)
    with writing(store) as connection:
        connection.exec_driver_sql("UPDATE employers SET paused_until = '2025-09-05'")
        connection.exec_driver_sql(
            "INSERT INTO stops (opening_id, reason, starts, ends, set_on, set_by)"
            " VALUES ('O1', 'paused', '2025-09-01', '2025-09-05', '2025-09-01', 'ola')"
        )
    assert tidy(store, TODAY, NOW) == Tidied()


def test_consents_run_out(app, store):
    ask(store)
    assert tidy(store, TODAY + 8 * DAY, NOW) == Tidied(consents=1)
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    last = consent_of(store)
    assert last is not None
    assert tidy(store, last.holds_until, NOW) == Tidied()
    assert tidy(store, last.holds_until + DAY, NOW) == Tidied(consents=1)


def test_the_rate_counts_what_is_over(app, store, kari):
    program = app.extensions["program"]
    request = send_it(store)
    with reading(store) as connection:
        assert reply_rate(connection, "E1", TODAY) == Rate()
    later = NOW + 2 * DAY
    answer_signed_in(
        program, OLA, "E1", request.id, Given(Answer.TALK), now=later, today=TODAY + 2 * DAY
    )  # fmt: skip
    with reading(store) as connection:
        assert reply_rate(connection, "E1", TODAY) == Rate(1, 1, 2.0)


def test_the_advisers_day_has_the_answer_and_the_ring(app, store, kari):
    program = app.extensions["program"]
    request = send_it(store)
    answer_signed_in(program, OLA, "E1", request.id, Given(Answer.TALK), now=NOW, today=TODAY)
    with writing(store) as connection:
        connection.execute(
            call_requests.insert().values(
                employer_id="E1", mentor_id="M1", asked_at=to_store(NOW), asked_by=OLA.name,
                note="Etter lunsj",
            )
        )  # fmt: skip
    page = kari.get("/day").text
    assert "vil snakke først" in page and f"/requests/{request.id}" in page
    assert "vil at du ringer. «Etter lunsj»" in page
    send(kari, "/requests/calls/1", next="/day")
    assert "vil at du ringer" not in kari.get("/day").text
    assert send(signed_in(app, "nils"), "/requests/calls/2").status_code == 404
