"""The office's plan end to end: made, checked, kept, read again, and used by the rankings."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.errors import BadInput, NotFound
from matcher.domain.participants import in_programme
from matcher.domain.placements import PlacementStatus, status_as_of
from matcher.domain.plans import (
    Fairness,
    GroupRate,
    NotPlanned,
    Objective,
    OfficePlan,
    PlaceKind,
    PlacePrice,
    Planned,
    Shortage,
    WhyNot,
)
from matcher.domain.purposes import Purpose
from matcher.store import plan_tables
from matcher.store.engine import reading, writing
from matcher.store.readers import latest_plan, latest_prices
from matcher.store.writers import save_plan
from matcher.workflows.plan import make_plan, offices_together, plan_all, plan_document
from matcher.workflows.plan_making import PlanWishes
from matcher.workflows.program import Program
from matcher.workflows.suggest import suggest, suggest_all
from matcher.workflows.why import why
from tests.integration.kept_market_of import market_of

TODAY = date(2025, 9, 1)


@pytest.fixture
def program(town: Callable[..., Program]) -> Program:
    """A simulated municipality that has fewer places than people."""
    return town(participants=40, employers=10, openings=24, offices=2)


def test_everybody_who_waits_is_in_the_plan_once(program: Program) -> None:
    plan = make_plan(program, OPERATOR, "N1", today=TODAY)
    market = market_of(program)
    placed_now = {
        p.participant_id
        for p in market.placements
        if status_as_of(p, TODAY) is PlacementStatus.RUNNING
    }
    expected = sorted(
        p.participant_id
        for p in market.participants
        if p.office_id == "N1" and in_programme(p, TODAY) and p.participant_id not in placed_now
    )
    lines = [line.participant_id for line in (*plan.assignments, *plan.unassigned)]
    assert sorted(lines) == expected
    assert plan.assignments


def test_the_plan_keeps_every_capacity_and_every_value(program: Program) -> None:
    plan = make_plan(program, OPERATOR, "N1", today=TODAY)
    market = market_of(program)
    slots = {o.opening_id: o.slots for o in market.openings}
    for opening_id, used in Counter(x.opening_id for x in plan.assignments).items():
        assert slots[opening_id] is None or used <= slots[opening_id]
    capacity = {m.mentor_id: m.capacity for m in market.mentors}
    for mentor_id, used in Counter(x.mentor_id for x in plan.assignments).items():
        assert mentor_id is not None
        assert capacity[mentor_id] is None or used <= capacity[mentor_id]
    for line in plan.assignments:
        found = why(program, OPERATOR, line.participant_id, line.opening_id, today=TODAY)
        assert found.eligible
        assert found.value == pytest.approx(line.value)


def test_the_document_is_as_the_contract_says(program: Program) -> None:
    plan = make_plan(program, OPERATOR, "N1", today=TODAY)
    document = plan_document(plan, "en")
    assert set(document) == {
        "office_id", "today", "assignments", "unassigned", "value", "upper_bound", "baselines",
        "prices", "placement_rate_by_need", "placement_rate_by_audit_group",
    }  # fmt: skip
    assert plan.value == pytest.approx(sum(line.value for line in plan.assignments))
    assert plan.value <= plan.upper_bound <= plan.value + 0.01
    assert all(price.price > 0 for price in plan.prices)
    assert all(0 <= rate.rate <= 1 for rate in plan.rates)
    by_audit = sum(rate.people for rate in plan.rates if rate.kind == "audit")
    assert by_audit == sum(rate.people for rate in plan.rates if rate.kind == "need")


def test_the_latest_plan_is_read_as_it_was_made(program: Program) -> None:
    plan = make_plan(program, OPERATOR, "N1", today=TODAY)
    with reading(program.engine) as connection:
        assert latest_plan(connection, OPERATOR, "N1", TODAY) == plan
        assert latest_plan(connection, OPERATOR, "N1", TODAY - timedelta(days=1)) is None
        assert latest_plan(connection, OPERATOR, "N2", TODAY) is None


def test_a_trial_is_not_kept(program: Program) -> None:
    make_plan(program, OPERATOR, "N1", today=TODAY, keep=False)
    with reading(program.engine) as connection:
        assert latest_plan(connection, OPERATOR, "N1", TODAY) is None


def test_planning_again_on_the_same_day_replaces_the_plan(program: Program) -> None:
    make_plan(program, OPERATOR, "N1", today=TODAY)
    make_plan(program, OPERATOR, "N1", today=TODAY)
    make_plan(program, OPERATOR, "N1", today=TODAY, purpose=Purpose.TASTE)
    with reading(program.engine) as connection:
        kept = connection.execute(sa.select(sa.func.count()).select_from(plan_tables.plans))
        assert kept.scalar_one() == 2


def test_rankings_subtract_the_prices_of_the_latest_plan(program: Program) -> None:
    person = make_plan(program, OPERATOR, "N1", today=TODAY, keep=False).assignments[0]
    before = suggest(program, OPERATOR, person.participant_id, today=TODAY, limit=99, log=False)
    assert {s.price for s in before.suggestions} == {0.0}
    make_plan(program, OPERATOR, "N1", today=TODAY)
    after = suggest(program, OPERATOR, person.participant_id, today=TODAY, limit=99, log=False)
    with reading(program.engine) as connection:
        prices = latest_prices(connection, "N1", TODAY)
    assert prices
    for shown in after.suggestions:
        assert shown.price == prices.get(shown.opening_id, 0.0)
        assert shown.score == pytest.approx(shown.value - 0.8 * shown.price)
        said = why(program, OPERATOR, person.participant_id, shown.opening_id, today=TODAY)
        assert (said.price, said.score) == (shown.price, pytest.approx(shown.score))
    assert any(shown.price > 0 for shown in after.suggestions)
    scores = [shown.score for shown in after.suggestions]
    assert scores == sorted(scores, reverse=True)


def test_lists_for_everybody_use_each_offices_own_prices(program: Program) -> None:
    make_plan(program, OPERATOR, "N1", today=TODAY)
    office_of = {p.participant_id: p.office_id for p in market_of(program).participants}
    priced: dict[str, float] = {"N1": 0.0, "N2": 0.0}
    for shown in suggest_all(program, OPERATOR, today=TODAY):
        priced[office_of[shown.participant_id]] += sum(s.price for s in shown.suggestions)
    assert priced["N1"] > 0
    assert priced["N2"] == 0


def test_a_locked_pair_stays_and_a_refused_one_goes(program: Program) -> None:
    plan = make_plan(program, OPERATOR, "N1", today=TODAY, keep=False)
    first = plan.assignments[0]
    shown = suggest(program, OPERATOR, first.participant_id, today=TODAY, limit=99, log=False)
    other = next(s.opening_id for s in shown.suggestions if s.opening_id != first.opening_id)
    locked = PlanWishes(locked=((first.participant_id, other),))
    again = make_plan(program, OPERATOR, "N1", today=TODAY, wishes=locked, keep=False)
    line = next(x for x in again.assignments if x.participant_id == first.participant_id)
    assert (line.opening_id, line.locked) == (other, True)
    refused = PlanWishes(forbidden=((first.participant_id, first.opening_id),))
    third = make_plan(program, OPERATOR, "N1", today=TODAY, wishes=refused, keep=False)
    pairs = {(x.participant_id, x.opening_id) for x in third.assignments}
    assert (first.participant_id, first.opening_id) not in pairs


def test_when_every_place_is_refused_the_reason_says_so(program: Program) -> None:
    plan = make_plan(program, OPERATOR, "N1", today=TODAY, keep=False)
    person = plan.assignments[0].participant_id
    openings = market_of(program).openings
    wishes = PlanWishes(forbidden=tuple((person, o.opening_id) for o in openings))
    again = make_plan(program, OPERATOR, "N1", today=TODAY, wishes=wishes, keep=False)
    reasons = {line.participant_id: line.reason for line in again.unassigned}
    assert reasons[person] is NotPlanned.REFUSED


def test_a_lock_that_no_rule_allows_is_refused(program: Program) -> None:
    with pytest.raises(BadInput, match="cannot be locked"):
        make_plan(
            program, OPERATOR, "N1", today=TODAY, wishes=PlanWishes(locked=(("P001", "O999"),))
        )


def test_nothing_above_the_floor_leaves_everybody_out(program: Program) -> None:
    wishes = PlanWishes(floor=2.0, objective=Objective.VALUE)
    plan = make_plan(program, OPERATOR, "N1", today=TODAY, wishes=wishes, keep=False)
    assert plan.assignments == ()
    assert NotPlanned.BELOW_FLOOR in {line.reason for line in plan.unassigned}
    assert type(plan_document(plan)["value"]) is float, "a number with decimals, as in other plans"


def test_another_offices_plan_is_not_there(program: Program) -> None:
    kari = Viewer("kari", Role.ADVISER, "N1")
    make_plan(program, kari, "N1", today=TODAY)
    with pytest.raises(NotFound):
        make_plan(program, kari, "N2", today=TODAY)
    with reading(program.engine) as connection, pytest.raises(NotFound):
        latest_plan(connection, kari, "N2", TODAY)


def test_offices_that_share_employers_are_solved_together(program: Program) -> None:
    day = program.market_day(TODAY)
    people = market_of(program).participants
    assert sorted(map(sorted, offices_together(day, people))) == [["N1", "N2"]]
    told: list[tuple[int, int]] = []
    plans = list(
        plan_all(program, OPERATOR, today=TODAY, progress=lambda done, of: told.append((done, of)))
    )
    assert [plan.office_id for plan in plans] == ["N1", "N2"]
    assert told == [(0, 2), (2, 2)]
    slots = {o.opening_id: o.slots for o in market_of(program).openings}
    together = Counter(line.opening_id for plan in plans for line in plan.assignments)
    assert all(slots[o] is None or used <= slots[o] for o, used in together.items())
    with reading(program.engine) as connection:
        for plan in plans:
            assert latest_plan(connection, OPERATOR, plan.office_id, TODAY) == plan


def test_fairness_is_kept_with_its_cost(program: Program) -> None:
    wishes = PlanWishes(fairness=Fairness.PARITY)
    plan = make_plan(program, OPERATOR, "N1", today=TODAY, wishes=wishes)
    plain = make_plan(program, OPERATOR, "N1", today=TODAY, keep=False)
    assert len(plan.assignments) == len(plain.assignments)
    assert plan.fairness is Fairness.PARITY
    assert plan.fairness_cost == pytest.approx(plain.value - plan.value, abs=1e-6)


def a_plan() -> OfficePlan:
    return OfficePlan(
        office_id="N1",
        today=TODAY,
        made_at=datetime(2025, 9, 1, 8, 0, tzinfo=UTC),
        made_by="kari",
        purpose=None,
        objective=Objective.PEOPLE,
        fairness=Fairness.OFF,
        model_version="day-one",
        value=0.5,
        upper_bound=0.5,
        first_come=0.4,
        greedy=0.45,
        fairness_cost=0.0,
        shortage=Shortage(PlaceKind.MENTOR, "Prøvebutikken", 3),
        assignments=(
            Planned("P1", "O1", "M1", Purpose.TASTE, TODAY, TODAY + timedelta(days=4), 0.5),
        ),
        unassigned=(WhyNot("P2", NotPlanned.FULL, None, 0, TODAY, "Butikk"),),
        prices=(
            PlacePrice(PlaceKind.MENTOR, "M1", 0.2, 1),
            PlacePrice(PlaceKind.WHOLE, "O1", 0.3, 1),
        ),
        rates=(GroupRate("need", "others", 2, 1),),
    )


def test_a_plan_is_kept_the_same_on_both_databases(filled: sa.Engine) -> None:
    plan = a_plan()
    with writing(filled) as connection:
        save_plan(connection, plan)
        later = replace(plan, today=TODAY + timedelta(days=7), shortage=None, prices=())
        save_plan(connection, later)
    with reading(filled) as connection:
        assert latest_plan(connection, OPERATOR, "N1", TODAY) == plan
        assert latest_plan(connection, OPERATOR, "N1", later.today) == later
        assert latest_prices(connection, "N1", TODAY) == {"O1": 0.3}
        assert latest_prices(connection, "N1", TODAY, PlaceKind.MENTOR) == {"M1": 0.2}
        assert latest_prices(connection, "N1", later.today) == {}
        assert latest_prices(connection, "N2", TODAY) == {}


def test_saving_the_same_plan_again_keeps_one(filled: sa.Engine) -> None:
    with writing(filled) as connection:
        save_plan(connection, a_plan())
        save_plan(connection, a_plan())
    with reading(filled) as connection:
        count = sa.select(sa.func.count()).select_from(plan_tables.plan_assignments)
        assert connection.execute(count).scalar_one() == 1
