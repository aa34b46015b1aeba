"""What is due and what is said, through store and workflows: once is once, nobody is forgotten."""

import re
from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import Conflict, NotFound
from matcher.domain.follow_ups import What
from matcher.domain.participants import Participant
from matcher.domain.placements import PlacementStatus
from matcher.store.day_tables import follow_ups
from matcher.store.engine import reading, writing
from matcher.store.readers import store_version
from matcher.store.writers import upsert_rows
from matcher.workflows.follow_up_page import follow_ups_of, rhythm_of
from matcher.workflows.follow_up_record import (
    LONGEST_NOTE,
    TalkRefusal,
    agree_rung,
    change_rhythm,
    decide_rung,
)
from tests.integration.at_once import at_once
from tests.integration.follow_ups.follow_up_steps import (
    DAY,
    KARI,
    NILS,
    PLACED,
    STARTS,
    TODAY,
    change,
    due,
    talk,
    told,
    typed_rhythm,
    wrong,
)
from tests.integration.web_start import questions


def kept(engine):
    return follow_ups_of(engine, KARI, "L7", today=TODAY).done


def test_what_is_due_is_one_talk_since_the_first_day_that_was_missed(placed):
    (found,) = due(placed)
    assert (found.due_on, found.overdue_days, found.missed) == (STARTS, 16, 3)
    assert (found.participant_id, found.what) == ("P2", What.WEEKLY)
    assert found.key == "follow_up:L7:2026-01-05"


@pytest.mark.parametrize("typed", [{}, {"spoken_with": "mentor"}], ids=["somebody", "mentor"])
def test_a_talk_takes_it_off_the_list_until_the_next_planned_day(placed, typed):
    assert talk(placed, **typed)
    assert told(placed) == []
    assert told(placed, date(2026, 1, 26)) == [("L7", date(2026, 1, 26), What.WEEKLY)]


def test_everything_that_was_said_is_kept(placed):
    talk(placed, spoken_with="both", attendance="mostly", going="well", note=" Trives.\r\nمرحبا ")
    (found,) = kept(placed)
    assert (found.done_on, found.done_by, found.due_on) == (TODAY, "kari", date(2026, 1, 19))
    assert (found.spoken_with, found.attendance, found.going) == ("both", "mostly", "well")
    assert found.note == "Trives.\nمرحبا"


def test_nothing_is_required_but_the_day(placed):
    assert wrong(talk, placed, note="x", **{"done_on": ""}) == {"done_on": TalkRefusal.MISSING}
    assert talk(placed)


def test_what_is_sent_twice_is_kept_once(placed):
    assert talk(placed, going="well")
    assert not talk(placed, going="well")
    assert talk(placed, going="mixed")
    assert len(kept(placed)) == 2


def test_what_is_sent_twice_at_the_same_moment_is_kept_once(placed):
    answers = at_once(*[lambda: talk(placed, note="dobbeltklikk")] * 2)
    assert sorted(answers) == [False, True]
    assert len(kept(placed)) == 1


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"done_on": "2026-01-22"}, {"done_on": TalkRefusal.IN_THE_FUTURE}),
        ({"done_on": "2025-01-01"}, {"done_on": TalkRefusal.TOO_LONG_AGO}),
        ({"done_on": "i går"}, {"done_on": TalkRefusal.MISSING}),
        ({"going": "great"}, {"going": TalkRefusal.UNKNOWN}),
        ({"note": "x" * (LONGEST_NOTE + 1)}, {"note": TalkRefusal.TOO_LONG}),
        (
            {"done_on": "", "spoken_with": "chef"},
            {"done_on": TalkRefusal.MISSING, "spoken_with": TalkRefusal.UNKNOWN},
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(placed, typed, expected):
    assert wrong(talk, placed, **typed) == expected
    assert kept(placed) == ()


def test_a_note_that_a_database_cannot_hold_is_kept_without_what_it_cannot(placed):
    talk(placed, note="a\x00b\N{RIGHT-TO-LEFT OVERRIDE}c")
    assert kept(placed)[0].note == "a b c"


def test_another_office_sees_and_writes_nothing(placed):
    assert told(placed, viewer=NILS, mine=False) == []
    for call in (
        lambda: talk(placed, viewer=NILS),
        lambda: follow_ups_of(placed, NILS, "L7", today=TODAY),
        lambda: rhythm_of(placed, NILS, "P2"),
        lambda: change_rhythm(placed, NILS, "P2", typed_rhythm(1, 7, 7)),
        lambda: decide_rung(placed, NILS, "L7", today=TODAY),
        lambda: agree_rung(placed, NILS, "L7", {}, today=TODAY),
    ):
        with pytest.raises(NotFound):
            call()


def test_an_administrator_follows_nobody_up(placed):
    with pytest.raises(NotFound):
        due(placed, viewer=Viewer("root", Role.ADMINISTRATOR), mine=False)


def test_mine_are_those_of_my_own_people_and_the_others_are_the_offices(placed):
    eva = Viewer("eva", Role.ADVISER, "N1")
    assert told(placed, viewer=eva) == []
    # PL1 of ``small_market`` has been running since August and was to end in September.
    assert [found[0] for found in told(placed, viewer=eva, mine=False)] == ["PL1", "L7"]


@pytest.mark.parametrize("status", [PlacementStatus.ENDED, PlacementStatus.CANCELLED])
def test_what_is_over_asks_for_no_talk(placed, status):
    change(placed, status=status, ended=TODAY if status == "ended" else None)
    assert told(placed) == []


def test_a_placement_that_was_called_off_takes_no_notes(placed):
    change(placed, status=PlacementStatus.CANCELLED)
    with pytest.raises(Conflict):
        talk(placed)


def test_a_placement_whose_first_day_nobody_knows_is_followed_up_all_the_same(placed):
    change(placed, starts=None)
    assert told(placed) == [("L7", TODAY, What.FIRST_DAY)]
    talk(placed)
    assert told(placed) == []
    assert told(placed, TODAY + 7 * DAY) == [("L7", TODAY + 7 * DAY, What.WEEKLY)]


def test_a_talk_leaves_what_matching_has_read_fresh(placed):
    with reading(placed) as connection:
        before = store_version(connection)
    talk(placed)
    change_rhythm(placed, KARI, "P2", typed_rhythm(1, 1, 1))
    with reading(placed) as connection:
        assert store_version(connection) == before


def test_the_store_refuses_a_word_that_is_not_one(placed):
    row = {"placement_id": "L7", "done_on": TODAY, "done_by": "kari", "going": "great"}
    with pytest.raises(Conflict), writing(placed) as connection:
        connection.execute(follow_ups.insert().values(row))


@pytest.mark.parametrize("people", [1, 40])
def test_a_list_takes_the_same_number_of_questions_however_many_they_are(store, people):
    persons = [Participant(f"Q{n}", "N1", adviser="kari") for n in range(people)]
    running = [replace(PLACED, placement_id=f"Q{n}", participant_id=f"Q{n}") for n in range(people)]
    with writing(store) as connection:
        upsert_rows(connection, "participants", persons)
        upsert_rows(connection, "placements", running)
    with questions(store) as asked:
        assert len(due(store)) == people
    # What the audit log asks is not counted: it does not grow with the list either.
    of_the_log = re.compile("audit_(head|keys|log)")
    read = [sql for sql in asked if sql.lstrip().startswith("SELECT")]
    assert len([sql for sql in read if not of_the_log.search(sql)]) == 7
