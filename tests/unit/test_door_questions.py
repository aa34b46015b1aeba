"""What is not known of a participant is asked for, and is no change."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from matcher.domain.employers import Opening
from matcher.domain.market import Market
from matcher.domain.participants import Participant
from matcher.eligibility.board import Board
from matcher.eligibility.pair import judge
from matcher.eligibility.rules import Rule, State
from matcher.ranking.door_questions import Question
from matcher.ranking.doors import find_doors
from tests.unit.day_one_file import MODEL
from tests.unit.door_cases import CERTIFICATE, day_of, doors_among
from tests.unit.market_builders import a_participant, an_opening
from tests.unit.market_strategies import markets


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
