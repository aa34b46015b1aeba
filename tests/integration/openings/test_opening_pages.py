"""The pages on which an employer's openings are posted, changed, paused and closed."""

import re
from datetime import date

import pytest

from matcher.domain.access import Role
from matcher.domain.participants import Participant
from matcher.domain.purposes import Purpose
from matcher.store.engine import writing
from matcher.store.readers import Account
from matcher.store.writers import add_account, upsert_rows
from tests.integration.openings.opening_cases import market, propose_and_ask
from tests.integration.web_start import PASSWORD_HASH, TODAY, send, signed_in

SCRIPT = "<script>alert(1)</script>"


class TestPages:
    @pytest.fixture
    def ola(self, app, store):
        with writing(store) as connection:
            upsert_rows(connection, "participants", [Participant("P3", "N1", name="Amina")])
            add_account(connection, Account("ola@prove.no", Role.EMPLOYER, PASSWORD_HASH, TODAY,
                                            None, employer_id="E1"))  # fmt: skip
        return signed_in(app, "ola@prove.no")

    def new(self, client, **said):
        defaults = {"title": "Kokk", "slots": "1", "occupation": "5120"}
        said = {**defaults, **said}
        return send(
            client, "/workplace/E1/openings/new",
            **{"occupation_for": said["title"], **said},
        )  # fmt: skip

    def test_show_html_as_text_wherever_it_was_written(self, ola, store):
        sent = self.new(ola, title=SCRIPT, tasks=SCRIPT, place=SCRIPT, new_mentor=SCRIPT)
        assert sent.status_code == 303
        (opening,) = [o for o in market(store).openings if o.title == SCRIPT]
        for path in ("", f"/{opening.opening_id}", f"/new?copy={opening.opening_id}"):
            page = ola.get(f"/workplace/E1/openings{path}").text
            assert SCRIPT not in page
            assert "&lt;script&gt;" in page
        page = ola.get("/workplace/occupations", query_string={"q": SCRIPT}).text
        assert SCRIPT not in page

    def test_refuse_a_word_beside_its_field_and_keep_what_was_typed(self, ola, store):
        sent = self.new(ola, tasks="Hjelpe KVP-deltakere", hours_per_week="20")
        assert sent.status_code == 422
        assert "«KVP» kan ikke stå her." in sent.text
        assert "Hjelpe KVP-deltakere</textarea>" in sent.text
        assert 'value="20"' in sent.text
        assert len(market(store).openings) == 2

    def test_ask_which_occupation_is_meant_where_the_form_could_not(self, ola, store):
        sent = send(ola, "/workplace/E1/openings/new", title="kokk", slots="1", tasks="Steke",
                    purposes=["taste", "language"])  # fmt: skip
        assert sent.status_code == 200
        assert len(market(store).openings) == 2
        kept = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', sent.text)
        code = re.search(r'name="occupation" value="(\d{4})" checked', sent.text)[1]
        names = {name for name, _value in kept} - {"csrf_token"}
        typed = {name: [value for other, value in kept if other == name] for name in names}
        said = send(ola, "/workplace/E1/openings/new", **typed, occupation=code)
        assert said.status_code == 303
        (made,) = [o for o in market(store).openings if o.title == "kokk"]
        assert (made.occupation, made.tasks) == (code, "Steke")
        assert made.purposes == (Purpose.TASTE, Purpose.LANGUAGE)

    def test_refuse_a_word_before_they_ask_for_an_occupation(self, ola):
        sent = send(ola, "/workplace/E1/openings/new", title="kokk for KVP", slots="1")
        assert sent.status_code == 422
        assert "«KVP» kan ikke stå her." in sent.text

    def test_of_two_tabs_show_the_second_both_versions_and_then_take_its_word(self, ola, store):
        page = ola.get("/workplace/E1/openings/O1").text
        seen = re.search(r'name="seen" value="(\w+)"', page)[1]
        said = {"title": "Butikk", "occupation_for": "Butikk", "occupation": "5223"}
        path = "/workplace/E1/openings/O1"
        assert send(ola, path, **said, slots="3", seen=seen).status_code == 303
        second = send(ola, path, **said, slots="4", seen=seen)
        assert second.status_code == 409
        assert re.search(r"<td[^>]*>3</td><td[^>]*>4</td>", second.text)
        again = re.search(r'name="seen" value="(\w+)"', second.text)[1]
        assert send(ola, path, **said, slots="4", seen=again).status_code == 303
        assert next(o for o in market(store).openings if o.opening_id == "O1").slots == 4

    def test_ask_once_more_before_an_opening_with_requests_is_closed(self, ola, store):
        propose_and_ask(store)
        path = "/workplace/E1/openings/O1/close"
        asks = send(ola, path)
        assert asks.status_code == 409
        assert "1 forespørsel venter på svar" in asks.text
        assert send(ola, path, confirmed="1").status_code == 303

    def test_show_nobody_who_is_there_only_how_many(self, ola):
        page = ola.get("/workplace/E1/openings").text
        assert "1 er her" in page
        for secret in ("P1", "PL1", "stå i kassa"):
            assert secret not in page

    def test_take_a_pause_with_one_click_and_refuse_a_day_that_is_none(self, ola, store):
        assert send(ola, "/workplace/E1/pause", until="2025-09-29").status_code == 303
        assert market(store).employers[0].paused_until == date(2025, 9, 29)
        assert send(ola, "/workplace/E1/resume").status_code == 303
        for path in ("/workplace/E1/pause", "/workplace/E1/openings/O1/pause"):
            for day in ("2025-02-31", "2025-08-01", "x"):
                assert send(ola, path, until=day).status_code == 422
        assert market(store).stops == ()

    def test_are_the_advisers_too_and_hidden_from_another_employer(self, app, kari, ola):
        assert kari.get("/workplace/E1/openings").status_code == 200
        assert ola.get("/workplace/E2/openings").status_code == 404
        assert ola.get("/workplace/E1/openings/O99").status_code == 404
