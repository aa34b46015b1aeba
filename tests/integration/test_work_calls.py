"""Who is asked after three, six and twelve months, and what the answers make of the labels."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import Conflict, FormRefused, NotFound
from matcher.domain.outcomes import EndReason, NextStep, Outcome, Reporter, Stage
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.features.labels import label_placements
from matcher.store.engine import reading, writing
from matcher.store.readers import read_market
from matcher.store.writers import upsert_rows
from matcher.workflows.report_overview import reports_on
from matcher.workflows.work_calls import answer_call, due_calls

ENDED = date(2025, 3, 3)
THREE, SIX, TWELVE = (ENDED + timedelta(days=days) for days in (91, 182, 365))
GONE_FROM_LIST = TWELVE + timedelta(days=91)
DAY = timedelta(days=1)
NOW = datetime(2025, 9, 5, 12, tzinfo=UTC)
KARI, NILS = Viewer("kari", Role.ADVISER, "N1"), Viewer("nils", Role.ADVISER, "N2")
PLACED = Placement(
    "L7", "P1", "O1", Purpose.EXPERIENCE, PlacementStatus.ENDED, "M1",
    date(2025, 1, 6), ENDED, ENDED,
)  # fmt: skip
FINISHED = Outcome("L7", Reporter.ADVISER, ENDED, end_reason=EndReason.COMPLETED)


@pytest.fixture
def ended(store):
    """A placement that was completed; the adviser said so and nothing of afterwards."""
    keep(store, "placements", PLACED)
    keep(store, "outcomes", FINISHED)
    return store


def keep(engine, table, *rows):
    with writing(engine) as connection:
        upsert_rows(connection, table, rows)


def due(engine, today, adviser=None):
    found = due_calls(engine, KARI, "N1", today, adviser)
    return [(call.months, call.due_on) for call in found]


def answer(engine, months, on, step, **more):
    typed = {"next_step": step, **more}
    return answer_call(engine, KARI, "L7", months, typed, now=NOW, today=on)


def worked(engine, today):
    with reading(engine) as connection:
        market = read_market(connection)
    found = {row.placement.placement_id: row for row in label_placements(market, today)}
    return found["L7"].labels[Stage.LEADS_TO_WORK]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (THREE - DAY, []),
        (THREE, [(3, THREE)]),
        (SIX - DAY, [(3, THREE)]),
        (SIX, [(6, SIX)]),
        (TWELVE - DAY, [(6, SIX)]),
        (TWELVE, [(12, TWELVE)]),
        (GONE_FROM_LIST - DAY, [(12, TWELVE)]),
        (GONE_FROM_LIST, []),
    ],
)
def test_a_call_stands_from_its_day_until_the_next_one(ended, today, expected):
    assert due(ended, today) == expected


def test_an_answered_call_is_off_the_list_and_the_next_one_comes(ended):
    answer(ended, 3, THREE + DAY, "job")
    assert due(ended, THREE + DAY) == []
    assert due(ended, SIX) == [(6, SIX)]


def test_what_the_adviser_reported_before_the_day_answers_nothing(ended):
    keep(ended, "outcomes", replace(FINISHED, reported_on=THREE - DAY, next_step=NextStep.JOB))
    assert due(ended, THREE) == [(3, THREE)]


def test_not_to_know_is_an_answer_too(ended):
    answer(ended, 3, THREE, "unknown")
    assert due(ended, THREE) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"purpose": Purpose.TASTE},
        {"status": PlacementStatus.CANCELLED},
        {"status": PlacementStatus.RUNNING, "ended": None, "planned_end": GONE_FROM_LIST},
    ],
)
def test_tastes_and_what_did_not_end_are_not_asked_about(ended, facts):
    keep(ended, "placements", replace(PLACED, **facts))
    assert due(ended, THREE) == []


@pytest.mark.parametrize("reason", [EndReason.NO_SHOW, EndReason.MISMATCH])
def test_what_was_not_completed_is_not_asked_about(ended, reason):
    keep(ended, "outcomes", replace(FINISHED, end_reason=reason))
    assert due(ended, THREE) == []


def test_whoever_nobody_reported_on_is_asked_about(store):
    keep(store, "placements", PLACED)
    assert due(store, THREE) == [(3, THREE)]


def test_mine_are_those_of_my_own_participants(ended):
    assert due(ended, THREE, "kari") == []
    with reading(ended) as connection:
        person = read_market(connection).participants[0]
    keep(ended, "participants", replace(person, adviser="kari"))
    assert due(ended, THREE, "kari") == [(3, THREE)]


def test_what_was_known_of_the_placement_stays(ended):
    answer(ended, 3, THREE, "job")
    latest = reports_on(ended, KARI, "L7", THREE).of(Reporter.ADVISER).latest
    assert (latest.end_reason, latest.next_step) == (EndReason.COMPLETED, NextStep.JOB)


def test_the_answer_is_true_of_the_day_asked_about(ended):
    answer(ended, 12, TWELVE + 40 * DAY, "job")
    assert worked(ended, TWELVE + 40 * DAY) is True


def test_a_job_that_came_after_the_year_is_none_within_it(ended):
    answer(ended, 12, TWELVE + 40 * DAY, "job", next_step_on=str(TWELVE + 20 * DAY))
    assert worked(ended, TWELVE + 40 * DAY) is False


def test_whoever_still_has_the_job_has_had_it_since_then(ended):
    answer(ended, 3, THREE, "job", next_step_on=str(ENDED + DAY))
    answer(ended, 6, SIX, "job")
    latest = reports_on(ended, KARI, "L7", SIX).of(Reporter.ADVISER).latest
    assert latest.next_step_on == ENDED + DAY


def test_a_job_that_was_lost_again_still_was_one(ended):
    answer(ended, 3, THREE, "job")
    answer(ended, 12, TWELVE, "gone")
    assert worked(ended, TWELVE) is True


def test_no_job_in_the_whole_year_is_known_from_the_last_call(ended):
    answer(ended, 12, TWELVE, "education")
    assert worked(ended, TWELVE - DAY) is None
    assert worked(ended, TWELVE) is False


def test_who_is_not_reached_stays_unknown(ended):
    answer(ended, 12, TWELVE, "unknown")
    assert worked(ended, TWELVE) is None


def test_twice_gives_one_answer_and_each_call_its_own(ended):
    assert answer(ended, 3, THREE, "job")
    assert not answer(ended, 3, THREE, "job")
    assert answer(ended, 6, SIX, "job")
    given = reports_on(ended, KARI, "L7", SIX).of(Reporter.ADVISER).given
    assert [each.answers["call"] for each in given[:2]] == [str(SIX), str(THREE)]


def test_a_date_alone_is_no_answer(ended):
    with pytest.raises(FormRefused) as refused:
        answer(ended, 3, THREE, "", next_step_on=str(THREE))
    assert refused.value.by_field == {"next_step": "nothing"}


@pytest.mark.parametrize(("months", "on"), [(3, THREE - DAY), (4, TWELVE), (12, SIX)])
def test_nobody_answers_before_the_day_or_for_another_one(ended, months, on):
    with pytest.raises(Conflict):
        answer(ended, months, on, "job")


def test_another_office_asks_nobody_here(ended):
    with pytest.raises(NotFound):
        due_calls(ended, NILS, "N1", THREE)
    with pytest.raises(NotFound):
        answer_call(ended, NILS, "L7", 3, {"next_step": "job"}, now=NOW, today=THREE)
