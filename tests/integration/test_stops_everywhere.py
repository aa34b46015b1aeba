"""A stop that is set is obeyed by the very next answer, whoever asks: on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.employers import Office
from matcher.domain.errors import FormRefused
from matcher.domain.life import Step
from matcher.domain.market import Market
from matcher.domain.purposes import Purpose
from matcher.domain.steps import Asked, StepRefusal
from matcher.domain.stops import Stop, StopReason
from matcher.store.engine import writing
from matcher.store.stops import add_stop, lift_stop
from matcher.store.writers import Proposal
from matcher.workflows.choose import Refusal, choose
from matcher.workflows.door_openers import door_openers
from matcher.workflows.placement_steps import NoRoom, take
from matcher.workflows.plan import make_plan
from matcher.workflows.program import Program
from matcher.workflows.suggest import suggest
from matcher.workflows.taste import advise_taste
from matcher.workflows.why import why
from tests.unit.market_builders import a_mentor, a_participant, a_placement, an_employer, an_opening

TODAY = date(2025, 9, 1)
NOW = datetime(2025, 9, 1, 10, 30, tzinfo=UTC)
KARI = Viewer("kari", Role.ADVISER, "N1")
NUMBER = "910000001"
MARKET = Market(
    offices=(Office("N1", "Testvik"),),
    participants=(a_participant("P1", adviser="kari"), a_participant("P9", adviser="kari")),
    employers=(an_employer(org_number=NUMBER), an_employer("E2", org_number=NUMBER)),
    mentors=(a_mentor(),),
    openings=(an_opening(),),
)
BANNED = Stop(StopReason.BANNED, TODAY, None, employer_id="E2")
SPARED = Stop(StopReason.SPARED, TODAY, date(2025, 9, 12), employer_id="E1")
PAUSED = Stop(StopReason.PAUSED, TODAY, date(2025, 9, 12), opening_id="O1")
AWAY = Stop(StopReason.AWAY, TODAY, date(2026, 3, 1), mentor_id="M1")

Open = Callable[[Market], Program]


def put(engine: sa.Engine, stop: Stop) -> int:
    with writing(engine) as connection:
        return add_stop(connection, stop, set_on=TODAY, set_by="kari")


def possible(program: Program) -> list[bool]:
    """Whether anything is proposed: by the list, the taste, the plan; possible for the doors."""
    shown = suggest(program, KARI, "P1", today=TODAY)
    taste = advise_taste(program, KARI, "P1", today=TODAY)
    plan = make_plan(program, KARI, "N1", today=TODAY, purpose=Purpose.TASTE, keep=False)
    doors = door_openers(program, KARI, "P1", today=TODAY)
    return [bool(shown.suggestions), bool(plan.assignments), doors.possible > 0, bool(taste.next)]


@pytest.mark.parametrize("stop", [BANNED, SPARED, PAUSED, AWAY], ids=lambda stop: stop.reason)
def test_a_stop_is_obeyed_by_the_next_answer_and_lifted_by_the_one_after(
    open_store_of: Open, stop: Stop
) -> None:
    program = open_store_of(MARKET)
    before = possible(program)
    assert before[:3] == [True, True, True]
    number = put(program.engine, stop)
    assert possible(program) == [False, False, False, False]
    told = why(program, KARI, "P1", "O1", today=TODAY, lang="en")
    assert not told.eligible
    proposal = Proposal(
        "P1", "O1", Purpose.TASTE, "M1", TODAY + timedelta(days=1), date(2025, 9, 9), 20.0
    )
    with pytest.raises(FormRefused) as refused:
        choose(program, KARI, proposal, today=TODAY)
    ((field, problem),) = refused.value.by_field.items()
    asked = ("starts", Refusal.FULL) if stop is AWAY else ("open", Refusal.RULE)
    assert (field, problem) == asked
    with writing(program.engine) as connection:
        lift_stop(connection, number, TODAY, "kari")
    assert possible(program) == before


def extended(program: Program) -> date | None:
    longer = Asked(Step.EXTEND, planned_end=date(2025, 10, 24))
    return take(program, KARI, "L1", longer, version=1, now=NOW, today=TODAY).planned_end


@pytest.mark.parametrize(
    ("stop", "why_not"),
    [
        (Stop(StopReason.AWAY, date(2025, 10, 1), date(2025, 10, 10), mentor_id="M1"),
         StepRefusal.MENTOR_AWAY),
        (BANNED, StepRefusal.EMPLOYER_BANNED),
        (Stop(StopReason.AWAY, date(2025, 10, 1), date(2025, 10, 7), mentor_id="M1"), None),
        (Stop(StopReason.AWAY, TODAY, date(2025, 9, 20), mentor_id="M1"), None),
        (SPARED, None),
        (PAUSED, None),
    ],
)  # fmt: skip
def test_nobody_stays_longer_with_a_mentor_who_is_long_away_or_at_a_barred_employer(
    open_store_of: Open, stop: Stop, why_not: StepRefusal | None
) -> None:
    there = a_placement(date(2025, 8, 4), date(2025, 9, 26), participant_id="P1")
    program = open_store_of(replace(MARKET, placements=(there,)))
    put(program.engine, stop)
    if why_not is None:
        assert extended(program) == date(2025, 10, 24)
        return
    with pytest.raises(NoRoom) as refused:
        extended(program)
    assert refused.value.by_field == {"planned_end": why_not}
