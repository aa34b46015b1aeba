"""Trust in employers: sparing by hand and by rule, reports to the leader, bans that hold."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.api import EMPLOYERS
from matcher.domain.employers import Employer, Opening, OpeningStatus
from matcher.domain.errors import Conflict, FormRefused, NotAllowed, NotFound
from matcher.domain.life import Step
from matcher.domain.market import Market
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.domain.requests import RequestStatus
from matcher.domain.steps import Asked
from matcher.domain.stops import StopReason
from matcher.eligibility.rules import State
from matcher.exchange.opening_form import OpeningForm
from matcher.store import tables as t
from matcher.store.bans import TakesNobody, standing_ban
from matcher.store.employer_tables import mails, stops
from matcher.store.engine import reading, writing
from matcher.store.feed_tables import vacancy_leads
from matcher.store.readers import read_market
from matcher.store.requests import read_request
from matcher.store.stops import read_stop_rows
from matcher.store.writers import upsert_rows
from matcher.workflows.api_tokens import make_token
from matcher.workflows.feed_leads import find_leads
from matcher.workflows.placement_steps import take
from matcher.workflows.report_answers import give_report
from matcher.workflows.workplace.ban import ban_employer, lift_ban
from matcher.workflows.workplace.misuse import complaint_book, report_misuse, settle
from matcher.workflows.workplace.openings import post_opening
from matcher.workflows.workplace.spare import end_sparing, spare_employer
from matcher.workflows.workplace.tidy import tidy
from matcher.workflows.workplace.trust import RULE, read_trust
from matcher.workflows.workplace.words import Wrong
from tests.integration.request_cases import KARI, NOW, OLA, propose, send_it
from tests.integration.web_start import TODAY, send, signed_in

DAY = timedelta(days=1)
LIV = Viewer("liv", Role.LEADER, "N1")
NINA = Viewer("nina", Role.LEADER, "N2")
WHY = "Folk gjør ordinært arbeid uten lønn."


def ban(store, viewer=LIV, why=WHY):
    return ban_employer(store, viewer, "E1", why, today=TODAY, now=NOW)


def trust(store, employer_id="E1", today=TODAY):
    with reading(store) as connection:
        return read_trust(connection, employer_id, today)


def missed(number, starts):
    """A placement of P1 that is running; each number is for another purpose."""
    purpose = (Purpose.TASTE, Purpose.EXPERIENCE, Purpose.LANGUAGE)[number]
    return Placement(
        f"MISSED{number}", "P1", "O1", purpose, PlacementStatus.RUNNING, None, starts,
        starts + 4 * DAY,
    )  # fmt: skip


@pytest.fixture
def program(filled, open_store_of):
    """The program over the small market, closed afterwards."""
    return open_store_of(Market())


@pytest.fixture
def asked(filled):
    """A store in which E1 is asked about P1, and P1 is there at PL1."""
    propose(filled)
    return filled, send_it(filled)


class TestABan:
    def test_takes_back_what_waits_politely_and_leaves_who_is_there(self, asked):
        store, request = asked
        assert ban(store) == 1
        with reading(store) as connection:
            after = read_request(connection, request.id)
            market = read_market(connection)
            written = connection.execute(sa.select(mails.c.subject, mails.c.body)).all()
        assert after is not None
        assert after.status is RequestStatus.WITHDRAWN
        status = {p.placement_id: p.status for p in market.placements}
        assert status["PL1"] is PlacementStatus.RUNNING
        assert status["PL2"] is PlacementStatus.CANCELLED
        assert len(written) == 2
        assert not any(WHY in row.body or "stengt for" in row.body for row in written)

    def test_lets_nobody_ask_propose_or_post(self, filled, program):
        propose(filled)
        ban(filled)
        with writing(filled) as connection:
            connection.execute(
                t.placements.update()
                .where(t.placements.c.placement_id == "PL2")
                .values(status="proposed")
            )
        with pytest.raises(TakesNobody):
            send_it(filled)
        form = OpeningForm(title="Butikk", slots=1)
        with pytest.raises(TakesNobody):
            post_opening(filled, OLA, "E1", form, today=TODAY, now=NOW)
        ready = program.market_day(TODAY).ready
        assert ready.arrays.open_state[ready.column_of["O1"]] == State.NOT_MET

    def test_holds_for_an_employer_of_the_same_organisation_that_is_imported_later(
        self, filled, program
    ):
        with writing(filled) as connection:
            upsert_rows(connection, "employers", [Employer("E1", "Butikken", "974201828")])
        ban(filled)
        with writing(filled) as connection:
            upsert_rows(
                connection, "employers",
                [Employer("E8", "Butikken avd. 2", "974201828"), Employer("E9", "En annen")],
            )  # fmt: skip
            opening = Opening("O8", "E8", status=OpeningStatus.OPEN)
            upsert_rows(connection, "openings", [opening])
            assert standing_ban(connection, "E8", TODAY) is not None
            assert standing_ban(connection, "E9", TODAY) is None
        ready = program.market_day(TODAY).ready
        assert ready.arrays.open_state[ready.column_of["O8"]] == State.NOT_MET

    def test_takes_back_what_was_asked_of_an_employer_found_to_be_the_same_later(self, asked):
        store, _ = asked
        with writing(store) as connection:
            upsert_rows(connection, "employers", [Employer("E8", "Avdelingen", "974201828")])
        ban_employer(store, LIV, "E8", WHY, today=TODAY, now=NOW)
        assert tidy(store, TODAY, NOW).withdrawn == 0
        with writing(store) as connection:
            upsert_rows(connection, "employers", [Employer("E1", "Butikken", "974201828")])
        assert tidy(store, TODAY, NOW).withdrawn == 1

    def test_of_two_leaders_at_once_is_one_ban(self, filled):
        told: list[object] = []
        ready = Barrier(2)

        def bar(viewer):
            ready.wait()
            try:
                told.append(ban(filled, viewer))
            except Conflict as conflict:
                told.append(conflict)

        threads = [Thread(target=bar, args=(viewer,)) for viewer in (LIV, NINA)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(type(each).__name__ for each in told) == ["Conflict", "int"]
        with reading(filled) as connection:
            assert len(read_stop_rows(connection, stops.c.reason == "banned")) == 1

    def test_is_lifted_with_a_reason_by_any_leader_and_stays_in_the_history(self, store):
        ban(store)
        lift_ban(store, NINA, "E1", "Vi har vært der og sett.", today=TODAY)
        known = trust(store)
        assert known.banned is None
        assert [(row.note, row.lifted_by, row.lifted_why) for row in known.history] == [
            (WHY, "nina", "Vi har vært der og sett.")
        ]
        with pytest.raises(Conflict):
            lift_ban(store, LIV, "E1", "En gang til", today=TODAY)
        assert ban(store) == 0

    def test_is_a_leaders_and_has_a_reason(self, store):
        with pytest.raises(NotAllowed):
            ban(store, KARI)
        with pytest.raises(NotFound):
            ban(store, OLA)
        with pytest.raises(FormRefused) as refused:
            ban(store, why="  ")
        assert refused.value.by_field == {"why": Wrong.MISSING}
        assert trust(store).banned is None

    def test_hides_the_vacancies_of_the_organisation(self, store):
        lead = {"uuid": "V1", "title": "Kokk", "org_number": "974201828"}
        with writing(store) as connection:
            upsert_rows(connection, "employers", [Employer("E1", "Butikken", "974201828")])
            row = {c.name: lead.get(c.name, _blank(c)) for c in vacancy_leads.c}
            connection.execute(vacancy_leads.insert().values(row))
        assert [seen.lead.uuid for seen in find_leads(store, today=TODAY)] == ["V1"]
        ban(store)
        assert find_leads(store, today=TODAY) == ()


def _blank(column):
    if column.nullable:
        return None
    return {"DATE": TODAY, "DATETIME": NOW.replace(tzinfo=None)}.get(str(column.type), "")


class TestTheRule:
    @pytest.fixture
    def missing(self, filled, program):
        """One was missed before, by import; the next two are running here."""
        before = missed(0, TODAY - 30 * DAY)
        rows = [
            Placement(
                before.placement_id, "P1", "O1", Purpose.TASTE, PlacementStatus.ENDED, None,
                before.starts, before.planned_end, before.starts,
            ),
            missed(1, TODAY - DAY),
            missed(2, TODAY - DAY),
        ]  # fmt: skip
        report = Outcome("MISSED0", Reporter.ADVISER, TODAY - 29 * DAY, showed_up=False)
        with writing(filled) as connection:
            upsert_rows(connection, "placements", rows)
            upsert_rows(connection, "outcomes", [report])
        return program

    def step(self, program, number, today=TODAY):
        asked = Asked(Step.NO_SHOW)
        take(program, KARI, f"MISSED{number}", asked, version=1, now=NOW, today=today)

    def test_spares_after_the_second_no_show_and_an_import_sets_nothing(self, missing):
        assert trust(missing.engine).stops == ()
        self.step(missing, 1)
        row = trust(missing.engine).spared
        assert row is not None
        assert (row.set_by, row.stop.ends) == (RULE, TODAY + 30 * DAY)
        ready = missing.market_day(TODAY).ready
        assert ready.arrays.open_state[ready.column_of["O1"]] == State.NOT_MET

    def test_never_sets_it_twice_for_the_same_cause(self, missing):
        self.step(missing, 1)
        end_sparing(missing.engine, KARI, "E1", today=TODAY)
        later = TODAY + DAY
        said = {"showed_up": "no", "end_reason": "no_show"}
        give_report(
            missing.engine, KARI, "MISSED1", Reporter.ADVISER, said, now=NOW, today=later
        )  # fmt: skip
        known = trust(missing.engine, today=later)
        assert known.spared is None
        assert len(known.stops) == 1
        self.step(missing, 2, later)
        assert len(trust(missing.engine, today=later).stops) == 2

    def test_asks_for_nothing_of_a_single_one(self, filled, program):
        with writing(filled) as connection:
            upsert_rows(connection, "placements", [missed(1, TODAY - DAY)])
        self.step(program, 1)
        assert trust(filled).stops == ()


class TestByHand:
    def test_a_new_day_takes_the_place_of_the_old_one_and_one_click_lifts_it(self, store):
        for days in (40, 10):
            spare_employer(store, KARI, "E1", TODAY + days * DAY, "Slitne nå", today=TODAY)
        known = trust(store)
        assert known.spared is not None
        assert known.spared.stop.ends == TODAY + 10 * DAY
        assert [row.stop.reason for row in known.stops] == [StopReason.SPARED] * 2
        end_sparing(store, KARI, "E1", today=TODAY)
        assert trust(store).spared is None
        with pytest.raises(Conflict):
            end_sparing(store, KARI, "E1", today=TODAY)

    @pytest.mark.parametrize(
        ("until", "why", "wrong"),
        [
            (None, "x", {"until": Wrong.MISSING}),
            (TODAY - DAY, "x", {"until": Wrong.IN_THE_PAST}),
            (date(9999, 12, 31), "x", {"until": Wrong.TOO_FAR}),
            (TODAY, " ", {"why": Wrong.MISSING}),
            (TODAY, "a" * 2001, {"why": Wrong.TOO_LONG}),
        ],
    )
    def test_bad_answers_are_refused_beside_the_field(self, store, until, why, wrong):
        with pytest.raises(FormRefused) as refused:
            spare_employer(store, KARI, "E1", until, why, today=TODAY)
        assert refused.value.by_field == wrong
        assert trust(store).stops == ()

    def test_no_employer_spares_itself(self, store):
        with pytest.raises(NotFound):
            spare_employer(store, OLA, "E1", TODAY, "x", today=TODAY)


class TestReports:
    def report(self, store, viewer=KARI):
        return report_misuse(store, viewer, "E1", "unsafe", "Vått gulv.", today=TODAY)

    def test_reach_the_leader_of_the_own_office_and_nobody_else(self, store):
        self.report(store)
        (line,) = complaint_book(store, LIV, today=TODAY).open
        assert (line.complaint.text, line.employer.name) == ("Vått gulv.", "Prøvebutikken")
        assert complaint_book(store, NINA, today=TODAY).open == ()
        with pytest.raises(NotAllowed):
            complaint_book(store, KARI, today=TODAY)
        with pytest.raises(NotFound):
            complaint_book(store, OLA, today=TODAY)

    def test_are_settled_once_with_what_was_done(self, store):
        number = self.report(store)
        with pytest.raises(NotFound):
            settle(store, NINA, number, "Snakket med dem", today=TODAY)
        settle(store, LIV, number, "Snakket med dem", today=TODAY)
        with pytest.raises(Conflict):
            settle(store, LIV, number, "Igjen", today=TODAY)
        known = trust(store)
        assert (known.complaints_open, known.complaints_settled) == (0, 1)

    def test_the_leader_sees_who_is_there_still_and_only_a_count_of_other_offices(self, store):
        with writing(store) as connection:
            other = Placement(
                "PL9", "P2", "O2", Purpose.TASTE, PlacementStatus.ACCEPTED, None, TODAY, TODAY + DAY
            )
            upsert_rows(connection, "placements", [other])
        ban(store)
        (barred,) = complaint_book(store, LIV, today=TODAY).barred
        assert [each.placement.placement_id for each in barred.staying] == ["PL1"]
        assert barred.elsewhere == (("Prøvedal", 1),)


class TestPages:
    def test_an_adviser_spares_reports_and_reads_the_numbers(self, kari, app):
        until = (TODAY + 5 * DAY).isoformat()
        assert send(kari, "/employers/E1/spare", until=until, why="Ro").status_code == 303
        assert send(kari, "/employers/E1/complaints", kind="other", text="x").status_code == 303
        text = kari.get("/employers/E1").text
        for said in ("Vi sparer dem til og med", "«Ro»", "1 melding venter.", "Spør dem igjen"):
            assert said in text
        assert "Spares til og med" in kari.get("/employers?who=office").text
        assert send(kari, "/employers/E1/spare/end").status_code == 303
        assert "Tidligere spart" in kari.get("/employers/E1").text

    def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(self, kari):
        page = send(kari, "/employers/E1/complaints", kind="", text="<b>Trangt</b>")
        assert page.status_code == 422
        assert "Velg hva det gjelder." in page.text
        assert "&lt;b&gt;Trangt" in page.text

    def test_an_employer_that_is_barred_reads_it_calmly_and_cannot_post(self, app, store):
        propose(store)
        liv, ola = signed_in(app, "liv"), signed_in(app, OLA.name)
        assert send(liv, "/employers/E1/ban", why=WHY).status_code == 303
        home = ola.get("/workplace/E1").text
        assert "Plassene deres tar ikke imot noen nå" in home
        refused = ola.get("/workplace/E1/openings/new")
        assert refused.status_code == 409
        assert "Snakk med kontoret" in refused.text
        assert WHY not in home + refused.text
        assert ola.get("/employers/complaints").status_code == 404
        assert ola.get("/openings/O1/who").status_code == 404
        page = signed_in(app, "nils").get("/employers/E1").text
        assert WHY in page

    def test_a_system_of_a_barred_employer_is_told_so_as_a_problem(self, app, store):
        ban(store)
        made = make_token(
            store, name="kasse", made_by="kari", today=TODAY,
            scopes=sorted(EMPLOYERS), employer_id="E1",
        )  # fmt: skip
        answer = app.test_client(use_cookies=False).post(
            "/api/v1/openings", json={"title": "Kokk", "slots": 1},
            headers={"Authorization": f"Bearer {made.secret}", "Idempotency-Key": "en-to-tre"},
        )  # fmt: skip
        assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
        assert WHY not in answer.text

    def test_the_leader_settles_and_lets_in_again(self, app, kari):
        liv = signed_in(app, "liv")
        send(kari, "/employers/E1/complaints", kind="unsafe", text="Vått gulv")
        send(liv, "/employers/E1/ban", why=WHY)
        book = liv.get("/employers/complaints").text
        assert "Vått gulv" in book
        assert WHY in book
        assert send(liv, "/employers/complaints/1/settle", how="").status_code == 422
        assert send(liv, "/employers/complaints/1/settle", how="Ringt dem").status_code == 303
        assert send(liv, "/employers/E1/ban/lift", why="Ordnet").status_code == 303
        page = liv.get("/employers/E1").text
        assert "Opphevet fordi: «Ordnet»" in page
        assert "1 er avgjort." in page

    def test_for_an_opening_the_adviser_reads_who_fits_and_what_stops_the_others(self, kari):
        page = kari.get("/openings/O1/who?who=office").text
        assert "Hvem passer best?" in page
        assert kari.get("/openings/NOWHERE/who").status_code == 404
