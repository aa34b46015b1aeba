"""The mentor's page for the first day, and asking to be rung; played by ola at E1."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from matcher.domain.requests import Answer
from matcher.store import tables as t
from matcher.store.audit import read_looks
from matcher.store.employer_tables import call_requests
from matcher.store.engine import reading, writing
from matcher.workflows.workplace.answer import Given, answer_signed_in
from matcher.workflows.workplace.consent import Said, ask_consent, note_said
from matcher.workflows.workplace.sheet_id import sheet_id
from tests.integration.request_cases import KARI, NAME, NOW, OLA, send_it
from tests.integration.web_start import TODAY, send, signed_in

HOME = "/workplace/E1"

pytestmark = pytest.mark.usefixtures("proposed")


def calls(store: sa.Engine) -> list[tuple[str | None, str | None, str | None]]:
    c = call_requests.c
    with reading(store) as connection:
        rows = connection.execute(sa.select(c.mentor_id, c.placement_id, c.note).order_by(c.id))
        return [tuple(row) for row in rows]


def accepted(app: Flask, store: sa.Engine) -> str:
    """Ola has said yes to PL2; the request's id."""
    request = send_it(store)
    program = app.extensions["program"]
    answer_signed_in(program, OLA, "E1", request.id, Given(Answer.YES), now=NOW, today=TODAY)
    return request.id


class TestSheet:
    def test_it_says_what_was_agreed_and_no_name_before_the_persons_yes(self, app, ola, store):
        request_id = accepted(app, store)
        page = ola.get(f"{HOME}/placements/{request_id}/sheet").text
        assert "Mandag 8. september" in page and "Butikk" in page
        assert "Å få erfaring med arbeidet" in page
        assert "Vil gjerne prøve arbeidet." in page and "kari, Testvik" in page
        assert NAME not in page and "900 00 000" not in page

    def test_the_name_comes_with_consent_stands_in_the_log_and_goes_again(self, app, ola, store):
        accepted(app, store)
        address = f"{HOME}/placements/{sheet_id('PL2')}/sheet"
        by = TODAY + timedelta(days=5)
        ask_consent(store, KARI, "PL2", by, now=NOW, today=TODAY)
        assert NAME not in ola.get(address).text
        note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
        assert NAME in ola.get(address).text
        with reading(store) as connection:
            assert any(look.actor == OLA.name for _, look in read_looks(connection, "P1", 50))
        note_said(store, KARI, "PL2", Said.BACK, now=NOW, today=TODAY)
        assert NAME not in ola.get(address).text

    def test_there_is_none_before_anything_is_agreed_nor_for_another(self, app, ola, ida, store):
        request = send_it(store)
        assert ola.get(f"{HOME}/placements/{request.id}/sheet").status_code == 404
        assert ola.get(f"{HOME}/placements/PL1/sheet").status_code == 404, "no placement's own id"
        known = sheet_id("PL1")
        assert ola.get(f"{HOME}/placements/{known}/sheet").status_code == 200
        assert ida.get(f"{HOME}/placements/{known}/sheet").status_code == 404
        assert ida.get(f"/workplace/E2/placements/{known}/sheet").status_code == 404
        assert signed_in(app, "nils").get(f"{HOME}/placements/{known}/sheet").status_code == 404

    def test_the_adviser_finds_it_from_the_placement(self, app):
        kari = signed_in(app, "kari")
        address = f"{HOME}/placements/{sheet_id('PL1')}/sheet"
        assert address in kari.get("/placements/PL1").text
        assert kari.get(address).status_code == 200


class TestRingMe:
    def test_a_mentor_is_on_the_advisers_day_until_somebody_has_rung(self, app, ola, store):
        with writing(store) as connection:
            connection.execute(t.mentors.update().values(name="Mia Mentor"))
        sheet = sheet_id("PL1")
        for note in ("", "Ring etter tolv"):
            answer = send(ola, f"{HOME}/ring-me", sheet=sheet, note=note)
            assert answer.status_code == 303 and sheet in answer.location
        assert calls(store) == [("M1", "PL1", "Ring etter tolv")], "who waits, waits once"
        kari = signed_in(app, "kari")
        assert "Mia Mentor" in kari.get("/day").text
        assert send(kari, "/requests/calls/1").status_code == 303
        send(ola, f"{HOME}/ring-me", sheet=sheet)
        assert len(calls(store)) == 2, "a new call after the first"

    def test_anybody_at_the_employer_may_ask(self, ola, store):
        assert "Arbeidsplassen" in ola.get(f"{HOME}/ring-me").text
        send(ola, f"{HOME}/ring-me", note="Ring oss")
        send(ola, f"{HOME}/ring-me", mentor_id="M2")
        assert calls(store) == [(None, None, "Ring oss"), ("M2", None, None)]

    def test_a_note_with_words_that_are_kept_back_is_refused_and_stays_typed(self, ola, store):
        for about in ({}, {"sheet": sheet_id("PL1")}):
            answer = send(ola, f"{HOME}/ring-me", note="Hun er deprimert", **about)
            assert answer.status_code == 422
            assert "Hun er deprimert" in answer.text and "på telefon" in answer.text
        assert send(ola, f"{HOME}/ring-me", note="x" * 301).status_code == 422
        assert calls(store) == []

    def test_nobody_rings_for_anothers_mentor_or_placement(self, ida, ola, store):
        assert send(ida, f"{HOME}/ring-me").status_code == 404
        assert send(ida, "/workplace/E2/ring-me", mentor_id="M1").status_code == 404
        assert send(ida, "/workplace/E2/ring-me", sheet=sheet_id("PL1")).status_code == 404
        assert send(ola, f"{HOME}/ring-me", sheet="NONE").status_code == 404
        assert calls(store) == []
