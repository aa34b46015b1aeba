"""What was said in an interview: the office's own, kept as history, and part of the belief."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.dismissals import SaidBy
from matcher.domain.errors import Conflict, FormRefused, NotFound
from matcher.domain.interview import InterviewFact
from matcher.occupations import DIMENSIONS
from matcher.store.engine import reading
from matcher.store.readers import read_facts_of, store_version
from matcher.workflows.interview import LONGEST_TEXT, note_fact, take_back_fact
from matcher.workflows.program import Program, open_program
from matcher.workflows.taste import advise_taste

TODAY = date(2025, 9, 1)
KARI, NILS = Viewer("kari", Role.ADVISER, "N1"), Viewer("nils", Role.ADVISER, "N2")
COLD = {"dimension": "indoors", "likes": True, "text": "tåler ikke kulde"}
SAID = InterviewFact("P1", "indoors", True, "tåler ikke kulde", SaidBy.PARTICIPANT, TODAY)


def note(engine: sa.Engine, viewer: Viewer = KARI, **changed: Any) -> bool:
    said = {**COLD, "said_by": SaidBy.PARTICIPANT, "today": TODAY, **changed}
    return note_fact(engine, viewer, "P1", **said)


def facts(engine: sa.Engine) -> tuple[InterviewFact, ...]:
    with reading(engine) as connection:
        return read_facts_of(connection, KARI, "P1")


@pytest.fixture
def program(filled: sa.Engine) -> Iterator[Program]:
    opened = open_program(filled.url.render_as_string(hide_password=False))
    yield opened
    opened.engine.dispose()


def weight(program: Program, dimension: str, today: date = TODAY) -> float:
    advice = advise_taste(program, OPERATOR, "P1", today=today)
    return next(side.mean for side in advice.dimensions if side.dimension == dimension)


def test_what_is_said_is_kept_with_who_said_it_and_when(filled):
    assert note(filled)
    assert facts(filled) == (SAID,)


def test_spaces_are_tidied_and_long_texts_cut(filled):
    note(filled, text="  tåler\n ikke   kulde " + "x" * 500)
    assert facts(filled)[0].text.startswith("tåler ikke kulde x")
    assert len(facts(filled)[0].text) == LONGEST_TEXT


def test_a_form_sent_twice_is_kept_once(filled):
    note(filled)
    with reading(filled) as connection:
        before = store_version(connection)
    assert not note(filled)
    with reading(filled) as connection:
        assert store_version(connection) == before
    assert len(facts(filled)) == 1


def test_what_is_missing_is_named(filled):
    with pytest.raises(FormRefused) as refused:
        note(filled, dimension="weather", likes=None, text="  ")
    assert set(refused.value.by_field) == {"dimension", "likes", "text"}
    assert facts(filled) == ()


def test_another_office_neither_sees_nor_changes_it(filled):
    note(filled)
    with pytest.raises(NotFound):
        note(filled, NILS)
    with pytest.raises(NotFound):
        take_back_fact(filled, NILS, "P1", "indoors", "tåler ikke kulde", today=TODAY)
    with reading(filled) as connection, pytest.raises(NotFound):
        read_facts_of(connection, NILS, "P1")


def test_taken_back_it_stays_as_history_and_may_be_said_again(filled):
    later = TODAY + timedelta(days=3)
    note(filled)
    take_back_fact(filled, KARI, "P1", "indoors", "tåler ikke kulde", today=later)
    (fact,) = facts(filled)
    assert fact.holds(TODAY) and not fact.holds(later)
    with pytest.raises(Conflict):
        take_back_fact(filled, KARI, "P1", "indoors", "tåler ikke kulde", today=later)
    assert note(filled, today=later)
    assert [fact.holds(later) for fact in facts(filled)] == [False, True]


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_side_of_work_can_be_said_and_moves_the_belief(dimension, program):
    before = weight(program, dimension)
    note(program.engine, dimension=dimension, likes=False, text="nei")
    assert weight(program, dimension) < before - 0.3


def test_the_belief_is_as_of_the_day(program):
    later = TODAY + timedelta(days=7)
    untold = weight(program, "indoors")
    note(program.engine)
    told = weight(program, "indoors")
    take_back_fact(program.engine, KARI, "P1", "indoors", "tåler ikke kulde", today=later)
    assert told > untold
    assert weight(program, "indoors", TODAY) == pytest.approx(told)
    assert weight(program, "indoors", later) == pytest.approx(untold)
    assert weight(program, "indoors", TODAY - timedelta(days=1)) == pytest.approx(untold)


def test_the_sentence_names_what_was_said(program):
    note(program.engine)
    advice = advise_taste(program, OPERATOR, "P1", today=TODAY)
    indoors = next(side for side in advice.dimensions if side.dimension == "indoors")
    assert "«tåler ikke kulde»" in indoors.sentence
    assert indoors.spoken.startswith("Vi tror du liker å jobbe inne.")
