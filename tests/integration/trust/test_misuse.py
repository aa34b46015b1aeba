"""Reports of misuse reach the leader of the own office, who settles them."""

import pytest

from matcher.domain.errors import Conflict, NotAllowed, NotFound
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.engine import writing
from matcher.store.writers import upsert_rows
from matcher.workflows.workplace.misuse import complaint_book, report_misuse, settle
from tests.integration.request_cases import KARI, OLA
from tests.integration.trust.trust_cases import DAY, LIV, NINA, ban, trust
from tests.integration.web_start import TODAY


class TestReports:
    def report(self, store):
        return report_misuse(store, KARI, "E1", "unsafe", "Vått gulv.", today=TODAY)

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
