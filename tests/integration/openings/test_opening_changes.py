"""An opening is changed by those who may, and never over what somebody else changed."""

from datetime import date

import pytest

from matcher.domain.errors import FormRefused, NotFound
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.engine import writing
from matcher.store.writers import upsert_rows
from matcher.workflows.workplace.opening_list import mark_of
from matcher.workflows.workplace.opening_start import read_opening
from matcher.workflows.workplace.openings import OpeningChanged, change_opening
from tests.integration.openings.opening_cases import (
    ADVISERS,
    NEIGHBOUR,
    OLA,
    form,
    line,
    market,
    post,
)
from tests.integration.web_start import TODAY


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
