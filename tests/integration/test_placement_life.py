"""A placement's steps as the store keeps and refuses them, on either database."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import ChangedMeanwhile, Conflict, FormRefused, NotFound
from matcher.domain.life import LAPSED, PROGRAM, TRANSITIONS, Step
from matcher.domain.outcomes import EndReason, Reporter
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.domain.steps import StepRefusal
from matcher.store.engine import reading, writing
from matcher.store.readers import (
    read_events,
    read_kept_placement,
    read_market,
    read_placements_of_office,
    store_version,
)
from matcher.store.writers import (
    Proposal,
    lapse_proposals,
    propose_placement,
    take_step,
    upsert_rows,
)
from tests.integration.at_once import at_once

TODAY = date(2025, 9, 1)
NOW = datetime(2025, 9, 1, 10, 30, tzinfo=UTC)
KARI = Viewer("kari", Role.ADVISER, "N1")
EVA = Viewer("eva", Role.LEADER, "N1")
NILS = Viewer("nils", Role.ADVISER, "N2")
STARTS, ENDS = date(2025, 8, 25), date(2025, 10, 24)
# Answers that every step takes.
ANSWERS: dict[Step, dict[str, Any]] = {
    Step.EXTEND: {"planned_end": ENDS + timedelta(days=7)},
    Step.SHORTEN: {"planned_end": date(2025, 9, 19), "reason": "begynner på kurs"},
}


def put(engine: sa.Engine, status: PlacementStatus, **facts: Any) -> str:
    """A placement of that status, as a file brings it."""
    known: dict[str, Any] = {"mentor_id": "M1", "starts": STARTS, "planned_end": ENDS}
    if status is PlacementStatus.ENDED:
        known["ended"] = date(2025, 8, 29)
    placement = Placement("L1", "P1", "O1", Purpose.LANGUAGE, status, **{**known, **facts})
    with writing(engine) as connection:
        upsert_rows(connection, "placements", [placement])
    return "L1"


def step(engine: sa.Engine, step: Step, viewer: Viewer = KARI, **changed: Any) -> Placement:
    given = {**ANSWERS.get(step, {}), "version": 1, "now": NOW, "today": TODAY, **changed}
    with writing(engine) as connection:
        return take_step(connection, viewer, "L1", step, **given)


def kept(engine: sa.Engine) -> tuple[Placement, int]:
    with reading(engine) as connection:
        found = read_kept_placement(connection, KARI, "L1")
    return found.placement, found.version


def events(engine: sa.Engine, placement_id: str = "L1") -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        found = read_events(connection, KARI, placement_id)
    return [(e.done_by, e.step, e.status, e.version, e.day, e.reason) for e in found]


ALL = [(move, status) for move in Step for status in PlacementStatus]
LEGAL = [(move, status) for move, status in ALL if status in TRANSITIONS.get(move, ((),))[0]]


@pytest.mark.parametrize(("move", "status"), LEGAL, ids=str)
def test_a_legal_step_is_kept_with_who_and_when(
    move: Step, status: PlacementStatus, filled: sa.Engine
) -> None:
    put(filled, status)
    moved = step(filled, move)
    expected = TRANSITIONS[move][1] or status
    assert moved.status is expected
    assert kept(filled) == (moved, 2)
    ((done_by, taken, then, version, _, _),) = events(filled)
    assert (done_by, taken, then, version) == ("kari", move, expected, 2)
    with reading(filled) as connection:
        assert [e.happened_at for e in read_events(connection, KARI, "L1")] == [NOW]


@pytest.mark.parametrize(("move", "status"), [pair for pair in ALL if pair not in LEGAL], ids=str)
def test_an_illegal_step_is_refused_and_changes_nothing(
    move: Step, status: PlacementStatus, filled: sa.Engine
) -> None:
    put(filled, status)
    before = kept(filled)
    with reading(filled) as connection:
        version = store_version(connection)
    with pytest.raises(Conflict, match=f"is {status}"):
        step(filled, move)
    assert (kept(filled), events(filled)) == (before, [])
    with reading(filled) as connection:
        assert store_version(connection) == version


def test_a_refused_answer_changes_nothing(filled: sa.Engine) -> None:
    put(filled, PlacementStatus.RUNNING)
    with pytest.raises(FormRefused) as refused:
        step(filled, Step.SHORTEN, reason=" ")
    assert refused.value.by_field == {"reason": StepRefusal.MISSING}
    assert events(filled) == [] and kept(filled)[1] == 1


def test_a_proposal_that_lapsed_cannot_be_accepted(filled: sa.Engine) -> None:
    put(filled, PlacementStatus.PROPOSED, starts=date(2025, 8, 11))
    with pytest.raises(FormRefused) as refused:
        step(filled, Step.ACCEPT)
    assert refused.value.by_field == {"form": StepRefusal.LAPSED}


def test_an_old_version_says_what_changed_by_whom_and_when(filled: sa.Engine) -> None:
    put(filled, PlacementStatus.RUNNING)
    step(filled, Step.EXTEND, EVA)
    with pytest.raises(ChangedMeanwhile) as refused:
        step(filled, Step.END)
    assert str(refused.value).startswith(
        "eva extended this placement to 2025-10-31 on 2025-09-01 at 10:30 UTC."
    )
    assert [(e.done_by, e.step) for e in refused.value.since] == [("eva", Step.EXTEND)]
    assert kept(filled)[0].status is PlacementStatus.RUNNING
    # Whoever has seen it goes on.
    assert step(filled, Step.END, version=2).ended == TODAY


def test_a_change_by_an_import_is_noticed_too(filled: sa.Engine) -> None:
    put(filled, PlacementStatus.RUNNING)
    put(filled, PlacementStatus.RUNNING, planned_end=ENDS + timedelta(days=1))
    with pytest.raises(ChangedMeanwhile, match="import of files") as refused:
        step(filled, Step.END)
    assert refused.value.since == ()


@pytest.mark.parametrize("placement_id", ["L1", "L9"])
def test_another_offices_placement_is_not_found_in_the_same_words_as_none(
    placement_id: str, filled: sa.Engine
) -> None:
    put(filled, PlacementStatus.RUNNING)
    text = f'There is no placement "{placement_id}" at your office.'
    with pytest.raises(NotFound, match=text), writing(filled) as connection:
        take_step(connection, NILS, placement_id, Step.END, version=1, now=NOW, today=TODAY)
    for read in (read_events, read_kept_placement):
        with pytest.raises(NotFound, match=text), reading(filled) as connection:
            read(connection, NILS, placement_id)
    with pytest.raises(NotFound), reading(filled) as connection:
        read_placements_of_office(connection, NILS, "N1")


def test_a_no_show_is_reported_by_the_adviser_in_the_same_step(filled: sa.Engine) -> None:
    put(filled, PlacementStatus.ACCEPTED)
    moved = step(filled, Step.NO_SHOW)
    assert (moved.status, moved.ended) == (PlacementStatus.ENDED, STARTS)
    with reading(filled) as connection:
        (report,) = (o for o in read_market(connection).outcomes if o.placement_id == "L1")
    assert (report.reporter, report.reported_on) == (Reporter.ADVISER, TODAY)
    assert (report.showed_up, report.end_reason) == (False, EndReason.NO_SHOW)


def test_a_whole_life_is_told_in_order(filled: sa.Engine) -> None:
    put(filled, PlacementStatus.PROPOSED)
    step(filled, Step.ACCEPT)
    step(filled, Step.START, EVA, version=2)
    step(filled, Step.SHORTEN, version=3)
    step(filled, Step.END, version=4, day=date(2025, 8, 29))
    assert [(e[0], e[1], e[4], e[5]) for e in events(filled)] == [
        ("kari", Step.ACCEPT, None, None),
        ("eva", Step.START, STARTS, None),
        ("kari", Step.SHORTEN, date(2025, 9, 19), "begynner på kurs"),
        ("kari", Step.END, date(2025, 8, 29), None),
    ]


PROPOSAL = Proposal("P1", "O1", Purpose.LANGUAGE, "M1", date(2025, 9, 8), ENDS)


def test_a_proposal_and_its_lapse_stand_in_the_history(filled: sa.Engine) -> None:
    with writing(filled) as connection:
        made = propose_placement(connection, KARI, PROPOSAL, TODAY, NOW)
    later = TODAY + timedelta(days=15)
    with writing(filled) as connection:
        assert lapse_proposals(connection, "P1", later, NOW) == 1
        assert lapse_proposals(connection, "P1", later, NOW) == 0
    proposed, cancelled = PlacementStatus.PROPOSED, PlacementStatus.CANCELLED
    assert events(filled, made.placement_id) == [
        ("kari", Step.PROPOSE, proposed, 1, PROPOSAL.starts, None),
        (PROGRAM, Step.CANCEL, cancelled, 2, None, LAPSED),
    ]


def test_of_two_who_change_it_at_once_one_is_told_about_the_other(filled: sa.Engine) -> None:
    put(filled, PlacementStatus.RUNNING)

    def change(viewer: Viewer, move: Step) -> Placement | ChangedMeanwhile:
        try:
            return step(filled, move, viewer)
        except ChangedMeanwhile as changed:
            return changed

    answers = at_once(partial(change, KARI, Step.EXTEND), partial(change, EVA, Step.END))
    (told,) = (answer for answer in answers if isinstance(answer, ChangedMeanwhile))
    (moved,) = (answer for answer in answers if isinstance(answer, Placement))
    assert kept(filled) == (moved, 2)
    ((done_by, taken, *_),) = events(filled)
    assert [(e.done_by, e.step) for e in told.since] == [(done_by, taken)]
