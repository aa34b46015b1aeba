"""Every word of the follow-ups has one for readers, and how often is said as one says it."""

import pytest
from flask import Flask
from flask_babel import Babel

from matcher.domain.day import Attendance, Going, Rung, SpokenWith
from matcher.domain.follow_ups import USUAL, Rhythm, What
from matcher.workflows.follow_up_calendar import EntryKind
from matcher.workflows.follow_up_record import TalkRefusal
from web import follow_up_texts as texts


@pytest.fixture(autouse=True)
def norwegian():
    app = Flask("web")
    Babel(app, default_locale="nb")
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (texts.SPOKEN_WITH, SpokenWith),
        (texts.SPOKE_WITH, SpokenWith),
        (texts.ATTENDANCE, Attendance),
        (texts.ATTENDED, Attendance),
        (texts.GOING, Going),
        (texts.WENT, Going),
        (texts.GOING_ICONS, Going),
        (texts.GOING_COLORS, Going),
        (texts.RUNGS, Rung),
        (texts.WHAT, What),
        (texts._ENTRIES, EntryKind),
    ],
)
def test_every_word_has_one_for_readers(table, kind):
    assert list(table) == list(kind)


@pytest.mark.parametrize("field", texts.LABELS)
@pytest.mark.parametrize("problem", TalkRefusal)
def test_every_refusal_has_a_sentence(field, problem):
    assert texts.refused({field: problem})[field].endswith(".")


@pytest.mark.parametrize(
    ("days", "said"), [(1, "hver dag"), (7, "hver uke"), (14, "hver 2. uke"), (10, "hver 10. dag")]
)
def test_how_often_is_said_as_one_says_it(days, said):
    assert texts.every(days) == said


def test_a_rhythm_is_a_sentence():
    assert texts.rhythm(USUAL) == "Første dag, så hver uke i 4 uker, deretter hver 2. uke."
    assert texts.rhythm(Rhythm(1, 1, 7)) == "Første dag, så hver dag i 1 uke, deretter hver uke."
    assert texts.rhythm(Rhythm(0, 7, 30)) == "Første dag, så hver 30. dag."
