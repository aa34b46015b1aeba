"""Door-openers: exact against a full suggest for the changed participant; small cases by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import matcher
from matcher.domain.cefr import Level
from matcher.domain.employers import Opening
from matcher.domain.errors import BadInput
from matcher.domain.market import Market
from matcher.domain.participants import Participant, PartOfWeek
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import Board
from matcher.eligibility.pair import judge
from matcher.eligibility.rules import Rule, State
from matcher.ranking.door_changes import DoorKind, single_changes
from matcher.ranking.door_questions import Question
from matcher.ranking.door_sentences import door_sentence, helps_sentence, time_sentence
from matcher.ranking.door_times import DoorTimes, parse_doors
from matcher.ranking.doors import Doors, find_doors
from matcher.ranking.rank import MarketDay, market_day, rank_openings
from matcher.simulation.municipality import simulate_municipality
from tests.unit.day_one_file import MODEL
from tests.unit.market_builders import TODAY, a_market, a_mentor, a_participant, an_opening
from tests.unit.market_strategies import markets

POLICY = Policy()
CERTIFICATE = "police_certificate"
TIMES = parse_doors(
    (Path(matcher.__file__).parent.parent / "models" / "doors.toml").read_text(encoding="utf-8")
)


def no_text(text: str) -> Sequence[tuple[str, float]]:
    return ()


def day_of(market: Market) -> MarketDay:
    return market_day(market, TODAY, POLICY, no_text)


# --- The oracle: every change written out once more, and a whole new market for each ------------


def every_change(person: Participant, words: set[str]) -> Iterator[tuple[str, Participant]]:
    """Slow and obvious: all single changes, whether or not any opening waits for them."""
    limits = person.functional_limits or ()
    if "driving" in limits:
        words = words - {"licence_b", "licence_c", "licence_d", "truck"}
    for word in words - {CERTIFICATE}:
        if person.credentials is not None and word not in person.credentials:
            yield f"credential.{word}", replace(person, credentials=(*person.credentials, word))
    ladder = [Level.A0, Level.A1, Level.A2, Level.B1, Level.B2, Level.C1, Level.C2]
    for name in ("spoken", "written"):
        level = getattr(person, f"norwegian_{name}")
        if level in ladder[:-1]:
            higher = ladder[ladder.index(level) + 1]
            yield name, replace(person, **{f"norwegian_{name}": higher})
    if person.max_travel_minutes is not None:
        yield "travel", replace(person, max_travel_minutes=person.max_travel_minutes + 15)
    parts = set(PartOfWeek) - {PartOfWeek.NIGHT if "night_work" in limits else None}
    for part in parts - set(PartOfWeek if person.available is None else person.available):
        yield f"part_of_week.{part}", replace(person, available=(*person.available, part))
    hours = person.max_hours_per_week
    if hours is not None and hours < 37.5:
        yield "hours", replace(person, max_hours_per_week=min(hours + 7.5, 37.5))


def full_list(
    market: Market, person: Participant, purpose: Purpose | None = None
) -> dict[str, float]:
    """Every possible opening with its value, as ``suggest`` finds it for this participant."""
    others = [p for p in market.participants if p.participant_id != person.participant_id]
    day = day_of(replace(market, participants=(*others, person)))
    (ranked,) = rank_openings(day, MODEL, [person], limit=len(market.openings) + 1, purpose=purpose)
    ids = [day.ready.arrays.ids[column] for column in ranked.openings]
    return dict(zip(ids, ranked.values.tolist(), strict=True))


def top_five(values: dict[str, float]) -> float:
    return sum(sorted(values.values(), reverse=True)[:5]) / 5


def assert_exact(market: Market, person: Participant, purpose: Purpose | None = None) -> int:
    """All doors are those of the oracle, to the last opening; how many there are."""
    day = day_of(market)
    found = find_doors(day, MODEL, person, purpose=purpose)
    before = full_list(market, person, purpose)
    assert found.possible == len(before)
    words = {word for opening in market.openings for word in opening.credentials}
    expected = {}
    for key, changed in every_change(person, words):
        after = full_list(market, changed, purpose)
        assert before.keys() <= after.keys(), "a change closes nothing"
        assert after.keys() == judged(day, changed, purpose)
        opened = {name: after[name] for name in after.keys() - before.keys()}
        if opened:
            gain = max(after.values()) - max(before.values(), default=0)
            expected[key] = (opened, gain, top_five(after) - top_five(before))
    assert {door.change.key for door in found.doors} == expected.keys()
    for door in found.doors:
        opened, gain, expected_gain = expected[door.change.key]
        ids = [day.ready.arrays.ids[column] for column in door.opened.columns]
        assert ids == sorted(opened, key=lambda name: (-round(opened[name], 9), name))
        np.testing.assert_allclose(
            door.opened.values, [opened[name] for name in ids], rtol=0, atol=1e-12
        )
        assert door.gain == pytest.approx(gain, abs=1e-12)
        assert door.expected_gain == pytest.approx(expected_gain, abs=1e-12)
    return len(expected)


def judged(day: MarketDay, person: Participant, purpose: Purpose | None) -> set[str]:
    """The possible openings, each rule asked of each pair by itself."""
    board = day.ready.board
    answers = {o.opening_id: judge(board, person, o, purpose) for o in day.ready.openings}
    return {name for name, answer in answers.items() if answer.eligible}


@given(st.integers(0, 10_000), st.none() | st.sampled_from(Purpose))
@hypothesis_settings(max_examples=5, deadline=None)
def test_doors_are_a_full_suggest_for_the_changed_participant(
    seed: int, purpose: Purpose | None
) -> None:
    market = simulate_municipality(participants=6, openings=60, seed=seed, today=TODAY).market
    person = market.participants[seed % 6]
    assert_exact(market, person, purpose)


@given(markets)
@hypothesis_settings(max_examples=40, deadline=None)
def test_doors_are_exact_in_crowded_markets_with_unknowns(market: Market) -> None:
    assert_exact(market, market.participants[0])


def test_a_simulated_town_has_doors_to_be_exact_about() -> None:
    market = simulate_municipality(participants=6, openings=60, seed=3, today=TODAY).market
    assert sum(assert_exact(market, person) for person in market.participants) > 5


@given(markets)
@hypothesis_settings(max_examples=100, deadline=None)
def test_no_change_touches_health_or_who_somebody_is(market: Market) -> None:
    for person in market.participants:
        for change in single_changes(person, ["truck", CERTIFICATE], {}):
            changed = {
                name
                for name in Participant.__slots__
                if getattr(change.changed, name) != getattr(person, name)
            }
            assert len(changed) == 1
            assert changed <= {
                "credentials", "norwegian_spoken", "norwegian_written", "max_travel_minutes",
                "available", "max_hours_per_week",
            }  # fmt: skip


# --- By hand ---------------------------------------------------------------------------------


def doors_among(person: Participant, *openings: Opening, **options: Any) -> tuple[MarketDay, Doors]:
    mentors = tuple({name: a_mentor(name) for o in openings for name in o.mentors or ()}.values())
    market = a_market(participants=(person,), openings=openings, mentors=mentors)
    day = day_of(market)
    return day, find_doors(day, MODEL, person, **options)


def keys(found: Doors) -> list[str]:
    return [door.change.key for door in found.doors]


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


# --- What is not known -----------------------------------------------------------------------


def test_a_police_certificate_that_nobody_asked_for_is_a_question_and_no_change() -> None:
    _, found = doors_among(
        a_participant(), an_opening("O1", credentials=(CERTIFICATE,)), an_opening("O2")
    )
    (question,) = found.questions
    assert (found.possible, found.doors) == (2, ())
    assert question.fields == ("credentials",) and question.words == (CERTIFICATE,)
    assert question.waiting.columns.tolist() == [0]


@pytest.mark.parametrize(
    ("unknown", "needs", "fields"),
    [
        ({"norwegian_spoken": None}, {}, ("norwegian_spoken",)),
        ({"norwegian_written": None}, {}, ("norwegian_written",)),
        ({"credentials": None}, {"credentials": ("truck",)}, ("credentials",)),
        ({"functional_limits": None}, {"demands": ("cold",)}, ("functional_limits",)),
        ({"max_hours_per_week": None}, {}, ("max_hours_per_week",)),
        ({"available": None}, {}, ("available",)),
        ({"transport": None, "max_travel_minutes": None}, {}, ("transport", "max_travel_minutes")),
        ({"lat": None, "lon": None}, {}, ("place",)),
        ({"programme_end": None}, {}, ("programme_end",)),
    ],
)
def test_what_is_unknown_is_asked_for_and_is_no_change(
    unknown: dict[str, None], needs: dict[str, Any], fields: tuple[str, ...]
) -> None:
    _, found = doors_among(a_participant(**unknown), an_opening("O1", **needs))
    assert [question.fields for question in found.questions] == [fields]
    assert found.doors == ()


def test_what_the_employer_has_not_said_is_not_asked_of_the_participant() -> None:
    person = a_participant(norwegian_spoken=None, max_hours_per_week=None)
    _, found = doors_among(person, an_opening("O1", needs_spoken=None, hours_per_week=None))
    assert found.questions == ()


@given(markets)
@hypothesis_settings(max_examples=60, deadline=None)
def test_as_many_wait_as_the_rule_would_ask_the_participant_about(market: Market) -> None:
    person, day = market.participants[0], day_of(market)
    found = find_doors(day, MODEL, person)
    for question in found.questions:
        waiting = {
            column
            for column, opening in enumerate(day.ready.openings)
            if waits(day.ready.board, person, opening, question)
        }
        assert set(question.waiting.columns.tolist()) == waiting


def waits(board: Board, person: Participant, opening: Opening, question: Question) -> bool:
    """One pair, by the plain rules: possible, and only the participant could tell what it lacks."""
    judgement = judge(board, person, opening)
    (answer,) = [answer for answer in judgement.answers if answer.rule is question.rule]
    # A place that is missing may be the opening's own; the answer does not say whose it is.
    told = question.rule is not Rule.TRAVEL or board.position(opening) is not None
    missing = set(answer.unknown_fields)
    return (
        judgement.eligible
        and told
        and answer.state is State.UNKNOWN
        and missing <= set(question.fields)
    )


# --- The table of times ----------------------------------------------------------------------


def test_every_time_has_a_source_and_what_depends_on_life_has_no_time() -> None:
    assert all(time.source.endswith(".") for time in TIMES.by_key.values())
    assert TIMES.weeks("credential.truck") == (2, 4)
    assert TIMES.weeks("travel") is None and TIMES.weeks("credential.welding") is None
    assert TIMES.after == {"licence_c": ("licence_b",), "licence_d": ("licence_b",)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[", "not valid TOML"),
        ("[cooking]\nsource = 'x'", "'cooking' is not one of"),
        ("credential = 3", "credential must be a table"),
        ("[credential]\ntruck = 3", "credential.truck must be a table"),
        ("[travel]\nweeks = [1, 2]", "travel needs a source"),
        ("[travel]\nsource = 'x'\nweek = 1", "'week' is not a setting"),
        ("[travel]\nsource = 'x'\nafter = 'truck'", "after must be a list"),
        *(
            (f"[spoken]\nsource = 'x'\nweeks = {weeks}", "weeks must be two whole numbers")
            for weeks in ("[4, 2]", "[2]", "3", "[-1, 2]", "[1, 9999]", "[1.5, 2]", "[true, 2]")
        ),
    ],
)
def test_a_wrong_table_is_refused_by_name(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says.replace("[", r"\[")):
        parse_doors(text)


def test_an_empty_table_knows_nothing() -> None:
    assert parse_doors("") == DoorTimes({})


# --- In words --------------------------------------------------------------------------------

WORDS = {
    DoorKind.CREDENTIAL: "welding_course",
    DoorKind.SPOKEN: "B1",
    DoorKind.WRITTEN: "B1",
    DoorKind.TRAVEL: "15",
    DoorKind.PART_OF_WEEK: "weekend",
    DoorKind.HOURS: "2.5",
}


@pytest.mark.parametrize("lang", ["nb", "en"])
@pytest.mark.parametrize("kind", DoorKind)
def test_every_door_is_said_in_a_whole_sentence_for_one_and_for_many(
    kind: DoorKind, lang: str
) -> None:
    said = [
        *(door_sentence(kind, WORDS[kind], count, "Kafé", lang) for count in (1, 2)),
        *(helps_sentence(kind, WORDS[kind], count, count, lang) for count in (1, 2)),
        *(time_sentence(kind, weeks, lang) for weeks in (None, (1, 1), (2, 2), (2, 4))),
    ]
    for text in said:
        assert text[0].isupper() or text[0].isdigit()
        assert text.endswith(".") and not set("{}_") & set(text)
    assert len(set(said)) == len(said)


def test_a_truck_licence_reads_as_an_adviser_would_say_it() -> None:
    text = door_sentence(DoorKind.CREDENTIAL, "truck", 9, "Lager hos Nord", "nb")
    takes = time_sentence(DoorKind.CREDENTIAL, TIMES.weeks("credential.truck"), "nb")
    assert f"{text} {takes}" == (
        "Truckførerbevis åpner 9 plasser til; den beste er Lager hos Nord. Det tar oftest 2–4 uker."
    )
