"""What the three forms ask, what they take, and what counts of it."""

from datetime import date

import pytest

from matcher.domain.errors import BadInput, FormRefused
from matcher.domain.outcomes import EndReason, NextStep, Outcome, Reporter
from matcher.workflows.report_overview import first_name, may_report
from matcher.workflows.report_questions import (
    ASKED,
    BY_MENTOR,
    LONGEST_TEXT,
    STEP,
    Wrong,
    asked_of,
    kept_answers,
    outcome_of,
    read_answers,
)
from tests.unit.market_builders import a_placement

TODAY = date(2025, 9, 8)
PLACEMENT = a_placement(date(2025, 6, 2), date(2025, 9, 5))
PARTICIPANT, MENTOR, ADVISER = Reporter


def read(reporter, **typed):
    return read_answers(ASKED[reporter], typed, PLACEMENT, TODAY)


def outcome(reporter, before=None, **answers):
    return outcome_of("L1", reporter, ASKED[reporter], answers, before, TODAY)


def test_the_participant_is_never_asked_whether_they_came():
    assert "showed_up" not in ASKED[PARTICIPANT]


def test_whoever_tells_how_it_was_was_there():
    assert outcome(PARTICIPANT, fit_pace="4").showed_up is True


def test_whoever_knows_nothing_says_nothing_about_being_there():
    assert outcome(PARTICIPANT, fit_pace="unknown").showed_up is None


def test_what_one_does_not_know_is_missing_and_no_failure():
    said = outcome(MENTOR, showed_up="yes", completed="unknown")
    assert (said.showed_up, said.completed, said.would_hire) == (True, None, None)


def test_what_was_not_asked_stays_as_it_was():
    before = Outcome("L1", ADVISER, date(2025, 9, 6), True, True, EndReason.COMPLETED)
    after = outcome_of("L1", ADVISER, STEP, {"next_step": "job"}, before, TODAY)
    assert (after.end_reason, after.completed) == (EndReason.COMPLETED, True)
    assert (after.reported_on, after.next_step) == (TODAY, NextStep.JOB)


def test_what_was_asked_and_passed_over_is_taken_back():
    before = outcome(MENTOR, showed_up="yes", would_hire="yes")
    assert outcome(MENTOR, before, showed_up="yes").would_hire is None


def test_the_adviser_is_asked_what_no_mentor_answered():
    assert set(BY_MENTOR) <= set(asked_of(ADVISER, {}))
    said = {MENTOR: Outcome("L1", MENTOR, TODAY, showed_up=True, completed=False)}
    assert not set(BY_MENTOR) & set(asked_of(ADVISER, said))


def test_an_empty_form_is_refused_beside_its_first_question():
    with pytest.raises(FormRefused) as refused:
        read(MENTOR)
    assert refused.value.by_field == {"showed_up": Wrong.NOTHING}


def test_not_to_know_is_an_answer():
    assert read(MENTOR, showed_up="unknown") == {"showed_up": "unknown"}


def test_a_date_may_be_written_as_one_writes_it_in_norway():
    assert read(ADVISER, next_step_on="1.9.2025") == {"next_step_on": "2025-09-01"}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("31.02.2025", Wrong.NO_DATE),
        ("i går", Wrong.NO_DATE),
        ("1.2.3.4", Wrong.NO_DATE),
        ("2025-06-01", Wrong.BEFORE_START),
        ("2026-09-10", Wrong.FAR_AHEAD),
    ],
)
def test_a_date_that_cannot_be_is_refused_beside_its_field(text, wrong):
    with pytest.raises(FormRefused) as refused:
        read(ADVISER, next_step="job", next_step_on=text)
    assert refused.value.by_field == {"next_step_on": wrong}


@pytest.mark.parametrize(
    ("reporter", "typed", "field"),
    [
        (MENTOR, {"showed_up": "no", "completed": "yes"}, "completed"),
        (ADVISER, {"end_reason": "no_show", "showed_up": "yes"}, "showed_up"),
        (ADVISER, {"end_reason": "completed", "completed": "no"}, "completed"),
    ],
)
def test_answers_that_contradict_each_other_are_refused(reporter, typed, field):
    with pytest.raises(FormRefused) as refused:
        read(reporter, **typed)
    assert refused.value.by_field == {field: Wrong.CONTRADICTION}


def test_a_job_before_the_planned_end_is_no_contradiction():
    read(ADVISER, end_reason="got_work", completed="no")


def test_a_text_that_is_too_long_is_refused_and_still_kept_as_a_draft():
    long = "x" * (LONGEST_TEXT + 1)
    with pytest.raises(FormRefused) as refused:
        read(MENTOR, training=long)
    assert refused.value.by_field == {"training": Wrong.TOO_LONG}
    assert kept_answers(ASKED[MENTOR], {"training": long}) == {"training": long}


@pytest.mark.parametrize(
    "typed", [{"showed_up": "perhaps"}, {"completed": "1"}, {"would_hire": "ja"}]
)
def test_what_no_form_of_ours_sends_is_refused(typed):
    with pytest.raises(BadInput):
        read(MENTOR, **typed)


@pytest.mark.parametrize(
    ("reporter", "typed"),
    [
        (PARTICIPANT, {"fit_pace": "6"}),
        (ADVISER, {"end_reason": "bored"}),
        (ADVISER, {"next_step": "moon"}),
    ],
)
def test_a_word_outside_its_vocabulary_is_refused(reporter, typed):
    with pytest.raises(BadInput):
        read(reporter, **typed)


def test_nothing_can_be_told_before_it_has_begun():
    assert not may_report(PLACEMENT, date(2025, 6, 1))
    assert may_report(PLACEMENT, date(2025, 6, 2))


@pytest.mark.parametrize("name", [None, "", "  "])
def test_a_person_without_a_name_has_no_first_name(name):
    assert first_name(name) is None
