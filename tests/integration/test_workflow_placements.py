"""A step asks for room once more; the page offers what makes sense; the list tells whom to ask."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.employers import Office
from matcher.domain.errors import FormRefused, NotFound
from matcher.domain.life import Step
from matcher.domain.market import Market
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.steps import Asked, StepRefusal
from matcher.store.engine import reading, writing
from matcher.store.readers import read_events
from matcher.store.writers import upsert_market
from matcher.workflows.placement_list import PlacementList, Where, placement_list
from matcher.workflows.placement_page import placement_page
from matcher.workflows.placement_steps import NoRoom, take
from matcher.workflows.program import Program, open_program
from tests.unit.market_builders import a_mentor, a_participant, a_placement, an_employer, an_opening

TODAY = date(2025, 9, 1)
NOW = datetime(2025, 9, 1, 10, 30, tzinfo=UTC)
KARI = Viewer("kari", Role.ADVISER, "N1")
STARTS, ENDS = date(2025, 8, 4), date(2025, 9, 26)
LONGER = date(2025, 10, 24)
S = PlacementStatus

Open = Callable[..., Program]


@pytest.fixture
def opened(engine: sa.Engine) -> Iterator[Open]:
    """Opens a program over two participants, P1 with placement L1, with parts replaced."""
    programs: list[Program] = []

    def make(*others: Placement, mine: Placement | None = None, **parts: Any) -> Program:
        first = mine or a_placement(STARTS, ENDS, participant_id="P1")
        known: dict[str, Any] = {
            "offices": (Office("N1", "Testvik"),),
            "participants": (a_participant("P1", adviser="kari"), a_participant("P9")),
            "employers": (an_employer(),),
            "mentors": (a_mentor(),),
            "openings": (an_opening(), an_opening("O2")),
            "placements": (first, *others),
        }
        with writing(engine) as connection:
            upsert_market(connection, Market(**{**known, **parts}))
        programs.append(open_program(engine.url.render_as_string(hide_password=False)))
        return programs[-1]

    yield make
    for program in programs:
        program.engine.dispose()


def go(program: Program, asked: Asked, version: int = 1) -> Placement:
    return take(program, KARI, "L1", asked, version=version, now=NOW, today=TODAY)


def events(program: Program) -> list[Step]:
    with reading(program.engine) as connection:
        return [event.step for event in read_events(connection, KARI, "L1")]


def no_room(program: Program, asked: Asked) -> tuple[str, str, date]:
    with pytest.raises(NoRoom) as refused:
        go(program, asked)
    assert events(program) == []
    ((field, why),) = refused.value.by_field.items()
    return field, why, refused.value.full_on


def other(starts: date, ends: date, **facts: Any) -> Placement:
    return a_placement(starts, ends, placement_id="L2", **facts)


EXTEND = Asked(Step.EXTEND, planned_end=LONGER)
LATER = date(2025, 10, 6)


def test_a_placement_with_room_is_extended(opened: Open) -> None:
    program = opened(other(LONGER + timedelta(days=1), date(2025, 12, 1)))
    assert go(program, EXTEND).planned_end == LONGER
    assert events(program) == [Step.EXTEND]


def test_its_own_days_take_no_room_from_itself(opened: Open) -> None:
    program = opened(mentors=(a_mentor(capacity=1),), employers=(an_employer(capacity=1),))
    assert go(program, EXTEND).planned_end == LONGER


def test_a_place_given_to_somebody_else_is_not_extended_into(opened: Open) -> None:
    program = opened(other(LATER, date(2025, 12, 1)))
    assert no_room(program, EXTEND) == ("planned_end", StepRefusal.OPENING_FULL, LATER)


def test_a_mentor_with_enough_to_do_gets_no_more_days(opened: Open) -> None:
    program = opened(
        other(LATER, date(2025, 12, 1), opening_id="O2"), mentors=(a_mentor(capacity=1),)
    )
    assert no_room(program, EXTEND) == ("planned_end", StepRefusal.MENTOR_FULL, LATER)


def test_a_mentor_who_leaves_gets_no_more_days(opened: Open) -> None:
    program = opened(mentors=(a_mentor(available_to=date(2025, 10, 3)),))
    why = ("planned_end", StepRefusal.MENTOR_FULL, date(2025, 10, 4))
    assert no_room(program, EXTEND) == why


def test_a_full_employer_gets_no_more_days(opened: Open) -> None:
    program = opened(
        other(LATER, date(2025, 12, 1), opening_id="O2", mentor_id=None),
        employers=(an_employer(capacity=1),),
    )
    assert no_room(program, EXTEND) == ("planned_end", StepRefusal.EMPLOYER_FULL, LATER)


def test_nobody_is_extended_beyond_the_programme(opened: Open) -> None:
    people = (a_participant("P1", programme_end=ENDS), a_participant("P9"))
    program = opened(participants=people)
    with pytest.raises(FormRefused) as refused:
        go(program, EXTEND)
    assert refused.value.by_field == {"planned_end": StepRefusal.AFTER_PROGRAMME}


@pytest.mark.parametrize("step", [Step.ACCEPT, Step.START])
def test_a_proposal_whose_place_was_taken_meanwhile_is_told_so(step: Step, opened: Open) -> None:
    proposed = a_placement(TODAY, ENDS, status=S.PROPOSED, participant_id="P1")
    program = opened(other(date(2025, 8, 1), LATER), mine=proposed)
    assert no_room(program, Asked(step)) == ("form", StepRefusal.OPENING_FULL, TODAY)


def test_who_was_agreed_to_come_begins_even_where_files_filled_the_place(opened: Open) -> None:
    accepted = a_placement(TODAY, ENDS, status=S.ACCEPTED, participant_id="P1")
    program = opened(other(date(2025, 8, 1), LATER), mine=accepted)
    assert go(program, Asked(Step.START)).status is S.RUNNING


LAPSED = a_placement(
    date(2025, 8, 11), ENDS, status=S.PROPOSED, participant_id="P1", proposed_on=date(2025, 8, 8)
)
OFFERED = [
    ("lapsed", LAPSED, (Step.START, Step.NO_SHOW, Step.CANCEL)),
    ("proposed", a_placement(LATER, LONGER, status=S.PROPOSED),
     (Step.ACCEPT, Step.EXTEND, Step.SHORTEN, Step.CANCEL)),
    ("agreed", a_placement(LATER, LONGER, status=S.ACCEPTED),
     (Step.START, Step.EXTEND, Step.SHORTEN, Step.CANCEL)),
    ("to begin", a_placement(TODAY, LONGER, status=S.ACCEPTED),
     (Step.START, Step.EXTEND, Step.SHORTEN, Step.NO_SHOW, Step.CANCEL)),
    ("running", a_placement(STARTS, ENDS), (Step.EXTEND, Step.SHORTEN, Step.END, Step.NO_SHOW)),
    ("overdue", a_placement(STARTS, date(2025, 8, 29)), (Step.EXTEND, Step.END, Step.NO_SHOW)),
    ("without an end", a_placement(STARTS, None), (Step.SHORTEN, Step.END, Step.NO_SHOW)),
    ("ended", a_placement(STARTS, ENDS, status=S.ENDED, ended=date(2025, 8, 29)), ()),
    ("cancelled", a_placement(STARTS, ENDS, status=S.CANCELLED), ()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("placement", "steps"), [o[1:] for o in OFFERED], ids=[o[0] for o in OFFERED]
)
def test_the_page_offers_the_steps_that_make_sense(
    placement: Placement, steps: tuple[Step, ...], opened: Open
) -> None:
    program = opened(mine=placement)
    found = placement_page(program.engine, KARI, "L1", today=TODAY)
    assert found.steps == steps
    assert found.opening.opening_id == "O1" and found.version == 1


def test_the_page_knows_a_no_show_and_its_history(opened: Open) -> None:
    program = opened()
    go(program, Asked(Step.NO_SHOW))
    found = placement_page(program.engine, KARI, "L1", today=TODAY)
    assert not found.came and found.last_event is not None
    assert found.last_event.step is Step.NO_SHOW


def listed(program: Program, *, mine: bool = False) -> PlacementList:
    return placement_list(program.engine, KARI, today=TODAY, mine=mine)


STANDING = [
    (Where.TO_START, a_placement(TODAY, ENDS, status=S.ACCEPTED)),
    (Where.TO_START, a_placement(TODAY, ENDS, status=S.PROPOSED)),
    (Where.OVERDUE, a_placement(STARTS, date(2025, 8, 29))),
    (Where.PROPOSED, a_placement(LATER, LONGER, status=S.PROPOSED)),
    (Where.ACCEPTED, a_placement(LATER, LONGER, status=S.ACCEPTED)),
    (Where.RUNNING, a_placement(STARTS, ENDS)),
    (Where.LAPSED, LAPSED),
    (Where.ENDED, a_placement(STARTS, ENDS, status=S.ENDED, ended=date(2025, 8, 4))),
    (None, a_placement(date(2025, 6, 2), None, status=S.ENDED, ended=date(2025, 8, 1))),
    (None, a_placement(STARTS, ENDS, status=S.CANCELLED)),
]


@pytest.mark.parametrize(("where", "placement"), STANDING)
def test_each_placement_stands_where_it_asks_for_something(
    where: Where | None, placement: Placement, opened: Open
) -> None:
    lines = listed(opened(mine=placement)).lines
    assert [line.where for line in lines] == ([] if where is None else [where])


def test_ones_own_and_the_offices_are_counted_and_ordered(opened: Open) -> None:
    waits = other(TODAY, ENDS, status=S.ACCEPTED, opening_id="O2")
    program = opened(waits)
    everybody, own = listed(program), listed(program, mine=True)
    assert [line.placement.placement_id for line in everybody.lines] == ["L2", "L1"]
    assert [line.placement.placement_id for line in own.lines] == ["L1"]
    assert (own.count_mine, own.count_office) == (1, 2)


def test_a_no_show_is_marked_in_the_list(opened: Open) -> None:
    program = opened(mine=a_placement(date(2025, 8, 25), ENDS, participant_id="P1"))
    go(program, Asked(Step.NO_SHOW))
    (line,) = listed(program).lines
    assert (line.where, line.came, line.version) == (Where.ENDED, False, 2)


def test_another_office_sees_none_of_it(opened: Open) -> None:
    program = opened()
    nils = Viewer("nils", Role.ADVISER, "N2")
    with pytest.raises(NotFound):
        placement_page(program.engine, nils, "L1", today=TODAY)
    with pytest.raises(NotFound):
        take(program, nils, "L1", EXTEND, version=1, now=NOW, today=TODAY)
    with pytest.raises(NotFound):
        placement_list(program.engine, nils, today=TODAY, mine=False)
