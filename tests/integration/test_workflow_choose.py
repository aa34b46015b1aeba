"""A suggestion becomes a placement only where every rule and every capacity allows it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.cefr import Level
from matcher.domain.employers import Office
from matcher.domain.errors import Conflict, FormRefused, NotFound
from matcher.domain.market import Market
from matcher.domain.placements import PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.engine import reading, writing
from matcher.store.readers import read_market
from matcher.store.writers import Proposal, upsert_market
from matcher.workflows.choose import Refusal, choose, prepare_choice
from matcher.workflows.program import Program, open_program
from tests.unit.market_builders import a_mentor, a_participant, a_placement, an_employer, an_opening

TODAY = date(2025, 9, 1)
KARI = Viewer("kari", Role.ADVISER, "N1")
STARTS, ENDS = date(2025, 9, 8), date(2025, 11, 28)
PROPOSAL = Proposal("P1", "O1", Purpose.EXPERIENCE, "M1", STARTS, ENDS, 20.0, "d1", 1)

Open = Callable[..., Program]


@pytest.fixture
def opened(engine: sa.Engine) -> Iterator[Open]:
    """Opens a program over one participant and one opening that fit, with parts replaced."""
    programs: list[Program] = []

    def make(**parts: Any) -> Program:
        known: dict[str, Any] = {
            "offices": (Office("N1"),),
            "participants": (a_participant("P1"), a_participant("P9")),
            "employers": (an_employer(),),
            "mentors": (a_mentor(),),
            "openings": (an_opening(),),
        }
        market = Market(**{**known, **parts})
        with writing(engine) as connection:
            upsert_market(connection, market)
        programs.append(open_program(engine.url.render_as_string(hide_password=False)))
        return programs[-1]

    yield make
    for program in programs:
        program.engine.dispose()


def placements(program: Program) -> tuple[Any, ...]:
    with reading(program.engine) as connection:
        return read_market(connection).placements


def refusal(program: Program, **changes: Any) -> dict[str, str]:
    with pytest.raises(FormRefused) as refused:
        choose(program, KARI, replace(PROPOSAL, **changes), today=TODAY)
    assert all(p.participant_id != "P1" for p in placements(program))
    return refused.value.by_field


def test_a_choice_is_kept_as_proposed(opened: Open) -> None:
    program = opened()
    placement, already = choose(program, KARI, PROPOSAL, today=TODAY)
    assert (placement.status, placement.proposed_on) == (PlacementStatus.PROPOSED, TODAY)
    assert (placement.model_version, placement.position, already) == ("d1", 1, False)
    assert placements(program) == (placement,)


def test_the_same_form_twice_is_the_same_placement(opened: Open) -> None:
    program = opened()
    first, _ = choose(program, KARI, PROPOSAL, today=TODAY)
    again, already = choose(program, KARI, replace(PROPOSAL, position=3), today=TODAY)
    assert (again, already) == (first, True)
    assert len(placements(program)) == 1


def test_two_who_send_at_once_make_one_placement(opened: Open) -> None:
    program, answers = opened(), []
    threads = [
        threading.Thread(
            target=lambda: answers.append(choose(program, KARI, PROPOSAL, today=TODAY))
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(already for _, already in answers) == [False, True]
    assert len(placements(program)) == 1


def test_another_placement_for_the_same_purpose_is_a_conflict(opened: Open) -> None:
    program = opened()
    choose(program, KARI, PROPOSAL, today=TODAY)
    with pytest.raises(Conflict):
        choose(program, KARI, replace(PROPOSAL, starts=STARTS + timedelta(days=7)), today=TODAY)


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"starts": date(2025, 8, 29)}, "starts", Refusal.IN_THE_PAST),
        ({"planned_end": date(2025, 9, 7)}, "planned_end", Refusal.ENDS_BEFORE_START),
        ({"planned_end": date(2027, 9, 7)}, "planned_end", Refusal.TOO_LONG),
        ({"mentor_id": None}, "mentor_id", Refusal.MISSING),
        ({"mentor_id": "M9"}, "mentor_id", Refusal.MENTOR_UNKNOWN),
    ],
)
def test_a_form_that_cannot_be_kept_names_the_field(
    changes: dict[str, Any], field: str, why: Refusal, opened: Open
) -> None:
    assert refusal(opened(), **changes) == {field: why}


def test_an_opening_takes_nobody_before_it_starts_or_after_it_ends(opened: Open) -> None:
    program = opened(openings=(an_opening(starts=date(2025, 10, 1), ends=date(2025, 10, 31)),))
    assert refusal(program) == {"starts": Refusal.BEFORE_OPENING}
    late = {"starts": date(2025, 11, 3)}
    assert refusal(program, **late) == {"starts": Refusal.AFTER_OPENING}


def test_nobody_starts_after_the_programme(opened: Open) -> None:
    program = opened(participants=(a_participant("P1", programme_end=date(2025, 9, 5)),))
    assert refusal(program) == {"starts": Refusal.AFTER_PROGRAMME}


def test_a_full_opening_is_never_overridden(opened: Open) -> None:
    program = opened(placements=(a_placement(date(2025, 11, 20), date(2025, 12, 19)),))
    assert refusal(program) == {"starts": Refusal.FULL}
    before = {"planned_end": date(2025, 11, 19)}
    assert choose(program, KARI, replace(PROPOSAL, **before), today=TODAY)[1] is False


def test_a_full_mentor_is_never_overridden(opened: Open) -> None:
    program = opened(
        mentors=(a_mentor("M1", capacity=1), a_mentor("M2")),
        openings=(
            an_opening(slots=5, mentors=("M1", "M2")),
            an_opening("O2", slots=5, mentors=("M1",)),
        ),
        placements=(a_placement(STARTS, ENDS, opening_id="O2"),),
    )
    assert refusal(program) == {"mentor_id": Refusal.MENTOR_FULL}
    assert choose(program, KARI, replace(PROPOSAL, mentor_id="M2"), today=TODAY)[1] is False


def test_a_full_employer_is_never_overridden(opened: Open) -> None:
    program = opened(
        employers=(an_employer(capacity=1),),
        openings=(an_opening(slots=5), an_opening("O2", slots=5)),
        placements=(a_placement(STARTS, ENDS, opening_id="O2"),),
    )
    assert refusal(program) == {"starts": Refusal.FULL}


def test_a_rule_that_says_no_is_not_overridden(opened: Open) -> None:
    program = opened(openings=(an_opening(needs_spoken=Level.C1),))
    assert refusal(program) == {"language_spoken": Refusal.RULE}


def test_what_is_unknown_may_be_overridden(opened: Open) -> None:
    program = opened(
        participants=(a_participant("P1", norwegian_spoken=None, max_hours_per_week=None),)
    )
    assert choose(program, KARI, PROPOSAL, today=TODAY)[1] is False


def test_another_offices_participant_cannot_be_placed(opened: Open) -> None:
    program = opened()
    with pytest.raises(NotFound):
        choose(program, Viewer("nils", Role.ADVISER, "N2"), PROPOSAL, today=TODAY)
    assert placements(program) == ()


def test_the_form_starts_from_the_first_free_working_day(opened: Open) -> None:
    program = opened(placements=(a_placement(date(2025, 8, 4), date(2025, 9, 12)),))
    prepared = prepare_choice(program, KARI, "P1", "O1", today=TODAY, purpose=Purpose.EXPERIENCE)
    # Free from Saturday 13 September: Monday is the first working day; twelve weeks from Saturday.
    assert prepared.starts == date(2025, 9, 15)
    assert prepared.planned_end == date(2025, 12, 5)
    assert [free.mentor.mentor_id for free in prepared.mentors] == ["M1"]


def test_what_the_form_starts_from_can_be_sent(opened: Open) -> None:
    program = opened(placements=(a_placement(date(2025, 8, 4), date(2025, 9, 12)),))
    prepared = prepare_choice(program, KARI, "P1", "O1", today=TODAY)
    sent = replace(
        PROPOSAL,
        purpose=prepared.judgement.purpose,
        starts=prepared.starts,
        planned_end=prepared.planned_end,
    )
    assert choose(program, KARI, sent, today=TODAY)[1] is False
