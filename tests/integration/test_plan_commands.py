"""The command about plans: one document, who goes where, and plain words where it cannot be."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner

from matcher.cli import cli
from matcher.domain.access import OPERATOR
from matcher.store.engine import reading
from matcher.store.readers import latest_plan
from matcher.workflows.plan import make_plan
from matcher.workflows.program import Program
from tests.integration.kept_market_of import market_of

TODAY = date(2025, 9, 1)


@pytest.fixture
def program(town: Callable[..., Program]) -> Program:
    """A simulated municipality that has fewer places than people."""
    return town(participants=40, employers=10, openings=24, offices=2)


def run(program: Program, *arguments: str) -> str:
    url = program.engine.url.render_as_string(hide_password=False)
    done = CliRunner().invoke(
        cli, [*arguments, "--today", str(TODAY)], env={"DATABASE_URL": url}, catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_prints_one_document(program: Program) -> None:
    document = json.loads(run(program, "plan", "N1", "--json"))
    assert document["office_id"] == "N1"
    assert {"participant_id", "opening_id", "mentor_id", "value"} == set(document["assignments"][0])
    lines = run(program, "plan", "--all", "--json").splitlines()
    assert [json.loads(line)["office_id"] for line in lines] == ["N1", "N2"]


def test_the_command_says_who_goes_where_and_what_is_short(program: Program) -> None:
    text = run(program, "plan", "N1", "--lang", "en", "--fairness", "floor")
    assert "placed" in text
    assert "What is missing most" in text
    assert "Fairness (floor) costs" in text


@pytest.mark.parametrize("arguments", [["plan"], ["plan", "N1", "--all"]])
def test_the_command_wants_one_office_or_all(arguments: list[str]) -> None:
    assert CliRunner().invoke(cli, arguments).exit_code == 2


def refused(program: Program, *arguments: str) -> str:
    url = program.engine.url.render_as_string(hide_password=False)
    done = CliRunner().invoke(
        cli, [*arguments, "--today", str(TODAY)], env={"DATABASE_URL": url}, catch_exceptions=False
    )
    assert done.exit_code == 1
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize("option", ["--lock", "--refuse"])
def test_the_command_names_the_participant_or_opening_that_is_not_there(
    program: Program, option: str
) -> None:
    placed = make_plan(program, OPERATOR, "N1", today=TODAY, keep=False).assignments[0]
    person, opening = placed.participant_id, placed.opening_id
    said = refused(program, "plan", "N1", option, person, "NO_SUCH_OPENING")
    assert said == 'Error: There is no opening "NO_SUCH_OPENING".\n'
    said = refused(program, "plan", "N1", option, "NOBODY", opening)
    assert said == 'Error: There is no participant "NOBODY" at the office N1.\n'
    other = next(p for p in market_of(program).participants if p.office_id == "N2")
    said = refused(program, "plan", "N1", option, other.participant_id, opening)
    assert other.participant_id in said
    with reading(program.engine) as connection:
        assert latest_plan(connection, OPERATOR, "N1", TODAY) is None


def test_the_price_that_rankings_subtract_stands_in_the_document(program: Program) -> None:
    document = json.loads(run(program, "plan", "N1", "--json"))
    of_places = {p["id"]: p["price"] for p in document["prices"] if p["kind"] == "place"}
    kinds = {p["kind"] for p in document["prices"]}
    assert kinds <= {"opening", "mentor", "employer", "place"}
    person = document["assignments"][0]["participant_id"]
    ranked = json.loads(run(program, "suggest", person, "-n", "99", "--json"))["suggestions"]
    assert any(each["price"] > 0 for each in ranked)
    for each in ranked:
        assert each["price"] == pytest.approx(of_places.get(each["opening_id"], 0.0))
