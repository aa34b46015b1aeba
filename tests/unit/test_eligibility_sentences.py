"""Every answer is a sentence in both languages, and none of them shows a code of the program."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from matcher.domain.market import Market
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import make_board
from matcher.eligibility.pair import judge
from matcher.eligibility.rules import Answer, Rule, State
from matcher.eligibility.sentences import (
    ask_sentence,
    blocked_sentence,
    rule_name,
    rule_sentence,
)
from matcher.eligibility.words import day, listed, number, word
from tests.unit.market_builders import TODAY, a_board, a_participant, an_opening
from tests.unit.market_strategies import markets

LANGUAGES = ("nb", "en")
# A name with an underscore, Python's nothing, an empty gap, a list or a class: not for people.
CODE = re.compile(r"\w_\w|\bNone\b|[{}\[\]<>]|\.\.|  |\bPurpose\b|\bLevel\b")


def assert_plain(text: str) -> None:
    assert not CODE.search(text), text
    assert (text[0].isupper() or text[0].isdigit()) and text[-1] == ".", text


@given(markets)
@hypothesis_settings(max_examples=60)
def test_every_answer_is_a_sentence_and_every_unknown_field_a_question(market: Market) -> None:
    board = make_board(market, TODAY, Policy(placement_weeks=1, search_weeks=1))
    for participant in market.participants:
        for opening in market.openings:
            for answer in judge(board, participant, opening).answers:
                assert (answer.state is State.UNKNOWN) == bool(answer.unknown_fields)
                for lang in LANGUAGES:
                    assert_plain(rule_sentence(answer, lang))
                    for field in answer.unknown_fields:
                        assert_plain(ask_sentence(answer, field, lang))


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_has_a_name_and_says_how_many_it_stops(rule: Rule, lang: str) -> None:
    name = rule_name(rule, lang)
    assert name and name[0].isupper() and "_" not in name
    assert blocked_sentence(rule, 12, lang).startswith("12 ") and name in blocked_sentence(
        rule, 12, lang
    )


def test_the_two_languages_differ() -> None:
    for rule in Rule:
        assert rule_name(rule, "nb") != rule_name(rule, "en")


def sentence(rule: Rule, lang: str = "en", **changes: Any) -> str:
    person = {k: v for k, v in changes.items() if k in a_participant().__slots__}
    opening = {k: v for k, v in changes.items() if k not in person}
    judged = judge(a_board(), a_participant(**person), an_opening(**opening))
    (answer,) = [answer for answer in judged.answers if answer.rule is rule]
    return rule_sentence(answer, lang)


def test_sentences_name_what_they_are_about() -> None:
    taste_only = replace(an_opening(), purposes=(Purpose.TASTE,))
    judged = judge(a_board(), a_participant(), taste_only)
    assert rule_sentence(judged.answers[1], "nb") == (
        "Plassen tar ikke imot til jobb i bedriften og arbeidserfaring."
    )
    needs = ("licence_b", "truck")
    opening = an_opening(credentials=needs)
    judged = judge(a_board(), a_participant(), opening)
    (lacks,) = [a for a in judged.answers if a.rule is Rule.CREDENTIALS]
    assert rule_sentence(lacks, "nb") == "Mangler førerkort klasse B og truckførerbevis."
    assert rule_sentence(lacks, "en") == "Lacks a driving licence (B) and a forklift licence."


def test_numbers_and_days_are_said_as_people_say_them() -> None:
    assert sentence(Rule.HOURS, hours_per_week=37.5) == (
        "The opening has 37.5 hours a week; the person can do 30."
    )
    assert sentence(Rule.HOURS, "nb", hours_per_week=37.5) == (
        "Plassen er på 37,5 timer i uka; personen kan 30."
    )
    assert sentence(Rule.CAPACITY, "nb") == "Plass og mentor er ledig fra 1. september 2025."
    assert sentence(Rule.CAPACITY) == "Place and mentor are free from 1 September 2025."
    assert sentence(Rule.TRAVEL) == "About 6 minutes; up to 60 is fine."


def test_two_unknown_facts_are_two_questions() -> None:
    asked = sentence(Rule.HOURS, max_hours_per_week=None, hours_per_week=None)
    assert asked == (
        "Ask how many hours a week the person can do. Ask the employer how many hours a week it is."
    )


def test_a_word_that_the_program_does_not_know_is_shown_as_it_was_written() -> None:
    assert word("welding_course", "nb") == "welding course"
    assert listed((), "nb") == "" and listed(["truck"], "en") == "a forklift licence"
    assert number(7.25, "nb") == "7,2" and number(0.0, "en") == "0"
    assert day(TODAY, "nb") == "1. september 2025"


def test_a_rule_that_has_no_sentence_for_its_reason_is_an_error() -> None:
    with pytest.raises(KeyError):
        rule_sentence(Answer(Rule.OPEN, State.NOT_MET, "typo"), "nb")
