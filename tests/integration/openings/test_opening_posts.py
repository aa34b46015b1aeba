"""An opening is posted by those who may, once, and is at once part of the market."""

import re
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.employers import Employer, OpeningStatus
from matcher.domain.errors import NotFound
from matcher.domain.participants import PartOfWeek
from matcher.domain.purposes import Purpose
from matcher.places.register import PostalCode
from matcher.store.employer_tables import opening_posts
from matcher.store.engine import reading, writing
from matcher.store.readers import store_version
from matcher.store.writers import upsert_postal_codes, upsert_rows
from matcher.workflows.workplace.opening_list import list_openings
from matcher.workflows.workplace.opening_start import start_opening
from matcher.workflows.workplace.pausing import pause_opening
from tests.integration.openings.opening_cases import ADVISERS, NEIGHBOUR, OLA, line, market, post
from tests.integration.web_start import TODAY


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
