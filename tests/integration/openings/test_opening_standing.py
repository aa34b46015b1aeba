"""Openings paused, opened again and closed, and how each of them then stands in the list."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from matcher.domain.employers import Opening
from matcher.domain.errors import FormRefused, NotFound
from matcher.domain.placements import PlacementStatus
from matcher.domain.requests import RequestStatus
from matcher.domain.stops import Stop, StopReason
from matcher.store.employer_tables import mails
from matcher.store.engine import reading, writing
from matcher.store.requests import read_request
from matcher.store.stops import add_stop
from matcher.store.writers import upsert_rows
from matcher.workflows.workplace.opening_closing import ClosingAsks, close_opening
from matcher.workflows.workplace.opening_list import Standing, list_openings
from matcher.workflows.workplace.pausing import (
    open_opening,
    pause_employer,
    pause_opening,
    resume_employer,
)
from tests.integration.openings.opening_cases import (
    NEIGHBOUR,
    NOW,
    OLA,
    line,
    market,
    propose_and_ask,
)
from tests.integration.web_start import TODAY


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
    """P2 is proposed to O1, and the employer, who has an address, is asked; P1 is there already."""
    employer = market(filled).employers[0]
    with writing(filled) as connection:
        upsert_rows(connection, "employers", [replace(employer, email="a@b.no")])
    propose_and_ask(filled)
    return filled


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


def test_an_opening_of_the_market_is_listed_as_it_is(filled):
    second = line(filled, "O2")
    assert second.standing is Standing.UNKNOWN
    assert second.free is None
    assert {"occupation", "slots", "mentors"} <= set(second.unknown)
    assert isinstance(second.opening, Opening)
