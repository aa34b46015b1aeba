"""An employer's mentors: the list, the form, days away and pauses; played by ola at E1."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from matcher.domain.employers import Mentor
from matcher.domain.stops import Stop, StopReason
from matcher.store import tables as t
from matcher.store.employer_tables import mentor_details
from matcher.store.engine import reading, writing
from matcher.store.readers import read_all
from matcher.store.reading_market import read_stops
from tests.integration.request_cases import NAME
from tests.integration.web_start import TODAY, send, signed_in

HOME = "/workplace/E1"
M1, M2 = f"{HOME}/mentors/M1", f"{HOME}/mentors/M2"
NEW = {"name": "Mia", "capacity": "1"}

pytestmark = pytest.mark.usefixtures("proposed")


def mentor(store: sa.Engine, mentor_id: str) -> Mentor:
    with reading(store) as connection:
        return read_all(connection, Mentor, t.mentors.c.mentor_id == mentor_id)[0]


def stops_of(store: sa.Engine) -> tuple[Stop, ...]:
    with reading(store) as connection:
        return read_stops(connection)


class TestList:
    def test_each_mentors_load_stands_there_for_today_and_eight_weeks(self, ola):
        page = ola.get(f"{HOME}/mentors").text
        assert "1 av 1 opptatt" in page and "0 av 1 opptatt" in page
        assert page.count('<td data-load="full"') == 1, "M1 until Friday"
        assert page.count("<td data-load=") == 2 * 8

    def test_nobody_elses_mentors_are_there(self, ida):
        assert ida.get(f"{HOME}/mentors").status_code == 404
        assert ida.get("/workplace/E2/mentors/M1").status_code == 404
        assert send(ida, "/workplace/E2/mentors/M1/pause", until="2025-09-30").status_code == 404
        assert send(ida, "/workplace/E2/mentors/M1", **NEW).status_code == 404

    def test_it_holds_no_word_of_a_person_and_no_id_of_one(self, ola):
        page = ola.get(f"{HOME}/mentors").text
        assert "P1" not in page and NAME not in page and "PL1" not in page


class TestForm:
    def test_a_new_mentor_takes_one_person_at_a_time(self, ola, store):
        page = ola.get(f"{HOME}/mentors/new").text
        assert 'name="capacity" value="1"' in page.replace("\n", " ")
        known = page.split('name="mentor_id" value="')[1].split('"')[0]
        form = {**NEW, "mentor_id": known, "languages": "so", "hours_per_month": "6"}
        assert send(ola, f"{HOME}/mentors/new", **form).status_code == 303
        assert send(ola, f"{HOME}/mentors/new", **form).status_code == 303, "sent twice"
        added = mentor(store, known)
        assert (added.name, added.capacity, added.languages) == ("Mia", 1, ("so",))
        with reading(store) as connection:
            row = connection.execute(sa.select(mentor_details)).one()
        assert (row.mentor_id, row.hours_per_month) == (known, 6)
        assert "6 timer i måneden" in ola.get(f"{HOME}/mentors").text

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"name": ""}, "Skriv navnet"),
            ({"capacity": "0"}, "fra 1 til 20"),
            ({"capacity": "mange"}, "helt tall"),
            ({"capacity": ""}, "helt tall"),
            ({"hours_per_month": "900"}, "høyst 200"),
            ({"email": "mia"}, "e-postadresse"),
            ({"name": "Mia (tar de på AAP)"}, "AAP"),
            ({"name": "x" * 81}, "høyst 80"),
            ({"available_from": "2025-10-01", "available_to": "2025-09-01"}, "ikke er før"),
        ],
    )
    def test_what_cannot_be_kept_is_said_beside_its_field(self, ola, store, typed, said):
        answer = send(ola, f"{HOME}/mentors/new", **{**NEW, **typed})
        assert answer.status_code == 422
        assert said in answer.text
        with reading(store) as connection:
            assert len(read_all(connection, Mentor)) == 2

    def test_capacity_below_those_who_are_there_is_refused_with_how_many(self, ola, store):
        with writing(store) as connection:
            connection.execute(t.mentors.update().values(capacity=2))
            two = t.placements.c.placement_id == "PL2"
            connection.execute(
                t.placements.update().where(two).values(
                    mentor_id="M1", status="accepted", starts=TODAY
                )
            )  # fmt: skip
        answer = send(ola, M1, name="Mona", capacity="1")
        assert answer.status_code == 422
        assert "2 personer er her eller har avtalt å komme" in answer.text
        assert send(ola, M1, name="Mona", capacity="3").status_code == 303
        assert mentor(store, "M1").capacity == 3

    def test_of_two_who_change_the_same_mentor_the_second_is_told(self, ola, app, store):
        kari = signed_in(app, "kari")
        seen = ola.get(M1).text.split('name="seen" value="')[1].split('"')[0]
        assert send(kari, M1, name="Mona", capacity="2", seen=seen).status_code == 303
        second = send(ola, M1, name="Mina", capacity="1", seen=seen)
        assert second.status_code == 409
        assert mentor(store, "M1").name == "Mona"
        again = second.text.split('name="seen" value="')[1].split('"')[0]
        assert send(ola, M1, name="Mina", capacity="1", seen=again).status_code == 303

    def test_a_script_in_a_name_is_shown_as_text(self, ola):
        send(ola, M1, name="<script>alert(1)</script>", capacity="1")
        page = ola.get(f"{HOME}/mentors").text
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page

    def test_confidentiality_is_confirmed_with_a_date_and_by_whom(self, ola):
        assert "ikke bekreftet" in ola.get(f"{HOME}/mentors").text
        late = send(ola, f"{M1}/confidential", by="mentor", confidential_on="2025-09-02")
        assert late.status_code == 422
        send(ola, f"{M1}/confidential", by="mentor", confidential_on="2025-08-29")
        page = ola.get(f"{HOME}/mentors").text
        assert "Taushetsplikt 29. august, bekreftet av mentoren selv" in page


class TestAway:
    def test_days_away_are_noted_once_and_taken_back(self, ola, store):
        days = {"away_from": "2025-09-15", "away_to": "2025-09-19"}
        for _ in range(2):
            assert send(ola, f"{M1}/away", **days).status_code == 303
        first, last = date(2025, 9, 15), date(2025, 9, 19)
        assert stops_of(store) == (Stop(StopReason.AWAY, first, last, mentor_id="M1"),)
        page = ola.get(f"{HOME}/mentors").text
        assert page.count('data-load="away"') == 1
        remove = page.split('/remove"')[0].rsplit('action="', 1)[1] + "/remove"
        assert send(ola, remove).status_code == 303
        assert send(ola, remove).status_code == 303, "sent twice"
        assert stops_of(store) == ()

    def test_whoever_is_there_meanwhile_is_told_of(self, ola):
        send(ola, f"{M1}/away", away_from="2025-09-03", away_to="2025-09-04")
        assert "1 er her da. Avtal hvem som tar over." in ola.get(f"{HOME}/mentors").text

    @pytest.mark.parametrize(
        "days",
        [
            {},
            {"away_from": "x"},
            {"away_from": "2025-09-15", "away_to": "x"},
            {"away_from": "2025-09-15", "away_to": "2025-09-14"},
            {"away_from": "2025-08-01", "away_to": "2025-08-31"},
            {"away_from": "2025-09-15", "away_to": "2027-09-15"},
        ],
    )
    def test_days_that_cannot_be_are_refused(self, ola, store, days):
        assert send(ola, f"{M1}/away", **days).status_code == 422
        assert stops_of(store) == ()

    def test_one_click_pauses_a_mentor_and_another_ends_it(self, ola, store):
        page = ola.get(f"{HOME}/mentors").text
        until = (TODAY + timedelta(weeks=4)).isoformat()
        assert f'<input type="hidden" name="until" value="{until}">' in page
        for _ in range(2):
            assert send(ola, f"{M2}/pause", until=until).status_code == 303
        (stop,) = stops_of(store)
        assert (stop.reason, stop.mentor_id, stop.ends) == (
            StopReason.PAUSED, "M2", date.fromisoformat(until),
        )  # fmt: skip
        assert send(ola, f"{M2}/pause", until="2025-08-31").status_code == 422
        assert send(ola, f"{M2}/resume").status_code == 303
        assert stops_of(store) == ()

    def test_a_mentor_who_is_away_is_not_chosen_by_the_adviser(self, app, ola, store):
        with writing(store) as connection:
            connection.execute(t.placements.update().values(status="cancelled"))
        kari = signed_in(app, "kari")
        choose = "/participants/P1/suggestions/O1/choose"
        form = {
            "purpose": "language", "mentor_id": "M2", "starts": "2025-09-08",
            "planned_end": "2025-09-12",
        }  # fmt: skip
        send(ola, f"{M2}/away", away_from="2025-09-08", away_to="2025-09-09")
        send(ola, f"{M1}/away", away_from="2025-09-20", away_to="2025-09-21")
        refused = send(kari, choose, **form)
        assert refused.status_code == 422
        assert "Mentoren er borte første dag" in refused.text
