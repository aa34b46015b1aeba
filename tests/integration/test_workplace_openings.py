"""An employer's openings: posted, copied, changed, paused and closed, and seen by those who may."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.employers import Employer, Opening, OpeningStatus
from matcher.domain.errors import FormRefused, NotFound
from matcher.domain.participants import Participant, PartOfWeek
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.domain.requests import Request, RequestStatus
from matcher.domain.stops import Stop, StopReason
from matcher.exchange.opening_form import OpeningForm
from matcher.exchange.problems import from_form
from matcher.places.register import PostalCode
from matcher.store.employer_tables import mails, opening_posts
from matcher.store.engine import reading, writing
from matcher.store.readers import Account, read_market, store_version
from matcher.store.requests import add_request, read_request
from matcher.store.stops import add_stop
from matcher.store.writers import add_account, upsert_postal_codes, upsert_rows
from matcher.workflows.workplace.opening_closing import ClosingAsks, close_opening
from matcher.workflows.workplace.opening_list import Standing, list_openings, mark_of
from matcher.workflows.workplace.opening_start import read_opening, start_opening
from matcher.workflows.workplace.openings import OpeningChanged, change_opening, post_opening
from matcher.workflows.workplace.pausing import (
    open_opening,
    pause_employer,
    pause_opening,
    resume_employer,
)
from tests.integration.web_start import PASSWORD_HASH, TODAY, send, signed_in

NOW = datetime(2025, 9, 1, 9, tzinfo=UTC)
OLA = Viewer("ola@prove.no", Role.EMPLOYER, employer_id="E1")
NEIGHBOUR = Viewer("per@nabo.no", Role.EMPLOYER, employer_id="E2")
ADVISERS = (Viewer("kari", Role.ADVISER, "N1"), Viewer("nils", Role.ADVISER, "N2"))
SCRIPT = "<script>alert(1)</script>"


def form(**said):
    return from_form(OpeningForm, {"title": "Kokk", **said})


def post(engine, viewer=OLA, employer_id="E1", *, opening_id=None, copied_from=None, **said):
    return post_opening(
        engine, viewer, employer_id, form(**said), today=TODAY, now=NOW,
        opening_id=opening_id, copied_from=copied_from,
    )  # fmt: skip


def line(engine, opening_id, today=TODAY):
    book = list_openings(engine, OLA, "E1", today=today)
    return next(each for each in book.lines if each.opening.opening_id == opening_id)


def market(engine):
    with reading(engine) as connection:
        return read_market(connection)


class TestPosting:
    def test_makes_it_part_of_the_market_at_once_and_tells_who_did(self, filled):
        with reading(filled) as connection:
            before = store_version(connection)
        opening = post(filled, occupation="5120", mentors="M1", purposes="taste")
        assert opening in market(filled).openings
        assert opening.status is OpeningStatus.OPEN
        assert re.fullmatch("O-[2-9A-HJ-NP-Z]{6}", opening.opening_id)
        with reading(filled) as connection:
            assert store_version(connection) > before
            (row,) = connection.execute(sa.select(opening_posts))
        assert (row.opening_id, row.posted_by) == (opening.opening_id, "ola@prove.no")

    def test_is_seen_by_those_who_look_for_places_in_the_next_question(
        self, open_store_of, small_market
    ):
        program = open_store_of(small_market)
        before = program.market_day(TODAY)
        opening = post(program.engine, occupation="5120", mentors="M1")
        assert opening not in before.market.openings
        assert opening in program.market_day(TODAY).market.openings
        pause_opening(program.engine, OLA, "E1", opening.opening_id, until=TODAY, today=TODAY)
        (stop,) = program.market_day(TODAY).market.stops
        assert stop.opening_id == opening.opening_id

    def test_sent_twice_is_done_once(self, filled):
        start = start_opening(filled, OLA, "E1", today=TODAY)
        first = post(filled, opening_id=start.opening.opening_id)
        again = post(filled, opening_id=start.opening.opening_id)
        assert first == again
        assert len(market(filled).openings) == 3

    @pytest.mark.parametrize("wanted", ["O1", "new", "O-111111", "../x"])
    def test_under_an_id_of_somebody_else_or_of_no_kind_gets_its_own(self, filled, wanted):
        with writing(filled) as connection:
            upsert_rows(connection, "employers", [Employer("E2", "Naboen")])
        made = post(filled, NEIGHBOUR, "E2", opening_id=wanted)
        assert made.opening_id != wanted
        assert made.employer_id == "E2"

    def test_begins_with_cautious_defaults_where_the_last_one_was(self, filled):
        post(filled, place="Moss", postal_code="1530")
        start = start_opening(filled, OLA, "E1", today=TODAY).opening
        assert (start.postal_code, start.place) == ("1530", "Moss")
        assert (start.slots, start.schedule) == (1, (PartOfWeek.DAY,))
        assert start.purposes == (Purpose.TASTE, Purpose.EXPERIENCE)

    def test_copies_an_earlier_one_without_days_gone_by(self, filled):
        said = {"hours_per_week": "20", "starts": "2025-06-01", "ends": "2025-12-01"}
        first = post(filled, mentors="M2|M1", **said)
        copy = start_opening(filled, OLA, "E1", today=TODAY, copy=first.opening_id).opening
        assert copy.opening_id != first.opening_id
        assert (copy.starts, copy.ends) == (None, date(2025, 12, 1))
        assert replace(copy, opening_id="", starts=None) == replace(
            first, opening_id="", starts=None
        )
        post(filled, copied_from=first.opening_id)
        with reading(filled) as connection:
            sources = set(connection.execute(sa.select(opening_posts.c.copied_from)).scalars())
        assert sources == {None, first.opening_id}

    def test_adds_a_mentor_by_name_for_one_person_at_a_time_and_only_once(self, filled):
        first = post(filled, new_mentor="Mona  Mentor", mentors="M1")
        second = post(filled, new_mentor="mona mentor")
        mona = next(m for m in market(filled).mentors if m.name == "Mona Mentor")
        assert (mona.employer_id, mona.capacity) == ("E1", 1)
        assert first.mentors == ("M1", mona.mentor_id)
        assert second.mentors == (mona.mentor_id,)

    def test_takes_the_name_of_the_place_from_the_register(self, filled):
        row = PostalCode("1530", "Moss", None, None, 59.43, 10.66)
        with writing(filled) as connection:
            upsert_postal_codes(connection, [row])
        opening = post(filled, postal_code="1530")
        assert opening.place == "Moss"
        assert "place" not in line(filled, opening.opening_id).unknown

    def test_is_for_the_employers_own_people_and_for_every_office(self, filled):
        for adviser in ADVISERS:
            post(filled, adviser)
        for viewer in (NEIGHBOUR, Viewer("rot", Role.ADMINISTRATOR)):
            with pytest.raises(NotFound):
                post(filled, viewer)
            with pytest.raises(NotFound):
                list_openings(filled, viewer, "E1", today=TODAY)
        with pytest.raises(NotFound):
            start_opening(filled, OLA, "E1", today=TODAY, copy="O99")


class TestChanging:
    def test_keeps_what_is_said_and_leaves_the_rest_of_the_row(self, filled):
        opening = post(filled, mentors="M1", tasks="Rydde")
        after = change_opening(
            filled, OLA, "E1", opening.opening_id, form(tasks="Vaske", mentors="M2|M1"),
            today=TODAY, seen=mark_of(opening),
        )  # fmt: skip
        assert after in market(filled).openings
        assert (after.tasks, after.mentors, after.status) == ("Vaske", ("M2", "M1"), "open")

    def test_of_what_somebody_changed_meanwhile_is_told_and_not_done(self, filled):
        opening = post(filled)
        seen = mark_of(opening)
        change_opening(
            filled, ADVISERS[0], "E1", opening.opening_id, form(slots=2), today=TODAY, seen=seen
        )
        with pytest.raises(OpeningChanged) as told:
            change_opening(
                filled, OLA, "E1", opening.opening_id, form(slots=3), today=TODAY, seen=seen
            )
        assert told.value.now.slots == 2
        assert line(filled, opening.opening_id).opening.slots == 2

    def test_places_below_those_who_are_there_is_refused_with_how_many(self, filled):
        with writing(filled) as connection:
            upsert_rows(connection, "placements", [
                Placement("PL2", "P2", "O1", Purpose.TASTE, PlacementStatus.ACCEPTED, "M2",
                          date(2025, 9, 3), date(2025, 9, 12))])  # fmt: skip
        with pytest.raises(FormRefused) as refused:
            change_opening(filled, OLA, "E1", "O1", form(slots=1, mentors="M2"), today=TODAY)
        assert "expected 2 or more" in refused.value.by_field["slots"]
        change_opening(filled, OLA, "E1", "O1", form(slots=2, mentors="M2"), today=TODAY)

    def test_is_not_for_another_employers_opening(self, filled):
        with pytest.raises(NotFound):
            change_opening(filled, NEIGHBOUR, "E2", "O1", form(), today=TODAY)
        with pytest.raises(NotFound):
            read_opening(filled, OLA, "E1", "O99", today=TODAY)


class TestPausing:
    def test_one_opening_holds_until_its_day_and_ends_by_itself(self, filled):
        pause_opening(filled, OLA, "E1", "O1", until=date(2025, 9, 10), today=TODAY)
        paused = line(filled, "O1")
        assert (paused.standing, paused.paused_until) == (Standing.PAUSED, date(2025, 9, 10))
        assert line(filled, "O1", date(2025, 9, 11)).standing is Standing.OPEN
        assert line(filled, "O1").here == 1

    def test_again_replaces_it_and_opening_ends_it(self, filled):
        pause_opening(filled, OLA, "E1", "O1", until=date(2025, 9, 10), today=TODAY)
        pause_opening(filled, OLA, "E1", "O1", until=None, today=TODAY)
        assert line(filled, "O1").paused_until is None
        assert len(market(filled).stops) == 1
        open_opening(filled, OLA, "E1", "O1", today=TODAY)
        assert line(filled, "O1").standing is Standing.OPEN
        assert market(filled).stops == ()

    def test_is_the_employers_own_and_what_an_office_decided_is_not_told(self, filled):
        spared = Stop(StopReason.SPARED, TODAY, opening_id="O1")
        with writing(filled) as connection:
            add_stop(connection, spared, set_on=TODAY, set_by="kari")
        assert line(filled, "O1").standing is Standing.OPEN
        open_opening(filled, OLA, "E1", "O1", today=TODAY)
        assert market(filled).stops == (spared,)

    def test_everything_holds_for_the_employer(self, filled):
        pause_employer(filled, OLA, "E1", until=date(2025, 9, 10), today=TODAY)
        assert market(filled).employers[0].paused_until == date(2025, 9, 10)
        assert list_openings(filled, OLA, "E1", today=TODAY).paused_until == date(2025, 9, 10)
        assert list_openings(filled, OLA, "E1", today=date(2025, 9, 11)).paused_until is None
        resume_employer(filled, OLA, "E1")
        assert market(filled).employers[0].paused_until is None

    def test_until_a_day_gone_by_is_refused(self, filled):
        gone = date(2025, 8, 31)
        with pytest.raises(FormRefused):
            pause_opening(filled, OLA, "E1", "O1", until=gone, today=TODAY)
        with pytest.raises(FormRefused):
            pause_employer(filled, OLA, "E1", until=gone, today=TODAY)

    def test_is_not_for_others(self, filled):
        for act in (
            lambda: pause_opening(filled, NEIGHBOUR, "E1", "O1", until=None, today=TODAY),
            lambda: open_opening(filled, NEIGHBOUR, "E1", "O1", today=TODAY),
            lambda: pause_employer(filled, NEIGHBOUR, "E1", until=TODAY, today=TODAY),
            lambda: resume_employer(filled, NEIGHBOUR, "E1"),
        ):
            with pytest.raises(NotFound):
                act()


@pytest.fixture
def asked(filled):
    """P2 is proposed to O1, and the employer is asked; P1 is there already."""
    with writing(filled) as connection:
        upsert_rows(connection, "employers", [replace(market_employer(filled), email="a@b.no")])
        upsert_rows(connection, "placements", [
            Placement("PL2", "P2", "O1", Purpose.TASTE, PlacementStatus.PROPOSED, "M2",
                      date(2025, 9, 15), date(2025, 9, 19))])  # fmt: skip
        add_request(connection, Request(
            "R1", "PL2", RequestStatus.SENT, "Vil prøve kjøkken.", TODAY, "kari", NOW, "kari",
            date(2025, 9, 8), sent_at=NOW))  # fmt: skip
    return filled


def market_employer(engine):
    return market(engine).employers[0]


class TestClosing:
    def close(self, engine, **said):
        return close_opening(engine, OLA, "E1", "O1", today=TODAY, now=NOW, **said)

    def test_without_requests_is_one_step_and_who_is_there_stays(self, filled):
        assert self.close(filled).staying == 1
        closed = line(filled, "O1")
        assert (closed.standing, closed.here) == (Standing.CLOSED, 1)
        open_opening(filled, OLA, "E1", "O1", today=TODAY)
        assert line(filled, "O1").standing is Standing.OPEN

    def test_with_requests_out_asks_first_and_changes_nothing(self, asked):
        with pytest.raises(ClosingAsks) as asks:
            self.close(asked)
        assert (asks.value.waiting.requests, asks.value.waiting.staying) == (1, 1)
        assert line(asked, "O1").standing is Standing.OPEN

    def test_takes_requests_back_calls_proposals_off_and_tells_politely(self, asked):
        self.close(asked, confirmed=1)
        found = market(asked)
        status = {p.placement_id: p.status for p in found.placements}
        assert status == {"PL1": PlacementStatus.RUNNING, "PL2": PlacementStatus.CANCELLED}
        with reading(asked) as connection:
            assert read_request(connection, "R1").status is RequestStatus.WITHDRAWN
            (mail,) = connection.execute(sa.select(mails))
        assert mail.to_address == "a@b.no"
        assert "ikke svare" in mail.subject


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
        with writing(store) as connection:
            upsert_rows(connection, "placements", [
                Placement("PL2", "P2", "O1", Purpose.TASTE, PlacementStatus.PROPOSED, "M2",
                          date(2025, 9, 15), date(2025, 9, 19))])  # fmt: skip
            add_request(connection, Request(
                "R1", "PL2", RequestStatus.SENT, "Vil prøve.", TODAY, "kari", NOW, "kari",
                date(2025, 9, 8), sent_at=NOW))  # fmt: skip
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


def test_an_opening_of_the_market_is_listed_as_it_is(filled):
    second = line(filled, "O2")
    assert second.standing is Standing.UNKNOWN
    assert second.free is None
    assert {"occupation", "slots", "mentors"} <= set(second.unknown)
    assert isinstance(second.opening, Opening)
