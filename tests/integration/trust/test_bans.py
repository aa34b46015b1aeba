"""A ban holds for the whole organisation, takes back politely, and leaves who is there."""

from datetime import datetime
from functools import partial

import pytest
import sqlalchemy as sa

from matcher.domain.employers import Employer, Opening, OpeningStatus
from matcher.domain.errors import Conflict, FormRefused, NotAllowed, NotFound
from matcher.domain.placements import PlacementStatus
from matcher.domain.requests import RequestStatus
from matcher.domain.vacancies import VacancyLead
from matcher.exchange.opening_form import OpeningForm
from matcher.store import tables as t
from matcher.store.bans import TakesNobody, standing_ban
from matcher.store.employer_tables import mails, stops
from matcher.store.engine import reading, writing
from matcher.store.feed import upsert_leads
from matcher.store.readers import read_market
from matcher.store.requests import read_request
from matcher.store.stops import read_stop_rows
from matcher.store.writers import upsert_rows
from matcher.workflows.feed_leads import find_leads
from matcher.workflows.workplace.ban import ban_employer, lift_ban
from matcher.workflows.workplace.openings import post_opening
from matcher.workflows.workplace.tidy import tidy
from matcher.workflows.workplace.words import Wrong
from tests.integration.at_once import at_once
from tests.integration.request_cases import KARI, NOW, OLA, propose, send_it
from tests.integration.trust.trust_cases import (
    LIV,
    NINA,
    ORGANISATION,
    WHY,
    ban,
    joins_the_organisation,
    takes_nobody,
    trust,
)
from tests.integration.web_start import TODAY

LEAD = VacancyLead(
    "V1", "Kokk", (), None, None, ORGANISATION, postal_code=None, place=None, extent=None,
    positions=None, published=None, until=None, changed_at=datetime(2025, 8, 1), source_url="",
)  # fmt: skip


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
        assert takes_nobody(program, "O1")

    def test_holds_for_an_employer_of_the_same_organisation_that_is_imported_later(
        self, filled, program
    ):
        joins_the_organisation(filled, "E1")
        ban(filled)
        joins_the_organisation(filled, "E8")
        with writing(filled) as connection:
            upsert_rows(connection, "employers", [Employer("E9", "En annen")])
            upsert_rows(connection, "openings", [Opening("O8", "E8", status=OpeningStatus.OPEN)])
            assert standing_ban(connection, "E8", TODAY) is not None
            assert standing_ban(connection, "E9", TODAY) is None
        assert takes_nobody(program, "O8")

    def test_takes_back_what_was_asked_of_an_employer_found_to_be_the_same_later(self, asked):
        store, _ = asked
        joins_the_organisation(store, "E8")
        ban_employer(store, LIV, "E8", WHY, today=TODAY, now=NOW)
        assert tidy(store, TODAY, NOW).withdrawn == 0
        joins_the_organisation(store, "E1")
        assert tidy(store, TODAY, NOW).withdrawn == 1

    def test_of_two_leaders_at_once_is_one_ban(self, filled):
        def bar(viewer):
            try:
                return ban(filled, viewer)
            except Conflict as conflict:
                return conflict

        told = at_once(partial(bar, LIV), partial(bar, NINA))
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
        joins_the_organisation(store, "E1")
        with writing(store) as connection:
            upsert_leads(connection, [LEAD])
        assert [seen.lead.uuid for seen in find_leads(store, today=TODAY)] == ["V1"]
        ban(store)
        assert find_leads(store, today=TODAY) == ()
