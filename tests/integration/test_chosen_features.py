"""What was known of a pair is kept with the choice, and is what would be rebuilt of it later."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from matcher.domain.access import OPERATOR
from matcher.domain.errors import Conflict, FormRefused
from matcher.domain.market import Market
from matcher.domain.outcomes import EndReason, Outcome, Reporter
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.plans import Planned
from matcher.features.columns import FEATURES
from matcher.learning.dataset import LearningSet, learning_set
from matcher.store.engine import reading
from matcher.store.readers import read_chosen
from matcher.store.writers import Proposal
from matcher.workflows.accept_plan import accept_plan
from matcher.workflows.choose import choose
from matcher.workflows.likings import liking_from_tastes
from matcher.workflows.program import Program
from matcher.workflows.suggest import Suggestion, suggest
from tests.integration.kept_market_of import market_of

TODAY = date(2025, 9, 1)


@pytest.fixture
def program(town: Callable[..., Program]) -> Program:
    """A simulated municipality."""
    return town(participants=24)


def some_suggestions(program: Program) -> list[tuple[str, Suggestion]]:
    """The first suggestion of everybody who has one, with a mentor."""
    found = []
    for person in market_of(program).participants[:24]:
        shown = suggest(program, OPERATOR, person.participant_id, today=TODAY, log=False)
        if shown.suggestions and shown.suggestions[0].mentor_id is not None:
            found.append((person.participant_id, shown.suggestions[0]))
    return found


def chosen(program: Program, participant_id: str, each: Suggestion) -> Placement:
    proposal = Proposal(
        participant_id, each.opening_id, each.purpose, each.mentor_id, each.planned_start,
        each.planned_end, each.hours_per_week, program.model.version, each.rank,
    )  # fmt: skip
    placement, _ = choose(program, OPERATOR, proposal, today=TODAY)
    return placement


def learned_from(program: Program, market: Market, as_of: date, kept: bool) -> LearningSet:
    with reading(program.engine) as connection:
        known = read_chosen(connection) if kept else {}
    return learning_set(
        market, as_of, policy=program.policy,
        resolve=lambda text: [(m.code, m.score) for m in program.resolve(text)],
        liking=liking_from_tastes(program.tastes), bends=program.day_one.bends, kept=known,
    )  # fmt: skip


def ended(market: Market, placement_id: str) -> Market:
    """The placement has ended long after, with a report."""
    placements = tuple(
        replace(p, status=PlacementStatus.ENDED, ended=p.planned_end)
        if p.placement_id == placement_id
        else p
        for p in market.placements
    )
    last = next(p.ended for p in placements if p.placement_id == placement_id)
    assert last is not None
    report = Outcome(
        placement_id, Reporter.MENTOR, last, showed_up=True, end_reason=EndReason.COMPLETED
    )
    return replace(market, placements=placements, outcomes=(*market.outcomes, report))


def test_what_is_kept_is_what_would_be_rebuilt(program: Program) -> None:
    made = []
    for participant_id, each in some_suggestions(program):
        with suppress(Conflict, FormRefused):  # another open placement, or taken by one of these
            made.append(chosen(program, participant_id, each).placement_id)
    later = market_of(program)
    for placement_id in made:
        later = ended(later, placement_id)
    day = TODAY + timedelta(days=400)
    with_kept = learned_from(program, later, day, kept=True)
    without = learned_from(program, later, day, kept=False)
    assert with_kept.placements == without.placements and without.rebuilt.all()
    now = np.isin([p.placement_id for p in with_kept.placements], made)
    assert len(made) >= 5 and (with_kept.rebuilt == ~now).all()
    np.testing.assert_allclose(with_kept.raw, without.raw, rtol=1e-9, atol=1e-9)
    assert (with_kept.labels[now, :2] == 1.0).all()


def test_a_choice_keeps_every_feature_with_its_day_and_model(program: Program) -> None:
    participant_id, each = some_suggestions(program)[0]
    placement = chosen(program, participant_id, each)
    with reading(program.engine) as connection:
        kept = read_chosen(connection)
    assert list(kept) == [placement.placement_id]
    found = kept[placement.placement_id]
    assert (found.chosen_on, found.model_version) == (TODAY, program.model.version)
    assert set(found.features) == set(FEATURES)
    assert found.features["travel_minutes"] == pytest.approx(each.travel_minutes, abs=0.06)


def test_a_refused_choice_keeps_nothing(program: Program) -> None:
    participant_id, each = some_suggestions(program)[0]
    with pytest.raises(FormRefused):
        chosen(program, participant_id, replace(each, planned_start=TODAY - timedelta(days=1)))
    with reading(program.engine) as connection:
        assert read_chosen(connection) == {}


def test_the_lines_of_a_plan_are_kept_too(program: Program) -> None:
    participant_id, each = some_suggestions(program)[0]
    office = next(
        p.office_id for p in market_of(program).participants if p.participant_id == participant_id
    )
    line = Planned(
        participant_id, each.opening_id, each.mentor_id, each.purpose, each.free_from,
        each.planned_end, value=each.value,
    )  # fmt: skip
    done = accept_plan(program, OPERATOR, office, [line], today=TODAY)
    with reading(program.engine) as connection:
        assert list(read_chosen(connection)) == [p.placement_id for p in done.placements]
