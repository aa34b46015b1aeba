"""Lines of a plan become placements all together or not at all; rounds, weeks and the workbook."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from matcher.domain.access import Role, Viewer
from matcher.domain.dismissals import DismissalReason, SaidBy
from matcher.domain.employers import Office
from matcher.domain.errors import BadInput, FormRefused, NotFound
from matcher.domain.market import Market
from matcher.domain.placements import PlacementStatus
from matcher.domain.plans import Objective, Planned
from matcher.domain.purposes import Purpose
from matcher.store.engine import reading, writing
from matcher.store.plans import latest_plan
from matcher.store.readers import read_market
from matcher.store.writers import upsert_market
from matcher.workflows.accept_plan import SECOND, accept_plan
from matcher.workflows.capacity_ahead import WEEKS, capacity_ahead
from matcher.workflows.choose import Refusal
from matcher.workflows.dismiss import dismiss
from matcher.workflows.plan_page import compare, read_named
from matcher.workflows.plan_round import Change, Decision, PlanDesk, Round, Step, changes
from matcher.workflows.plan_workbook import plan_workbook
from matcher.workflows.program import Program, open_program
from tests.unit.market_builders import a_mentor, a_participant, a_placement, an_employer, an_opening

TODAY = date(2025, 9, 1)
ENDS = date(2025, 11, 23)
KARI = Viewer("kari", Role.ADVISER, "N1")
NILS = Viewer("nils", Role.ADVISER, "N2")

Open = Callable[..., Program]


@pytest.fixture
def opened(engine: sa.Engine) -> Iterator[Open]:
    """A program over three people, two openings at one employer, and a mentor for each."""
    programs: list[Program] = []

    def make(**parts: Any) -> Program:
        known: dict[str, Any] = {
            "offices": (Office("N1", "Testvik"), Office("N2")),
            "participants": tuple(a_participant(name) for name in ("P1", "P2", "P3")),
            "employers": (an_employer(),),
            "mentors": (a_mentor(capacity=1), a_mentor("M2", capacity=1)),
            "openings": (an_opening(), an_opening("O2", mentors=("M2",))),
        }
        with writing(engine) as connection:
            upsert_market(connection, Market(**{**known, **parts}))
        programs.append(open_program(engine.url.render_as_string(hide_password=False)))
        return programs[-1]

    yield make
    for program in programs:
        program.engine.dispose()


def a_line(participant_id: str = "P1", number: int = 1, **facts: Any) -> Planned:
    line = Planned(
        participant_id, f"O{number}", f"M{number}", Purpose.EXPERIENCE, TODAY, ENDS, value=0.5
    )
    return replace(line, **facts)


def placements(program: Program) -> list[Any]:
    with reading(program.engine) as connection:
        return list(read_market(connection).placements)


def refused(program: Program, *lines: Planned) -> dict[str, str]:
    with pytest.raises(FormRefused) as caught:
        accept_plan(program, KARI, "N1", lines, today=TODAY)
    return caught.value.by_field


class TestAccepting:
    def test_the_lines_become_proposed_placements(self, opened):
        program = opened()
        done = accept_plan(program, KARI, "N1", [a_line(), a_line("P2", 2)], today=TODAY)
        assert {p.participant_id for p in done.placements} == {"P1", "P2"}
        assert [p.status for p in placements(program)] == [PlacementStatus.PROPOSED] * 2
        assert {(p.mentor_id, p.starts, p.planned_end) for p in placements(program)} == {
            ("M1", TODAY, ENDS),
            ("M2", TODAY, ENDS),
        }

    def test_a_line_that_is_free_on_a_saturday_begins_on_monday(self, opened):
        line = a_line(starts=date(2025, 9, 6), planned_end=date(2025, 11, 28))
        (made,) = accept_plan(opened(), KARI, "N1", [line], today=TODAY).placements
        assert (made.starts, made.planned_end) == (date(2025, 9, 8), date(2025, 11, 28))

    def test_one_taken_mentor_keeps_every_line_from_being_stored(self, opened):
        taken = a_placement(TODAY, ENDS, participant_id="P3")
        program = opened(placements=(taken,), openings=(an_opening(slots=2),
                         an_opening("O2", mentors=("M2",))))  # fmt: skip
        assert refused(program, a_line(), a_line("P2", 2)) == {"P1": Refusal.MENTOR_FULL}
        assert [p.participant_id for p in placements(program)] == ["P3"]

    def test_a_full_opening_is_told_apart_from_a_full_mentor(self, opened):
        taken = a_placement(TODAY, ENDS, participant_id="P3", mentor_id=None)
        assert refused(opened(placements=(taken,)), a_line()) == {"P1": Refusal.FULL}

    def test_two_lines_cannot_share_one_mentors_only_place(self, opened):
        program = opened(openings=(an_opening(slots=2), an_opening("O2", mentors=("M2",))))
        assert refused(program, a_line(), a_line("P2")) == {"P2": Refusal.MENTOR_FULL}
        assert placements(program) == []

    def test_a_no_that_was_said_in_the_meantime_is_named_as_the_rule(self, opened):
        program = opened()
        dismiss(
            program.engine, KARI, "P1", "O1",
            reason=DismissalReason.TOO_FAR, said_by=SaidBy.ADVISER, note="", today=TODAY,
        )  # fmt: skip
        assert refused(program, a_line()) == {"P1": "forbidden"}

    def test_who_was_placed_elsewhere_in_the_meantime_is_told(self, opened):
        program = opened()
        accept_plan(program, KARI, "N1", [a_line("P1", 2)], today=TODAY)
        assert refused(program, a_line()) == {"P1": SECOND}

    def test_sent_twice_it_is_stored_once(self, opened):
        program, lines = opened(), [a_line(), a_line("P2", 2)]
        accept_plan(program, KARI, "N1", lines, today=TODAY)
        again = accept_plan(program, KARI, "N1", lines, today=TODAY)
        assert (again.placements, again.already) == ((), 2)
        assert len(placements(program)) == 2

    def test_nobody_has_two_lines(self, opened):
        with pytest.raises(BadInput):
            accept_plan(opened(), KARI, "N1", [a_line(), a_line("P1", 2)], today=TODAY)

    def test_another_offices_people_are_left_alone(self, opened):
        program = opened()
        with pytest.raises(NotFound):
            accept_plan(program, NILS, "N1", [a_line()], today=TODAY)
        with pytest.raises(BadInput):
            accept_plan(program, NILS, "N2", [a_line()], today=TODAY)
        assert placements(program) == []


class TestARound:
    def test_a_lock_holds_and_the_others_move(self, opened):
        desk = PlanDesk(opened())
        free = desk.plan(KARI, "N1", Round(), today=TODAY).plan
        assert len(free.assignments) == 2
        out = next(w.participant_id for w in free.unassigned)
        lock = Step(Decision.LOCK, out, "O1")
        tried = desk.plan(KARI, "N1", Round().plus(lock), today=TODAY)
        assert (out, "O1") in {(x.participant_id, x.opening_id) for x in tried.plan.assignments}
        moved = changes(free.assignments, tried.plan.assignments)
        assert moved[out] is Change.NEW
        assert Change.OUT in moved.values()

    def test_a_refused_pair_is_not_in_the_plan(self, opened):
        desk = PlanDesk(opened())
        line = desk.plan(KARI, "N1", Round(), today=TODAY).plan.assignments[0]
        no = Step(Decision.REFUSE, line.participant_id, line.opening_id)
        plan = desk.plan(KARI, "N1", Round().plus(no), today=TODAY).plan
        assert no.pair not in {(x.participant_id, x.opening_id) for x in plan.assignments}

    def test_a_lock_that_does_not_work_any_more_is_given_up(self, opened):
        taken = a_placement(TODAY, date(2026, 8, 31), participant_id="P3")
        lock = Step(Decision.LOCK, "P1", "O1")
        tried = PlanDesk(opened(placements=(taken,))).plan(KARI, "N1", Round((lock,)), today=TODAY)
        assert tried.given_up == (lock,)
        assert tried.round == Round()

    def test_a_change_of_the_store_is_seen_and_what_was_shown_is_remembered(self, opened):
        program = opened()
        desk = PlanDesk(program)
        shown = desk.plan(KARI, "N1", Round(), today=TODAY)
        assert desk.plan(KARI, "N1", Round(), today=TODAY) is shown
        accept_plan(program, KARI, "N1", shown.plan.assignments[:1], today=TODAY)
        assert desk.before(KARI, "N1", Round(), today=TODAY) is shown
        assert desk.plan(KARI, "N1", Round(), today=TODAY) is not shown

    def test_only_the_plan_without_decisions_is_kept(self, opened):
        program = opened()
        desk = PlanDesk(program)
        desk.plan(KARI, "N1", Round(objective=Objective.VALUE), today=TODAY)
        with reading(program.engine) as connection:
            assert latest_plan(connection, KARI, "N1", TODAY) is None
        desk.plan(KARI, "N1", Round(), today=TODAY)
        with reading(program.engine) as connection:
            assert latest_plan(connection, KARI, "N1", TODAY) is not None

    def test_another_offices_plan_is_not_found_even_when_it_is_remembered(self, opened):
        desk = PlanDesk(opened())
        desk.plan(KARI, "N1", Round(), today=TODAY)
        for ask in (desk.plan, desk.before):
            with pytest.raises(NotFound):
                ask(NILS, "N1", Round(), today=TODAY)


class TestThePage:
    def test_the_weeks_count_people_and_the_narrowest_of_the_places(self, opened):
        taken = a_placement(TODAY, TODAY + timedelta(days=10), participant_id="P3")
        program = opened(placements=(taken,))
        named = read_named(program, KARI, "N1", today=TODAY)
        weeks = capacity_ahead(program, named, [a_line("P1", 2)], today=TODAY)
        assert len(weeks) == WEEKS
        told = [(w.need, w.need_after, w.free, w.free_after) for w in weeks[:3]]
        assert told == [(2, 1, 1, 0), (2, 1, 1, 0), (3, 2, 2, 1)]

    def test_the_plan_is_compared_with_doing_without(self, opened):
        program = opened()
        desk = PlanDesk(program)
        plans = {o: desk.plan(KARI, "N1", Round((), o), today=TODAY).plan for o in Objective}
        named = read_named(program, KARI, "N1", today=TODAY)
        found = compare(program, named, plans, Round(), today=TODAY)
        assert (found.first_come, found.greedy) == (2, 2)
        assert [third.people for third in found.ease] == [1, 1, 1]
        assert sum(third.placed[Objective.PEOPLE] for third in found.ease) == 2

    def test_a_name_that_looks_like_a_formula_stays_text_in_the_workbook(self, opened):
        people = tuple(a_participant(n, name=f"=1+1{n}") for n in ("P1", "P2", "P3"))
        program = opened(participants=people)
        plan = PlanDesk(program).plan(KARI, "N1", Round(), today=TODAY).plan
        named = read_named(program, KARI, "N1", today=TODAY)
        weeks = capacity_ahead(program, named, plan.assignments, today=TODAY)
        for lang in ("nb", "en"):
            book = load_workbook(BytesIO(plan_workbook(plan, named, weeks, lang=lang)))
            cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
            assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
            first = book.worksheets[0]["A2"]
            assert (first.value[:4], first.data_type) == ("=1+1", "s")
