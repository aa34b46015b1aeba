"""Door-openers, small cases by hand: what one change opens, and what is never a change."""

from dataclasses import replace

import pytest

from matcher.domain.cefr import Level
from matcher.domain.participants import PartOfWeek
from matcher.ranking.door_changes import DoorKind, single_changes
from matcher.ranking.doors import Doors, find_doors
from tests.unit.day_one_file import MODEL
from tests.unit.door_cases import day_of, doors_among, keys
from tests.unit.market_builders import a_market, a_participant, an_opening


def test_a_truck_licence_opens_the_openings_that_only_it_stops() -> None:
    _, found = doors_among(
        a_participant(),
        an_opening("O1"),
        an_opening("O2", credentials=("truck",)),
        an_opening("O3", credentials=("truck",)),
        an_opening("O4", credentials=("truck", "hygiene")),
        an_opening("O5", credentials=("truck",), needs_spoken=Level.C1),
    )
    (door,) = found.doors
    assert (found.possible, door.change.key) == (1, "credential.truck")
    assert door.opened.columns.tolist() == [1, 2]
    # The same place with a licence that is used is worth at least as much.
    assert door.opened.best >= found.best
    # One possible before and three now, of five that count.
    assert door.gain == pytest.approx(door.opened.best - found.best)
    assert door.expected_gain == pytest.approx(door.opened.values.sum() / 5)


def test_what_a_person_can_reach_in_one_step_opens_and_two_steps_do_not() -> None:
    here = a_participant(norwegian_spoken=Level.A1, max_hours_per_week=15.0)
    _, found = doors_among(
        here,
        an_opening("O1", needs_spoken=Level.A2, hours_per_week=15.0),
        an_opening("O2", needs_spoken=Level.B1, hours_per_week=15.0),
        an_opening("O3", needs_spoken=Level.A1, hours_per_week=22.5),
        an_opening("O4", needs_spoken=Level.A1, hours_per_week=22.6),
        an_opening("O5", needs_spoken=Level.A2, hours_per_week=22.5),
    )
    opened = {door.change.key: door.opened.columns.tolist() for door in found.doors}
    assert opened == {"spoken": [0], "hours": [2]}
    assert {door.change.word for door in found.doors} == {"A2", "7.5"}


def test_a_part_of_the_week_opens_what_needs_that_part_alone() -> None:
    day, evening, night = PartOfWeek.DAY, PartOfWeek.EVENING, PartOfWeek.NIGHT
    _, found = doors_among(
        a_participant(),
        an_opening("O1", schedule=(day, evening)),
        an_opening("O2", schedule=(evening,)),
        an_opening("O3", schedule=(evening, night)),
    )
    assert keys(found) == ["part_of_week.evening"]
    assert len(found.doors[0].opened) == 2


def test_nobody_works_more_than_a_full_week_or_becomes_native() -> None:
    person = a_participant(
        max_hours_per_week=35.0, norwegian_spoken=Level.C2, norwegian_written=Level.native
    )
    changes = {change.kind: change for change in single_changes(person, [], {})}
    assert changes[DoorKind.HOURS].changed.max_hours_per_week == 37.5
    assert {DoorKind.SPOKEN, DoorKind.WRITTEN}.isdisjoint(changes)
    full = single_changes(replace(person, max_hours_per_week=37.5), [], {})
    assert DoorKind.HOURS not in {change.kind for change in full}


def test_a_door_that_opens_nothing_is_not_shown() -> None:
    _, found = doors_among(a_participant(), an_opening("O1"))
    assert found.doors == ()
    _, found = doors_among(a_participant(), an_opening("O1", demands=("cold",)))
    assert found.doors == ()


def test_a_functional_limit_is_never_a_door() -> None:
    person = a_participant(functional_limits=("cold",))
    _, found = doors_among(person, an_opening("O1", demands=("cold",)))
    assert (found.possible, found.doors, found.questions) == (0, (), ())


def test_nobody_who_should_not_work_at_night_or_drive_is_asked_to() -> None:
    places = (
        an_opening("O1", schedule=(PartOfWeek.NIGHT,)),
        an_opening("O2", credentials=("truck",)),
    )
    assert len(doors_among(a_participant(), *places)[1].doors) == 2
    careful = a_participant(functional_limits=("night_work", "driving"))
    assert doors_among(careful, *places)[1].doors == ()


def test_a_bus_licence_is_no_single_change_without_a_car_licence() -> None:
    bus = an_opening("O1", credentials=("licence_d",))
    after = {"licence_d": ("licence_b",)}
    assert doors_among(a_participant(), bus, after=after)[1].doors == ()
    driver = a_participant(credentials=("licence_b",))
    assert keys(doors_among(driver, bus, after=after)[1]) == ["credential.licence_d"]


def test_doors_alike_are_named_in_the_stated_order() -> None:
    _, found = doors_among(
        a_participant(),
        an_opening("O1", needs_written=Level.A1, schedule=(PartOfWeek.WEEKEND,)),
        an_opening("O2", needs_written=Level.A1, schedule=(PartOfWeek.EVENING,)),
    )
    assert keys(found) == ["part_of_week.evening", "part_of_week.weekend"]
    assert found.doors[0].expected_gain == pytest.approx(found.doors[1].expected_gain)


def test_openings_alike_stand_in_the_order_of_their_ids() -> None:
    day, found = doors_among(
        a_participant(), *(an_opening(name, credentials=("truck",)) for name in ("B", "C", "A"))
    )
    ids = [day.ready.arrays.ids[column] for column in found.doors[0].opened.columns]
    assert ids == ["A", "B", "C"]


def test_a_market_without_openings_has_neither_doors_nor_questions() -> None:
    person = a_participant(norwegian_spoken=None)
    found = find_doors(day_of(a_market(openings=())), MODEL, person)
    assert found == Doors(possible=0, best=0.0, questions=(), doors=())


def test_the_first_opening_of_all_gains_its_whole_value() -> None:
    _, found = doors_among(a_participant(), an_opening("O1", credentials=("truck",)))
    (door,) = found.doors
    assert (found.possible, found.best) == (0, 0.0)
    assert door.gain == door.opened.best and door.expected_gain == door.opened.best / 5
