"""The tastes of an office, and what one person is told, end to end on a simulated municipality."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from matcher.cli import cli
from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.errors import NotFound
from matcher.domain.participants import Participant
from matcher.domain.purposes import Purpose
from matcher.eligibility.free_date import free_on
from matcher.eligibility.lengths import last_day
from matcher.eligibility.pair import judge
from matcher.eligibility.rules import State
from matcher.store.engine import reading
from matcher.store.readers import read_all
from matcher.workflows.program import Program, open_program
from matcher.workflows.taste import advise_taste
from matcher.workflows.taste_plan import plan_tastes

TODAY = date(2025, 9, 1)


@pytest.fixture(scope="module")
def program(town_template: Callable[..., Path]) -> Iterator[Program]:
    """A municipality of which nothing is changed."""
    opened = open_program(f"sqlite:///{town_template(participants=45, seed=5)}")
    yield opened
    opened.engine.dispose()


def test_every_dealt_taste_is_allowed_and_worth_its_cost(program: Program) -> None:
    plan = plan_tastes(program, OPERATOR, "N1", today=TODAY)
    day = program.market_day(TODAY)
    board = day.ready.board
    people = {person.participant_id: person for person in _people(program)}
    openings = {opening.opening_id: opening for opening in day.ready.openings}
    assert plan.assignments
    for dealt in plan.assignments:
        pair = judge(board, people[dealt.participant_id], openings[dealt.opening_id], Purpose.TASTE)
        assert pair.eligible
        assert dealt.value > 0
        ends = last_day(dealt.free_from, Purpose.TASTE, program.policy)
        free = free_on(board, openings[dealt.opening_id], dealt.free_from, ends)
        assert free.state is not State.NOT_MET


def test_nobody_tastes_twice_and_everybody_who_waits_is_named_once(program: Program) -> None:
    plan = plan_tastes(program, OPERATOR, "N1", today=TODAY)
    named = Counter([a.participant_id for a in plan.assignments]) + Counter(plan.without)
    assert set(named.values()) == {1}


def test_a_dealt_taste_is_one_that_the_person_is_advised(program: Program) -> None:
    plan = plan_tastes(program, OPERATOR, "N1", today=TODAY)
    for dealt in plan.assignments[:5]:
        advice = advise_taste(program, OPERATOR, dealt.participant_id, today=TODAY, limit=500)
        values = {each.opening_id: each.value for each in advice.next}
        assert dealt.value == pytest.approx(values[dealt.opening_id])


def test_another_offices_tastes_are_not_shown(program: Program) -> None:
    with pytest.raises(NotFound):
        plan_tastes(program, Viewer("ida", Role.ADVISER, "N1"), "N2", today=TODAY)


def test_the_command_prints_the_contracts_document(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", program.engine.url.render_as_string(hide_password=False))
    run = CliRunner().invoke(cli, ["taste", "P001", "--json", "--today", TODAY.isoformat()])
    assert run.exit_code == 0, run.output
    document = json.loads(run.stdout)
    assert document["participant_id"] == "P001"
    assert set(document) - {"participant_id", "beliefs"} in ({"next"}, {"stop"})
    assert {"occupation", "mean", "sd", "sentence"} == set(document["beliefs"][0])
    means = [belief["mean"] for belief in document["beliefs"]]
    assert means == sorted(means, reverse=True)
    if "next" in document:
        expected = {"opening_id", "mentor_id", "free_from", "value", "tells"}
        assert set(document["next"][0]) == expected
    else:
        assert document["stop"]["why"]


@pytest.mark.parametrize("arguments", [["taste"], ["taste", "P001", "--office", "N1"]])
def test_one_person_or_one_office_is_asked_for(arguments: list[str]) -> None:
    assert CliRunner().invoke(cli, arguments).exit_code == 2


def _people(program: Program) -> tuple[Participant, ...]:
    with reading(program.engine) as connection:
        return read_all(connection, Participant)
