"""What an opening asks of a person, rule by rule and by hand: met, not met, or nobody knows."""

from typing import Any

import pytest

from matcher.domain.cefr import Level
from matcher.domain.participants import PartOfWeek
from matcher.eligibility.pair import (
    holds_credentials,
    speaks_enough,
    within_hours,
    within_limits,
    within_schedule,
    within_travel,
    writes_enough,
)
from matcher.eligibility.rules import State
from tests.unit.eligibility_cases import MET, NOT_MET, UNKNOWN
from tests.unit.market_builders import a_participant, an_opening

LEVELS = [
    (Level.A2, Level.A2, MET),
    (Level.A1, Level.A2, NOT_MET),
    (Level.C2, Level.native, NOT_MET),
    (Level.native, Level.native, MET),
    (None, Level.A0, MET),
    (Level.native, None, MET),
    (None, Level.A1, UNKNOWN),
    (Level.C2, None, UNKNOWN),
    (None, None, UNKNOWN),
]


class TestLanguage:
    @pytest.mark.parametrize(("has", "needs", "state"), LEVELS)
    def test_spoken(self, has: Level | None, needs: Level | None, state: State) -> None:
        person = a_participant(norwegian_spoken=has, norwegian_written=Level.native)
        opening = an_opening(needs_spoken=needs, needs_written=Level.A0)
        assert speaks_enough(person, opening).state is state
        assert writes_enough(person, opening).state is MET

    @pytest.mark.parametrize(("has", "needs", "state"), LEVELS)
    def test_written(self, has: Level | None, needs: Level | None, state: State) -> None:
        person = a_participant(norwegian_written=has)
        assert writes_enough(person, an_opening(needs_written=needs)).state is state

    def test_only_what_is_unknown_is_asked_for(self) -> None:
        nobody = speaks_enough(a_participant(norwegian_spoken=None), an_opening(needs_spoken=None))
        person = writes_enough(a_participant(norwegian_written=None), an_opening())
        opening = writes_enough(a_participant(), an_opening(needs_written=None))
        assert nobody.unknown_fields == ("norwegian_spoken", "needs_spoken")
        assert person.unknown_fields == ("norwegian_written",)
        assert opening.unknown_fields == ("needs_written",)


@pytest.mark.parametrize(
    ("has", "needs", "state", "missing"),
    [
        (("truck",), ("truck",), MET, None),
        ((), (), MET, None),
        (None, (), MET, None),
        ((), ("truck",), NOT_MET, ("truck",)),
        (None, ("truck", "hygiene"), UNKNOWN, ("truck", "hygiene")),
        ((), ("police_certificate",), UNKNOWN, ("police_certificate",)),
        (("police_certificate",), ("police_certificate",), MET, None),
        ((), ("truck", "police_certificate"), NOT_MET, ("truck",)),
        ((), ("police_certificate", "police_certificate"), UNKNOWN, 2 * ("police_certificate",)),
        (("truck",), ("truck", "police_certificate"), UNKNOWN, ("police_certificate",)),
    ],
)
def test_credentials_and_the_certificate_that_nobody_asked_for_yet(
    has: Any, needs: Any, state: State, missing: Any
) -> None:
    answer = holds_credentials(a_participant(credentials=has), an_opening(credentials=needs))
    assert (answer.state, answer.said.get("missing")) == (state, missing)
    assert answer.unknown_fields == (("credentials",) if state is UNKNOWN else ())


@pytest.mark.parametrize(
    ("limits", "demands", "state"),
    [
        ((), ("cold",), MET),
        (None, (), MET),
        (("stairs",), ("cold",), MET),
        (("stairs", "cold"), ("cold", "crowds"), NOT_MET),
        (None, ("cold",), UNKNOWN),
    ],
)
def test_limits(limits: Any, demands: Any, state: State) -> None:
    answer = within_limits(a_participant(functional_limits=limits), an_opening(demands=demands))
    assert answer.state is state
    if state is NOT_MET:
        assert answer.said["demands"] == ("cold",), "what the person can do is not named"


@pytest.mark.parametrize(
    ("most", "asked", "state", "fields"),
    [
        (20.0, 20.0, MET, ()),
        (20.0, 20.5, NOT_MET, ()),
        (None, 20.0, UNKNOWN, ("max_hours_per_week",)),
        (20.0, None, UNKNOWN, ("hours_per_week",)),
        (None, None, UNKNOWN, ("max_hours_per_week", "hours_per_week")),
    ],
)
def test_hours(most: Any, asked: Any, state: State, fields: tuple[str, ...]) -> None:
    answer = within_hours(a_participant(max_hours_per_week=most), an_opening(hours_per_week=asked))
    assert (answer.state, answer.unknown_fields) == (state, fields)


DAY, NIGHT = PartOfWeek.DAY, PartOfWeek.NIGHT


@pytest.mark.parametrize(
    ("has", "needs", "state"),
    [
        ((DAY, NIGHT), (NIGHT,), MET),
        ((), (), MET),
        (None, (), MET),
        ((DAY,), (DAY, NIGHT), NOT_MET),
        ((), (DAY,), NOT_MET),
        (None, (DAY,), UNKNOWN),
    ],
)
def test_schedule(has: Any, needs: Any, state: State) -> None:
    answer = within_schedule(a_participant(available=has), an_opening(schedule=needs))
    assert answer.state is state
    assert answer.unknown_fields == (("available",) if state is UNKNOWN else ())


@pytest.mark.parametrize(
    ("facts", "minutes", "state", "fields"),
    [
        ({"max_travel_minutes": 30}, 30.0, MET, ()),
        ({"max_travel_minutes": 30}, 30.1, NOT_MET, ()),
        ({"max_travel_minutes": None}, 30.0, UNKNOWN, ("max_travel_minutes",)),
        ({"transport": None}, None, UNKNOWN, ("transport",)),
        ({}, None, UNKNOWN, ("place",)),
        (
            {"max_travel_minutes": None, "transport": None},
            None,
            UNKNOWN,
            ("max_travel_minutes", "transport"),
        ),
        ({"transport": None}, None, UNKNOWN, ("transport", "place")),
    ],
)
def test_travel(facts: Any, minutes: Any, state: State, fields: tuple[str, ...]) -> None:
    placed = "place" not in fields
    answer = within_travel(a_participant(**facts), minutes, placed=placed)
    assert (answer.state, answer.unknown_fields) == (state, fields)
