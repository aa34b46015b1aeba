"""Employers are spared by hand and by rule, for a while, and never twice for one cause."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.errors import Conflict, FormRefused, NotFound
from matcher.domain.life import Step
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.domain.steps import Asked
from matcher.domain.stops import StopReason
from matcher.store.engine import writing
from matcher.store.writers import upsert_rows
from matcher.workflows.placement_steps import take
from matcher.workflows.report_answers import give_report
from matcher.workflows.workplace.spare import end_sparing, spare_employer
from matcher.workflows.workplace.trust import RULE
from matcher.workflows.workplace.words import Wrong
from tests.integration.request_cases import KARI, NOW, OLA
from tests.integration.trust.trust_cases import DAY, takes_nobody, trust
from tests.integration.web_start import TODAY


def missed(number, starts):
    """A placement of P1 that is running; each number is for another purpose."""
    purpose = (Purpose.TASTE, Purpose.EXPERIENCE, Purpose.LANGUAGE)[number]
    return Placement(
        f"MISSED{number}", "P1", "O1", purpose, PlacementStatus.RUNNING, None, starts,
        starts + 4 * DAY,
    )  # fmt: skip


class TestTheRule:
    @pytest.fixture
    def missing(self, filled, program):
        """One was missed before, by import; the next two are running here."""
        begun = TODAY - 30 * DAY
        ended = replace(missed(0, begun), status=PlacementStatus.ENDED, ended=begun)
        rows = [ended, missed(1, TODAY - DAY), missed(2, TODAY - DAY)]
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
        assert takes_nobody(missing, "O1")

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
