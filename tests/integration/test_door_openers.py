"""Door-openers from the store: exact against ``suggest``, behind the office's lock, documented."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from matcher.cli import cli
from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.errors import NotFound
from matcher.domain.market import Market
from matcher.domain.participants import Participant
from matcher.simulation.municipality import simulate_municipality
from matcher.store.engine import writing
from matcher.store.writers import upsert_market, upsert_rows
from matcher.workflows.door_openers import DoorList, door_openers
from matcher.workflows.office_doors import office_doors
from matcher.workflows.program import Program, open_program
from matcher.workflows.suggest import suggest

TODAY = date(2025, 9, 1)
PERSON = "P01"
AT = ["--today", TODAY.isoformat()]


@pytest.fixture(scope="module")
def town() -> Market:
    return simulate_municipality(
        participants=12, openings=150, seed=4, today=TODAY, offices=2
    ).market


@pytest.fixture
def program(sqlite_engine: sa.Engine, town: Market) -> Iterator[Program]:
    with writing(sqlite_engine) as connection:
        upsert_market(connection, town)
    opened = open_program(str(sqlite_engine.url))
    yield opened
    opened.engine.dispose()


def possible(program: Program, participant: str) -> dict[str, float]:
    """Everything that ``suggest`` may say, with its value."""
    found = suggest(program, OPERATOR, participant, today=TODAY, limit=10_000, log=False)
    return {each.opening_id: each.value for each in found.suggestions}


def doors(program: Program, participant: str, **options: Any) -> DoorList:
    return door_openers(program, OPERATOR, participant, today=TODAY, **options)


def in_town(town: Market, office: str) -> list[Participant]:
    return [p for p in town.participants if p.office_id == office]


def test_a_course_that_is_taken_opens_what_its_door_said(program: Program, town: Market) -> None:
    taken = 0
    for person in town.participants[:12]:
        before = possible(program, person.participant_id)
        found = doors(program, person.participant_id)
        assert found.possible == len(before)
        for door in found.doors:
            if door.change != "credential" or person.credentials is None:
                continue
            held = replace(person, credentials=(*person.credentials, door.word))
            with writing(program.engine) as connection:
                upsert_rows(connection, "participants", [held])
            after = possible(program, person.participant_id)
            opened = after.keys() - before.keys()
            assert len(opened) == door.openings
            assert {place.opening_id for place in door.places} <= opened
            assert door.best.value == pytest.approx(max(after[name] for name in opened))
            best = max(before.values(), default=0)
            assert door.gain == pytest.approx(max(after.values()) - best)
            # What was kept of the person before is not said of the person after.
            again = doors(program, person.participant_id)
            assert door.key not in {each.key for each in again.doors}
            with writing(program.engine) as connection:
                upsert_rows(connection, "participants", [person])
            taken += 1
    assert taken > 3


def test_each_person_counts_once_per_change_at_the_office(program: Program, town: Market) -> None:
    found = office_doors(program, OPERATOR, "N1", today=TODAY)
    by_person = {
        person.participant_id: doors(program, person.participant_id).doors
        for person in in_town(town, "N1")
        if person in {p for door in found.doors for p in door.people}
    }
    assert found.doors
    for door in found.doors:
        helped = [p.participant_id for p in door.people]
        assert len(set(helped)) == len(helped)
        own = {
            name: line for name, lines in by_person.items() for line in lines
            if line.key == door.key
        }  # fmt: skip
        assert set(helped) == own.keys()
        assert door.gain == pytest.approx(sum(line.expected_gain for line in own.values()))
        most = max(line.openings for line in own.values())
        assert most <= door.openings <= sum(line.openings for line in own.values())
    counts = [len(door.people) for door in found.doors]
    assert counts == sorted(counts, reverse=True)


def test_a_large_office_is_worked_out_a_few_people_at_a_time(program: Program) -> None:
    counted = []
    while not counted or counted[-1].counted < counted[-1].in_programme:
        counted.append(office_doors(program, OPERATOR, "N1", today=TODAY, at_most=2))
        assert len(counted) < 20
    assert [found.counted for found in counted[:-1]] == list(range(2, 2 * len(counted), 2))
    assert len(counted) > 2
    assert counted[-1] == office_doors(program, OPERATOR, "N1", today=TODAY)


def test_another_office_sees_nothing(program: Program, town: Market) -> None:
    stranger = Viewer("nils", Role.ADVISER, "N2")
    person = in_town(town, "N1")[0].participant_id
    with pytest.raises(NotFound):
        door_openers(program, stranger, person, today=TODAY)
    with pytest.raises(NotFound):
        office_doors(program, stranger, "N1", today=TODAY)
    with pytest.raises(NotFound):
        office_doors(program, Viewer("ida", Role.ADMINISTRATOR, "N1"), "N1", today=TODAY)


def test_reading_doors_asks_the_store_the_same_few_things_however_many_people(
    program: Program,
) -> None:
    queries: list[str] = []

    @sa.event.listens_for(program.engine, "before_cursor_execute")
    def count(*about: Any) -> None:
        if not re.search("audit_(head|keys|log)", about[2]):  # the log has tests of its own
            queries.append(str(about[2]))

    office_doors(program, OPERATOR, "N1", today=TODAY)
    queries.clear()
    office_doors(program, OPERATOR, "N1", today=TODAY)
    of_the_office = len(queries)
    queries.clear()
    doors(program, PERSON)
    assert of_the_office <= 6 and len(queries) <= 6


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["doors", *arguments])


@pytest.fixture
def configured(program: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setenv("DATABASE_URL", str(program.engine.url))
    return program


def test_the_command_says_doors_in_sentences_and_in_one_document(configured: Program) -> None:
    said = run(PERSON, *AT)
    assert said.exit_code == 0, said.output
    document = json.loads(run(PERSON, *AT, "--lang", "en", "--json").stdout)
    expected = doors(configured, PERSON, lang="en")
    assert document["participant_id"] == PERSON and document["today"] == "2025-09-01"
    assert [door["openings"] for door in document["doors"]] == [
        door.openings for door in expected.doors
    ]
    for door, line in zip(document["doors"], expected.doors, strict=True):
        assert door["text"] == f"{line.text} {line.takes}"
        assert door["best"]["opening_id"] == line.best.opening_id
        assert door["weeks"] is None or len(door["weeks"]) == 2
    assert said.stdout.count("\n+ ") == len(expected.doors)


def test_the_office_document_names_nobody(configured: Program, town: Market) -> None:
    text = run("--office", "N1", *AT, "--json").stdout
    document = json.loads(text)
    assert document["doors"] and document["participants"] > 0
    assert all(p.name not in text for p in town.participants if p.name)
    assert run("--office", "N1", *AT).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "Name one PARTICIPANT, or one --office."),
        ([PERSON, "--office", "N1"], 2, "Name one PARTICIPANT, or one --office."),
        (["--office", "N1", "--purpose", "taste"], 2, "--purpose goes with a PARTICIPANT."),
        (["X"], 1, "X"),
        (["--office", "X"], 1, "X"),
    ],
)
def test_what_cannot_be_met_is_said_in_one_line(
    configured: Program, arguments: list[str], code: int, says: str
) -> None:
    result = run(*arguments, *AT)
    assert (result.exit_code, result.stdout) == (code, "")
    assert says in result.stderr
