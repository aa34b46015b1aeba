"""A simulated municipality keeps every rule of a real one, and is the same for the same seed."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest

from matcher.domain.access import Role
from matcher.domain.errors import BadInput
from matcher.domain.participants import Participant
from matcher.domain.placements import OPEN_STATUSES, Placement, PlacementStatus
from matcher.simulation.geography import MOST_OFFICES
from matcher.simulation.municipality import simulate_municipality
from matcher.simulation.staff import demo_staff
from matcher.simulation.truth import Simulation

TODAY = date(2026, 3, 4)  # a Wednesday
PEOPLE = 200
SEEDS = (1, 2, 3)
COMMON_FIRST_NAMES = """
anne inger kari marit ingrid liv eva anna maria ida hanne nina bjørn jan per lars kjell knut
svein arne thomas hans geir tor morten terje odd erik martin andreas john ole emma nora
olivia sofie jakob emil noah oliver filip mohammed ali fatima amina ahmed olga tomasz lin
timian storm ask odin tiril stein sol siv vår lilje iris viola perle rosa bjørk heidi rolf
rune leif
"""


@cache
def made(seed: int, people: int = PEOPLE) -> Simulation:
    return simulate_municipality(participants=people, seed=seed, today=TODAY)


@pytest.fixture(params=SEEDS)
def simulation(request: pytest.FixtureRequest) -> Simulation:
    return made(request.param)


def open_placements(simulation: Simulation) -> list[Placement]:
    return [p for p in simulation.market.placements if p.status in OPEN_STATUSES]


def in_programme(participant: Participant) -> bool:
    started = participant.programme_start is not None and participant.programme_start <= TODAY
    return started and (participant.programme_end is None or participant.programme_end >= TODAY)


def most_at_once(placements: list[Placement]) -> int:
    """The obvious way: count who is there on each first day from today on."""
    days = {max(TODAY, p.starts) for p in placements}
    return max(sum(p.starts <= day <= p.planned_end for p in placements) for day in days)


def grouped(simulation: Simulation, key: str) -> dict[str, list[Placement]]:
    groups: dict[str, list[Placement]] = defaultdict(list)
    for placement in open_placements(simulation):
        groups[getattr(placement, key)].append(placement)
    return groups


def test_the_same_seed_gives_the_same_market() -> None:
    again = simulate_municipality(participants=PEOPLE, seed=1, today=TODAY)
    assert again.market == made(1).market
    assert again.market != made(2).market


def test_one_part_keeps_its_chance_when_another_has_more_to_draw() -> None:
    shorter = simulate_municipality(participants=PEOPLE, seed=1, today=TODAY, years_of_history=1)
    assert shorter.market.mentors != ()
    assert shorter.truth.workplaces.openings == made(1).truth.workplaces.openings


def test_exactly_so_many_are_in_the_programme_today_and_stand_first(simulation: Simulation) -> None:
    people = simulation.market.participants
    assert simulation.truth.current == PEOPLE
    assert all(in_programme(person) for person in people[:PEOPLE])
    assert not any(in_programme(person) for person in people[PEOPLE:])


def test_sizes_follow_the_number_of_participants(simulation: Simulation) -> None:
    market = simulation.market
    assert (len(market.offices), len(market.employers), len(market.openings)) == (3, 120, 300)
    assert 150 <= len(market.mentors) <= 210
    assert PEOPLE < len(market.participants) < 3.5 * PEOPLE
    assert len(market.placements) > 3 * PEOPLE


def test_every_reference_resolves_and_rows_stand_in_the_order_of_their_keys(
    simulation: Simulation,
) -> None:
    market = simulation.market
    offices = {office.office_id for office in market.offices}
    people = [person.participant_id for person in market.participants]
    employers = [employer.employer_id for employer in market.employers]
    mentors = {mentor.mentor_id: mentor.employer_id for mentor in market.mentors}
    openings = {opening.opening_id: opening for opening in market.openings}
    placements = [placement.placement_id for placement in market.placements]
    for keys in (people, employers, list(mentors), list(openings), placements):
        assert keys == sorted(set(keys))
    assert {person.office_id for person in market.participants} == offices
    assert {row.participant_id for row in (*market.wishes, *market.experiences)} <= set(people)
    assert set(mentors.values()) == set(employers)
    for opening in market.openings:
        assert opening.mentors
        assert {mentors[name] for name in opening.mentors} == {opening.employer_id}
    for placement in market.placements:
        assert placement.participant_id in people
        assert placement.mentor_id in openings[placement.opening_id].mentors
        assert placement.purpose in openings[placement.opening_id].purposes
    assert {outcome.placement_id for outcome in market.outcomes} <= set(placements)


def test_keys_of_rows_without_an_id_are_unique(simulation: Simulation) -> None:
    market = simulation.market
    wishes = Counter((wish.participant_id, wish.rank) for wish in market.wishes)
    experiences = Counter((e.participant_id, e.text, e.ended) for e in market.experiences)
    outcomes = Counter((o.placement_id, o.reporter, o.reported_on) for o in market.outcomes)
    for keys in (wishes, experiences, outcomes):
        assert max(keys.values()) == 1
    assert list(outcomes) == sorted(outcomes)


def test_no_opening_mentor_or_employer_is_over_capacity_from_today_on(
    simulation: Simulation,
) -> None:
    places = simulation.truth.workplaces
    slots = {opening.opening_id: opening.slots for opening in places.openings}
    mentors = {mentor.mentor_id: mentor.capacity for mentor in places.mentors}
    employers = {employer.employer_id: employer.capacity for employer in places.employers}
    employer_of = {opening.opening_id: opening.employer_id for opening in places.openings}
    at_employers: dict[str, list[Placement]] = defaultdict(list)
    for placement in open_placements(simulation):
        at_employers[employer_of[placement.opening_id]].append(placement)
    for rooms, groups in (
        (slots, grouped(simulation, "opening_id")),
        (mentors, grouped(simulation, "mentor_id")),
        (employers, at_employers),
    ):
        assert groups
        for name, placements in groups.items():
            assert most_at_once(placements) <= rooms[name]


def test_a_mentor_is_available_through_every_open_placement(simulation: Simulation) -> None:
    mentors = {mentor.mentor_id: mentor for mentor in simulation.market.mentors}
    for placement in open_placements(simulation):
        mentor = mentors[placement.mentor_id]
        assert mentor.available_from is None or mentor.available_from <= placement.starts
        assert mentor.available_to is None or mentor.available_to >= placement.planned_end


def test_statuses_agree_with_dates(simulation: Simulation) -> None:
    for placement in simulation.market.placements:
        assert placement.starts.weekday() == 0
        assert placement.planned_end.weekday() == 4
        match placement.status:
            case PlacementStatus.ENDED:
                assert placement.starts <= placement.ended <= placement.planned_end
                assert placement.ended < TODAY
            case PlacementStatus.RUNNING:
                assert placement.starts <= TODAY <= placement.planned_end
                assert placement.ended is None
            case PlacementStatus.CANCELLED:
                assert placement.starts <= TODAY
                assert placement.ended is None
            case _:
                assert TODAY < placement.starts <= TODAY + timedelta(days=35)
                assert placement.ended is None


def test_placements_lie_within_the_programme_and_the_years_of_history(
    simulation: Simulation,
) -> None:
    people = {person.participant_id: person for person in simulation.market.participants}
    for placement in simulation.market.placements:
        person = people[placement.participant_id]
        last = placement.ended or placement.planned_end
        assert placement.starts >= max(person.programme_start, TODAY - timedelta(days=730))
        if person.programme_end and placement.status is not PlacementStatus.CANCELLED:
            assert last <= person.programme_end


def test_nobody_is_in_two_placements_at_once(simulation: Simulation) -> None:
    by_person: dict[str, list[Placement]] = defaultdict(list)
    for placement in simulation.market.placements:
        if placement.status is not PlacementStatus.CANCELLED:
            by_person[placement.participant_id].append(placement)
    for placements in by_person.values():
        for before, after in pairwise(placements):
            assert before.ended is not None
            assert before.ended < after.starts
        assert sum(p.status in OPEN_STATUSES for p in placements) <= 1


def test_open_placements_go_to_openings_that_are_not_closed(simulation: Simulation) -> None:
    openings = {opening.opening_id: opening for opening in simulation.market.openings}
    for placement in open_placements(simulation):
        opening = openings[placement.opening_id]
        assert opening.status != "closed"
        assert opening.ends is None or opening.ends >= placement.planned_end
        if placement.starts > TODAY:
            assert opening.status == "open"


def test_about_a_third_of_the_participants_are_placed_and_some_places_agreed_ahead() -> None:
    shares = []
    for seed in SEEDS:
        placements = open_placements(made(seed))
        shares.append(len({p.participant_id for p in placements}) / PEOPLE)
        assert {p.status for p in placements} == set(OPEN_STATUSES)
    assert 0.30 <= sum(shares) / len(shares) <= 0.42
    assert all(0.27 <= share <= 0.45 for share in shares)


def test_facts_are_unknown_now_and_then_but_never_the_keys(simulation: Simulation) -> None:
    people = simulation.market.participants
    for fact in ("credentials", "max_travel_minutes", "norwegian_written", "functional_limits"):
        unknown = sum(getattr(person, fact) is None for person in people) / len(people)
        assert 0.03 <= unknown <= 0.14
    openings = simulation.market.openings
    assert 0 < sum(o.needs_written is None for o in openings) < 0.2 * len(openings)
    assert all(o.lat and o.lon and o.postal_code is None for o in openings)
    assert all(p.lat and p.lon and p.postal_code is None for p in people)


def test_nobody_bears_a_real_first_name_number_or_address(simulation: Simulation) -> None:
    market = simulation.market
    firsts = {row.name.split()[0].lower() for row in (*market.participants, *market.mentors)}
    assert not firsts & set(COMMON_FIRST_NAMES.split())
    assert len({person.name for person in market.participants}) == len(market.participants)
    assert len({employer.name for employer in market.employers}) == len(market.employers)
    for row in (*market.participants, *market.employers):
        assert row.phone is None or row.phone.startswith("00")
        assert row.email is None or row.email.endswith(("@example.org", "@example.com"))
    assert all(employer.org_number.startswith("00") for employer in market.employers)


def test_every_adviser_has_an_account_at_the_office_and_about_twenty_participants(
    simulation: Simulation,
) -> None:
    staff = demo_staff(PEOPLE)
    accounts = {viewer.name: viewer.office_id for viewer in staff if viewer.role is Role.ADVISER}
    assert len({viewer.name for viewer in staff}) == len(staff)
    assert sum(viewer.role is Role.LEADER for viewer in staff) == 3
    people = simulation.market.participants
    assert all(accounts[person.adviser] == person.office_id for person in people)
    load = Counter(person.adviser for person in people[:PEOPLE])
    assert set(load) == set(accounts)
    assert max(load.values()) <= 20


def test_one_participant_and_one_opening_are_enough() -> None:
    tiny = simulate_municipality(
        participants=1, seed=0, today=TODAY, offices=1, employers=1, openings=1
    )
    assert (len(tiny.market.openings), tiny.truth.current) == (1, 1)


def test_without_history_nothing_has_ended() -> None:
    fresh = simulate_municipality(participants=50, seed=1, today=TODAY, years_of_history=0)
    assert len(fresh.market.participants) == 50
    assert fresh.market.outcomes == ()
    assert not any(p.starts <= TODAY for p in fresh.market.placements)


@pytest.mark.parametrize(
    "numbers",
    [
        {"participants": 0},
        {"participants": 5, "seed": -1},
        {"participants": 5, "offices": 0},
        {"participants": 5, "offices": MOST_OFFICES + 1},
        {"participants": 5, "openings": 0},
        {"participants": 5, "years_of_history": -1},
    ],
)
def test_a_number_out_of_range_is_refused_in_one_sentence(numbers: dict[str, int]) -> None:
    with pytest.raises(BadInput, match=r"^Cannot simulate .* expected \d+ or"):
        simulate_municipality(**{"seed": 1, "today": TODAY, **numbers})
