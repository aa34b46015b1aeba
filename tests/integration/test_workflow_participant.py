"""One participant: what a wish is read as, what is corrected, and which openings are found."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import Conflict, FormRefused, NotFound
from matcher.domain.participants import Origin, Participant, Wish
from matcher.eligibility.rules import Rule
from matcher.store.engine import reading, writing
from matcher.store.readers import read_participant, read_wishes
from matcher.store.writers import upsert_rows
from matcher.workflows.edit_participant import (
    FORM_FIELDS,
    choose_occupation,
    edit_participant,
    read_for_edit,
)
from matcher.workflows.participant_page import participant_page, understand
from matcher.workflows.program import Program, open_program
from matcher.workflows.search_openings import openings_stopped_by, search_openings

TODAY = date(2025, 9, 1)
KARI = Viewer("kari", Role.ADVISER, "N1")
NILS = Viewer("nils", Role.ADVISER, "N2")
COOK_HELP, WAREHOUSE = "9412", "9333"


@pytest.fixture
def program(store: sa.Engine) -> Iterator[Program]:
    opened = open_program(str(store.url))
    yield opened
    opened.engine.dispose()


def page(program: Program):
    return participant_page(program.engine, KARI, "P1", today=TODAY, resolve=program.resolve)


def test_a_wish_for_two_things_means_both(program: Program) -> None:
    read = understand(Wish("P1", "kjøkken eller lager", 1), program.resolve)
    assert len(read.means) == 2 and not read.chosen
    assert not set(read.means) & set(read.others)


def test_a_wish_that_says_nothing_means_nothing(program: Program) -> None:
    read = understand(Wish("P1", "vet ikke", 1), program.resolve)
    assert (read.means, read.others) == ((), ())


def test_five_other_occupations_are_offered(program: Program) -> None:
    assert len(understand(Wish("P1", "stå i kassa", 1), program.resolve).others) == 5


def test_a_picked_occupation_wins_over_the_text(program: Program) -> None:
    choose_occupation(program.engine, KARI, "P1", 1, "stå i kassa", WAREHOUSE)
    first = page(program).wishes[0]
    assert (first.means, first.chosen) == ((WAREHOUSE,), True)
    choose_occupation(program.engine, KARI, "P1", 1, "stå i kassa", None)
    assert page(program).wishes[0].chosen is False


def test_a_wish_that_changed_meanwhile_is_not_corrected(program: Program) -> None:
    with pytest.raises(Conflict):
        choose_occupation(program.engine, KARI, "P1", 1, "noe annet", WAREHOUSE)


def test_the_page_tells_where_a_person_is_placed(program: Program) -> None:
    found = page(program)
    assert [p.placement_id for p in found.open_placements] == ["PL1"]
    assert found.at["O1"].opening.title == "Butikk"


@pytest.mark.parametrize("viewer", [NILS, Viewer("rot", Role.ADMINISTRATOR)])
def test_nobody_else_sees_or_changes_a_participant(program: Program, viewer: Viewer) -> None:
    engine = program.engine
    with pytest.raises(NotFound):
        participant_page(engine, viewer, "P1", today=TODAY, resolve=program.resolve)
    with pytest.raises(NotFound):
        edit_participant(engine, viewer, "P1", {}, [])
    with pytest.raises(NotFound):
        search_openings(program, viewer, "P1", "butikk")
    with pytest.raises(NotFound):
        openings_stopped_by(program, viewer, "P1", Rule.TRAVEL, today=TODAY)


def test_an_edit_keeps_what_is_not_in_the_form(program: Program) -> None:
    whole = Participant("P1", "N1", place="Oslo", lat=59.9, lon=10.7, audit_group="b")
    with writing(program.engine) as connection:
        upsert_rows(connection, "participants", [whole])
    after = edit_participant(program.engine, KARI, "P1", {"place": "Oslo", "name": "Amina"}, [])
    assert (after.name, after.audit_group, after.lat) == ("Amina", "b", 59.9)
    with reading(program.engine) as connection:
        assert read_participant(connection, KARI, "P1") == after
        assert read_wishes(connection, KARI, "P1") == ()


def test_coordinates_of_an_old_address_are_forgotten(program: Program) -> None:
    whole = Participant("P1", "N1", place="Oslo", lat=59.9, lon=10.7)
    with writing(program.engine) as connection:
        upsert_rows(connection, "participants", [whole])
    after = edit_participant(program.engine, KARI, "P1", {"place": "Bergen"}, [])
    assert (after.lat, after.lon) == (None, None)


def test_every_bad_field_is_told_at_once_and_nothing_is_kept(program: Program) -> None:
    before = read_for_edit(program.engine, KARI, "P1")
    facts = {"postal_code": "abc", "max_hours_per_week": "200", "name": "Ny"}
    wishes = [{"text": "kafé", "origin": "own"}, {"text": "lager", "origin": "the neighbour"}]
    with pytest.raises(FormRefused) as refused:
        edit_participant(program.engine, KARI, "P1", facts, wishes)
    assert set(refused.value.by_field) == {"postal_code", "max_hours_per_week", "wish-1-origin"}
    assert read_for_edit(program.engine, KARI, "P1") == before


def test_wishes_are_numbered_in_their_order_and_keep_what_was_picked(program: Program) -> None:
    choose_occupation(program.engine, KARI, "P1", 2, "noe med dyr", "6121")
    rows = [
        {"text": "noe med dyr", "origin": "friends"},
        {"text": "  ", "origin": "own"},
        {"text": "kafé", "origin": "own"},
    ]
    edit_participant(program.engine, KARI, "P1", {}, rows)
    with reading(program.engine) as connection:
        assert read_wishes(connection, KARI, "P1") == (
            Wish("P1", "noe med dyr", 1, Origin.FRIENDS, "6121"),
            Wish("P1", "kafé", 2, Origin.OWN),
        )


def test_three_answers_to_a_list_stay_apart(program: Program) -> None:
    for cell, kept in (("", None), ("none", ()), ("truck|hygiene", ("truck", "hygiene"))):
        after = edit_participant(program.engine, KARI, "P1", {"credentials": cell}, [])
        assert after.credentials == kept


def test_the_form_holds_nothing_that_only_the_program_sets() -> None:
    kept = {"participant_id", "office_id", "lat", "lon", "audit_group", "programme_outcome"}
    assert set(FORM_FIELDS) == set(Participant.__dataclass_fields__) - kept


def test_an_opening_is_found_by_title_occupation_or_employer(program: Program) -> None:
    for text in ("butikk", "Butikkmedarbeider", "prøvebutiken", "BUTIKK prøvebutikken"):
        found = search_openings(program, KARI, "P1", text)
        assert found[0].opening.opening_id == "O1", text
    assert search_openings(program, KARI, "P1", "xyzzy") == ()


def test_which_openings_a_rule_stops(program: Program) -> None:
    stopped = openings_stopped_by(program, KARI, "P1", Rule.REPEAT, today=TODAY)
    assert [item.opening.opening_id for item in stopped] == ["O1"]  # placed there today
